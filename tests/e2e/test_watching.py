"""Through the real processes: one id from door to action server, JSON logs without personal data, figures that dashboards name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import require
from tests.deploy.watching import jobs, metric_names
from tests.e2e.system import RunningSystem, files_holding, missing_parts, started, wait_for

pytestmark = pytest.mark.e2e

PERSONAL = {
    "13912345678": "［电话］",
    "１３９１２３４５６７８": "［电话］",
    "139 1234 5678": "［电话］",
    "一三九一二三四五六七八": "［电话］",
    "50010119900101123X": "［身份证号］",
    "6222 0212 3456 7890 123": "［银行卡号］",
    "zhang.san@example.com": "［邮箱］",
}
CANARY = "金丝雀QZXWV"
LOGS = ("web", "rasa", "actions")
FAMILY = re.compile(r"^# TYPE (\S+) ", re.MULTILINE)


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system whose parts are told to log everything."""
    missing = missing_parts()
    require(not missing, f"not built: {', '.join(missing)}")
    with started(
        tmp_path_factory.mktemp("talkative"), {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG"}
    ) as system:
        yield system


@pytest.fixture
def browser(talkative: RunningSystem) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=talkative.door_url, trust_env=False, timeout=20) as client:
        yield client


def lines(system: RunningSystem, name: str) -> list[dict[str, Any]]:
    """All lines of a process's log, each of which has to be JSON."""
    text = (system.layout.log / f"{name}.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def of_request(system: RunningSystem, name: str, request: str) -> list[dict[str, Any]]:
    return [line for line in lines(system, name) if line.get("request") == request]


def files_with(home: Path, words: str) -> list[str]:
    """Names of all files below the home, links and what was built aside, that hold the words as they are or escaped."""
    return files_holding(words, home.rglob("*"))


def accesses(system: RunningSystem, request: str) -> list[dict[str, object]]:
    """Lines of the access log about one request."""
    [file] = system.layout.log.joinpath("access").iterdir()
    noted = [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]
    return [line for line in noted if line["request"] == request]


def figures(url: str) -> str:
    response = httpx.get(url, trust_env=False, timeout=10)
    assert response.status_code == 200
    return response.text


def test_a_turn_has_one_id_from_the_door_to_the_action_server(talkative: RunningSystem, browser: httpx.Client) -> None:
    """What the client sends as its id is not taken."""
    mine = "0123456789abcdef"
    response = browser.post("/api/chat", json={"message": "第17条讲什么"}, headers={"X-Request-Id": mine})
    request = response.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{16}", request) and request != mine
    for name in LOGS:
        found = wait_for(lambda name=name: of_request(talkative, name, request), 5.0)
        assert [line["event"] for line in found] == ["turn"], name
    [shown] = of_request(talkative, "actions", request)
    assert shown["turn"] == response.json()["messages"][0]["card"]["turn"]


def test_a_fault_is_found_by_the_id_that_the_person_got(talkative: RunningSystem, browser: httpx.Client) -> None:
    response = browser.post("/api/chat", json={"message": ""})
    assert response.status_code == 400 and re.fullmatch("[0-9a-f]{16}", response.headers["x-request-id"])
    [line] = wait_for(lambda: accesses(talkative, response.headers["x-request-id"]), 5.0)  # written after the answer
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/chat", 400)


@pytest.mark.parametrize("forged", ["x" * 16, "0123456789ABCDEF", 'a" }', "0" * 5000, "十" * 16])
def test_an_id_of_another_form_is_replaced(talkative: RunningSystem, forged: str) -> None:
    """On Rasa and the action server too: it would be on every log line."""
    for url, body in (
        (f"{talkative.rasa_url}/webhooks/rest/webhook", {"sender": "forged", "message": "你好"}),
        (f"{talkative.actions_url}/internal/forget", {"sender": "forged"}),
    ):
        response = httpx.post(url, json=body, headers=[(b"X-Request-Id", forged.encode())], trust_env=False, timeout=10)
        assert response.status_code in (200, 400, 431), response.text
    for name in LOGS:
        assert all(re.fullmatch("[0-9a-f]{16}", line.get("request", "0" * 16)) for line in lines(talkative, name))


def test_no_personal_data_and_no_text_reach_a_log_even_at_debug(
    talkative: RunningSystem, browser: httpx.Client
) -> None:
    """Asked through the door, of Rasa and of the look-up; every log is JSON to its last line; the record is masked."""
    for words in PERSONAL:
        text = f"{CANARY}，我的号码是{words}，能申请吗"
        assert browser.post("/api/chat", json={"message": text}).status_code == 200
        assert talkative.ask(text)
        assert browser.get("/api/search", params={"q": text}).status_code == 200
        assert httpx.post(
            f"{talkative.actions_url}/webhook", json={"next_action": "x", "tracker": text}, trust_env=False
        ).status_code in (404, 500)
    logs = talkative.layout.log
    assert all(lines(talkative, name) for name in LOGS)
    for words in (CANARY, *PERSONAL):
        assert files_with(logs, words) == [], words
    home = talkative.layout.home
    assert wait_for(lambda: files_with(home / "db", "［邮箱］"), 5.0)
    for words in PERSONAL:
        assert [name for name in files_with(home / "db", words) if name.startswith("outcomes")] == []


def test_nothing_that_is_typed_begins_a_line(talkative: RunningSystem, browser: httpx.Client) -> None:
    before = {name: len(lines(talkative, name)) for name in LOGS}
    evil = '你好\n{"level": "error", "event": "forged"}\r\n\x1b[31m\u2028forged'
    browser.post("/api/chat", json={"message": evil})
    talkative.ask(evil)
    body = {"next_action": evil, "tracker": {}}
    httpx.post(f"{talkative.actions_url}/webhook", json=body, trust_env=False, timeout=10)
    for name in LOGS:
        new = lines(talkative, name)[before[name] :]
        assert new and all(line["event"] != "forged" for line in new)
        assert (talkative.layout.log / f"{name}.log").read_bytes().isascii()


@pytest.fixture
def scraped(talkative: RunningSystem) -> dict[str, str]:
    """Job → its figures, where prometheus.yml looks for them."""
    bases = {"yuce-web": talkative.door_url, "yuce-rasa": talkative.rasa_url, "yuce-actions": talkative.actions_url}
    return {job: figures(bases[job] + path) for job, path in jobs().items()}


def test_every_figure_that_rules_and_dashboard_name_is_there(scraped: dict[str, str]) -> None:
    there = {family for text in scraped.values() for family in FAMILY.findall(text)}
    assert metric_names() - there == set()


def test_figures_count_what_happened(talkative: RunningSystem, browser: httpx.Client) -> None:
    browser.post("/api/chat", json={"message": "第17条讲什么"})
    browser.get("/api/search?q=土地")
    rasa, actions = figures(f"{talkative.rasa_url}/webhooks/rest/metrics"), figures(f"{talkative.actions_url}/metrics")
    version = (talkative.layout.home / "index" / "CURRENT").read_text().strip()
    assert float(re.findall(r'^yuce_rasa_turns_total{outcome="answered"} (\S+)', rasa, re.MULTILINE)[0]) > 0
    assert float(re.findall(r'^yuce_actions_turns_total{status="answered"} (\S+)', actions, re.MULTILINE)[0]) > 0
    assert f'yuce_actions_index_info{{version="{version}"}} 1.0' in actions
    assert "process_resident_memory_bytes" in rasa and "process_resident_memory_bytes" in actions
    assert float(re.findall(r"^yuce_record_lost (\S+)", actions, re.MULTILINE)[0]) == 0
