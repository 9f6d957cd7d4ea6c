"""Replicas restarted one after the other, while the others answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy.chat import fetch_json
from deploy.cluster import Replica, directory_file, read_replicas, supervised_layout
from deploy.console import say
from deploy.control import order, socket_path
from deploy.errors import DeployError
from deploy.settings import Layout

READY_WITHIN_S = 180.0
STOPPED_WITHIN_S = 30.0

Act = Callable[[Replica], None]
Ready = Callable[[Replica], bool]


def is_ready(replica: Replica, data: Path) -> bool:
    """Whether it answers what it is there for."""
    if replica.kind == "rasa":
        from deploy.probe import Probe  # needs PyYAML of .venv

        return Probe(replica.url, data).answered()
    path = "/api/notices" if replica.kind == "actions" else "/readyz"
    try:
        fetch_json(replica.url + path)
    except (OSError, ValueError):
        return False
    return True


def wait_ready(replica: Replica, ready: Ready, within_s: float = READY_WITHIN_S) -> None:
    """Raises DeployError when it is not ready in time."""
    end = time.monotonic() + within_s
    while not ready(replica):
        if time.monotonic() > end:
            raise DeployError(f"{replica.name} 在 {within_s:.0f} 秒内没有就绪：请看它的日志；其余的没有动")
        time.sleep(0.2)


def roll(replicas: Iterable[Replica], stop: Act, start: Act, ready: Ready) -> None:
    """Each one stopped, started and ready before the next. Raises DeployError at the first that does not come back."""
    for one in replicas:
        began = time.monotonic()
        stop(one)
        start(one)
        wait_ready(one, ready)
        say(f"✓ {one.name} 已重启（{time.monotonic() - began:.1f} 秒）")


def restart_cluster(layout: Layout) -> None:
    """All of ours, one by one; nginx and the databases stay. Raises DeployError."""
    socket = socket_path(supervised_layout(layout))
    try:
        replicas = read_replicas(directory_file(layout).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError) as error:
        raise DeployError("没有在运行的集群：先执行 make run-cluster") from error

    def stop(replica: Replica) -> None:
        order(socket, "stopProcess", replica.name, STOPPED_WITHIN_S)

    def start(replica: Replica) -> None:
        order(socket, "startProcess", replica.name, STOPPED_WITHIN_S)

    roll(replicas, stop, start, lambda replica: is_ready(replica, layout.settings.data))
