"""`make run-cluster`: doors, Rasas, action servers behind nginx, on Redis and PostgreSQL, on this machine."""

from __future__ import annotations

import secrets
import shutil
import socket
import time
from contextlib import ExitStack, suppress

from deploy.cluster import (
    SIZES,
    Cluster,
    Replica,
    directory_file,
    environment,
    nginx_configuration,
    place_of,
    proxy_program,
    replica_programs,
    replicas_at,
    supervised_layout,
    written,
)
from deploy.cluster_servers import (
    database_program,
    locks_program,
    nginx_program,
    prepared_database,
    require_servers,
    worker_user,
)
from deploy.console import say
from deploy.errors import DeployError
from deploy.ports import is_free, require_free_ports
from deploy.rolling import is_ready, wait_ready
from deploy.serving import READY, Watch, watch_on
from deploy.settings import Layout
from deploy.supervision import Program, require_parts, supervised

COUNT = sum(SIZES.values()) + 2


def serve_cluster(layout: Layout) -> None:
    """Run until interrupted; raises DeployError when it cannot start or go on."""
    require_parts(layout)
    require_servers()
    require_free_ports(layout)
    (place_of(layout) / "log").mkdir(parents=True, exist_ok=True)
    cluster = planned(layout)
    own = supervised_layout(layout)
    say(f"· 启动 PostgreSQL、Redis、nginx 和 {len(cluster.replicas)} 个进程，日志在 {own.log}……")
    started = time.monotonic()
    try:
        with supervised(own, all_programs(cluster), environment(cluster)) as supervisord:
            watch = Watch(own, supervisord, ordered_restarts=True)
            directory_file(layout).write_text(written(cluster.replicas), encoding="utf-8")
            _wait(cluster, watch)
            _greet(cluster, time.monotonic() - started)
            watch_on(layout, watch)
    except KeyboardInterrupt:
        say("· 已全部停止")
    finally:
        directory_file(layout).unlink(missing_ok=True)


def planned(layout: Layout) -> Cluster:
    """With the ports that are set, or with free ones; PostgreSQL's folder is made."""
    ports = _ports(layout)
    return Cluster(
        layout,
        replicas_at(ports[2:]),
        postgresql_port=ports[0],
        redis_port=ports[1],
        postgresql_password=prepared_database(layout),
        redis_password=secrets.token_urlsafe(24),
    )


def all_programs(cluster: Cluster) -> list[Program]:
    """Everything for supervisord; writes the files that nginx and Redis read."""
    (cluster.place / "nginx").mkdir(parents=True, exist_ok=True)
    if user := worker_user():
        with suppress(LookupError):
            shutil.chown(cluster.place / "nginx", user)
    (cluster.place / "nginx.conf").write_text(nginx_configuration(cluster, user), encoding="utf-8")
    servers = [database_program(cluster), locks_program(cluster)]
    return [*servers, *replica_programs(cluster), proxy_program(cluster, nginx_program() or "nginx")]


def _ports(layout: Layout) -> list[int]:
    first = layout.cluster_port
    if first is None:
        return free_ports(COUNT)
    ports = list(range(first, first + COUNT))
    if taken := [port for port in ports if not is_free(port)]:
        raise DeployError(f"端口 {taken[0]} 已被占用：YUCE_CLUSTER_PORT={first} 要用 {first} 到 {ports[-1]}")
    return ports


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody uses now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [int(one.getsockname()[1]) for one in sockets]


def _wait(cluster: Cluster, watch: Watch) -> None:
    """Until every replica answers, each asked by itself."""

    def ready(replica: Replica) -> bool:
        watch.look()
        return is_ready(replica, cluster.layout.settings.data)

    for replica in cluster.replicas:
        wait_ready(replica, ready)
        say(f"✓ {replica.name}：{replica.url}")
    watch.ready = True


def _greet(cluster: Cluster, seconds: float) -> None:
    layout = cluster.layout
    say(
        f"✓ {READY}（启动用了 {seconds:.1f} 秒）\n"
        f"  门户：    {layout.door_url}（nginx，分给 {SIZES['web']} 个）\n"
        f"  只在本机：Rasa {layout.rasa_url}（{SIZES['rasa']} 个），动作服务 {layout.actions_url}（{SIZES['actions']} 个）\n"
        f"  逐个重启：make restart-cluster      数据：{cluster.place}\n"
        f"  停止：Ctrl-C"
    )
