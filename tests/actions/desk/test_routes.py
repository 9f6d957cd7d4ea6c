"""The desk's routes on the action server, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from actions.service import Service
from tests.actions.http import serving


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[httpx.Client]:
    with serving(service) as opened:
        yield opened


def get(client: httpx.Client, path: str, **parameters: Any) -> tuple[int, Any]:
    response = client.get(f"/internal/desk/{path}", params=parameters)
    return response.status_code, response.json()


def test_the_catalogue_holds_the_whole_notice(client: httpx.Client, service: Service) -> None:
    """All blocks together are the notice's text, whatever is between them left out."""
    status, body = get(client, "catalogue")
    [notice], [parsed] = body["notices"], service.searcher.notices
    assert status == 200 and notice["validity"].startswith("自2022年1月1日起施行，通知未写明有效期")
    assert "".join("".join(block["text"] for block in notice["blocks"]).split()) == "".join(parsed.text.split())
    assert [block["number"] for block in notice["blocks"] if block["number"]] == list(range(1, 21))


def test_tables_of_units_and_amounts(client: httpx.Client, service: Service) -> None:
    [notice] = get(client, "catalogue")[1]["notices"]
    by_unit = {row["unit"]: row for row in notice["units"]}
    assert by_unit["市科技局"]["measures"] == [1, 2, 3, 4, 5, 6, 10, 11, 12, 18, 19]
    assert "科委" in by_unit["市科技局"]["aliases"] and "科委" not in by_unit["市财政局"]["aliases"]
    told = [(row["number"], row["qualifier"] + row["text"], row["role"]) for row in notice["amounts"]]
    assert told == [
        (1, "最高5000 万元", "grant"),
        (17, "实缴金额最低可降至3000 万元", "threshold"),
        (20, "最高不超过2000 万元", "equity"),
    ]


def test_a_search(client: httpx.Client) -> None:
    status, body = get(client, "search", q="rcgy")
    assert status == 200 and body["spelt"] == ["人才公寓"] and body["took_ms"] >= 0
    [hit] = body["hits"]
    assert hit["number"] == 7 and "人才公寓" in hit["quote"]
    start, end = hit["highlights"][0]
    assert hit["quote"][start:end] == "人才公寓"


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("search", {"q": "？"}, 400),
        ("search", {"q": "长" * 501}, 400),
        ("search", {"q": "甲", "limit": "0"}, 400),
        ("search", {"q": "甲", "limit": "x"}, 400),
        ("reply", {"number": "21", "kind": "funding"}, 404),
        ("reply", {"number": "x", "kind": "funding"}, 404),
        ("reply", {"number": "1", "kind": "list"}, 404),
        ("reply", {"number": "1", "kind": "funding", "notice": "别的"}, 404),
        ("answer", {"q": " "}, 400),
    ],
)
def test_refusals_have_a_reason(client: httpx.Client, path: str, parameters: dict[str, str], status: int) -> None:
    found, body = get(client, path, **parameters)
    assert found == status and body["error"]["message"]


def test_a_reply_and_an_answer(client: httpx.Client) -> None:
    status, body = get(client, "reply", number=1, kind="funding", q="高端研发机构")
    assert status == 200 and body["text"].startswith("最高5000 万元") and body["card"]["status"] == "answered"
    assert get(client, "answer", q="什么时候施行")[1]["card"]["kind"] == "date"
