"""A PostgreSQL of one's own for tests: Debian's, on loopback, in a folder that goes away. For both Pythons; no packages."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = "postgresql"
USER = "postgres"
START_WITHIN_S = 60.0
DEBIAN = Path("/usr/lib/postgresql")


def programs(root: Path = DEBIAN) -> Path | None:
    """Folder of the newest initdb and postgres, which Debian keeps off the PATH; None where they are missing."""
    found = root.glob("*/bin/postgres")
    return max((path.parent for path in found), key=lambda path: float(path.parent.name), default=None)


def _as_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@dataclass
class PostgreSQL:
    """One cluster with the database `yuce`; it can be stopped, killed and started again on the same port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """As YUCE_DATABASE_URL takes it."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/yuce"

    def start(self) -> None:
        """Returns when it answers."""
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        settings += ["max_connections=30", "shared_buffers=16MB"]
        options = [part for one in settings for part in ("-c", one)]
        with (self.folder / "log.txt").open("ab") as log:
            command = [str(self._program("postgres")), "-D", str(self.folder / "data"), *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **_as_user())
        end = time.monotonic() + START_WITHIN_S
        while self._run("pg_isready", "-q").returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log.txt').read_text()}")
            time.sleep(0.05)

    def stop(self, kill: bool = False) -> None:
        """`kill`: as after a loss of power; else it ends all connections in order."""
        if self.process and self.process.poll() is None:
            # SIGQUIT ends the server's children too, without a checkpoint; SIGKILL would leave them behind.
            self.process.send_signal(signal.SIGQUIT if kill else signal.SIGINT)
            self.process.wait(20)

    def sql(self, statement: str, database: str = "yuce") -> str:
        """Run it as superuser; what it prints, one row a line, columns parted by |."""
        done = self._run("psql", "-v", "ON_ERROR_STOP=1", "-Atqc", statement, database)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode())
        return done.stdout.decode().strip()

    def _run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER]
        command = [str(self._program(name)), *place, *arguments]
        return subprocess.run(command, capture_output=True, check=False, cwd="/", timeout=30)

    @staticmethod
    def _program(name: str) -> Path:
        folder = programs()
        if folder is None:
            raise RuntimeError(f"PostgreSQL is missing: apt-get install -y {PACKAGE}")
        return folder / name


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A new cluster, started."""
    folder = Path(tempfile.mkdtemp(prefix="yuce-postgresql-"))
    server = PostgreSQL(folder, free_port())
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        command = [str(server._program("initdb")), "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-N"]
        subprocess.run([*command, "-E", "UTF8", "--locale=C"], check=True, capture_output=True, cwd="/", **_as_user())
        server.start()
        server.sql("CREATE DATABASE yuce", "postgres")
        yield server
    finally:
        server.stop(kill=True)
        shutil.rmtree(folder, ignore_errors=True)
