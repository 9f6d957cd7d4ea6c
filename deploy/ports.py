"""Whether the ports are free before anything is started."""

from __future__ import annotations

import socket

from deploy.errors import DeployError
from deploy.settings import Layout


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def named_ports(layout: Layout) -> dict[str, int]:
    """Variable → port."""
    behind = {"YUCE_RASA_PORT": layout.settings.rasa_port, "YUCE_ACTIONS_PORT": layout.settings.actions_port}
    return {**behind, "YUCE_WEB_PORT": layout.door.port}


def require_free_ports(layout: Layout) -> None:
    """Raises DeployError naming the port and the variable to set."""
    ports = named_ports(layout)
    for port in ports.values():
        same = [name for name, other in ports.items() if other == port]
        if len(same) > 1:
            raise DeployError(f"{'、'.join(same)} 都是 {port}：请给它们设不同的端口")
    for name, port in ports.items():
        if not is_free(port):
            raise DeployError(
                f"端口 {port} 已被占用（可能已有一个在运行）：请停掉占用它的程序，"
                f"或换一个端口，例如 {name}={port + 1000 if port <= 64535 else port - 1000} make run"
            )
