"""The review's routes on the real action server, over HTTP, with a real record in both databases."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from actions.outcomes.pseudonyms import Pseudonyms
from actions.outcomes.recorder import Recorder
from actions.outcomes.store import OutcomeStore
from actions.outcomes.types import Entry
from actions.review.desk import XLSX, ReviewDesk
from actions.review.drafts import DraftFolder
from actions.service import Service
from tests.actions.http import serving
from tests.actions.review.rows import EVALUATION, KEY, QUESTION, SYNONYM, outcome
from tests.actions.review.test_sheets import GOOD, book


@dataclass
class Site:
    client: httpx.Client
    store: OutcomeStore
    drafts: DraftFolder

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.client.get(
            f"/internal/review/{path}", params={"from": "2026-11-01", "to": "2026-11-30", **parameters}
        )

    def post(self, path: str, body: object) -> httpx.Response:
        return self.client.post(f"/internal/review/{path}", json=body)

    def send(self, raw: bytes) -> dict[str, Any]:
        headers = {"x-yuce-who": "%E7%8E%8B%E8%8A%B3", "content-type": XLSX}
        told: dict[str, Any] = self.client.post(
            "/internal/review/files/questions.xlsx", content=raw, headers=headers
        ).json()
        return told


@pytest.fixture
def site(service: Service, store: OutcomeStore, data: Path, tmp_path: Path) -> Iterator[Site]:
    def put(entry: Entry) -> bool:
        store.write([entry])
        return True

    recorder = Recorder(put, Pseudonyms(b"k" * 32))
    desk = ReviewDesk(store, recorder, data, tmp_path / "drafts", lambda: service.searcher)
    with serving(service, recorder=recorder, review=desk) as client:
        yield Site(client, store, DraftFolder(tmp_path / "drafts"))


def test_groups_come_in_pages_and_as_files(site: Site) -> None:
    site.store.write([outcome(f"{n:08x}", f"{chr(0x4E00 + 31 * n)}{chr(0x4E80 + 17 * n)}{n}") for n in range(25)])
    first, second = site.get("unanswered").json(), site.get("unanswered", page=2).json()
    assert (first["total"], len(first["groups"]), len(second["groups"])) == (25, 20, 5)
    assert {"question", "count", "first", "last", "whys", "members"} <= set(first["groups"][0])
    assert first["groups"][0]["first"] == "2026-11-23"
    raw = site.get("files/unanswered.csv")
    assert raw.headers["content-type"].startswith("text/csv") and len(raw.text.splitlines()) == 26
    page = load_workbook(io.BytesIO(site.get("files/unanswered.xlsx").content)).active
    assert page.max_row == 26 and page["A1"].value == "问题"


@pytest.mark.parametrize(
    "parameters", [{"order": "x"}, {"why": "x"}, {"page": "0"}, {"size": "101"}, {"from": "x"}, {"to": "2026-10-01"}]
)
def test_bad_parameters_are_told(site: Site, parameters: dict[str, str]) -> None:
    response = site.get("unanswered", **parameters)
    assert response.status_code == 400 and response.json()["error"]["message"]


def test_a_report_is_masked_and_listed(site: Site) -> None:
    body = {
        "who": "王芳", "question": "我是13912345678，两张皮找谁", "expected": "第4条", "measure": 10,
        "document_number": KEY, "note": "他的邮箱a@qq.com",
    }  # fmt: skip
    assert site.post("reports", body).status_code == 200
    [group] = site.client.get("/internal/review/unanswered", params={"why": "reported", "fresh": "1"}).json()["groups"]
    assert group["question"] == "我是［电话］，两张皮找谁"
    assert (group["expected"], group["measures"], group["whys"][0]["name"]) == (["第4条"], [10], "报告错配")


@pytest.mark.parametrize(
    "body", [{}, {"who": "a", "question": "b"}, {"who": "a", "question": "b", "expected": "c", "measure": "4"}]
)
def test_a_report_without_its_fields_is_refused(site: Site, body: dict[str, str]) -> None:
    assert site.post("reports", body).status_code == 400


@pytest.mark.parametrize(("sort", "entry"), [("question", QUESTION), ("synonym", SYNONYM), ("evaluation", EVALUATION)])
def test_a_draft_is_written_listed_and_not_twice(site: Site, sort: str, entry: dict[str, Any]) -> None:
    body = {"sort": sort, "entry": entry, "who": "li.ming", "about": "我是13912345678"}
    assert site.post("drafts", body).status_code == 200
    [draft] = site.get("drafts").json()["drafts"]
    assert (draft["sort"], draft["who"], draft["about"]) == (sort, "li.ming", "我是［电话］")
    twice = site.post("drafts", body)
    assert twice.status_code == 400 and "已在等待复核" in twice.json()["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sort": "other", "entry": QUESTION, "who": "a"},
        {"sort": "question", "entry": None, "who": "a"},
        {"sort": "question", "entry": {**QUESTION, "measure": 99}, "who": "a"},
        {"sort": "question", "entry": {**QUESTION, "text": "打13912345678找谁"}, "who": "a"},
        {"sort": "question", "entry": QUESTION},
    ],
)
def test_a_draft_that_could_not_be_accepted_is_refused_at_once(site: Site, body: dict[str, Any]) -> None:
    assert site.post("drafts", body).status_code == 400
    assert site.drafts.open() == []


def test_a_sheet_becomes_one_draft_or_none(site: Site) -> None:
    bad = site.send(book(GOOD, (KEY, 99, "", "找谁", "九十九条的问题")))
    assert bad["bad"] == [{"row": 3, "reason": "没有第 99 条：条号是 1 到 20"}] and site.drafts.open() == []
    good = site.send(book(GOOD))
    assert (good["added"], good["bad"]) == (1, [])
    [draft] = site.get("drafts").json()["drafts"]
    assert draft["who"] == "王芳" and draft["id"] == good["draft"]
    for kind, status in ((XLSX, 400), ("text/plain", 415)):
        url, headers = "/internal/review/files/questions.xlsx", {"content-type": kind}
        assert site.client.post(url, content=b"x", headers=headers).status_code == status
    raw = site.get("files/questions.xlsx").content
    assert load_workbook(io.BytesIO(raw), read_only=True).active["E1"].value == "相似问"


def test_figures_and_what_the_forms_offer(site: Site) -> None:
    site.store.write([outcome("1" * 8, status="answered", measures=(4,))])
    told = site.get("figures").json()
    assert told["questions"] == 1 and told["measures"][0]["heading"] == "支持科技成果转化"
    assert site.get("files/figures.csv").text.splitlines()[1].startswith("2026-11-23,找谁,已答,1")
    assert (
        "第" not in site.get("files/measures.csv").text.splitlines()[0] and KEY in site.get("files/measures.csv").text
    )
    options = site.get("options").json()
    assert len(options["notices"][0]["measures"]) == 20 and len(options["kinds"]) == 7
    assert json.dumps(options, ensure_ascii=False).count("usual") == 7


def test_a_database_that_is_away_is_told_as_such(site: Site) -> None:
    from actions.outcomes.store import metadata

    metadata.drop_all(site.store.engine)
    for path in ("unanswered", "figures", "files/unanswered.csv"):
        response = site.get(path, fresh="1")
        assert (response.status_code, response.json()["error"]["code"]) == (503, "record_unavailable")
