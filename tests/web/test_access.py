"""The access log: a line for each request without a word of it, a file a day, and old files go."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web.client import Client
from tests.web.conftest import OpenDoor
from web.access import Access, AccessLog

SECRET = "我叫张三电话13800138000"
SOME = Access("0123456789abcdef", "GET", "/api/search", 200, 7, None, "abc")


def written(client: Client) -> list[dict[str, object]]:
    folder = client.door.settings.access_log
    return [json.loads(line) for file in sorted(folder.iterdir()) for line in file.read_text("ascii").splitlines()]


def test_a_request_is_one_line_without_its_words_or_its_address(door_with: OpenDoor) -> None:
    client = door_with("203.0.113.7")
    asked = client.chat(SECRET)
    client.get(f"/api/search?q={SECRET}")
    client.get(f"/{SECRET}")
    chat, search, nowhere = written(client)
    assert set(chat) == {"time", "request", "method", "route", "status", "ms", "session", "source"}
    assert (chat["method"], chat["route"], chat["status"]) == ("POST", "/api/chat", 200)
    assert chat["request"] == asked.headers["x-request-id"] and chat["session"]
    assert (search["route"], search["session"]) == ("/api/search", None)
    assert (nowhere["route"], nowhere["status"]) == ("none", 404)
    text = json.dumps([chat, search, nowhere])
    assert not any(word in text for word in ("张三", "13800138000", "\\u5f20", "203.0.113", "%E5"))


def test_one_address_has_one_pseudonym(door_with: OpenDoor) -> None:
    client = door_with("203.0.113.7")
    for one in (client, client.another("203.0.113.7"), client.another("203.0.113.8")):
        one.get("/api/notices")
    sources = [line["source"] for line in written(client)]
    assert sources[0] == sources[1] != sources[2]


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/readyz"])
def test_what_watches_us_is_not_in_it(client: Client, path: str) -> None:
    client.get(path)
    assert not client.door.settings.access_log.exists()


def test_odd_methods_are_one_word(client: Client) -> None:
    client.wait(client.http.request('X"\\n', "/api/chat"))
    assert written(client)[0]["method"] == "other"


def test_files_are_a_day_each_for_us_alone_and_as_many_as_are_kept(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    log = AccessLog(tmp_path / "access", 180, lambda: now)
    for _ in range(185):
        log.write(SOME)
        now += timedelta(days=1)
    names = sorted(path.name for path in (tmp_path / "access").iterdir())
    assert (len(names), names[-1]) == (181, "2026-07-04.jsonl")
    assert stat.S_IMODE((tmp_path / "access" / names[0]).stat().st_mode) == 0o600


def test_other_files_there_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "1999-01-01.jsonl").write_text("")
    AccessLog(tmp_path, 180).write(SOME)
    assert (tmp_path / "notes.txt").exists() and not (tmp_path / "1999-01-01.jsonl").exists()


def test_a_disk_that_is_full_costs_no_answer(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """It is told once, not at every request."""
    client.door.settings.access_log.parent.mkdir(parents=True)
    client.door.settings.access_log.write_text("a file in its place")
    assert [client.chat("你好").status_code for _ in range(3)] == [200] * 3
    assert [record.getMessage() for record in caplog.records].count("access_log_failed") == 1


def test_it_can_be_left_out(door_with: OpenDoor) -> None:
    client = door_with(YUCE_ACCESS_LOG_DAYS="0")
    client.chat("你好")
    assert not client.door.settings.access_log.exists()
