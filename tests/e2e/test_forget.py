"""Through the door: a rating reaches its turn, and a deleted conversation is gone from both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.system import RunningSystem, files_holding, wait_for

pytestmark = pytest.mark.e2e

QUESTION = "第17条讲什么"


@pytest.fixture
def browser(running_system: RunningSystem) -> Iterator[httpx.Client]:
    """A browser that keeps its cookie."""
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def stranger(running_system: RunningSystem) -> Iterator[httpx.Client]:
    """Another browser."""
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as client:
        yield client


def asked(browser: httpx.Client, text: str = QUESTION) -> str:
    """The id of a turn."""
    response = browser.post("/api/chat", json={"message": text})
    assert response.status_code == 200, response.text
    return str(response.json()["messages"][0]["card"]["turn"])


def queried(system: RunningSystem, name: str, query: str, *values: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(system.layout.home / "db" / f"{name}.db") as connection:
        return connection.execute(query, values).fetchall()


def recorded(system: RunningSystem, turn: str) -> list[tuple[Any, ...]]:
    return queried(system, "outcomes", "SELECT useful, reason FROM outcomes WHERE turn = ?", turn)


def said(system: RunningSystem, text: str) -> int:
    """Events of Rasa's that hold the text."""
    return int(queried(system, "tracker", "SELECT count(*) FROM events WHERE instr(data, ?)", text)[0][0])


def test_the_site_tells_what_it_keeps(browser: httpx.Client) -> None:
    told = {"retention_days": 30, "feedback": True, "deletion": True, "suggestions": []}
    assert browser.get("/api/site").json() == told


def test_a_rating_reaches_the_turn_of_its_own_session_only(
    running_system: RunningSystem, browser: httpx.Client, stranger: httpx.Client
) -> None:
    turn = asked(browser)
    other = asked(stranger)
    for one, useful in ((stranger, True), (browser, False)):
        body = {"id": turn, "useful": useful, "reason": "打我电话13912345678"}
        assert one.post("/api/feedback", json=body).status_code == 204
    assert stranger.post("/api/feedback", json={"id": other, "useful": True}).status_code == 204
    wait_for(lambda: recorded(running_system, other)[0][0] == 1, 5.0)
    assert recorded(running_system, turn) == [(0, "打我电话［电话］")]
    assert recorded(running_system, other) == [(1, None)]


def test_a_deleted_conversation_is_gone_and_no_other(
    running_system: RunningSystem, browser: httpx.Client, stranger: httpx.Client
) -> None:
    """At once after its last turn, whose record may still wait to be written."""
    kept = asked(stranger)
    assert wait_for(lambda: recorded(running_system, kept), 5.0)
    turns = [asked(browser, f"QZXW{number}公司能申请吗") for number in (1, 2)]
    assert said(running_system, "QZXW1") > 0
    response = browser.delete("/api/conversation")
    assert response.status_code == 204, response.text
    assert [recorded(running_system, turn) for turn in turns] == [[], []]
    assert said(running_system, "QZXW") == 0
    assert recorded(running_system, kept)
    assert not browser.cookies
    assert files_holding("QZXW", running_system.layout.home.joinpath("db").iterdir()) == []


def test_inner_routes_are_not_the_doors(browser: httpx.Client) -> None:
    for path in ("/internal/forget", "/internal/feedback", "/webhooks/rest/forget"):
        assert browser.post(path, json={"sender": "a"}).status_code == 404
