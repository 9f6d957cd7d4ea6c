"""`/internal/review/…`, for the door alone: it has checked who asks, and names them. Thin; work is done off the loop."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from actions.review.desk import File, ReviewDesk
from actions.review.sheets import MOST_BYTES
from index.errors import DataError, QueryError

log = logging.getLogger(__name__)
WHO = "x-yuce-who"
_dumps = partial(json.dumps, ensure_ascii=False)


def review_blueprint(desk: ReviewDesk) -> Blueprint:
    """Routes for unanswered questions, reports, drafts, sheets of 相似问, and figures."""
    routes = Blueprint("review", url_prefix="/internal/review")

    @routes.get("/unanswered")
    async def unanswered(request: Request) -> HTTPResponse:
        return await _answered(partial(desk.unanswered, _parameters(request)))

    @routes.get("/files/<name:str>")
    async def file(request: Request, name: str) -> HTTPResponse:
        parameters = _parameters(request)
        files: dict[str, Callable[[], File]] = {
            "unanswered.csv": partial(desk.unanswered_file, parameters, "csv"),
            "unanswered.xlsx": partial(desk.unanswered_file, parameters, "xlsx"),
            "figures.csv": partial(desk.figures_file, parameters, "figures"),
            "measures.csv": partial(desk.figures_file, parameters, "measures"),
            "questions.xlsx": desk.questions_file,
        }
        return await _answered(files[name]) if name in files else _problem(404, "not_found", "没有这种文件")

    @routes.get("/options")
    async def options(request: Request) -> HTTPResponse:
        return await _answered(desk.options)

    @routes.post("/reports")
    async def report(request: Request) -> HTTPResponse:
        body = _body(request)

        def work() -> dict[str, Any]:
            if not desk.report(body):
                raise OSError("too many entries wait")
            return {}

        return await _answered(work)

    @routes.get("/drafts")
    async def drafts(request: Request) -> HTTPResponse:
        return await _answered(desk.drafts)

    @routes.post("/drafts")
    async def draft(request: Request) -> HTTPResponse:
        return await _answered(partial(desk.draft, _body(request)))

    @routes.get("/figures")
    async def figures(request: Request) -> HTTPResponse:
        return await _answered(partial(desk.figures, _parameters(request)))

    @routes.post("/files/<name:str>")
    async def take_questions(request: Request, name: str) -> HTTPResponse:
        if name != "questions.xlsx":
            return _problem(404, "not_found", "没有这种文件")
        who = unquote(request.headers.get(WHO, "")) or "不明"
        if len(request.body) > MOST_BYTES:
            return _problem(400, "too_large", f"表格太大：最多 {MOST_BYTES // 1024 // 1024} MB")
        return await _answered(partial(desk.take_questions, request.body, who))

    return routes


async def _answered(work: Callable[[], dict[str, Any]] | Callable[[], File]) -> HTTPResponse:
    try:
        value = await asyncio.to_thread(work)
    except (QueryError, DataError) as error:
        return _problem(400, "bad_request", str(error))
    except (SQLAlchemyError, OSError) as error:
        log.error("the review cannot read or write now: %s", type(error).__name__)
        return _problem(503, "record_unavailable", "记录现在读不出来或写不进去，请稍后再试")
    if isinstance(value, tuple):
        kind, content = value
        return raw(content, content_type=kind)
    return json_response(value, dumps=_dumps)


def _parameters(request: Request) -> dict[str, str]:
    """The first value of each."""
    return {name: str(values[0]) for name, values in request.get_args(keep_blank_values=True).items()}


def _body(request: Request) -> dict[str, Any]:
    """The JSON object, else an empty one. A page of a browser cannot send application/json here."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return {}
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _problem(status: int, code: str, message: str) -> HTTPResponse:
    return json_response({"error": {"code": code, "message": message}}, status=status, dumps=_dumps)
