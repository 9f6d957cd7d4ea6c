"""The three real processes, each of which a test can kill, freeze and start by itself, and what their stores hold."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from deploy.settings import Layout, load_layout
from deploy.supervision import programs
from tests.e2e.system import alive, free_ports, wait_for
from tests.faults.disks import small_disk
from tests.faults.proxy import Proxy, proxy
from tests.servers_postgresql import PostgreSQL
from web.settings import ROOT

SECRET = "the secret of the fault tests, 32+ characters"
NAMES = ("rasa", "actions", "web")
UP_WITHIN_S = 180.0


def plain_client() -> httpx.Client:
    """A connection for each request: one that is kept would break with its server. Without certificates, quick to make."""
    return httpx.Client(trust_env=False, verify=False, limits=httpx.Limits(max_keepalive_connections=0))


LOOKS = plain_client()


class ForkingRasa:
    """See tests/bot/forked_rasa.py. Cheap to start from, once it is ready."""

    def __init__(self, layout: Layout, log: Path) -> None:
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [layout.rasa_python, "-m", "tests.bot.forked_rasa"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                cwd=ROOT,
                env=layout.environment(),
                text=True,
            )

    def start(self, argv: list[str], environ: Mapping[str, str], log: Path) -> int:
        """Process id of a new Rasa."""
        order, answers = self._process.stdin, self._process.stdout
        assert order and answers
        order.write(json.dumps({"argv": argv, "environ": dict(environ), "log": str(log)}) + "\n")
        order.flush()
        while line := answers.readline():
            if line.strip().isdecimal():
                return int(line)
        raise RuntimeError("the process that forks Rasa has ended")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@dataclass(frozen=True)
class Stored:
    """One stored turn: the message's id, what was said and replied, and the status of the card."""

    turn: str
    said: str
    replied: str
    status: str


@dataclass
class Plant:
    """Everything of one installation. `layout` names its own home, data and ports."""

    layout: Layout
    forking: ForkingRasa
    proxy: Proxy
    postgresql: PostgreSQL | None = None
    clock: Path | None = None
    """File with the offset of the wall clock, for processes that were started with libfaketime."""
    pids: dict[str, int] = field(default_factory=dict)
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.layout.home

    def log(self, name: str) -> str:
        file = self.home / f"{name}.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def start(self, *names: str) -> None:
        """Start them and return at once."""
        for name in names:
            self.pids[name] = self._start(name)

    def _start(self, name: str) -> int:
        command, log = programs(self.layout)[name], self.home / f"{name}.log"
        environ = self.layout.environment()
        if name == "rasa":
            environ["YUCE_ACTIONS_PORT"] = str(self.proxy.port)
            if self.clock is None:
                return self.forking.start(["rasa", *command[3:]], environ, log)
        if self.clock is not None:
            environ |= fake_clock(self.clock)
        with log.open("ab") as output:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=ROOT, env=environ
            )
        self.children.append(child)
        return child.pid

    def kill(self, name: str) -> None:
        """As the kernel does when memory is short."""
        self.signal(name, signal.SIGKILL)
        assert wait_for(lambda: not alive(self.pids[name]), 10, 0.01)

    def signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self.pids[name], number)

    def is_up(self, name: str) -> bool:
        """Whether it answers HTTP."""
        paths = {"rasa": f"{self.layout.rasa_url}/webhooks/rest/", "actions": f"{self.layout.actions_url}/api/notices"}
        with suppress(httpx.HTTPError):
            return LOOKS.get(paths.get(name, f"{self.layout.door_url}/healthz"), timeout=2).status_code == 200
        return False

    def wait_up(self, *names: str) -> None:
        for name in names or NAMES:
            gone = wait_for(lambda name=name: self.is_up(name) or not alive(self.pids[name]), UP_WITHIN_S, 0.05)
            assert gone and self.is_up(name), f"{name} did not start:\n{self.log(name)[-3000:]}"

    def heal(self) -> None:
        """Everything as it should be, whatever the test before has left."""
        self.proxy.reset()
        for name in NAMES:
            if alive(self.pids.get(name, 0)):
                self.signal(name, signal.SIGCONT)
            else:
                self.start(name)
        self.wait_up()
        caller = Caller(self)
        assert wait_for(lambda: caller.ask("你好").full, 30, 0.3), self.log("rasa")[-3000:]

    def close(self) -> None:
        for name, pid in self.pids.items():
            with suppress(ProcessLookupError):
                self.signal(name, signal.SIGCONT)
                os.kill(pid, signal.SIGKILL)
        for child in self.children:
            child.wait()

    def events(self, sender: str) -> list[dict[str, Any]]:
        """Every stored event of a conversation, in the order of storing."""
        if self.postgresql:
            table = f"SELECT json_agg(data ORDER BY id) FROM events WHERE sender_id = '{sender}'"
            rows = json.loads(self.postgresql.sql(table) or "[]") or []
        else:
            with sqlite3.connect(f"file:{self.home}/db/tracker.db?mode=ro", uri=True, timeout=10) as connection:
                query = "SELECT data FROM events WHERE sender_id = ? ORDER BY id"
                rows = [row[0] for row in connection.execute(query, (sender,))]
            connection.close()
        return [json.loads(row) for row in rows]

    def stored(self, sender: str) -> list[Stored]:
        """The turns of a conversation, in the order of storing."""
        found: list[Stored] = []
        for event in self.events(sender):
            if event["event"] == "user":
                found.append(Stored(event["message_id"], event["text"], "", ""))
            elif event["event"] == "bot" and found:
                last = found.pop()
                replied = "\n".join(part for part in (last.replied, event["text"] or "") if part)
                status = ((event.get("data") or {}).get("custom") or {}).get("status") or last.status
                found.append(Stored(last.turn, last.said, replied, status))
        return found


