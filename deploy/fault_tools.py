"""What `tests/faults` and the tests of stores and record use of the machine. `make test` installs it as root, as the browser."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.browser import Install, can_install, install
from deploy.cluster_servers import nginx_program
from deploy.console import say
from deploy.errors import DeployError
from deploy.settings import Layout

PACKAGES = ("postgresql", "redis-server", "libfaketime", "nginx")
APT_LINE = f"apt-get install -y {' '.join(PACKAGES)}"


def missing() -> list[str]:
    """Debian packages that these tests lack."""
    there = {
        "postgresql": any(Path("/usr/lib/postgresql").glob("*/bin/postgres")),
        "redis-server": shutil.which("redis-server") is not None,
        "nginx": nginx_program() is not None,
        "libfaketime": any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")),
    }
    return [package for package in PACKAGES if not there[package]]


def provide_fault_tools(layout: Layout, by: Install = install) -> None:
    """Install what is missing where we may, else say what to run: without it those tests are skipped, not failed."""
    lacks = missing()
    if not lacks:
        return
    told = f"要运行这些测试，请以 root 执行：{APT_LINE}"
    if not can_install():
        say(f"! 缺少 {'、'.join(lacks)}，跳过用到它们的测试。{told}")
        return
    try:
        by(layout, lacks)
    except DeployError as error:
        say(f"! {error}\n! 没有装成，跳过用到它们的测试。{told}")
