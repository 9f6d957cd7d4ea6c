"""Is it alive, is it ready, what does it count."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from web.contract import answers
from web.desk_access import is_here, operator_of
from web.desk_users import Role
from web.door import door_of
from web.problems import problem


class State(BaseModel):
    """One word."""

    status: str


routes = APIRouter()


@routes.get("/healthz", operation_id="alive", responses=answers())
async def alive() -> State:
    """The door itself answers."""
    return State(status="alive")


@routes.get("/readyz", operation_id="ready", responses=answers("not_ready"))
async def ready(request: Request) -> State:
    """A probe question is answered end to end; the result is a few seconds old at most."""
    if not await door_of(request).readiness.ready():
        raise problem("not_ready", retry_after_s=1)
    return State(status="ready")


@routes.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """For a collector on this machine, and for an editor of the desk. For everybody else there is no such address."""
    if not is_here(request):
        operator = operator_of(request)
        if operator is None or operator.role is not Role.EDITOR:
            raise problem("not_found")
    door = door_of(request)
    return Response(door.metrics.text(door.settings.home), media_type=CONTENT_TYPE_LATEST)
