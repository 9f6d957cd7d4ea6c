"""What was said ends: on request in every file of the home, and by itself after the days to keep; through real processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import require, require_package
from tests.e2e.system import RunningSystem, files_holding, missing_parts, started, wait_for
from tests.servers_redis import PACKAGE, Redis, program, redis

pytestmark = pytest.mark.e2e

DAY_S = 86_400
CANARY = "金丝雀QZXPRIVACY"
STRANGER = "金丝雀QZXSTRANGER"


@pytest.fixture
def browser(running_system: RunningSystem) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def stranger(running_system: RunningSystem) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as client:
        yield client


def holding(home: Path, words: str) -> list[str]:
    """Every file below the home that holds the end of the words, in letters: databases, write-ahead logs, logs."""
    return files_holding(words[-8:], home.rglob("*"))


def say(browser: httpx.Client, text: str) -> dict[str, Any]:
    response = browser.post("/api/chat", json={"message": text})
    assert response.status_code == 200, response.text
    message: dict[str, Any] = response.json()["messages"][0]
    return message


def execute(system: RunningSystem, name: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(system.layout.home / "db" / f"{name}.db", timeout=10) as connection:
        return connection.execute(statement, values).fetchall()


def test_a_deleted_conversation_is_in_no_file(
    running_system: RunningSystem, browser: httpx.Client, stranger: httpx.Client
) -> None:
    """Also what was typed in a rating, tapped, repeated, refused; a stranger's conversation stays."""
    home = running_system.layout.home
    say(stranger, f"{STRANGER}公司能申请吗")
    turn = say(browser, f"{CANARY}公司能申请吗")["card"]["turn"]
    say(browser, f"{CANARY}，那找谁")
    browser.post("/api/chat", json={"message": f"{CANARY}第三句", "id": "again"})
    browser.post("/api/chat", json={"message": f"{CANARY}第三句", "id": "again"})
    browser.post("/api/chat", json={"message": CANARY * 60})
    assert browser.post("/api/feedback", json={"id": turn, "useful": False, "reason": CANARY}).status_code == 204
    assert wait_for(lambda: {"outcomes.db", "tracker.db"} <= {*_databases(holding(home, CANARY))}, 5.0)
    assert browser.delete("/api/conversation").status_code == 204
    assert holding(home, CANARY) == []
    assert {"outcomes.db", "tracker.db"} <= {*_databases(holding(home, STRANGER))}


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Redis]:
    require_package(PACKAGE, program() is not None)
    with redis() as made:
        yield made


def test_a_deleted_conversation_is_not_in_redis(redis_server: Redis, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its locks and tokens lived there: neither what was said nor whose it was is in a key or a value, before or after."""
    lacks = missing_parts()
    require(not lacks, f"not built: {', '.join(lacks)}")
    with (
        started(tmp_path_factory.mktemp("redis-home"), {"YUCE_REDIS_URL": redis_server.url}) as system,
        redis_server.listening() as heard,
        httpx.Client(base_url=system.door_url, trust_env=False, timeout=20) as browser,
    ):
        home, others = system.layout.home, set(redis_server.names())
        for text in (f"{CANARY}公司能申请吗", f"{CANARY}，那找谁"):
            say(browser, text)
        [(sender,)] = execute(
            system, "tracker", "SELECT DISTINCT sender_id FROM events WHERE instr(data, ?)", CANARY[-8:]
        )
        own = set(redis_server.names()) - others
        assert [name.rpartition(":")[2] for name in own] == ["token"], "the turns were locked in Redis"
        secrets = (CANARY[-8:], sender, browser.cookies["yuce"].split(".")[0])
        assert [one for one in secrets if one in redis_server.contents()] == []
        assert browser.delete("/api/conversation").status_code == 204
        assert holding(home, CANARY) == []
        assert not own & set(redis_server.names()), "not even a hash of the conversation is kept"
        assert [one for one in secrets if one in redis_server.contents()] == []
        said = heard()
        assert "EVAL" in said.upper() and [one for one in secrets if one in said] == [], "Redis never heard them"


def _databases(names: list[str]) -> list[str]:
    """A row may still be in the write-ahead log alone."""
    return [name.removesuffix("-wal") for name in names]


def test_what_is_older_than_the_days_to_keep_goes_by_itself(
    running_system: RunningSystem, browser: httpx.Client
) -> None:
    """At the next start of each process, and every hour; what is younger stays."""
    home, system = running_system.layout.home, running_system
    old, young = "金丝雀QZXOLDOLD", "金丝雀QZXYOUNG"
    say(browser, f"{old}公司能申请吗")
    browser.cookies.clear()
    say(browser, f"{young}公司能申请吗")
    assert wait_for(lambda: holding(home, old) and holding(home, young), 5.0)
    [(sender,)] = execute(system, "tracker", "SELECT DISTINCT sender_id FROM events WHERE instr(data, ?)", old[-9:])
    execute(system, "tracker", "UPDATE events SET timestamp = ? WHERE sender_id = ?", time.time() - 31 * DAY_S, sender)
    days = ("strftime('%Y-%m-%d %H:%M:%f', 'now', '-31 days')", f"%{old[-9:]}%")
    execute(system, "outcomes", f"UPDATE outcomes SET at = {days[0]} WHERE question LIKE ?", days[1])
    ancient = home / "log" / "access" / "2020-01-01.jsonl"
    ancient.write_text("{}\n", encoding="ascii")
    for name in ("rasa", "actions", "web"):
        system.kill(name)
    assert wait_for(lambda: not holding(home, old), 90.0, 1.0), holding(home, old)
    assert wait_for(lambda: _is_ready(browser), 90.0, 1.0)
    say(browser, "你好")
    # The line of a request, and with a day's first line the deletion, comes after its answer has been sent.
    assert wait_for(lambda: not ancient.exists(), 5.0)
    assert holding(home, young)


def _is_ready(browser: httpx.Client) -> bool:
    try:
        return browser.get("/readyz").status_code == 200
    except httpx.HTTPError:
        return False
