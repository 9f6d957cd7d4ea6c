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
from index.settings import load_settings
from tests.evaluation.score import MUST_NOT_ANSWER, Answered, Verdict, count, judge

RESULTS = Path(__file__).parent / "results"
TIMEOUT_S = 15.0
RIGHT = ("must_answer", "must_not_answer")
"""Counts that the record holds up; NoMIRACL's pair stands beside them: `hallucination` (answered although there is no
answer) and `error` (declined although there is one)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 only when the system cannot be asked: figures are for people to judge."""
    arguments = _parser().parse_args(argv)
    settings = load_settings()
    verdicts: list[Verdict] = []
    for name in arguments.rows:
        rows = load_rows(settings.data / "evaluation" / f"{name}.jsonl")
        try:
            verdicts = ask_all(rows, f"http://127.0.0.1:{settings.rasa_port}")
        except httpx.TransportError as error:
            print(f"评测需要正在运行的机器人：请先在另一个终端运行 make run（{error}）", file=sys.stderr)
            return 1
        figures = figures_of(verdicts)
        print(f"\n== {name}: {len(rows)} questions ==\n" + report(verdicts, figures, recorded(name)))
        if arguments.misses:
            print(
                "\n".join(f"  {v.row.id} {v.row.text[:50]}  {'; '.join(v.faults)[:120]}" for v in verdicts if v.faults)
            )
        if arguments.save and not _save(name, figures, arguments.lower_record):
            return 1
    return 0


def _save(name: str, figures: dict[str, Any], lower_record: bool) -> bool:
    """Keep the figures as the record; a lower record needs to be wanted, and a reason in docs/decisions.md."""
    record = recorded(name)
    fallen = [key for key in RIGHT if record and _share(figures[key]) < _share(record[key])]
    if fallen and not lower_record:
        print(
            f"没有保存：{'、'.join(fallen)} 低于已有的最好结果；确要降低，请加 --lower-record 并在 docs/decisions.md 写明原因"
        )
        return False
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(figures, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    return True


def _share(counts: Sequence[int]) -> float:
    return counts[0] / max(counts[1], 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("rows", nargs="*", default=["dev"], help="dev (default), test, or both")
    parser.add_argument("--misses", action="store_true", help="print every question that was answered wrongly")
    parser.add_argument("--save", action="store_true", help="keep these figures as the record to compare with")
    parser.add_argument("--lower-record", action="store_true", help="keep them although they are worse than the record")
    return parser


def ask_all(rows: Sequence[Row], rasa_url: str) -> list[Verdict]:
    """One question after the other, each in a conversation of its own."""
    url = f"{rasa_url}/webhooks/rest/webhook"
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
    tags: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for verdict in verdicts:
        for tag in verdict.row.tags:
            tags[tag][0] += verdict.right
            tags[tag][1] += 1
    seconds = sorted(verdict.answered.seconds for verdict in verdicts)
    return {
        "must_answer": [count(must_answer, "right"), len(must_answer)],
        "must_not_answer": [count(must_not, "right"), len(must_not)],
        "hallucination": [count(must_not, "answered_wrongly"), len(must_not)],
        "error": [count(must_answer, "refused_wrongly"), len(must_answer)],
        "kinds": {name: kinds[name] for name in sorted(kinds)},
        "tags": {name: tags[name] for name in sorted(tags)},
        "statuses": dict(sorted(Counter(v.answered.status for v in verdicts).items())),
        "p50_ms": round(statistics.median(seconds) * 1000),
        "p95_ms": round(seconds[int(0.95 * (len(seconds) - 1))] * 1000),
    }


def report(verdicts: Sequence[Verdict], figures: dict[str, Any], last: dict[str, Any] | None) -> str:
    """The figures in lines, each share with its 95 % interval and the change against the last committed result."""
    names = {
        "must_answer": "questions to answer: right",
        "must_not_answer": "not to answer: right status",
        "hallucination": "hallucination rate",
        "error": "error rate",
    }
    lines = [share_line(title, *figures[key]) + _change(key, figures, last) for key, title in names.items()]
    lines += [f"  {name:<26}{right:>4} / {total}" for name, (right, total) in figures["kinds"].items()]
    lines.append("  " + "  ".join(f"{name} {right}/{total}" for name, (right, total) in figures["tags"].items()))
    shares = "  ".join(f"{name} {n / len(verdicts):.1%}" for name, n in figures["statuses"].items())
    return "\n".join([*lines, f"shares: {shares}", f"time: p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms"])


def _change(key: str, figures: dict[str, Any], last: dict[str, Any] | None) -> str:
    if last is None or key not in last or not last[key][1] or not figures[key][1]:
        return ""
    change = figures[key][0] / figures[key][1] - last[key][0] / last[key][1]
    return f"   {change:+.1%} against the record"


def recorded(name: str) -> dict[str, Any] | None:
    """The best committed result of these rows, or None."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
