"""Start, watch and stop under the real supervisord, with small programs in the places of Rasa, action server and door."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.control import process_states, socket_path
from deploy.serving import READY
from deploy.settings import Layout
from index.settings import ROOT, load_settings
from tests.e2e.system import alive, free_ports, wait_for

pytestmark = pytest.mark.e2e

ANSWERS = """
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Channel(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps([{"text": "好", "custom": {"status": "answered"}}]).encode())

HTTPServer(("127.0.0.1", int(os.environ["YUCE_RASA_PORT"])), Channel).serve_forever()
"""
DOOR = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

HTTPServer(("127.0.0.1", int(os.environ["YUCE_WEB_PORT"])), Ready).serve_forever()
"""
WAITS = "import subprocess, time; subprocess.Popen(['sleep', '600']); time.sleep(600)"
FAILS = "raise SystemExit('this program cannot start')"
SERVE = """
import os, sys
from pathlib import Path
from deploy.__main__ import _interruptible
from deploy.serving import serve
from deploy.settings import Layout
from index.errors import YuceError
from index.settings import load_settings
_interruptible()
try:
    serve(Layout(Path(sys.argv[1]), load_settings(os.environ), dict(os.environ)))
except YuceError as error:
    sys.exit(f"failed: {error}")
"""


@dataclass
class Serving:
    """A stand-in project that is being served; `console` holds what was printed."""

    layout: Layout
    process: subprocess.Popen[bytes]
    console: Path

    def printed(self) -> str:
        return self.console.read_text(encoding="utf-8")

    def pids(self) -> dict[str, int]:
        return {state.name: state.pid for state in process_states(socket_path(self.layout)) or ()}

    def family(self) -> list[int]:
        """All processes that supervisord started, with the children of those."""
        command = ["ps", "-e", "-o", "pid=,pgid="]
        rows = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
        groups = set(self.pids().values())
        return [int(row.split()[0]) for row in rows if row.strip() and int(row.split()[1]) in groups]

    def until_ready(self) -> None:
        assert wait_for(lambda: READY in self.printed(), 30.0), self.printed()


def project(root: Path, home: Path, rasa: str = ANSWERS) -> Layout:
    """A folder that looks like ours: both interpreters, a model, and three programs."""
    for name, script in {"bot": rasa, "actions": WAITS, "web": DOOR}.items():
        (root / name).mkdir(parents=True)
        (root / name / "__init__.py").touch()  # else the real package of this name would be found first
        (root / name / "__main__.py").write_text(script, encoding="utf-8")
    for name in (".venv", ".venv-rasa"):
        (root / name).symlink_to(Path(sys.prefix))
    (home / "models").mkdir(parents=True)
    (home / "models" / "yuce.tar.gz").write_text("a model")
    names = ("YUCE_RASA_PORT", "YUCE_ACTIONS_PORT", "YUCE_WEB_PORT")
    ports = {name: str(port) for name, port in zip(names, free_ports(len(names)), strict=True)}
    environ = {**os.environ, **ports, "YUCE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    environ.pop("MAKELEVEL", None)
    return Layout(root, load_settings(environ), environ)


def serve(layout: Layout, console: Path) -> Serving:
    with console.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(layout.root)], stdout=output, stderr=output, env=dict(layout.inherited)
        )
    return Serving(layout, process, console)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    one = serve(project(tmp_path / "root", tmp_path / "root" / "var"), tmp_path / "console.txt")
    yield one
    if one.process.poll() is None:
        one.process.send_signal(signal.SIGTERM)
        one.process.wait(20)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_no_process(serving: Serving, number: signal.Signals) -> None:
    """Ctrl-C, a plain kill, a closed terminal: the programs and what they started are gone, and the exit is clean."""
    serving.until_ready()
    assert wait_for(lambda: len(serving.family()) == 4, 5.0)  # three programs, one of them with a child
    family = serving.family()
    serving.process.send_signal(number)
    assert serving.process.wait(20) == 0
    assert [pid for pid in family if alive(pid)] == []
    assert "已全部停止" in serving.printed()


def test_a_program_that_dies_is_started_again_and_it_is_said(serving: Serving) -> None:
    serving.until_ready()
    killed = serving.pids()["actions"]
    os.kill(killed, signal.SIGKILL)
    assert wait_for(lambda: f"actions（原 pid {killed}）意外退出，已重新启动" in serving.printed(), 10.0)
    assert serving.pids()["actions"] not in (0, killed)
    log = (serving.layout.log / "supervisord.log").read_text(encoding="utf-8")
    assert "exited: actions" in log


def test_being_killed_outright_leaves_no_process(serving: Serving) -> None:
    """supervisord notices that we are gone and ends in order."""
    serving.until_ready()
    family = serving.family()
    serving.process.kill()
    serving.process.wait()
    assert wait_for(lambda: not any(alive(pid) for pid in family), 15.0)


def test_without_supervisord_we_end_and_leave_no_process(serving: Serving) -> None:
    serving.until_ready()
    family = serving.family()
    os.kill(int((serving.layout.run / "supervisord.pid").read_text()), signal.SIGKILL)
    assert serving.process.wait(15) == 1
    assert wait_for(lambda: not any(alive(pid) for pid in family), 5.0)
    assert "supervisord 意外退出" in serving.printed()


def test_a_long_home_works(tmp_path: Path) -> None:
    """A path that is too long for a Unix socket."""
    home = tmp_path / ("很长的文件夹" * 6) / "var"
    one = serve(project(tmp_path / "root", home), tmp_path / "console.txt")
    try:
        one.until_ready()
        assert set(one.pids()) == {"rasa", "actions", "web"}
    finally:
        one.process.send_signal(signal.SIGINT)
        assert one.process.wait(20) == 0


def test_a_program_that_cannot_start_is_given_up_with_the_end_of_its_log(tmp_path: Path) -> None:
    """Before the first answer it is not started again for ever."""
    one = serve(project(tmp_path / "root", tmp_path / "root" / "var", FAILS), tmp_path / "console.txt")
    try:
        assert one.process.wait(60) == 1
    finally:
        one.process.terminate()
    assert "进程 rasa 一再退出" in one.printed()
    assert "this program cannot start" in one.printed()
