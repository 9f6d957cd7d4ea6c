"""The action server: rasa-sdk's app, our actions, and the look-up API on the same port, loopback only."""

from __future__ import annotations

import logging
import sys
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions.handlers import ActionAnswer, EligibilityForm
from actions.logs import mask_logs
from actions.lookup import lookup_blueprint
from actions.outcomes.recorder import Recorder, open_recorder, open_writer
from actions.record_routes import record_blueprint
from actions.reload import Reloader
from actions.service import Service, build_service
from actions.settings import load_record_settings
from index.errors import YuceError
from index.settings import load_settings

HOST = "127.0.0.1"
log = logging.getLogger(__name__)


def create_server(service: Service, recorder: Recorder | None = None, keep_days: int | None = None) -> Sanic[Any, Any]:
    """The app, ready to run. No other site's page may read it: cross-origin requests get no permission."""
    use(service)
    ActionAnswer.recorder = recorder
    executor = ActionExecutor()
    for action in (ActionAnswer, EligibilityForm):
        executor.register_action(action)
    app = create_app(executor, cors_origins=[])
    app.blueprint(lookup_blueprint(_in_use))
    app.blueprint(record_blueprint(recorder, keep_days))
    app.exception(SanicException)(_refused)
    return app


def use(service: Service) -> None:
    """From the next turn and look-up on this one answers; those under way end with the one that they began with."""
    ActionAnswer.service = service


def _in_use() -> Service:
    if ActionAnswer.service is None:
        raise RuntimeError("the service was not set before the server began to listen")
    return ActionAnswer.service


async def _refused(request: Request, error: SanicException) -> HTTPResponse:
    """No such path, wrong method, unreadable body: their own status, and nothing of the request in the answer."""
    body = {"error": {"code": "refused", "message": f"不能处理这个请求（{error.status_code}）"}}
    return json_response(body, status=error.status_code)


def main() -> int:
    """Load everything, then listen; an error of ours is one line and exit code 1."""
    mask_logs()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("faiss.loader", "bm25s", "sentence_transformers"):
        logging.getLogger(name).setLevel(logging.WARNING)
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
    reloader = Reloader(settings, service, use)
    app = create_server(service, recorder, record.keep_days)
    writer.start()
    reloader.start()
    try:
        app.run(host=HOST, port=settings.actions_port, single_process=True, access_log=False, motd=False)
    finally:
        reloader.stop()
        writer.stop()
    return 0
