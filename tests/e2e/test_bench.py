"""The figures of the bench: percentiles, medians, sharing out of questions, what counts as a reply."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench.__main__ import OURS, SENDERS, STOCK, TURNS, held_out, table
from tests.bench.load import Load, Outcome, load_of, medians, percentile, press, through_the_door, to_stock

ANSWERED, REFUSED, BAD = Outcome.ANSWERED, Outcome.REFUSED, Outcome.BAD


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_percentiles_are_by_nearest_rank(share: float, expected: float) -> None:
    assert percentile(list(range(100, 0, -1)), share) == expected
    assert percentile([7], share) == 7


def test_a_load_tells_rate_times_and_bad_replies() -> None:
    turns = [(ms, ANSWERED) for ms in (10, 20, 30, 40)] + [(1, REFUSED), (1, REFUSED), (9000, BAD)]
    assert load_of(turns, 2.0) == Load(2.0, 20, 40, 40, 2, 1)
    assert medians([Load(1, 5, 6, 7, 0, 0), Load(3, 3, 9, 9, 4, 2), Load(2, 4, 7, 8, 1, 1)]) == Load(2, 4, 7, 8, 5, 3)


def test_a_load_without_any_answer_has_no_times() -> None:
    assert load_of([(1, REFUSED)], 2.0) == Load(0.0, math.inf, math.inf, math.inf, 1, 0)


def test_every_question_is_asked_once_by_senders_side_by_side() -> None:
    asked: list[tuple[int, str]] = []
    both = threading.Barrier(2, timeout=5)

    def sender(number: int):  # type: ignore[no-untyped-def]
        def ask(question: str) -> Outcome:
            if not any(who == number for who, _ in asked):
                both.wait()
            asked.append((number, question))
            return BAD if question == "c" else ANSWERED

        return ask

    load = press([sender(0), sender(1)], ["a", "b", "c", "d"])
    assert sorted(asked) == [(0, "a"), (0, "c"), (1, "b"), (1, "d")]
    assert load.bad == 1


def test_the_last_line_of_the_table_is_the_ratio() -> None:
    found = {(n, name): [Load(rate, 1, 2, 3, 0, 0)] for n in SENDERS for name, rate in ((OURS, 30.0), (STOCK, 20.0))}
    lines = table(found)
    assert len(lines) == 2 + 2 * len(SENDERS) + 1
    assert (
        lines[-1] == "throughput, yuce / stock Rasa: 1 senders 1.50, 8 senders 1.50, 32 senders 1.50, 300 senders 1.50"
    )


def test_there_are_questions_enough_for_a_repetition_without_asking_one_twice() -> None:
    assert len(held_out()) >= sum(TURNS.values())


@contextmanager
def answering(status: int, body: object) -> Iterator[tuple[str, list[str]]]:
    """A server that always says the same, and the cookies that it got."""
    cookies: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            cookies.append(self.headers.get("Cookie", ""))
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Set-Cookie", "session=1; Path=/")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", cookies
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


REPLIES = [
    (200, {"mode": "full", "messages": [{"text": "答"}]}, ANSWERED),
    (200, {"mode": "simple", "messages": [{"text": "答"}]}, BAD),
    (200, {"mode": "full", "messages": []}, BAD),
    (503, {"error": {"code": "busy", "message": "请稍后再试。"}}, REFUSED),
    (503, {"error": {"code": "busy"}}, BAD),
    (500, {"error": {"code": "failed", "message": "出错了。"}}, BAD),
]


@pytest.mark.parametrize(("status", "body", "outcome"), REPLIES)
def test_what_counts_as_a_reply_of_the_door(status: int, body: object, outcome: Outcome) -> None:
    with answering(status, body) as (address, cookies):
        ask = through_the_door(address)
        assert [ask("问"), ask("问")] == [outcome, outcome]
    assert cookies == ["", "session=1"]


@pytest.mark.parametrize(("body", "outcome"), [([{"text": "答"}], ANSWERED), ([], BAD), ([{"custom": {}}], BAD)])
def test_what_counts_as_a_reply_of_stock_rasa(body: object, outcome: Outcome) -> None:
    with answering(200, body) as (address, _):
        assert to_stock(address, "a")("问") is outcome


def test_a_server_that_is_gone_is_a_turn_without_a_reply() -> None:
    with answering(200, []) as (address, _):
        pass
    assert to_stock(address, "a")("问") is BAD
