"""Logs hold no word of a conversation, and nothing that is logged can begin a line of its own."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator, Sequence

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from tests.web.client import Client
from tests.web.standin import StandIn
from web.logs import LOG, JsonLines, say, say_fault

SECRET = "我叫张三电话13800138000"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that this process logs, as the door writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def read(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_turn_is_one_line_without_its_words(client: Client, rasa: StandIn, lines: io.StringIO) -> None:
    client.said(SECRET)
    [line] = read(lines)
    assert set(line) == {"time", "level", "event", "request", "session", "status", "kind", "mode", "ms"}
    assert line["event"] == "turn" and rasa.received[0]["sender"] not in lines.getvalue()


def test_no_words_whatever_fails(
    client: Client, rasa: StandIn, actions: StandIn, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasa.status = 500
    client.chat(SECRET)
    actions.status = 500
    client.chat(SECRET)
    client.get(f"/api/search?q={SECRET}")
    client.get(f"/{SECRET}")
    rasa.status = 200

    def broken(*arguments: object) -> None:
        raise ValueError(f"cannot answer {arguments}")

    monkeypatch.setattr("web.chat_routes.chat_body", broken)
    client.chat(SECRET)
    assert {"rasa_failed", "lookup_failed", "request_failed"} <= {line["event"] for line in read(lines)}
    for word in ("张三", "13800138000", "\\u5f20", "%E5"):
        assert word not in lines.getvalue()


@pytest.mark.parametrize("evil", ["a\nb", "a\r\nb", "a\u2028b", "a\x1b[31mb", 'a", "level": "x', "a\x85b"])
def test_nothing_begins_a_line_or_colours_it(lines: io.StringIO, evil: str) -> None:
    say("event", reason=evil)
    logging.getLogger("other").warning("odd %s", evil)
    assert len(lines.getvalue().splitlines()) == 2 and lines.getvalue().isascii()
    assert "\x1b" not in lines.getvalue() and read(lines)[0]["reason"] == evil


def test_an_exception_is_told_by_type_and_place(lines: io.StringIO) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        say_fault("broken", error)
    [line] = read(lines)
    assert line["error"] == "KeyError" and __file__ in str(line["frames"])
    assert "13800138000" not in lines.getvalue()


def test_no_exporter_gets_a_request(client: Client) -> None:
    """Not even one that something else in this process has set up."""
    exported: list[object] = []

    class Exporter(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            exported.extend(spans)
            return SpanExportResult.SUCCESS

    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(Exporter()))
    trace.set_tracer_provider(provider)
    client.get(f"/api/search?q={SECRET}")
    client.said(SECRET)
    assert exported == []


def test_the_doors_own_log_has_a_name() -> None:
    assert LOG.name == "yuce.web" and "web.logs" in sys.modules
