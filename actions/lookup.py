"""The look-up API of the public contract, as a blueprint on the action server. Thin: arguments in, JSON out."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions.card import amount_card, notice_card
from actions.metrics import METRICS
from actions.service import Service
from index.errors import QueryError
from index.hits import Filters, Hit, chapter_of
from index.keywords import tokens
from index.notice import Measure, Notice

ARGUMENTS = {"q", "limit", "unit", "chapter", "notice"}
DEFAULT_LIMIT = 5
_dumps = partial(json.dumps, ensure_ascii=False)


def lookup_blueprint(in_use: Callable[[], Service]) -> Blueprint:
    """Routes /api/search, /api/notices, /api/measures, /api/measures/<number>; each answers from one index alone."""
    routes = Blueprint("lookup", url_prefix="/api")

    @routes.get("/search")
    async def search(request: Request) -> HTTPResponse:
        started, service = time.perf_counter(), in_use()
        try:
            query, limit, filters = _arguments(request, service.searcher.notices)
            result = service.lookup(query, limit, filters)
        except QueryError as error:
            return _problem(400, str(error))
        METRICS.search(result.status)
        hits = [_hit(hit, result.query) for hit in result.hits]
        took = round((time.perf_counter() - started) * 1000, 1)
        return _ok({"query": query, "status": result.status, "hits": hits, "took_ms": took})

    @routes.get("/notices")
    async def notices(request: Request) -> HTTPResponse:
        return _ok({"notices": [_notice(notice) for notice in in_use().searcher.notices]})

    @routes.get("/measures")
    async def measures(request: Request) -> HTTPResponse:
        chosen = _notices(in_use(), request.args.get("notice"))
        if not chosen:
            return _problem(404, f"没有收录通知 {request.args.get('notice')}")
        return _ok({"measures": [measure_json(notice, measure) for notice in chosen for measure in notice.measures]})

    @routes.get("/measures/<number:str>")
    async def one_measure(request: Request, number: str) -> HTTPResponse:
        chosen = _notices(in_use(), request.args.get("notice"))
        found = [(n, m) for n in chosen for m in n.measures if str(m.number) == number]
        if not found:
            counts = "；".join(f"{notice.key} 共 {len(notice.measures)} 条" for notice in chosen)
            return _problem(404, f"没有第 {number[:20]} 条：{counts or '没有收录这份通知'}")
        return _ok(measure_json(*found[0]))

    return routes


def _arguments(request: Request, notices: Sequence[Notice]) -> tuple[str, int, Filters]:
    """Checked arguments of a search; raises QueryError naming the parameter and what may stand there."""
    values = request.get_args(keep_blank_values=True)
    unknown = sorted(set(values) - ARGUMENTS)
    if unknown:
        raise QueryError(f"不认识的参数 {unknown[0][:40]!r}：可用 {'、'.join(sorted(ARGUMENTS))}")
    twice = sorted(name for name in values if len(values.getlist(name)) > 1)
    if twice:
        raise QueryError(f"参数 {twice[0]} 给了多个值：只能给一个")
    raw = str(values.get("limit", str(DEFAULT_LIMIT)))
    if not re.fullmatch(r"[0-9]{1,4}", raw):
        raise QueryError(f"limit={raw[:20]!r} 不是整数：请用 1 到 20")
    notice = values.get("notice") or None
    if notice and notice not in {name for n in notices for name in (n.key, n.title)}:
        raise QueryError(f"没有收录通知 {notice[:40]!r}：可用 {'、'.join(n.key for n in notices)}")
    filters = Filters(notice=notice, unit=values.get("unit") or None, chapter=values.get("chapter") or None)
    return str(values.get("q", "")), int(raw), filters


def _hit(hit: Hit, query: str) -> dict[str, Any]:
    quote = hit.sentences[0][0].text if hit.sentences else hit.measure.text
    return {
        **place_json(hit.notice, hit.measure),
        "score": hit.score,
        "matched_by": hit.matched_by,
        "quote": quote,
        "highlights": highlights(quote, query),
        "units": list(hit.measure.units),
        "amounts": [amount_card(amount) for amount in hit.measure.amounts],
    }


def highlights(quote: str, query: str) -> list[list[int]]:
    """Where words and bigrams of the query stand in the quote: [start, end] pairs, joined and in order."""
    words = {token for token in tokens(query) if len(token) >= 2}
    marked = [False] * len(quote)
    lowered = quote.lower()
    for word in words:
        for match in re.finditer(re.escape(word), lowered):
            marked[match.start() : match.end()] = [True] * len(word)
    return [[m.start(), m.end()] for m in re.finditer("1+", "".join("1" if mark else "0" for mark in marked))]


def place_json(notice: Notice, measure: Measure) -> dict[str, Any]:
    chapter = chapter_of(notice, measure)
    return {
        "document_number": notice.document_number,
        "number": measure.number,
        "heading": measure.heading,
        "chapter": chapter.title if chapter else None,
    }


def measure_json(notice: Notice, measure: Measure) -> dict[str, Any]:
    return {
        **place_json(notice, measure),
        "text": measure.text,
        "span": list(measure.span),
        "units": list(measure.units),
        "amounts": [amount_card(amount) for amount in measure.amounts],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        **notice_card(notice),
        "issued": notice.issued.isoformat() if notice.issued else None,
        "issuers": list(notice.issuers),
        "areas": list(notice.areas),
        "chapters": [
            {"number": c.number, "title": c.title, "measures": [m.number for m in c.measures]} for c in notice.chapters
        ],
        "measures": len(notice.measures),
    }


def _notices(service: Service, key: str | None) -> Sequence[Notice]:
    return [n for n in service.searcher.notices if key in (None, "", n.key, n.title)]


def _ok(body: dict[str, Any]) -> HTTPResponse:
    return json_response(body, dumps=_dumps)


def _problem(status: int, message: str) -> HTTPResponse:
    code = {400: "bad_request", 404: "not_found"}[status]
    return json_response({"error": {"code": code, "message": message}}, status=status, dumps=_dumps)