@dataclass(frozen=True)
class Answer:
    """What a caller read. `turn` is the card's, `mode` full, simple or none (an error, or no reply at all)."""

    said: str
    text: str
    mode: str
    card: Mapping[str, Any]
    took_s: float
    status: int

    @property
    def full(self) -> bool:
        """Acknowledged as a turn of the conversation."""
        return self.mode == "full" and self.card.get("status") != "error"

    @property
    def readable(self) -> bool:
        return bool(self.text.strip())


@dataclass
class Caller:
    """One browser at the door. It keeps what was acknowledged, to be compared with what is stored."""

    plant: Plant
    acknowledged: list[Answer] = field(default_factory=list)
    client: httpx.Client = field(default_factory=plain_client)
    asked: int = 0
    last_said: str = ""
    last_identity: str = ""
    named: bool = True
    """Whether it gives its messages ids of its own."""

    @property
    def sender(self) -> str:
        """Rasa's name of this conversation, as the door derives it."""
        from web.keys import derive
        from web.session import cookie_name, from_cookie, sender_of

        keys, value = derive(SECRET.encode()), self.client.cookies[cookie_name(False)]
        session = from_cookie(value, keys, int(time.time()), 10**9)  # whatever the door's clock said
        assert session is not None
        return sender_of(session, keys)

    def ask(self, text: str, identity: str | None = None, timeout: float = 30.0) -> Answer:
        """One message; no exception, whatever happens."""
        self.asked += 1
        self.last_said, self.last_identity = text, identity or f"m{self.asked}"
        body = {"message": text, **({"id": self.last_identity} if self.named else {})}
        began = time.monotonic()
        try:
            url = f"{self.plant.layout.door_url}/api/chat"
            response = self.client.post(url, json=body, timeout=timeout)
        except httpx.HTTPError as error:
            return Answer(text, "", f"none: {type(error).__name__}", {}, time.monotonic() - began, 0)
        took, read = time.monotonic() - began, response.json()
        if response.status_code != 200:
            return Answer(text, read["error"]["message"], "none", {}, took, response.status_code)
        [message] = read["messages"]
        return self._kept(Answer(text, message["text"], read["mode"], message["card"] or {}, took, 200))

    def _kept(self, answer: Answer) -> Answer:
        if answer.full and answer.card.get("turn") not in [one.card["turn"] for one in self.acknowledged]:
            self.acknowledged.append(answer)
        return answer

    def ask_until_full(
        self, text: str, within_s: float = 40.0, stop: Callable[[], bool] = lambda: False
    ) -> Answer | None:
        """As a patient client does: the same message with the same id, until it is answered in full."""
        self.asked += 1
        identity, end = f"r{self.asked}", time.monotonic() + within_s
        while time.monotonic() < end and not stop():
            answer = self.ask(text, identity)
            if answer.full:
                return answer
            time.sleep(0.1)
        return None

    def assert_kept(self) -> None:
        """I1, I2, I3: what was acknowledged is stored as it was read, once, in that order."""
        stored = self.plant.stored(self.sender)
        turns = [one.turn for one in stored]
        assert len(turns) == len(set(turns)), "a turn is stored twice"
        by_turn = {one.turn: one for one in stored}
        missing = [answer.said for answer in self.acknowledged if answer.card["turn"] not in by_turn]
        assert missing == [], "acknowledged, but not stored"
        order = [turns.index(answer.card["turn"]) for answer in self.acknowledged]
        assert order == sorted(order), "stored in another order than replied"
        for answer in self.acknowledged:
            assert by_turn[answer.card["turn"]].replied.strip() == answer.text, "stored other words than were read"


