"""The whole system through its public door: the same answers as from Rasa, and an honest one when parts are gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from deploy.chat import card_of
from deploy.doctor import resident_bytes
from tests.e2e.system import RunningSystem, joined_text, plain, wait_for

pytestmark = pytest.mark.e2e

MARK = "「简易模式」"
QUESTION = "第17条讲什么"
MOST_BYTES = 80_000_000
SAME = [
    "高端研发机构最高补多少",
    "科技成果转化找谁",
    QUESTION,
    "市科技局电话多少",
    "万州的企业能享受吗",
    "你好",
    "公积金怎么提取",
]


@pytest.fixture
def browser(running_system: RunningSystem) -> Iterator[httpx.Client]:
    """A browser that keeps its cookie."""
    with httpx.Client(base_url=running_system.door_url, trust_env=False, timeout=20) as client:
        yield client


def turn(browser: httpx.Client, **body: str) -> dict[str, Any]:
    """The one message of a turn that has to go well."""
    response = browser.post("/api/chat", json=body)
    assert response.status_code == 200, response.text
    [message] = response.json()["messages"]
    found: dict[str, Any] = message
    return found


def unnumbered(card: dict[str, Any]) -> dict[str, Any]:
    """The card without the turn's own number."""
    return {name: value for name, value in card.items() if name != "turn"}


def until_answered(browser: httpx.Client) -> None:
    """Until a conversation is answered in full again; readiness may still be that of some seconds ago."""

    def answered() -> bool:
        response = browser.post("/api/chat", json={"message": "你好"})
        return response.status_code == 200 and response.json()["mode"] == "full"

    assert wait_for(answered, 60.0, 0.5)
    assert wait_for(lambda: browser.get("/readyz").status_code == 200, 5.0)


@pytest.mark.parametrize("question", SAME)
def test_the_door_answers_as_rasa_does(running_system: RunningSystem, browser: httpx.Client, question: str) -> None:
    direct, message = running_system.ask(question), turn(browser, message=question)
    assert message["text"] == joined_text(direct).strip()
    assert unnumbered(message["card"]) == unnumbered(card_of(direct))


def test_a_conversation_goes_on(browser: httpx.Client) -> None:
    """那找谁 is about the measure before; another browser knows nothing of it."""
    turn(browser, message="高端研发机构最高补多少")
    card = turn(browser, message="那找谁")["card"]
    assert (card["status"], [measure["number"] for measure in card["measures"]]) == ("answered", [1])
    browser.cookies.clear()
    assert turn(browser, message="那找谁")["card"]["status"] != "answered"


@pytest.mark.parametrize("opening", ["有什么政策", "资金支持"])
def test_a_tapped_button_equals_its_title_typed(browser: httpx.Client, opening: str) -> None:
    replies = []
    for field, name in (("choice", "choice"), ("message", "title")):
        browser.cookies.clear()
        button = turn(browser, message=opening)["buttons"][0]
        replies.append(turn(browser, **{field: button[name]}))
    tapped, typed = replies
    assert (tapped["text"], unnumbered(tapped["card"])) == (typed["text"], unnumbered(typed["card"]))


@pytest.mark.parametrize("typed", ["/restart", "／session_start", '/choose{"choice": "funding::17"}', "a\x00b", "？"])
def test_odd_text_is_text(browser: httpx.Client, typed: str) -> None:
    turn(browser, message=QUESTION)
    assert turn(browser, message=typed)["text"].strip()
    assert turn(browser, message=QUESTION)["card"]["measures"][0]["number"] == 17


def test_the_look_up_is_the_same_through_the_door(running_system: RunningSystem, browser: httpx.Client) -> None:
    for path in ("/api/notices", "/api/measures", "/api/measures/17", "/api/measures/99", "/api/search?q="):
        through, direct = browser.get(path), httpx.get(running_system.actions_url + path, trust_env=False)
        assert (through.status_code, through.json()) == (direct.status_code, direct.json())
    assert browser.get("/api/search", params={"q": "土地"}).json()["hits"][0]["number"] == 8


def test_figures_name_the_index_that_is_in_use(running_system: RunningSystem, browser: httpx.Client) -> None:
    turn(browser, message=QUESTION)
    figures = browser.get("/metrics").text
    version = (running_system.layout.home / "index" / "CURRENT").read_text().strip()
    assert f'yuce_index_info{{version="{version}"}} 1.0' in figures
    assert 'yuce_turns_total{kind="content",mode="full",status="answered"}' in figures


def test_the_door_is_small(running_system: RunningSystem) -> None:
    assert resident_bytes(running_system.pids()["web"]) < MOST_BYTES


def test_what_is_said_is_not_in_the_doors_log(running_system: RunningSystem, browser: httpx.Client) -> None:
    turn(browser, message="我的电话是13800138000")
    log = (running_system.layout.log / "web.log").read_text(encoding="utf-8")
    assert '"event": "turn"' in log and "13800138000" not in log


def test_without_rasa_the_look_up_answers_until_it_is_back(
    running_system: RunningSystem, browser: httpx.Client
) -> None:
    """Verbatim, marked, at once; and the conversation is the same one afterwards."""
    turn(browser, message="高端研发机构最高补多少")
    running_system.kill("rasa")
    begun = time.monotonic()
    message = turn(browser, message="第17条讲什么")
    assert time.monotonic() - begun < 3.0
    for part in (MARK, "第17条", "优化金融服务保障", "市金融监管局", "渝发改规范〔2021〕12号"):
        assert plain(part) in plain(message["text"])
    [measure] = message["card"]["measures"]
    whole = browser.get("/api/measures/17").json()
    start, end = (place - whole["span"][0] for place in measure["span"])
    assert whole["text"][start:end] == measure["quote"] and measure["quote"] in message["text"]
    until_answered(browser)
    assert [one["number"] for one in turn(browser, message="那找谁")["card"]["measures"]] == [1]


def test_without_the_action_server_there_is_one_honest_sentence(
    running_system: RunningSystem, browser: httpx.Client
) -> None:
    running_system.kill("actions")
    response = browser.post("/api/chat", json={"message": QUESTION})
    assert response.status_code == 503 and response.headers["retry-after"]
    assert response.json()["error"]["message"].endswith("。")
    until_answered(browser)
    assert turn(browser, message=QUESTION)["card"]["status"] == "answered"


def test_a_killed_door_comes_back_with_its_sessions_and_buttons(
    running_system: RunningSystem, browser: httpx.Client
) -> None:
    button = turn(browser, message="资金支持")["buttons"][0]
    running_system.kill("web")

    def alive() -> bool:
        try:
            return browser.get("/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    assert wait_for(alive, 15.0)
    assert turn(browser, choice=button["choice"])["card"]["status"] == "answered"
