"""The look-up API of the public contract, asked over HTTP at the real server on a free port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from actions.lookup import highlights
from actions.service import Service
from tests.actions.http import serving

KEY = "渝发改规范〔2021〕12号"
PLACE = {"document_number", "number", "heading", "chapter"}
HIT = PLACE | {"score", "matched_by", "quote", "highlights", "units", "amounts"}
AMOUNT = {"value", "unit", "text", "qualifier", "purpose"}
Get = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[httpx.Client]:
    with serving(service) as opened:
        yield opened


@pytest.fixture
def get(client: httpx.Client) -> Get:
    """Path and parameters → status and JSON."""

    def got(path: str, **parameters: Any) -> tuple[int, Any]:
        response = client.get(path, params=parameters)
        return response.status_code, response.json()

    return got


def refused(answer: tuple[int, Any], status: int) -> str:
    """The reason, where the answer is an error as the contract has it."""
    code = {400: "bad_request", 404: "not_found"}[status]
    assert answer[0] == status and set(answer[1]) == {"error"} and set(answer[1]["error"]) == {"code", "message"}
    assert answer[1]["error"]["code"] == code
    return str(answer[1]["error"]["message"])


def test_a_search_has_the_fields_of_the_contract(get: Get) -> None:
    status, body = get("/api/search", q="创业投资基金备案门槛")
    assert status == 200 and set(body) == {"query", "status", "hits", "took_ms"}
    assert (
        body["query"] == "创业投资基金备案门槛" and body["status"] in {"found", "weak", "none"} and body["took_ms"] >= 0
    )
    assert len(body["hits"]) == 5  # as many as the default limit
    for hit in body["hits"]:
        assert set(hit) == HIT and all(set(amount) == AMOUNT for amount in hit["amounts"])


def test_the_best_measure_comes_first_with_its_sums(get: Get) -> None:
    best = get("/api/search", q="创业投资基金备案门槛")[1]["hits"][0]
    assert (best["number"], best["chapter"], best["units"]) == (17, "六、支持示范区拓展金融服务", ["市金融监管局"])
    assert [amount["value"] for amount in best["amounts"]] == [30_000_000]


def test_one_hit_a_measure_best_first(get: Get) -> None:
    hits = get("/api/search", q="示范区支持企业", limit=20)[1]["hits"]
    assert sorted(hit["number"] for hit in hits) == list(range(1, 21))
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)


def test_a_number_finds_its_measure(get: Get) -> None:
    best = get("/api/search", q="第13条")[1]["hits"][0]
    assert (best["number"], best["matched_by"], best["score"]) == (13, "number", 1.0)


@pytest.mark.parametrize("query", ["土地指标", "IPO上市", "第17条", "5G 物联网", "示范区"])
def test_quotes_are_verbatim_and_highlights_lie_inside_them(get: Get, service: Service, query: str) -> None:
    """In order, apart, and none empty."""
    for hit in get("/api/search", q=query, limit=20)[1]["hits"]:
        assert hit["quote"] in service.searcher.notices[0].text
        places = [place for pair in hit["highlights"] for place in pair]
        assert all(0 <= place <= len(hit["quote"]) for place in places)
        assert places == sorted(set(places))


@pytest.mark.parametrize(
    ("quote", "query", "marked"),
    [
        ("支持科技成果转化中试基地。", "中试基地在哪", ["中试基地"]),
        ("优先安排5G、物联网用地。", "5g用地", ["5G", "用地"]),
        ("支持企业上市。", "土地", []),
        ("", "土地", []),
        ("a.b", "a.b*", []),  # no pattern
    ],
)
def test_words_of_the_question_are_marked(quote: str, query: str, marked: list[str]) -> None:
    assert [quote[start:end] for start, end in highlights(quote, query)] == marked


@pytest.mark.parametrize("limit", [1, 2, 20])
def test_limit_is_kept(get: Get, limit: int) -> None:
    assert len(get("/api/search", q="支持", limit=limit)[1]["hits"]) == limit


@pytest.mark.parametrize("limit", ["0", "21", "-1", "1.5", "五", "２", "1e1", "99999", " 5"])
def test_a_limit_out_of_bounds_is_refused_with_the_bounds(get: Get, limit: str) -> None:
    assert "1 到 20" in refused(get("/api/search", q="土地", limit=limit), 400)


@pytest.mark.parametrize("query", ["", " ", "？？", "\x00", "😀"])
def test_an_empty_question_is_refused(get: Get, query: str) -> None:
    assert "请写下要问的内容" in refused(get("/api/search", q=query), 400)


def test_no_question_at_all_is_refused(get: Get) -> None:
    assert "请写下要问的内容" in refused(get("/api/search"), 400)


def test_five_hundred_characters_are_the_most(get: Get) -> None:
    assert get("/api/search", q="长" * 500)[0] == 200
    assert "501" in refused(get("/api/search", q="长" * 501), 400)


def test_an_unknown_parameter_is_refused_by_name(get: Get) -> None:
    assert "'units'" in refused(get("/api/search", q="土地", units="市财政局"), 400)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"unit": "市财政局"}, {12, 16, 18, 19, 20}),
        ({"unit": "财政"}, {12, 16, 18, 19, 20}),
        ({"chapter": "2"}, {5, 6, 7}),
        ({"chapter": "二、支持示范区引育人才"}, {5, 6, 7}),
        ({"chapter": "支持示范区引育人才"}, {5, 6, 7}),
        ({"chapter": "6", "unit": "市金融监管局"}, {17, 18, 19, 20}),
        ({"notice": KEY, "chapter": "3"}, {8}),
        ({"notice": "支持新时代产业转型升级示范区高质量发展的政策措施", "chapter": "3"}, {8}),
        ({"unit": "税务局"}, set()),
        ({"chapter": "9"}, set()),
    ],
)
def test_filters_limit_what_is_found(get: Get, filters: dict[str, str], expected: set[int]) -> None:
    body = get("/api/search", q="支持", limit=20, **filters)[1]
    assert {hit["number"] for hit in body["hits"]} == expected
    assert expected or body["status"] == "none"


def test_the_notices(get: Get) -> None:
    [notice] = get("/api/notices")[1]["notices"]
    assert (notice["document_number"], notice["effective_from"], notice["effective_until"]) == (KEY, "2022-01-01", None)
    assert notice["areas"] == ["江津区", "永川区", "荣昌区", "大渡口区", "重庆高新区"]
    assert [number for chapter in notice["chapters"] for number in chapter["measures"]] == list(range(1, 21))


def test_all_measures_and_one(get: Get, service: Service) -> None:
    measures = get("/api/measures")[1]["measures"]
    assert [measure["number"] for measure in measures] == list(range(1, 21))
    assert get("/api/measures/17") == (200, measures[16])
    start, end = measures[16]["span"]
    assert service.searcher.notices[0].text[start:end] == measures[16]["text"]
    assert set(measures[16]) == PLACE | {"text", "span", "units", "amounts"}


@pytest.mark.parametrize("number", ["0", "21", "99", "-1", "017", "abc", "十七", "17.0"])
def test_no_such_measure_is_told_with_how_many_there_are(get: Get, number: str) -> None:
    assert "共 20 条" in refused(get(f"/api/measures/{number}"), 404)


@pytest.mark.parametrize("path", ["/api/measures", "/api/measures/17"])
def test_no_such_notice_is_told(get: Get, path: str) -> None:
    assert "没有收录" in refused(get(path, notice="别的通知"), 404)
    assert get(path, notice=KEY)[0] == 200


@pytest.mark.parametrize("path", ["/api/search?q=土地", "/api/notices", "/api/measures/17", "/health"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_pages_of_other_sites_get_no_permission(client: httpx.Client, path: str, method: str) -> None:
    headers = {"Origin": "http://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.request(method, path, headers=headers)
    assert [name for name in response.headers if name.startswith("access-control-allow")] == []


@pytest.mark.parametrize(
    "path", ["/api/search?q=土地", "/api/measures/17", "/health", "/metrics", "/webhook", "/nothing"]
)
@pytest.mark.parametrize("host", ["evil.example", "evil.example:5055", "127.0.0.1.evil.example", "10.0.0.1"])
def test_a_name_that_is_not_this_machines_is_refused(client: httpx.Client, path: str, host: str) -> None:
    """A page of evil.example that has let its name lead here (DNS rebinding) reads nothing."""
    method = "POST" if path == "/webhook" else "GET"
    response = client.request(method, path, headers={"Host": host}, json={} if method == "POST" else None)
    assert (response.status_code, response.json()["error"]["code"]) == (421, "wrong_host")
    assert "127.0.0.1" in response.json()["error"]["message"]


@pytest.mark.parametrize("host", ["localhost", "localhost:5055", "[::1]:5055", "127.0.0.1", "actions.internal"])
def test_names_of_this_machine_and_set_ones_are_answered(service: Service, host: str) -> None:
    with serving(service, hosts=frozenset({"actions.internal"})) as own:
        assert own.get("/api/measures/17", headers={"Host": host}).status_code == 200


def test_chinese_is_not_escaped(client: httpx.Client) -> None:
    response = client.get("/api/measures/17")
    assert "优化金融服务保障" in response.content.decode() and response.headers["content-type"] == "application/json"


def test_the_same_question_gives_the_same_hits(get: Get) -> None:
    assert get("/api/search", q="风险补偿")[1]["hits"] == get("/api/search", q="风险补偿")[1]["hits"]


def test_a_limit_without_a_value_is_refused(get: Get) -> None:
    refused(get("/api/search", q="土地", limit=""), 400)


def test_two_values_of_one_parameter_are_refused(client: httpx.Client) -> None:
    assert client.get("/api/search?q=土地&limit=2&limit=99").status_code == 400


def test_a_search_in_an_unknown_notice_is_refused(get: Get) -> None:
    """/api/measures?notice= says 404 to the same value; a bad value is 400 with the reason."""
    refused(get("/api/search", q="土地", notice="别的通知"), 400)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/nothing", 404), ("POST", "/api/search", 405)])
def test_what_is_not_there_is_not_our_fault(client: httpx.Client, method: str, path: str, status: int) -> None:
    response = client.request(method, path, json={"message": "我叫张三"} if method == "POST" else None)
    assert response.status_code == status and "张三" not in response.text
