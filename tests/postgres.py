"""A PostgreSQL of the tests' own: Debian's server on a free port of loopback, with an empty folder, ended afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.postgres import server_folder

START_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
USER = "postgres"
"""The server refuses to run as root; Debian's package makes this user."""
LOCALE = ("-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", "yuce", "--no-sync")


@contextmanager
def running() -> Iterator[str]:
    """URL of an empty database, without a password; reached by loopback only."""
    # Not in pytest's own folders, which are closed to other users.
    with TemporaryDirectory(prefix="yuce-postgres-") as folder, _serving(Path(folder)) as url:
        yield url


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    programs = server_folder()
    assert programs is not None, "look with deploy.postgres.missing first"
    data, log = folder / "data", folder / "postgres.log"
    as_user = _as_user(folder)
    _run([*as_user, str(programs / "initdb"), "-D", str(data), *LOCALE], folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", str(folder), "-c", "fsync=off"]
    with log.open("ab") as output:
        server = subprocess.Popen(
            [*as_user, str(programs / "postgres"), "-D", str(data), *options],
            stdout=output,
            stderr=output,
            cwd=folder,
            start_new_session=True,
        )
    try:
        _wait(server, port, log)
        yield f"postgresql://yuce@127.0.0.1:{port}/postgres"
    finally:
        _stop(server, data)


def _as_user(folder: Path) -> Sequence[str]:
    """How to run a program as somebody whom the server accepts; the folder becomes theirs."""
    if os.geteuid() != 0:
        return ()
    shutil.chown(folder, USER)
    return ("runuser", "-u", USER, "--")


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[-1]}: {done.stderr[-600:]}"


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_WITHIN_S
    while time.monotonic() < end and server.poll() is None:
        if "ready to accept connections" in log.read_text(errors="replace"):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-600:]}")


def _stop(server: subprocess.Popen[bytes], data: Path) -> None:
    """A fast shutdown of the server itself, which may be a child of runuser."""
    pid_file = data / "postmaster.pid"
    pid = int(pid_file.read_text().split()[0]) if pid_file.is_file() else server.pid
    if server.poll() is None:
        os.kill(pid, signal.SIGINT)
    try:
        server.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.kill(pid, signal.SIGKILL)
        server.wait()
