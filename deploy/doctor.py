"""`make doctor`: what is installed, stale, listening, and how much disk and memory it takes. Changes nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from deploy.building import model_state
from deploy.console import say
from deploy.control import process_states, socket_path
from deploy.environments import environments, find_python, state
from deploy.errors import DeployError
from deploy.frontend import frontend_state
from deploy.ports import is_free, named_ports
from deploy.settings import Layout

STATES = {
    "missing": "没有（make run 会做）",
    "broken": "损坏（make run 会重做）",
    "stale": "过期（make run 会更新）",
    "fresh": "就绪",
}


def report(layout: Layout) -> None:
    """One line a fact."""
    for line in (*_interpreters(layout), *_installed(layout), *_built(layout), *_listening(layout), *_sizes(layout)):
        say(line)
    for line in _processes(layout):
        say(line)


def _interpreters(layout: Layout) -> list[str]:
    lines = []
    for environment in environments(layout.root):
        try:
            found = find_python(layout, environment.version)
        except DeployError as error:
            found = str(error)
        lines.append(f"Python {environment.version}：{found}")
    return lines


def _installed(layout: Layout) -> list[str]:
    return [f"{one.name}：{STATES[state(one)]}" for one in environments(layout.root)]


def _built(layout: Layout) -> list[str]:
    return [
        f"索引：{_index_status(layout)}",
        f"对话模型：{STATES[model_state(layout)]}",
        f"网页：{STATES[frontend_state(layout)]}",
    ]


def _index_status(layout: Layout) -> str:
    """The index's own word on itself, in one line."""
    if not layout.python.exists():
        return STATES["missing"]
    done = subprocess.run(
        [layout.python, "-m", "index", "status"],
        capture_output=True,
        text=True,
        env=layout.environment(),
        cwd=layout.root,
        check=False,
    )
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[-1] if lines else f"python -m index status 没有输出（退出码 {done.returncode}）"


def _listening(layout: Layout) -> list[str]:
    return [
        f"端口 {port}（{name}）：{'空闲' if is_free(port) else '有程序在监听'}"
        for name, port in named_ports(layout).items()
    ]


def disk_use(folder: Path) -> int:
    """Bytes that a folder takes on disk; links are not followed, and a file with several names counts once."""
    total, seen = 0, set()
    for parent, _, names in os.walk(folder):
        for name in names:
            found = os.lstat(os.path.join(parent, name))
            if (found.st_dev, found.st_ino) not in seen:
                seen.add((found.st_dev, found.st_ino))
                total += found.st_blocks * 512
    return total


def _sizes(layout: Layout) -> list[str]:
    folders = [*(one.folder for one in environments(layout.root)), layout.home]
    sizes = [(folder, disk_use(folder)) for folder in folders if folder.exists()]
    lines = [f"磁盘 {folder}：{size / 1e9:.2f} GB" for folder, size in sizes]
    return [*lines, f"磁盘合计：{sum(size for _, size in sizes) / 1e9:.2f} GB"]


def resident_bytes(pid: int) -> int:
    """Resident memory of a process; 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _processes(layout: Layout) -> list[str]:
    states = process_states(socket_path(layout))
    if states is None:
        return ["进程：没有在运行（make run 启动）"]
    lines = [
        f"进程 {one.name}：{one.state}，pid {one.pid}，内存 {resident_bytes(one.pid) / 1e6:.0f} MB" for one in states
    ]
    return [*lines, f"内存合计：{sum(resident_bytes(one.pid) for one in states) / 1e6:.0f} MB"]