class DirectCaller(Caller):
    """A program at Rasa's own channel. The door leaves Rasa alone for 5 s after failures, which 200 kills would wait for."""

    name: str = ""

    @property
    def sender(self) -> str:
        return self.name

    def ask(self, text: str, identity: str | None = None, timeout: float = 30.0) -> Answer:
        self.asked += 1
        body = {"sender": self.name, "message": text, "id": identity or f"m{self.asked}"}
        url, began = f"{self.plant.layout.rasa_url}/webhooks/rest/webhook", time.monotonic()
        try:
            messages = self.client.post(url, json=body, timeout=timeout).json()
        except (httpx.HTTPError, ValueError) as error:
            return Answer(text, "", f"none: {type(error).__name__}", {}, time.monotonic() - began, 0)
        said = "\n".join(message["text"] for message in messages if message.get("text"))
        card: dict[str, Any] = next((message["custom"] for message in messages if message.get("custom")), {})
        return self._kept(Answer(text, said.strip(), "full", card, time.monotonic() - began, 200))


def direct_caller(plant: Plant, name: str) -> DirectCaller:
    caller = DirectCaller(plant)
    caller.name = name
    return caller


def fake_clock(offset: Path) -> dict[str, str]:
    """For a process whose wall clock, and no other clock, goes as the file says."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
    }


def own_layout(home: Path, settings: Mapping[str, str]) -> Layout:
    """A home with a copy of what was built, data that may be edited, free ports."""
    built = load_layout()
    for name in ("models", "nlu", "cache"):
        (home / name).symlink_to(built.home / name)
    current = (built.settings.index_dir / "CURRENT").read_text().strip()
    shutil.copytree(built.settings.index_dir / current, home / "index" / current)
    (home / "index" / "CURRENT").write_text(current)
    shutil.copytree(built.settings.data, home / "data")
    names = ("YUCE_RASA_PORT", "YUCE_ACTIONS_PORT", "YUCE_WEB_PORT")
    ports = {name: str(port) for name, port in zip(names, free_ports(len(names)), strict=True)}
    own = {"YUCE_HOME": str(home), "YUCE_DATA": str(home / "data"), "YUCE_RATE_LIMIT": "0", "YUCE_SECRET": SECRET}
    environ = {name: value for name, value in os.environ.items() if name not in ("MAKELEVEL", "YUCE_DATABASE_URL")}
    return load_layout({**environ, **own, **ports, **settings})


@contextmanager
def plant(
    home: Path,
    forking: ForkingRasa,
    settings: Mapping[str, str] | None = None,
    postgresql: PostgreSQL | None = None,
    clock: Path | None = None,
    mounts: Mapping[str, int] | None = None,
) -> Iterator[Plant]:
    """Not started yet. `mounts`: folders of the home that are small disks of their own, with their size in MiB."""
    with ExitStack() as stack:
        for name, size in (mounts or {}).items():
            stack.enter_context(small_disk(home / name, size))
        (home / "db").mkdir(exist_ok=True)
        layout = own_layout(home, settings or {})
        [port] = free_ports(1)
        between = stack.enter_context(proxy(port, layout.settings.actions_port))
        made = Plant(layout, forking, between, postgresql, clock)
        stack.callback(made.close)
        yield made
