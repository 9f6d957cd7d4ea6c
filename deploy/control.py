"""Asks supervisord over its socket (XML-RPC, standard library only) what its processes do.

The other side is our own supervisord, on a socket that only we can open.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import socket
import stat
import tempfile
import xmlrpc.client  # nosec B411
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.errors import DeployError
from deploy.settings import Layout

# sockaddr_un holds 107 bytes, and supervisord first binds a name that is longer by its process id.
LONGEST_SOCKET_PATH = 98


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One supervised process; `pid` is 0 while it does not run; `state` is supervisord's word (RUNNING, BACKOFF …)."""

    name: str
    pid: int
    state: str


def socket_path(layout: Layout) -> Path:
    """Path of supervisord's socket: below var/run, or in a private temporary folder where that is too long."""
    usual = layout.run / "supervisor.sock"
    if len(os.fsencode(usual)) <= LONGEST_SOCKET_PATH:
        return usual
    mark = hashlib.sha256(os.fsencode(layout.home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"yuce-{os.getuid()}-{mark}" / "supervisor.sock"


def private_folder(folder: Path) -> None:
    """Make the socket's folder; raises DeployError where somebody else could put a socket of theirs into it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise DeployError(f"{folder} 不是当前用户的文件夹：请删除它，或把 YUCE_HOME 设成较短的路径")


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class _UnixTransport(xmlrpc.client.Transport):
    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__()
        self._path = str(path)
        self._timeout = timeout

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        return _UnixConnection(self._path, self._timeout)


def order(path: Path, what: str, name: str, timeout: float) -> None:
    """Have supervisord do something with one process (startProcess, stopProcess) and wait for its end; raises DeployError."""
    server = xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=_UnixTransport(path, timeout))
    try:
        getattr(server.supervisor, what)(name)
    except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
        raise DeployError(f"supervisord 没有照办（{what} {name}）：{error}") from error


def process_states(path: Path, timeout: float = 3.0) -> tuple[ProcessState, ...] | None:
    """The processes that supervisord at this socket looks after, or None when nobody answers there."""
    server = xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=_UnixTransport(path, timeout))
    try:
        rows: Any = server.supervisor.getAllProcessInfo()
    except (OSError, http.client.HTTPException, xmlrpc.client.Error):
        return None
    return tuple(ProcessState(str(row["name"]), int(row["pid"]), str(row["statename"])) for row in rows)
