"""Long commands: their output is kept, a failure shows its end, and nothing of them stays behind."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from deploy.commands import run_logged, tail
from deploy.errors import DeployError
from tests.e2e.system import alive, wait_for


def run(script: str, folder: Path) -> None:
    command = [sys.executable, "-c", script]
    asyncio.run(run_logged(command, "试一试", folder / "log" / "try.log", os.environ, folder))


def test_output_of_both_streams_is_kept(tmp_path: Path) -> None:
    run("import sys; print('好'); print('坏', file=sys.stderr)", tmp_path)
    assert sorted((tmp_path / "log" / "try.log").read_text(encoding="utf-8").split()) == ["坏", "好"]


def test_a_failure_names_the_log_and_shows_its_end(tmp_path: Path) -> None:
    with pytest.raises(DeployError) as caught:
        run("print('原因'); raise SystemExit(3)", tmp_path)
    assert "退出码 3" in str(caught.value)
    assert str(tmp_path / "log" / "try.log") in str(caught.value)
    assert str(caught.value).endswith("原因")


def test_an_interrupted_command_ends_with_its_children(tmp_path: Path) -> None:
    """Both the command and what it started are gone."""
    pids = tmp_path / "pids"
    script = (
        "import os, pathlib, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        f"pathlib.Path({str(pids)!r}).write_text(f'{{os.getpid()}} {{child.pid}} end')\n"
        "time.sleep(60)\n"
    )

    async def interrupted() -> None:
        task = asyncio.create_task(
            run_logged([sys.executable, "-c", script], "试一试", tmp_path / "log", os.environ, tmp_path)
        )
        while not (pids.exists() and pids.read_text().endswith("end")):
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(interrupted())
    numbers = [int(number) for number in pids.read_text().split()[:2]]
    assert wait_for(lambda: not any(alive(number) for number in numbers), 5.0)


def test_the_tail_leaves_out_empty_lines_and_a_missing_log_is_empty(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert tail(log) == ""
    log.write_text("一\n\n二\n \n三\n", encoding="utf-8")
    assert tail(log, 2) == "二\n三"
