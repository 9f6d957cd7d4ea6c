"""PostgreSQL for the tests of the record: Debian's package, installed by `make test` as root."""

from __future__ import annotations

import os
from pathlib import Path

from deploy.browser import can_install, install
from deploy.console import say
from deploy.errors import DeployError
from deploy.settings import Layout

PACKAGE = "postgresql"
APT_LINE = f"apt-get install -y {PACKAGE}"
DEBIAN = Path("/usr/lib/postgresql")


def server_folder(root: Path = DEBIAN) -> Path | None:
    """Where Debian's newest server lies, or None."""
    found = [path.parent for path in root.glob("*/bin/postgres") if os.access(path, os.X_OK)]
    return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdecimal() else 0, default=None)


def missing() -> list[str]:
    """Debian packages that these tests lack."""
    return [] if server_folder() else [PACKAGE]


def provide_postgres(layout: Layout) -> None:
    """Install it where we may, else say what to run: without it the tests are skipped, not failed."""
    if not missing():
        return
    if not can_install():
        say(f"! 缺少 {PACKAGE}，跳过 PostgreSQL 上的测试。要运行它们，请以 root 执行：{APT_LINE}")
        return
    try:
        install(layout, [PACKAGE])
    except DeployError as error:
        say(f"! {error}\n! 没有装成，跳过 PostgreSQL 上的测试。要运行它们，请以 root 执行：{APT_LINE}")
