"""Asks the running system every evaluation question over HTTP and prints how it did, beside the last committed result."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from index.evaluate import Row, load_rows, share_line
from index.settings import Settings, load_settings
from tests.evaluation.score import MUST_NOT_ANSWER, Answered, Verdict, count, judge

RESULTS = Path(__file__).parent / "results"
TIMEOUT_S = 15.0


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 only when the system cannot be asked: figures are for people to judge."""
    arguments = _parser().parse_args(argv)
    settings = load_settings()
    verdicts: list[Verdict] = []
    for name in arguments.rows:
        rows = load_rows(settings.data / "evaluation" / f"{name}.jsonl")
        try:
            verdicts = ask_all(rows, settings)
        except httpx.TransportError as error:
            print(f"评测需要正在运行的机器人：请先在另一个终端运行 make run（{error}）", file=sys.stderr)
            return 1
        figures = figures_of(verdicts)
        print(f"\n== {name}: {len(rows)} questions ==\n" + report(verdicts, figures, _last(name)))
        if arguments.misses:
            print(
                "\n".join(f"  {v.row.id} {v.row.text[:50]}  {'; '.join(v.faults)[:120]}" for v in verdicts if v.faults)
            )
        if arguments.save:
            RESULTS.mkdir(exist_ok=True)
            (RESULTS / f"{name}.json").write_text(
                json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8"
            )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("rows", nargs="*", default=["dev"], help="dev (default), test, or both")
    parser.add_argument("--misses", action="store_true", help="print every question that was answered wrongly")
    parser.add_argument("--save", action="store_true", help="keep these figures as the result to compare with")
    return parser


def ask_all(rows: Sequence[Row], settings: Settings) -> list[Verdict]:
    """One question after the other, each in a conversation of its own."""
    url = f"http://127.0.0.1:{settings.rasa_port}/webhooks/rest/webhook"
    with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client:
        return [judge(row, ask(client, url, row.text)) for row in rows]


def ask(client: httpx.Client, url: str, text: str) -> Answered:
    """One turn through Rasa's REST channel; a turn without a card counts as an error."""
    started = time.perf_counter()
    messages: list[dict[str, Any]] = client.post(
        url, json={"sender": f"eval-{uuid.uuid4().hex}", "message": text}
    ).json()
    cards = [message["custom"] for message in messages if message.get("custom")]
    card = cards[0] if len(cards) == 1 else {"status": "error", "kind": None, "measures": []}
    return Answered("\n".join(m["text"] for m in messages if m.get("text")), card, time.perf_counter() - started)


def figures_of(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Counts and times, JSON-ready; shares are taken when printed."""
    must_answer = [v for v in verdicts if not set(v.row.status) <= MUST_NOT_ANSWER]
    must_not = [v for v in verdicts if set(v.row.status) <= MUST_NOT_ANSWER]
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for verdict in verdicts:
        kinds[f"{verdict.row.status[0]} {verdict.row.kind or ''}".strip()][0] += verdict.right
        kinds[f"{verdict.row.status[0]} {verdict.row.kind or ''}".strip()][1] += 1
    seconds = sorted(verdict.answered.seconds for verdict in verdicts)
    return {
        "must_answer": [count(must_answer, "right"), len(must_answer)],
        "must_not_answer": [count(must_not, "right"), len(must_not)],
        "answered_wrongly": [count(must_not, "answered_wrongly"), len(must_not)],
        "refused_wrongly": [count(must_answer, "refused_wrongly"), len(must_answer)],
        "kinds": {name: kinds[name] for name in sorted(kinds)},
        "statuses": dict(sorted(Counter(v.answered.status for v in verdicts).items())),
        "p50_ms": round(statistics.median(seconds) * 1000),
        "p95_ms": round(seconds[int(0.95 * (len(seconds) - 1))] * 1000),
    }


def report(verdicts: Sequence[Verdict], figures: dict[str, Any], last: dict[str, Any] | None) -> str:
    """The figures in lines, each share with its 95 % interval and the change against the last committed result."""
    names = {
        "must_answer": "questions to answer: right",
        "must_not_answer": "not to answer: right status",
        "answered_wrongly": "answered, must not",
        "refused_wrongly": "refused, must answer",
    }
    lines = [share_line(title, *figures[key]) + _change(key, figures, last) for key, title in names.items()]
    lines += [f"  {name:<26}{right:>4} / {total}" for name, (right, total) in figures["kinds"].items()]
    shares = "  ".join(f"{name} {n / len(verdicts):.1%}" for name, n in figures["statuses"].items())
    return "\n".join([*lines, f"shares: {shares}", f"time: p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms"])


def _change(key: str, figures: dict[str, Any], last: dict[str, Any] | None) -> str:
    if last is None or not last[key][1] or not figures[key][1]:
        return ""
    change = figures[key][0] / figures[key][1] - last[key][0] / last[key][1]
    return f"   {change:+.1%} against the last result"


def _last(name: str) -> dict[str, Any] | None:
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
