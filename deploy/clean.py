"""Removes what was made here: run-time folder and virtual environments, after saying which."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.cluster import supervised_layout
from deploy.console import say
from deploy.control import process_states, socket_path
from deploy.environments import environments, peers
from deploy.errors import DeployError
from deploy.frontend import MADE, source
from deploy.settings import Layout

OURS = (
    *(
        "index",
        "models",
        "nlu",
        "log",
        "run",
        "db",
        "rasa-cache",
        "cache",
        "secret",
        "nlu.sha256",
        "cluster",
        "bundle",
        "published",
    ),
    *("web", "web.part", "web.old", "web.sha256", "node"),
)
"""What we make below YUCE_HOME: other files there are not ours to remove."""


def removable(layout: Layout) -> list[Path]:
    """Folders and files that exist and that `make run` makes again."""
    made = [*(layout.home / name for name in OURS), *(source(layout) / name for name in MADE)]
    return [
        path
        for path in (*made, *(one.folder for one in (*environments(layout.root), peers(layout.root))))
        if path.exists()
    ]


def clean(layout: Layout) -> None:
    """Remove them; raises DeployError while the system is running."""
    if any(process_states(socket_path(one)) is not None for one in (layout, supervised_layout(layout))):
        raise DeployError("系统正在运行：请先在它的终端按 Ctrl-C，再 make clean")
    folders = removable(layout)
    if not folders:
        say("没有要删除的：还没有安装或构建过什么")
    for folder in folders:
        say(f"· 删除 {folder}")
        if folder.is_dir():
            shutil.rmtree(folder)
        else:
            folder.unlink()
