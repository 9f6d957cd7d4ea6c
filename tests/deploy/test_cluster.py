"""A cluster's plan: replicas with ports of their own behind nginx, which its configuration names; nothing listens outside."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.cluster import (
    SIZES,
    Cluster,
    Replica,
    environment,
    nginx_configuration,
    proxy_program,
    read_replicas,
    replica_programs,
    replicas_at,
    supervised_layout,
    written,
)
from deploy.cluster_servers import APT_LINE, missing, nginx_program, postgresql_programs, require_servers, worker_user
from deploy.cluster_serving import planned
from deploy.control import order, socket_path
from deploy.errors import DeployError
from deploy.rolling import restart_cluster, roll
from deploy.settings import Layout, load_layout
from deploy.supervision import configuration
from tests.conftest import require_package

PORTS = range(7001, 7008)


def layout(home: Path, **environ: str) -> Layout:
    return load_layout({"YUCE_HOME": str(home), **environ})


def cluster(home: Path, **environ: str) -> Cluster:
    return Cluster(layout(home, **environ), replicas_at(PORTS), 7100, 7101, "database-word", "locks-word")


def upstream(text: str, name: str) -> list[int]:
    """Ports of the servers of an upstream."""
    found = re.search(rf"upstream {name} {{(.*?)}}", text, re.DOTALL)
    assert found
    return [int(port) for port in re.findall(r"server 127\.0\.0\.1:(\d+) ", found[1])]


def test_two_doors_three_rasas_two_action_servers(tmp_path: Path) -> None:
    kinds = [one.kind for one in cluster(tmp_path).replicas]
    assert {kind: kinds.count(kind) for kind in kinds} == SIZES == {"actions": 2, "rasa": 3, "web": 2}


def test_nginx_knows_every_replica(tmp_path: Path) -> None:
    """Doors stand in two upstreams; a conversation is hashed, and stays where it is when another one goes."""
    one = cluster(tmp_path)
    text = nginx_configuration(one)
    wanted = {"yuce_doors": "web", "yuce_desk": "web", "yuce_rasa": "rasa", "yuce_actions": "actions"}
    for name, kind in wanted.items():
        assert upstream(text, name) == [replica.port for replica in one.of_kind(kind)]
    assert text.count("consistent;") == len(wanted)
    assert "hash $yuce_conversation consistent;" in text and "@{" not in text


def test_nginx_listens_where_the_commands_look_and_on_loopback_only(tmp_path: Path) -> None:
    text = nginx_configuration(cluster(tmp_path, YUCE_RASA_PORT="6005", YUCE_ACTIONS_PORT="6055", YUCE_WEB_PORT="6080"))
    assert sorted(re.findall(r"listen (\S+);", text)) == ["127.0.0.1:6005", "127.0.0.1:6055", "127.0.0.1:6080"]


def test_nginx_accepts_it(tmp_path: Path) -> None:
    """Also below a folder with a space in its name."""
    require_package("nginx", nginx_program() is not None)
    one = cluster(tmp_path / "a b")
    for folder in ("run", "log", "nginx"):
        (one.place / folder).mkdir(parents=True)
    (one.place / "nginx.conf").write_text(nginx_configuration(one, worker_user()))
    command = proxy_program(one, nginx_program() or "").command
    done = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "syntax is ok" in done.stderr, done.stderr


def test_each_replica_has_its_own_port_and_finds_the_others_behind_nginx(tmp_path: Path) -> None:
    one = cluster(tmp_path)
    shared = environment(one)
    assert shared["YUCE_ACTIONS_PORT"] == "5055" and shared["YUCE_RASA_PORT"] == "5005"
    for replica, program in zip(one.replicas, replica_programs(one), strict=True):
        assert list(program.environment.values()) == [str(replica.port)]
        if replica.kind == "rasa":
            assert program.command[program.command.index("--port") + 1] == str(replica.port)
            assert "YUCE_ACTIONS_PORT" not in program.environment


def test_doors_believe_nginx_and_listen_on_loopback_whatever_is_set(tmp_path: Path) -> None:
    shared = environment(cluster(tmp_path, YUCE_WEB_HOST="0.0.0.0", YUCE_TRUSTED_PROXIES="10.0.0.0/8"))
    assert (shared["YUCE_WEB_HOST"], shared["YUCE_TRUSTED_PROXIES"]) == ("127.0.0.1", "127.0.0.1")


def test_passwords_stand_in_no_file_of_supervisord_and_in_no_repr(tmp_path: Path) -> None:
    one = cluster(tmp_path)
    text = configuration(supervised_layout(one.layout), replica_programs(one))
    assert "database-word" in one.database_url and "locks-word" in one.redis_url
    assert not re.search("database-word|locks-word", text + repr(one) + nginx_configuration(one))


def test_databases_start_first_and_nginx_stops_first(tmp_path: Path) -> None:
    """supervisord stops in the reverse order of priorities."""
    one = cluster(tmp_path)
    assert {program.priority for program in replica_programs(one)} == {500}
    assert proxy_program(one, "nginx").priority == 999


def test_ports_can_be_set_and_a_taken_one_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DeployError, match=f"端口 {port} 已被占用"):
            planned(layout(tmp_path, YUCE_CLUSTER_PORT=str(min(port, 65500))))


@pytest.mark.parametrize("raw", ["80", "http", "65501", "-1"])
def test_a_port_that_cannot_be_is_named(tmp_path: Path, raw: str) -> None:
    with pytest.raises(DeployError, match="YUCE_CLUSTER_PORT"):
        _ = layout(tmp_path, YUCE_CLUSTER_PORT=raw).cluster_port


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that PostgreSQL's user may enter: pytest closes its own to others."""
    with tempfile.TemporaryDirectory(prefix="yuce-cluster-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_the_data_folder_of_postgresql_is_made_once_with_a_password(open_folder: Path) -> None:
    require_package("postgresql", postgresql_programs() is not None)
    home = open_folder / "home"
    one, two = planned(layout(home)), planned(layout(home))
    assert one.postgresql_password == two.postgresql_password
    assert (home / "cluster" / "postgresql.password").stat().st_mode & 0o777 == 0o600
    rules = (home / "cluster" / "postgresql" / "pg_hba.conf").read_text()
    assert "scram-sha-256" in rules and not re.search(r"^\w.*trust$", rules, re.MULTILINE)


def test_what_lacks_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *names, **places: None)
    assert set(missing()) >= {"nginx", "redis-server"}
    with pytest.raises(DeployError, match=APT_LINE) as caught:
        require_servers()
    assert len(str(caught.value).splitlines()) == 1


