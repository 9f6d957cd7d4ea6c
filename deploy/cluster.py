"""What a cluster on one machine is made of: replicas with their ports, and the programs that run them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from string import Template

from deploy.commands import words
from deploy.settings import Layout
from deploy.supervision import Program, programs

SIZES = {"actions": 2, "rasa": 3, "web": 2}
PARTS = Path("deploy") / "nginx"
SERVERS, REPLICAS, PROXY = 100, 500, 999
"""Priorities: databases start first, nginx stops first."""
RASA_STOPS_WITHIN_S = 10
"""Above the deadline of a turn: those under way end well."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One process of ours; `kind` is rasa, actions or web."""

    name: str
    kind: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Everything of one cluster. nginx listens on the ports of `layout`, so that every command finds it as ever."""

    layout: Layout
    replicas: tuple[Replica, ...]
    postgresql_port: int
    redis_port: int
    postgresql_password: str = field(repr=False)
    redis_password: str = field(repr=False)

    @property
    def place(self) -> Path:
        return place_of(self.layout)

    def of_kind(self, kind: str) -> tuple[Replica, ...]:
        return tuple(one for one in self.replicas if one.kind == kind)

    @property
    def database_url(self) -> str:
        return f"postgresql://yuce:{self.postgresql_password}@127.0.0.1:{self.postgresql_port}/postgres"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.redis_password}@127.0.0.1:{self.redis_port}/0"


def place_of(layout: Layout) -> Path:
    """Folder of all that a cluster writes for itself; index, model and secrets are those of `make run`."""
    return layout.home / "cluster"


def supervised_layout(layout: Layout) -> Layout:
    """Where the cluster's supervisord has its socket and logs."""
    return replace(layout, settings=replace(layout.settings, home=place_of(layout)))


def replicas_at(ports: Iterable[int]) -> tuple[Replica, ...]:
    """All replicas: action servers first, doors last, as they are restarted."""
    names = [(f"{kind}-{number}", kind) for kind, size in SIZES.items() for number in range(1, size + 1)]
    return tuple(Replica(name, kind, port) for (name, kind), port in zip(names, ports, strict=True))


def environment(cluster: Cluster) -> dict[str, str]:
    """What all processes have in common. Passwords stand in no file but their servers' own."""
    shared = {
        "YUCE_DATABASE_URL": cluster.database_url,
        "YUCE_REDIS_URL": cluster.redis_url,
        "YUCE_TRUSTED_PROXIES": "127.0.0.1",
        "YUCE_WEB_HOST": "127.0.0.1",
    }
    return {**cluster.layout.environment(), **shared}


def own_environment(replica: Replica) -> dict[str, str]:
    """Only its own port differs: behind it, it finds nginx."""
    variable = {"actions": "YUCE_ACTIONS_PORT", "web": "YUCE_WEB_PORT", "rasa": "YUCE_RASA_PORT"}[replica.kind]
    return {variable: str(replica.port)}


def command_of(layout: Layout, replica: Replica) -> list[str]:
    """As `make run` starts it, on its own port."""
    here = replace(layout, settings=replace(layout.settings, rasa_port=replica.port))
    return programs(here)[replica.kind]


def replica_programs(cluster: Cluster) -> list[Program]:
    return [
        Program(
            one.name,
            command_of(cluster.layout, one),
            own_environment(one),
            stop_wait_s=RASA_STOPS_WITHIN_S,
            priority=REPLICAS,
        )
        for one in cluster.replicas
    ]


def proxy_program(cluster: Cluster, nginx: str) -> Program:
    command = words(nginx, "-p", cluster.place, "-c", cluster.place / "nginx.conf")
    return Program("nginx", command, stop_signal="QUIT", priority=PROXY)


class _NginxTemplate(Template):
    """nginx has a use of its own for $."""

    delimiter = "@"


def nginx_configuration(cluster: Cluster, user: str | None = None) -> str:
    """From deploy/nginx/cluster.conf.in; `user`: whose processes the workers are, where root starts nginx."""
    layout, place = cluster.layout, cluster.place
    template = (layout.root / PARTS / "cluster.conf.in").read_text(encoding="utf-8")
    values: Mapping[str, object] = {
        "user": f"user {user};\n" if user else "",
        "run": place / "run",
        "log": place / "log",
        "temporary": place / "nginx",
        "parts": layout.root / PARTS / "parts",
        "doors": _servers(cluster.of_kind("web")),
        "rasas": _servers(cluster.of_kind("rasa")),
        "actions": _servers(cluster.of_kind("actions")),
        "web_port": layout.door.port,
        "rasa_port": layout.settings.rasa_port,
        "actions_port": layout.settings.actions_port,
    }
    return _NginxTemplate(template).substitute(values)


def _servers(replicas: Iterable[Replica]) -> str:
    """None counts as failed: one that is away refuses at once, and when all are slow the rest must not be given up."""
    return "\n".join(f"        server 127.0.0.1:{one.port} max_fails=0;" for one in replicas)


def directory_file(layout: Layout) -> Path:
    """Where a running cluster notes its replicas, for `make restart-cluster`."""
    return place_of(layout) / "run" / "replicas.json"


def written(replicas: Iterable[Replica]) -> str:
    return json.dumps([asdict(one) for one in replicas], indent=1)


def read_replicas(text: str) -> tuple[Replica, ...]:
    return tuple(Replica(**row) for row in json.loads(text))
