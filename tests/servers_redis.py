"""A Redis of one's own for tests: Debian's, on loopback, without a file. For both Pythons; no packages."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers_postgresql import free_port

PACKAGE = "redis-server"


def program() -> str | None:
    return shutil.which("redis-server")


@dataclass
class Redis:
    """One server; started again it has lost everything."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Returns when it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self.folder / "log.txt").open("ab") as log:
            command = ["redis-server", *options, "--dir", str(self.folder)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        end = time.monotonic() + 10
        while self._run("PING") != "PONG":
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Redis did not start:\n{(self.folder / 'log.txt').read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def pause(self, on: bool) -> None:
        """Frozen, it accepts connections and answers nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    def flush(self) -> None:
        assert self._run("FLUSHALL") == "OK"

    def names(self) -> list[str]:
        return self._run("KEYS", "*").split()

    def _run(self, *command: str) -> str:
        line = ["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), *command]
        return subprocess.run(line, capture_output=True, check=False, timeout=10).stdout.decode().strip()


@contextmanager
def redis() -> Iterator[Redis]:
    """A new server, started."""
    if program() is None:
        raise RuntimeError(f"Redis is missing: apt-get install -y {PACKAGE}")
    folder = Path(tempfile.mkdtemp(prefix="yuce-redis-"))
    server = Redis(folder, free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
