"""A cluster as `make run-cluster` has it: the same plan and the same nginx configuration, each process a test's to kill."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.cluster import (
    PARTS,
    RASA_STOPS_WITHIN_S,
    Cluster,
    Replica,
    command_of,
    environment,
    nginx_configuration,
    own_environment,
    proxy_program,
    replicas_at,
)
from deploy.cluster_servers import nginx_program, worker_user
from deploy.rolling import is_ready
from tests.e2e.system import alive, free_ports, wait_for
from tests.faults.plant import UP_WITHIN_S, ForkingRasa, Plant, own_layout
from tests.faults.proxy import Proxy
from tests.servers_postgresql import PostgreSQL
from tests.servers_redis import Redis
from web.settings import ROOT

PATIENT = {
    "YUCE_DOOR_DEADLINE_S": "70",
    "YUCE_RASA_DEADLINE_S": "60",
    "YUCE_TURN_DEADLINE_S": "50",
    "YUCE_ACTION_DEADLINE_S": "40",
}
"""A busy machine is slow, and that is no fault of a restart: here nothing but an end makes a turn fail."""


@dataclass
class Farm:
    """`front` is what callers see of it: nginx's ports, and the database."""

    cluster: Cluster
    front: Plant
    servers: dict[str, str]
    pids: dict[str, int] = field(default_factory=dict)

    def log(self, name: str) -> str:
        file = self.cluster.place / "log" / f"{name}.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def start(self, replica: Replica) -> None:
        """Start it and return at once."""
        environ = {**environment(self.cluster), **self.servers, **own_environment(replica)}
        command, log = command_of(self.cluster.layout, replica), self.cluster.place / "log" / f"{replica.name}.log"
        if replica.kind == "rasa":
            environ.pop("YUCE_RASA_PORT")
            self.pids[replica.name] = self.front.forking.start(["rasa", *command[3:]], environ, log)
        else:
            self.pids[replica.name] = self._run(command, environ, log)

    def _run(self, command: list[str], environ: dict[str, str], log: Path) -> int:
        with log.open("ab") as output:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=ROOT, env=environ
            )
        self.front.children.append(child)
        return child.pid

    def start_nginx(self) -> None:
        parts = self.cluster.place / "parts"
        parts.mkdir()
        for file in (ROOT / PARTS / "parts").iterdir():
            text = re.sub(r"(proxy_(?:read|connect)_timeout +)\w+;", r"\g<1>80s;", file.read_text(encoding="utf-8"))
            (parts / file.name).write_text(text, encoding="utf-8")
        text = nginx_configuration(self.cluster, worker_user()).replace(str(ROOT / PARTS / "parts"), str(parts))
        (self.cluster.place / "nginx.conf").write_text(text, encoding="utf-8")
        command = list(proxy_program(self.cluster, nginx_program() or "").command)
        self.pids["nginx"] = self._run(command, dict(os.environ), self.cluster.place / "log" / "nginx.log")

    def stop(self, replica: Replica) -> None:
        """As supervisord does."""
        os.kill(self.pids[replica.name], signal.SIGTERM)
        if not wait_for(lambda: not alive(self.pids[replica.name]), RASA_STOPS_WITHIN_S, 0.02):
            self.kill(replica)

    def kill(self, replica: Replica) -> None:
        os.kill(self.pids[replica.name], signal.SIGKILL)
        assert wait_for(lambda: not alive(self.pids[replica.name]), 10, 0.01)

    def ready(self, replica: Replica) -> bool:
        assert alive(self.pids[replica.name]), f"{replica.name} ended:\n{self.log(replica.name)[-3000:]}"
        return is_ready(replica, self.cluster.layout.settings.data)

    def wait_ready(self) -> None:
        for one in self.cluster.replicas:
            assert wait_for(lambda one=one: self.ready(one), UP_WITHIN_S), self.log(one.name)[-3000:]

    def close(self) -> None:
        for pid in self.pids.values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT if pid == self.pids.get("nginx") else signal.SIGKILL)
        for child in self.front.children:
            child.wait()


@contextmanager
def farm(home: Path, forking: ForkingRasa, postgresql: PostgreSQL, redis: Redis) -> Iterator[Farm]:
    """Started and ready, on the tests' own servers."""
    layout = own_layout(home, PATIENT)
    ports = free_ports(len(replicas_at(range(7))))
    cluster = Cluster(layout, replicas_at(ports), postgresql.port, redis.port, "", "")
    for name in ("run", "log", "nginx"):
        (cluster.place / name).mkdir(parents=True)
    (home / "db").mkdir()
    front = Plant(layout, forking, Proxy(0, 0), postgresql)
    made = Farm(cluster, front, {"YUCE_DATABASE_URL": postgresql.url, "YUCE_REDIS_URL": redis.url})
    try:
        made.start_nginx()
        for one in cluster.replicas:
            made.start(one)
        made.wait_ready()
        yield made
    finally:
        made.close()
