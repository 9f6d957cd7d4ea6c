"""Runs action server, Rasa and the door under supervisord: its configuration, its start, its orderly end."""

from __future__ import annotations

import ctypes
import os
import shlex
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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
environment={environment}
priority={priority}
autorestart=true
startsecs=3
startretries=20
stopsignal={stop_signal}
stopwaitsecs={stop_wait}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={log}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
{user}"""


@dataclass(frozen=True, slots=True)
class Program:
    """One process to be looked after. `environment` comes on top of what supervisord has itself."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    """Whose process it is, where root starts it; None: ours."""
    stop_signal: str = "TERM"
    stop_wait_s: int = STOP_WAIT_S
    priority: int = 900
    """Lower ones start first and stop last."""


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


def configuration(layout: Layout, wanted: Iterable[Program] | None = None) -> str:
    """Text of supervisord's configuration, for `make run` unless other programs are wanted. What is common to all of
    their environments is inherited, so it is not in the file."""
    places = {"log": _value(layout.log), "run": _value(layout.run), "root": _value(layout.root)}
    # Told to stay who it is, supervisord does not warn about running as root.
    user = f"user={os.getuid()}\n" if os.getuid() == 0 else ""
    text = SUPERVISORD.format(**places, socket=_value(socket_path(layout)), user=user)
    for program in wanted or [Program(name, command) for name, command in programs(layout).items()]:
        text += PROGRAM.format(
            name=program.name,
            command=_value(shlex.join(program.command)),
            environment=",".join(f'{name}="{_value(value)}"' for name, value in program.environment.items()),
            priority=program.priority,
            stop_signal=program.stop_signal,
            stop_wait=program.stop_wait_s,
            user=f"user={program.user}\n" if program.user else "",
            **places,
        )
    return text


@contextmanager
def supervised(
    layout: Layout, wanted: Sequence[Program] | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """supervisord with our processes, or with those wanted; at the end of the block all of them are gone."""
    for folder in (layout.log, layout.run, layout.home / "db"):
        folder.mkdir(parents=True, exist_ok=True)
    private_folder(socket_path(layout).parent)
    file = layout.run / "supervisord.conf"
    file.write_text(configuration(layout, wanted), encoding="utf-8")
    with (layout.log / "supervisord.out").open("wb") as output:
        process = subprocess.Popen(
            [layout.python, "-m", "supervisor.supervisord", "-c", file],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=layout.serving_environment() if environment is None else dict(environment),
            cwd=layout.root,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    try:
        yield process
    finally:
        # supervisord ends one program after the other; killed before it is through, it would leave the rest behind.
        _stop(
            process, sum(program.stop_wait_s for program in wanted) if wanted else STOP_WAIT_S * len(programs(layout))
        )


def _end_with_parent() -> None:
    """Even when we are killed outright, supervisord ends in order and takes its processes along (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes], longest_s: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(longest_s + 6)
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
