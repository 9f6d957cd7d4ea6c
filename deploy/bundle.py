"""`make bundle`: one archive with program, packages, built pages, index and model, to be installed without a network."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from deploy.building import build
from deploy.commands import run_logged, words
from deploy.console import say, step
from deploy.environments import Environment, environments, prepare
from deploy.errors import DeployError
from deploy.frontend import build_frontend
from deploy.settings import Layout
from deploy.stamps import content_hash, digest, read_stamp, write_stamp

PROGRAM = (
    *("actions", "bot", "data", "deploy", "docs", "index", "web"),
    *("Makefile", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "config.yml", "pyproject.toml"),
)
LEFT_OUT = frozenset({"__pycache__", "node_modules", "dist", ".mypy_cache", ".ruff_cache"})
BUILT = ("models", "nlu", "nlu.sha256", "web", "web.sha256")
"""Of YUCE_HOME, beside the current index."""
INSTALLER = "install"
CURRENT = "CURRENT"
"""The index's pointer to its current version (index/store.py)."""


def bundle(layout: Layout) -> None:
    """Build what is stale, collect the packages, write the archive with its sha256; raises DeployError."""
    prepare(layout)
    build(layout)
    build_frontend(layout)
    for environment in environments(layout.root):
        collect_wheels(layout, environment)
    file = archive_file(layout)
    with step(f"打包 {file}"):
        write_archive(layout, file)
    digest_file = file.with_name(file.name + ".sha256")
    digest_file.write_text(f"{content_hash(file)}  {file.name}\n", encoding="ascii")
    say(f"✓ {file}（{file.stat().st_size / 1e9:.2f} GB），校验：{digest_file.name}；安装：解开后执行 ./{INSTALLER}")


def version(layout: Layout) -> str:
    table = tomllib.loads((layout.root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(table["project"]["version"])


def archive_file(layout: Layout) -> Path:
    """Wheels are of one system and one processor."""
    return _folder(layout) / f"yuce-{version(layout)}-linux-{platform.machine()}.tar"


def _folder(layout: Layout) -> Path:
    return layout.home / "bundle"


def wheels(layout: Layout) -> Path:
    return _folder(layout) / "wheels"


def collect_wheels(layout: Layout, environment: Environment) -> None:
    """Every package of one environment as a wheel, those published as source built; only when the lock has changed."""
    stamp = _folder(layout) / f"wheels{environment.name}.sha256"
    wanted = digest([environment.runtime], environment.version)
    if read_stamp(stamp) == wanted:
        return
    whole = ["--no-deps"] if environment.locked else []
    pip = words(environment.python, "-m", "pip", "wheel", "--disable-pip-version-check", "--progress-bar", "off")
    options = words("--no-build-isolation", "--use-pep517", "-w", wheels(layout), "-r", environment.runtime)
    log = layout.log / "bundle.log"
    with step(f"收集 {environment.name} 的包（日志 {log}）"):
        run = run_logged([*pip, *whole, *options], "收集包", log, layout.inherited, layout.root)
        asyncio.run(run)
    write_stamp(stamp, wanted)


def members(layout: Layout) -> Iterator[tuple[Path, str]]:
    """Path here, and name in the archive."""
    for name in PROGRAM:
        yield from _below(layout.root / name, name)
    yield from _below(wheels(layout), "wheels")
    for name in BUILT:
        yield from _below(layout.home / name, f"var/{name}")
    index = layout.settings.index_dir
    current = (index / CURRENT).read_text(encoding="utf-8").strip()
    yield from _below(index / current, f"var/index/{current}")
    yield index / CURRENT, f"var/index/{CURRENT}"
    yield layout.root / "deploy" / "install.sh", INSTALLER


def _below(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    """A file, or all files of a folder in the order of their names."""
    if path.is_file():
        yield path, name
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if child.name not in LEFT_OUT:
                yield from _below(child, f"{name}/{child.name}")
    else:
        raise DeployError(f"缺少 {path}：请先执行 make run，再 make bundle")


def write_archive(layout: Layout, file: Path) -> None:
    """Whole or not at all. Not packed further: wheels are packed already."""
    part, top = file.with_name(file.name + ".part"), f"yuce-{version(layout)}"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
            for path, name in members(layout):
                archive.add(path, f"{top}/{name}", recursive=False, filter=_nobodys)
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DeployError(f"写不成 {file}（{error.strerror}）：请腾出空间再试") from error


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


def check_bundle(layout: Layout) -> None:
    """Install it into a new folder without any network, start it, ask it; raises DeployError. Needs root."""
    file = archive_file(layout)
    if not file.is_file():
        raise DeployError(f"没有 {file}：请先执行 make bundle")
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise DeployError("要以 root 执行，并且有 unshare（Debian 的 util-linux）：检查时要切断网络")
    place, log = _folder(layout) / "check", layout.log / "bundle-check.log"
    shutil.rmtree(place, ignore_errors=True)
    log.unlink(missing_ok=True)
    script = layout.root / "deploy" / "check_bundle.sh"
    # Nothing of this user's: no settings of pip, no cache, no settings of ours.
    kept = {name: layout.inherited[name] for name in ("PATH", "PYENV_ROOT") if name in layout.inherited}
    environ = {**kept, "HOME": str(place / "home"), "LC_ALL": "C.UTF-8"}
    environ.setdefault("PYENV_ROOT", f"{layout.inherited.get('HOME', '')}/.pyenv")
    with step(f"切断网络，安装到 {place} 并提问（日志 {log}）"):
        place.mkdir(parents=True)
        command = words("unshare", "-n", "sh", script, file, place, f"yuce-{version(layout)}")
        asyncio.run(run_logged(command, "检查安装包", log, environ, place))
    shutil.rmtree(place)
