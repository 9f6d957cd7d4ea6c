"""The action server: rasa-sdk's app, our actions, and the look-up API on the same port, loopback only."""

from __future__ import annotations

import json
import logging
import sys
from functools import partial
from typing import Any, ClassVar

from prometheus_client import CONTENT_TYPE_LATEST
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from actions.desk.desk import Desk, open_desk
from actions.desk.routes import desk_blueprint
from actions.handlers import ActionAnswer, EligibilityForm
from actions.logs import configure
from actions.lookup import lookup_blueprint
from actions.metrics import METRICS
from actions.outcomes.recorder import Recorder, open_recorder, open_writer
from actions.outcomes.store import OutcomeStore
from actions.record_routes import record_blueprint
from actions.reload import Reloader
from actions.request_id import HEADER, take
from actions.review.desk import XLSX, ReviewDesk
from actions.review.routes import review_blueprint
from actions.review.sheets import MOST_BYTES
from actions.service import Service, build_service
from actions.settings import load_record_settings
from index.errors import YuceError
from index.settings import load_settings

HOST = "127.0.0.1"
MOST_BODY_BYTES = 1_000_000
"""Sanic's own limit is 100 MB; what Rasa sends has a few thousand bytes."""
MOST_SHEET_BYTES = MOST_BYTES + 64 * 1024
"""Above the sheet's own limit, which is told in words."""
log = logging.getLogger(__name__)


def create_server(
    service: Service,
    recorder: Recorder | None = None,
    keep_days: int | None = None,
    review: ReviewDesk | None = None,
) -> Sanic[Any, Any]:
    """The app, ready to run. No other site's page may read it: cross-origin requests get no permission."""
    use(service)
    ActionAnswer.recorder = recorder
    executor = ActionExecutor()
    for action in (ActionAnswer, EligibilityForm):
        executor.register_action(action)
    app = create_app(executor, cors_origins=[])
    app.config.REQUEST_MAX_SIZE = MOST_SHEET_BYTES
    app.error_handler.cached_handlers.clear()  # rasa-sdk's own answers with the whole request, and logs it
    app.exception(SanicException)(_refused)
    app.exception(Exception)(_failed)
    app.on_request(_admit)
    app.blueprint(lookup_blueprint(service_in_use))
    app.blueprint(desk_blueprint(_desk_in_use))
    app.blueprint(record_blueprint(recorder, keep_days))
    if review:
        app.blueprint(review_blueprint(review))
    app.add_route(_metrics, "/metrics", methods=["GET"])
    return app


class _Now:
    """What answers look-ups, the desk and the review."""

    desk: ClassVar[Desk | None] = None


def use(service: Service) -> None:
    """From the next turn and look-up on this one answers; those under way end with the one that they began with."""
    desk = open_desk(service)
    ActionAnswer.service, _Now.desk = service, desk
    METRICS.serving(service.searcher.manifest.version)


def _desk_in_use() -> Desk:
    if _Now.desk is None:
        raise RuntimeError("the service was not set before the server began to listen")
    return _Now.desk


def service_in_use() -> Service:
    """The service that answers now; take it once for each request."""
    return _desk_in_use().service


async def _admit(request: Request) -> HTTPResponse | None:
    """Every request gets an id. A body has to be JSON, or a sheet, and not packed: a page of a browser cannot send
    either unasked."""
    take(request.headers.get(HEADER, ""))
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if (
        kind not in ("application/json", XLSX)
        or request.headers.get("content-encoding", "identity").lower() != "identity"
    ):
        return _problem(415, "not_json", "请求的 Content-Type 必须是 application/json，内容不能压缩")
    if kind != XLSX and len(request.body) > MOST_BODY_BYTES:
        return _problem(413, "too_large", f"请求太大：最多 {MOST_BODY_BYTES} 字节")
    return None


async def _metrics(request: Request) -> HTTPResponse:
    return raw(METRICS.text(), content_type=CONTENT_TYPE_LATEST)


def _problem(status: int, code: str, message: str) -> HTTPResponse:
    body = {"error": {"code": code, "message": message}}
    return json_response(body, status=status, dumps=partial(json.dumps, ensure_ascii=False))


async def _refused(request: Request, error: SanicException) -> HTTPResponse:
    """No such path, wrong method, unreadable body: their own status, and nothing of the request in the answer."""
    return _problem(error.status_code, "refused", f"不能处理这个请求（{error.status_code}）")


async def _failed(request: Request, error: Exception) -> HTTPResponse:
    """A request of another shape than Rasa's, or a fault of ours: told by its type and place, not by its words."""
    METRICS.fault()
    log.error("request_failed", exc_info=error)
    return _problem(500, "failed", "这个请求处理不了")


def main() -> int:
    """Load everything, then listen; an error of ours is one line and exit code 1."""
    configure()
    try:
        settings = load_settings()
        record = load_record_settings(settings.home)
        service = build_service(settings)
    except YuceError as error:
        print(f"yuce: {error}", file=sys.stderr)
        return 1
    log.info("action server: index %s, port %d", service.searcher.manifest.version, settings.actions_port)
    writer = open_writer(record)
    recorder = open_recorder(record, writer)
    store = OutcomeStore(record.database)  # beside the writer's, which nobody who reads may hold up
    review = ReviewDesk(store, recorder, settings.data, settings.home / "drafts", lambda: service_in_use().searcher)
    reloader = Reloader(settings, service, use)
    app = create_server(service, recorder, record.keep_days, review)
    METRICS.watch_record(writer.counts, writer.waiting)
    writer.start()
    reloader.start()
    try:
        app.run(host=HOST, port=settings.actions_port, single_process=True, access_log=False, motd=False)
    finally:
        reloader.stop()
        writer.stop()
        store.close()
    return 0
