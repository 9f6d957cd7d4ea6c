"""Runs long commands: output to a log file, a sign of life every few seconds, the end of the log when one fails."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.console import say
from deploy.errors import DeployError

SIGN_OF_LIFE_S = 15.0
GRACE_S = 5.0
TAIL_LINES = 15


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log that say something."""
    text = log.read_text(errors="replace") if log.is_file() else ""
    return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])


def words(*parts: object) -> list[str]:
    """A command from paths, numbers and words."""
    return [str(part) for part in parts]


async def run_logged(
    command: Sequence[str], title: str, log: Path, environment: Mapping[str, str], folder: Path
) -> None:
    """Run a command to its end with its output appended to `log`.

    Raises DeployError with the end of the log when it fails. When cancelled, it ends the command with its children.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
        )
    try:
        status = await _wait(process, title, log)
    finally:
        await _end(process)
    if status != 0:
        raise DeployError(f"{title}失败（退出码 {status}）。日志 {log} 的末尾：\n{tail(log)}")


async def _wait(process: asyncio.subprocess.Process, title: str, log: Path) -> int:
    started = time.monotonic()
    while True:
        try:
            return await asyncio.wait_for(process.wait(), SIGN_OF_LIFE_S)
        except TimeoutError:
            say(f"  {title}：已 {time.monotonic() - started:.0f} 秒，{tail(log, 1).strip()[:90]}")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), GRACE_S)
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
