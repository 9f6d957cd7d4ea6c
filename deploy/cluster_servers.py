"""nginx, Redis and PostgreSQL for a cluster on one machine: Debian's programs, on loopback, with data below its folder."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

from deploy.cluster import SERVERS, Cluster, place_of
from deploy.commands import words
from deploy.errors import DeployError
from deploy.settings import Layout
from deploy.supervision import Program

PACKAGES = ("nginx", "redis-server", "postgresql")
APT_LINE = f"apt-get install -y {' '.join(PACKAGES)}"
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")
POSTGRES, WORKER = "postgres", "www-data"
"""Debian's users: PostgreSQL refuses to run as root, nginx's workers need not."""
DATABASE_USER = "yuce"


def nginx_program() -> str | None:
    """Debian keeps it where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def postgresql_programs(root: Path = DEBIAN_POSTGRESQL) -> Path | None:
    """Folder of the newest initdb and postgres, which Debian keeps off the PATH."""
    found = root.glob("*/bin/postgres")
    return max((path.parent for path in found), key=lambda path: float(path.parent.name), default=None)


def missing() -> list[str]:
    """Debian packages that a cluster lacks."""
    there = {
        "nginx": nginx_program() is not None,
        "redis-server": shutil.which("redis-server") is not None,
        "postgresql": postgresql_programs() is not None,
    }
    return [package for package in PACKAGES if not there[package]]


def require_servers() -> None:
    """Raises DeployError with the one line to run."""
    if lacks := missing():
        raise DeployError(f"缺少 {'、'.join(lacks)}：请以 root 执行 {APT_LINE}，再 make run-cluster")


def worker_user() -> str | None:
    """Whose processes nginx's workers are; only root can choose."""
    return WORKER if os.geteuid() == 0 else None


def _as_postgres() -> dict[str, Any]:
    return {"user": POSTGRES, "group": POSTGRES, "extra_groups": []} if os.geteuid() == 0 else {}


def _data(layout: Layout) -> Path:
    return place_of(layout) / "postgresql"


def prepared_database(layout: Layout) -> str:
    """Make PostgreSQL's folder at the first start; the password of its user. Raises DeployError."""
    data, file = _data(layout), place_of(layout) / "postgresql.password"
    if not (data / "PG_VERSION").exists():
        _write_private(file, secrets.token_urlsafe(24))
        _initialise(data, file)
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise DeployError(f"读不到 {file}（{error.strerror}）：它和 {data} 要一起保留，或一起删除") from error


def _initialise(data: Path, password: Path) -> None:
    folder = postgresql_programs()
    if folder is None:
        raise DeployError(f"缺少 postgresql：请以 root 执行 {APT_LINE}")
    data.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for path in (data, password):
            shutil.chown(path, POSTGRES, POSTGRES)
    options = words("-D", data, "-U", DATABASE_USER, "-A", "scram-sha-256", f"--pwfile={password}")
    command = [*words(folder / "initdb"), *options, "-E", "UTF8", "--locale=C"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_as_postgres())
    if done.returncode != 0:
        shutil.rmtree(data, ignore_errors=True)
        hint = f"用户 {POSTGRES} 要能进入这个文件夹，进不去就把 YUCE_HOME 设到别处。" if os.geteuid() == 0 else ""
        raise DeployError(f"PostgreSQL 的数据目录 {data} 没有建成。{hint}{done.stderr.strip()}")


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)


def database_program(cluster: Cluster) -> Program:
    folder = postgresql_programs()
    settings = [f"port={cluster.postgresql_port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
    options = [part for one in settings for part in ("-c", one)]
    command = words(f"{folder}/postgres", "-D", _data(cluster.layout), *options)
    user = POSTGRES if os.geteuid() == 0 else None
    # SIGINT ends connections in order; SIGTERM would wait for them.
    return Program("postgresql", command, user=user, stop_signal="INT", stop_wait_s=20, priority=SERVERS)


def locks_program(cluster: Cluster) -> Program:
    """Redis, in memory only: what it forgets goes on from the database (bot/lock_store.py)."""
    file = cluster.place / "redis.conf"
    lines = [f"port {cluster.redis_port}", "bind 127.0.0.1", f"requirepass {cluster.redis_password}"]
    _write_private(file, "\n".join([*lines, 'save ""', "appendonly no", f'dir "{cluster.place}"', ""]))
    return Program("redis", words("redis-server", file), priority=SERVERS)
