"""The browser that `tests/browser` drives: Debian's Chromium and a Chinese font. `make test` installs them as root."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable

from deploy.commands import run_logged
from deploy.console import say, step
from deploy.errors import DeployError
from deploy.settings import Layout

CHROMIUM, FONT = "chromium", "fonts-noto-cjk"
APT_LINE = f"apt-get install -y {CHROMIUM} {FONT}"


def executable() -> str | None:
    """Path of Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def missing() -> list[str]:
    """Debian packages that the browser's tests lack."""
    return [*([] if executable() else [CHROMIUM]), *([] if _has_chinese_font() else [FONT])]


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


Install = Callable[[Layout, list[str]], None]


def install(layout: Layout, packages: list[str]) -> None:
    """By apt; raises DeployError with the end of the log."""
    log = layout.log / "apt.log"
    environment = {**layout.inherited, "DEBIAN_FRONTEND": "noninteractive"}
    packages_line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    with step(f"用 apt 安装 {'、'.join(packages)}（测试用，日志 {log}）"):
        for command in (["apt-get", "update"], packages_line):
            asyncio.run(run_logged(command, " ".join(command[:2]), log, environment, layout.root))


def provide_browser(layout: Layout, by: Install = install) -> None:
    """Install what is missing where we may, else say what to run: without it the tests are skipped, not failed."""
    lacks = missing()
    if not lacks:
        return
    if not can_install():
        say(f"! 缺少 {'、'.join(lacks)}，跳过网页测试。要运行它们，请以 root 执行：{APT_LINE}")
        return
    try:
        by(layout, lacks)
    except DeployError as error:
        say(f"! {error}\n! 没有装成，跳过网页测试。要运行它们，请以 root 执行：{APT_LINE}")
