"""Runs action server, Rasa and the door under supervisord: its configuration, its start, its orderly end."""

from __future__ import annotations

import ctypes
import os
import shlex
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.commands import words
from deploy.control import ProcessState, private_folder, socket_path
from deploy.errors import DeployError
from deploy.settings import Layout

STOP_WAIT_S = 6
PR_SET_PDEATHSIG = 1

SUPERVISORD = """\
[supervisord]
nodaemon=true
silent=true
logfile={log}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=3
pidfile={run}/supervisord.pid
childlogdir={log}
{user}
[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

PROGRAM = """
[program:{name}]
command={command}
directory={root}
autorestart=true
startsecs=3
startretries=20
stopwaitsecs={stop_wait}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={log}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


def programs(layout: Layout) -> dict[str, list[str]]:
    """Name → command of every process of ours."""
    bot, port = layout.root / "bot", layout.settings.rasa_port
    rasa = words(layout.rasa_python, "-m", "bot", "run", "--model", layout.model, "-i", "127.0.0.1", "--port", port)
    files = words("--endpoints", bot / "endpoints.yml", "--credentials", bot / "credentials.yml")
    own = {name: words(layout.python, "-m", name) for name in ("actions", "web")}
    return {"rasa": [*rasa, *files], **own}


def _value(text: object) -> str:
    """A value in supervisord's file, where % starts an expansion."""
    return str(text).replace("%", "%%")


def configuration(layout: Layout) -> str:
    """Text of supervisord's configuration. The environment is inherited, so it is not in the file."""
    places = {"log": _value(layout.log), "run": _value(layout.run), "root": _value(layout.root)}
    # Told to stay who it is, supervisord does not warn about running as root.
    user = f"user={os.getuid()}\n" if os.getuid() == 0 else ""
    text = SUPERVISORD.format(**places, socket=_value(socket_path(layout)), user=user)
    for name, command in programs(layout).items():
        joined = _value(shlex.join(command))
        text += PROGRAM.format(name=name, command=joined, stop_wait=STOP_WAIT_S, **places)
    return text


@contextmanager
def supervised(layout: Layout) -> Iterator[subprocess.Popen[bytes]]:
    """supervisord with our processes; at the end of the block all of them are gone."""
    for folder in (layout.log, layout.run, layout.home / "db"):
        folder.mkdir(parents=True, exist_ok=True)
    private_folder(socket_path(layout).parent)
    file = layout.run / "supervisord.conf"
    file.write_text(configuration(layout), encoding="utf-8")
    with (layout.log / "supervisord.out").open("wb") as output:
        process = subprocess.Popen(
            [layout.python, "-m", "supervisor.supervisord", "-c", file],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=layout.serving_environment(),
            cwd=layout.root,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    try:
        yield process
    finally:
        _stop(process)


def _end_with_parent() -> None:
    """Even when we are killed outright, supervisord ends in order and takes its processes along (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_WAIT_S + 6)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_groups(states: Iterable[ProcessState]) -> None:
    """Kill processes that supervisord left behind; each leads a group of its own."""
    for state in states:
        if state.pid:
            with suppress(ProcessLookupError):
                os.killpg(state.pid, signal.SIGKILL)


def require_parts(layout: Layout) -> None:
    """Raises DeployError naming the first thing that a start needs and that is not there."""
    venvs = {layout.python: "make setup", layout.rasa_python: "make setup"}
    needed: dict[Path, str] = {**venvs, layout.model: "make train"}
    for path, command in needed.items():
        if not path.exists():
            raise DeployError(f"缺少 {path}：请先执行 {command}，或直接 make run")