def test_replicas_survive_being_written() -> None:
    replicas = replicas_at(PORTS)
    assert read_replicas(written(replicas)) == replicas


def test_one_after_the_other_and_each_ready_before_the_next() -> None:
    seen: list[str] = []
    waits = {"b": 2}

    def ready(replica: Replica) -> bool:
        seen.append(f"ask {replica.name}")
        waits[replica.name] = waits.get(replica.name, 0) - 1
        return waits[replica.name] < 0

    replicas = [Replica("a", "web", 1), Replica("b", "web", 2)]
    roll(replicas, lambda one: seen.append(f"stop {one.name}"), lambda one: seen.append(f"start {one.name}"), ready)
    assert seen == ["stop a", "start a", "ask a", "stop b", "start b", "ask b", "ask b", "ask b"]


def test_a_replica_that_does_not_come_back_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.rolling.wait_ready", lambda one, ready: (_ for _ in ()).throw(DeployError(one.name)))
    stopped: list[str] = []
    replicas = [Replica("a", "web", 1), Replica("b", "web", 2)]
    with pytest.raises(DeployError, match="a"):
        roll(replicas, lambda one: stopped.append(one.name), lambda one: None, lambda one: False)
    assert stopped == ["a"]


def test_without_a_cluster_there_is_nothing_to_restart(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="make run-cluster"):
        restart_cluster(layout(tmp_path))
    with pytest.raises(DeployError, match="stopProcess rasa-1"):
        order(socket_path(layout(tmp_path)), "stopProcess", "rasa-1", 1)
