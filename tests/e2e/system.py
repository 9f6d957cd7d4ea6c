"""The whole system for tests: started as `make run` starts it, on free ports, with the index and model built before."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.chat import BotMessages, ask, card_of, fetch_json
from deploy.control import process_states, socket_path
from deploy.serving import READY
from deploy.settings import Layout, load_layout

BUILT = ("index", "models", "nlu")
START_WITHIN_S = 180.0
STOP_WITHIN_S = 30.0
SEARCH = """
import sys
forms = [bytes.fromhex(form) for form in sys.argv[1].split(",")]
for path in filter(None, sys.stdin.read().split("\\0")):
    try:
        with open(path, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        continue
    if any(form in content for form in forms):
        print(path)
"""


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody uses now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def plain(text: str) -> str:
    """Text as the contract's checks read it: NFKC, without spaces and commas."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace() and sign not in ",，")


def joined_text(messages: BotMessages) -> str:
    """All text of one turn."""
    return "\n".join(str(message.get("text") or "") for message in messages)


def buttons(messages: BotMessages) -> list[dict[str, str]]:
    """All buttons of one turn."""
    return [button for message in messages for button in message.get("buttons") or ()]


def files_holding(text: str, files: Iterable[Path]) -> list[str]:
    """Names of the files that hold `text` as UTF-8, JSON or UTF-16; links and what is gone meanwhile are passed over.

    Another process reads them: to open and close a database file in this one takes SQLite's locks on it from this one.
    """
    forms = {text.encode(), json.dumps(text)[1:-1].encode(), text.encode("utf-16-le")}
    paths = [str(path) for path in files if path.is_file() and not path.is_symlink()]
    command = [sys.executable, "-I", "-S", "-c", SEARCH, ",".join(form.hex() for form in forms)]
    done = subprocess.run(command, input="\0".join(paths), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return sorted(Path(line).name for line in done.stdout.splitlines())


def wait_for(condition: Any, seconds: float, every: float = 0.2) -> Any:
    """The condition's first true value, or its last one when the time is up."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(every)
    return value


@dataclass(frozen=True)
class RunningSystem:
    """A started system; `console` holds what it printed."""

    layout: Layout
    process: subprocess.Popen[bytes]
    console: Path

    @property
    def rasa_url(self) -> str:
        return self.layout.rasa_url

    @property
    def actions_url(self) -> str:
        return self.layout.actions_url

    @property
    def door_url(self) -> str:
        return self.layout.door_url

    def ask(self, text: str, sender: str | None = None) -> BotMessages:
        """One turn, in a conversation of its own unless a sender is given."""
        return ask(self.rasa_url, text, sender)

    def card(self, text: str, sender: str | None = None) -> dict[str, Any]:
        """The card of one turn."""
        return card_of(self.ask(text, sender))

    def post(self, body: object) -> BotMessages:
        """One turn with any body."""
        messages: BotMessages = fetch_json(f"{self.rasa_url}/webhooks/rest/webhook", body)
        return messages

    def pids(self) -> dict[str, int]:
        """Name → process id of the supervised processes."""
        return {state.name: state.pid for state in process_states(socket_path(self.layout)) or ()}

    def kill(self, name: str) -> int:
        """Kill a process outright; returns its process id."""
        pid = self.pids()[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def printed(self) -> str:
        return self.console.read_text(encoding="utf-8")

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_WITHIN_S)


def missing_parts() -> list[str]:
    """What `make run` has not built yet."""
    layout = load_layout()
    needed = [layout.python, layout.rasa_python, layout.model, layout.settings.index_dir]
    return [str(path) for path in needed if not path.exists()]


def _own_home(home: Path, settings: Mapping[str, str]) -> Layout:
    """A layout with free ports whose home shares what was built, and nothing else."""
    built = load_layout().home
    for name in BUILT:
        (home / name).symlink_to(built / name)
    names = ("YUCE_RASA_PORT", "YUCE_ACTIONS_PORT", "YUCE_WEB_PORT")
    ports = {name: str(port) for name, port in zip(names, free_ports(len(names)), strict=True)}
    own = {"YUCE_HOME": str(home), "YUCE_RATE_LIMIT": "0", **ports}
    environ = {name: value for name, value in os.environ.items() if name != "MAKELEVEL"}
    return load_layout({**environ, **own, **settings})


@contextmanager
def started(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[RunningSystem]:
    """Start it, wait until it says that it is ready, and leave no process behind."""
    layout = _own_home(home, settings or {})
    console = home / "console.txt"
    with console.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy", "serve"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=layout.root,
            env=layout.environment(),
        )
    system = RunningSystem(layout, process, console)
    try:
        wait_for(lambda: READY in system.printed() or process.poll() is not None, START_WITHIN_S)
        if process.poll() is not None or READY not in system.printed():
            raise RuntimeError(f"the system did not start:\n{system.printed()}")
        yield system
    finally:
        if process.poll() is None:
            system.stop()
