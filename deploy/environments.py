"""The two virtual environments: which is missing or stale, and how they are made from the pinned requirements."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.commands import run_logged, words
from deploy.console import say, step
from deploy.errors import DeployError
from deploy.settings import Layout
from deploy.stamps import digest, read_stamp, write_stamp

FREE_BYTES_NEEDED = 6_000_000_000
BUILD_TOOLS = ("setuptools==", "wheel==")


@dataclass(frozen=True, slots=True)
class Environment:
    """One virtual environment: its folder, Python version and requirement files (absolute paths)."""

    folder: Path
    version: str
    runtime: Path
    checks: Path
    locked: bool
    """Whether the lock names everything: a torch that is no CPU build asks for nvidia packages itself."""

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def unfinished(self) -> Path:
        """Exists while packages are being installed: where it is left over, the folder is made anew."""
        return self.folder / "yuce-unfinished"

    def stamp(self, requirements: Path) -> Path:
        return self.folder / f"yuce-{requirements.parent.name}-{requirements.stem}.sha256"

    def is_fresh(self, requirements: Path) -> bool:
        return read_stamp(self.stamp(requirements)) == digest([requirements], self.version)


def environments(root: Path) -> tuple[Environment, Environment]:
    """The one of index and action server, and Rasa's."""
    return (
        Environment(
            root / ".venv", "3.11", root / "actions/requirements.txt", root / "tests/requirements.txt", locked=False
        ),
        Environment(
            root / ".venv-rasa", "3.10", root / "bot/requirements.txt", root / "tests/requirements-bot.txt", locked=True
        ),
    )


def peers(root: Path) -> Environment:
    """The other libraries' that `make bench` measures: what they need does not go together with ours."""
    requirements = root / "tests/bench/peers/requirements.txt"
    return Environment(root / ".venv-peers", "3.11", requirements, requirements, locked=False)


def wanted(environment: Environment, checks: bool) -> tuple[Path, ...]:
    """Requirement files that have to be installed."""
    return (environment.runtime, environment.checks) if checks else (environment.runtime,)


def runs(environment: Environment) -> bool:
    """Whether its interpreter is there, runs, has the right version, and no install was broken off."""
    if environment.unfinished.exists() or not environment.python.exists():
        return False
    show = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([environment.python, "-I", "-c", show], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == environment.version


def state(environment: Environment, checks: bool = False) -> str:
    """missing, broken, stale or fresh."""
    if not environment.folder.exists():
        return "missing"
    if not runs(environment):
        return "broken"
    fresh = all(environment.is_fresh(requirements) for requirements in wanted(environment, checks))
    return "fresh" if fresh else "stale"


def find_python(layout: Layout, version: str) -> str:
    """Path of a working interpreter; raises DeployError with the finder's sentence."""
    finder = layout.root / "deploy" / "find_python"
    done = subprocess.run(
        [finder, version], capture_output=True, text=True, env=dict(layout.inherited), cwd=layout.root, check=False
    )
    if done.returncode != 0:
        raise DeployError(done.stderr.strip())
    return done.stdout.strip()


def prepare(layout: Layout, checks: bool = False, among: Sequence[Environment] | None = None) -> None:
    """Make what is missing and bring up to date what is stale; says nothing when there is nothing to do."""
    with _alone(layout):
        todo = [one for one in among or environments(layout.root) if state(one, checks) != "fresh"]
        if not todo:
            return
        _require_disk(layout, todo)
        interpreters = {one: find_python(layout, one.version) for one in todo if not runs(one)}
        for one, interpreter in interpreters.items():
            say(f"· {one.name} 用 Python {one.version}：{interpreter}")
        with step("安装 " + "、".join(one.name for one in todo) + "（首次约 2 至 5 分钟，视网络而定）"):
            asyncio.run(_install_all(layout, interpreters, todo, checks))


async def _install_all(
    layout: Layout, interpreters: dict[Environment, str], todo: list[Environment], checks: bool
) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for one in todo:
                group.create_task(_install(layout, one, interpreters.get(one), checks))
    except* DeployError as failed:
        raise failed.exceptions[0] from None


async def _install(layout: Layout, environment: Environment, interpreter: str | None, checks: bool) -> None:
    log = layout.log / f"install{environment.name}.log"
    log.unlink(missing_ok=True)
    say(f"  {environment.name}：日志 {log}")
    if interpreter is not None:
        if environment.folder.exists():
            shutil.rmtree(environment.folder)
        await _run(layout, words(interpreter, "-m", "venv", environment.folder), f"创建 {environment.name}", log)
    environment.unfinished.touch()
    for requirements in wanted(environment, checks):
        if not environment.is_fresh(requirements):
            await _install_file(layout, environment, requirements, log)
    environment.unfinished.unlink()


async def _install_file(layout: Layout, environment: Environment, requirements: Path, log: Path) -> None:
    pip = words(environment.python, "-m", "pip")
    title = f"{environment.name} 安装 {requirements.relative_to(layout.root)}"
    # Packages published as source are built with our pinned tools, not with whatever is newest.
    install = [*pip, "install", "--disable-pip-version-check", "--progress-bar", "off"]
    whole = ["--no-deps"] if environment.locked else []
    if tools := build_tools(requirements):
        await _run(layout, [*install, "--no-deps", *tools], title, log)
    with step(title):
        options = words(*whole, "--no-build-isolation", "--use-pep517", "-r", requirements)
        await _run(layout, [*install, *options], title, log)
        await _run(layout, [*pip, "check"], f"{environment.name} 的 pip check", log)
    write_stamp(environment.stamp(requirements), digest([requirements], environment.version))


def build_tools(requirements: Path) -> list[str]:
    """The pinned setuptools and wheel of a requirements file."""
    lines = [line.split("#")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line.startswith(BUILD_TOOLS)]


async def _run(layout: Layout, command: list[str], title: str, log: Path) -> None:
    await run_logged(command, title, log, layout.inherited, layout.root)


def _require_disk(layout: Layout, todo: list[Environment]) -> None:
    free = shutil.disk_usage(layout.root).free
    if free < FREE_BYTES_NEEDED and any(not one.folder.exists() for one in todo):
        raise DeployError(
            f"磁盘空间不足：{layout.root} 所在的盘只剩 {free / 1e9:.1f} GB，"
            f"安装需要约 {FREE_BYTES_NEEDED / 1e9:.0f} GB，请先腾出空间"
        )


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """One installer at a time in this folder; a second one waits and then finds nothing left to do."""
    folder = os.open(layout.root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("· 另一个命令正在这里安装，等它完成……")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
