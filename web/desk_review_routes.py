"""What the desk's lists and figures ask for, handed on from the action server to people of the hotline.

Operators read and report; editors draft. The action server is told who it was.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Request, Response

from web.body import read_body
from web.desk_access import Operator, desk_body, note, require_desk
from web.desk_users import Role
from web.door import door_of
from web.errors import Unavailable
from web.logs import say
from web.lookup_routes import MOST_QUERY_BYTES
from web.problems import problem
from web.queues import BUSY_RETRY_S
from web.upstream import Review, Reviewed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHEET_BYTES = 4 * 1024 * 1024
FILES = {
    "unanswered.csv": "weidashang.csv",
    "unanswered.xlsx": "weidashang.xlsx",
    "figures.csv": "shuju.csv",
    "measures.csv": "cuoshi.csv",
    "questions.xlsx": "xiangsiwen.xlsx",
}
"""Address → name of the file that is saved; letters that every system can write."""

routes = APIRouter(include_in_schema=False)


@routes.get("/api/desk/unanswered")
async def unanswered(request: Request) -> Response:
    """A page of groups."""
    return await _got(request, "unanswered")


@routes.get("/api/desk/figures")
async def figures(request: Request) -> Response:
    return await _got(request, "figures")


@routes.get("/api/desk/options")
async def options(request: Request) -> Response:
    """What the forms offer."""
    return await _got(request, "options")


@routes.get("/api/desk/drafts")
async def drafts(request: Request) -> Response:
    """Drafts that wait for review."""
    return await _got(request, "drafts")


@routes.get("/api/desk/files/{name}")
async def file(request: Request) -> Response:
    """A table to save."""
    operator = require_desk(request)
    name = str(request.path_params["name"])
    if name not in FILES:
        raise problem("not_found")
    response = await _asked(_of(request).get(f"files/{name}", _query(request)))
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'attachment; filename="{FILES[name]}"'
        note(request, operator, "export", file=name)
    return response


@routes.post("/api/desk/reports")
async def report(request: Request) -> Response:
    """报告错配: `{"question", "expected", "document_number", "measure", "note"}`."""
    operator, body = await desk_body(request)
    return await _posted(request, operator, "reports", body)


@routes.post("/api/desk/drafts")
async def draft(request: Request) -> Response:
    """A draft: `{"sort", "entry", "about"}`."""
    operator, body = await desk_body(request, Role.EDITOR)
    return await _posted(request, operator, "drafts", body)


@routes.post("/api/desk/files/questions.xlsx")
async def take_questions(request: Request) -> Response:
    """A sheet of 相似问; the answer tells what was added, or every bad row."""
    operator = require_desk(request, Role.EDITOR)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != XLSX:
        raise problem("not_a_sheet")
    body = await read_body(request, MOST_SHEET_BYTES)
    response = await _asked(_of(request).send("files/questions.xlsx", body, XLSX, operator.name))
    note(request, operator, "import", bytes=len(body), status=response.status_code)
    return response


def _of(request: Request) -> Review:
    return door_of(request).review


def _query(request: Request) -> bytes:
    query = bytes(request.scope.get("query_string", b""))
    if len(query) > MOST_QUERY_BYTES:
        raise problem("uri_too_long")
    return query


async def _got(request: Request, path: str) -> Response:
    require_desk(request)
    return await _asked(_of(request).get(path, _query(request)))


async def _posted(request: Request, operator: Operator, path: str, body: bytes) -> Response:
    """`who` is ours to say: what a body says of it does not count."""
    response = await _asked(_of(request).post(path, {**_object(body), "who": operator.name}))
    if response.status_code == 200:
        note(request, operator, path.removesuffix("s"))
    return response


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise problem("bad_json") from error
    if not isinstance(value, dict):
        raise problem("bad_request")
    return value


async def _asked(work: Awaitable[Reviewed]) -> Response:
    try:
        answer = await work
    except Unavailable as error:
        say("review_failed", level="error", reason=str(error))
        raise problem("record_unavailable", retry_after_s=BUSY_RETRY_S) from error
    return Response(answer.body, answer.status, {"Cache-Control": "no-store"}, media_type=answer.media_type)
