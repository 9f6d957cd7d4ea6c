"""Whatever starts first: until all is there everybody gets a sentence, afterwards an answer, without a restart of anything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest

from tests.e2e.system import wait_for
from tests.faults.plant import NAMES, Caller, Plant
from tests.faults.tools import LONG, fault
from tests.servers_postgresql import PostgreSQL
from tests.servers_redis import Redis

pytestmark = pytest.mark.e2e
ALL = (*NAMES, "postgresql", "redis")


def orders() -> Iterator[tuple[str, ...]]:
    """All 120 by `make faults`; else those in which what is needed comes last or first."""
    chosen = [("web", "rasa", "actions", "redis", "postgresql"), ("rasa", "postgresql", "web", "redis", "actions")]
    yield from permutations(ALL) if LONG else chosen


@fault("start-order")
@pytest.mark.parametrize("order", orders(), ids=lambda order: "-".join(order))
def test_every_start_order_ends_in_answers(
    served: Plant, pg_server: PostgreSQL, redis_server: Redis, order: tuple[str, ...]
) -> None:
    servers: dict[str, PostgreSQL | Redis] = {"postgresql": pg_server, "redis": redis_server}
    for name in NAMES:
        served.kill(name)
    pg_server.stop()
    redis_server.stop()
    caller = Caller(served)
    for name in order:
        if name in servers:
            servers[name].start()
        else:
            served.start(name)
            served.wait_up(name)
        if served.is_up("web"):
            answer = caller.ask("第17条讲什么")
            assert answer.readable and answer.took_s < 8
            assert not answer.full or set(order[: order.index(name) + 1]) >= set(ALL) - {"redis"}
    assert wait_for(lambda: caller.ask("第4条讲什么").full, 30, 0.3), served.log("rasa")[-2000:]
    caller.assert_kept()
