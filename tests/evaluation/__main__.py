"""Asks the running system every evaluation question and dialogue over HTTP; prints how it did, beside the last result."""

from __future__ import annotations

import argparse
import json
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from index.evaluate import Dialogue, Row, load_dialogues, load_rows, share_line
from index.settings import load_settings
from tests.evaluation import dialogues
from tests.evaluation.score import MUST_NOT_ANSWER, Answered, Verdict, count, judge, times_ms

RESULTS = Path(__file__).parent / "results"
TIMEOUT_S = 15.0
DIALOGUES = "dialogues/"
FILES = ("dev", "test", f"{DIALOGUES}dev", f"{DIALOGUES}test")
DEFAULT = ("dev", f"{DIALOGUES}dev")
RIGHT = ("must_answer", "must_not_answer")
"""Counts that the record holds up; NoMIRACL's pair stands beside them: `hallucination` (answered although there is no
answer) and `error` (declined although there is one)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 only when the system cannot be asked: figures are for people to judge."""
    arguments = _parser().parse_args(argv)
    settings = load_settings()
    for name in arguments.rows or DEFAULT:
        path = settings.data / "evaluation" / f"{name}.jsonl"
        try:
            verdicts, figures, lines = _asked(name, path, f"http://127.0.0.1:{settings.rasa_port}")
        except httpx.TransportError as error:
            print(f"评测需要正在运行的机器人：请先在另一个终端运行 make run（{error}）", file=sys.stderr)
            return 1
        print(lines)
        if arguments.misses:
            print(
                "\n".join(f"  {v.row.id} {v.row.text[:50]}  {'; '.join(v.faults)[:120]}" for v in verdicts if v.faults)
            )
        if arguments.save and not _save(name, figures, arguments.lower_record):
            return 1
    return 0


def _asked(name: str, path: Path, rasa_url: str) -> tuple[list[Verdict], dict[str, Any], str]:
    """One file asked: the verdict on every question or turn, the figures, and these in lines."""
    if name.startswith(DIALOGUES):
        held = hold_all(load_dialogues(path), rasa_url)
        verdicts, figures = dialogues.all_turns(held), dialogues.figures_of(held)
        title, lines = f"{len(held)} dialogues, {len(verdicts)} turns", report_dialogues(figures, recorded(name))
    else:
        verdicts = ask_all(load_rows(path), rasa_url)
        figures = figures_of(verdicts)
        title, lines = f"{len(verdicts)} questions", report(figures, recorded(name))
    return verdicts, figures, f"\n== {name}: {title} ==\n{lines}"


def _save(name: str, figures: dict[str, Any], lower_record: bool) -> bool:
    """Keep the figures as the record; a lower record needs to be wanted, and a reason in docs/decisions.md."""
    record = recorded(name)
    held_up = dialogues.RIGHT if name.startswith(DIALOGUES) else RIGHT
    fallen = [key for key in held_up if record and _share(figures[key]) < _share(record[key])]
    if fallen and not lower_record:
        print(
            f"没有保存：{'、'.join(fallen)} 低于已有的最好结果；确要降低，请加 --lower-record 并在 docs/decisions.md 写明原因"
        )
        return False
    path = RESULTS / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
    return True


def _share(counts: Sequence[int]) -> float:
    return counts[0] / max(counts[1], 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    files = f"any of {' '.join(FILES)}; without any: {' '.join(DEFAULT)}"
    parser.add_argument("rows", nargs="*", choices=FILES, metavar="rows", help=files)
    parser.add_argument("--misses", action="store_true", help="print every question or turn that was answered wrongly")
    parser.add_argument("--save", action="store_true", help="keep these figures as the record to compare with")
    parser.add_argument("--lower-record", action="store_true", help="keep them although they are worse than the record")
    return parser


def ask_all(rows: Sequence[Row], rasa_url: str) -> list[Verdict]:
    """One question after the other, each in a conversation of its own."""
    url = f"{rasa_url}/webhooks/rest/webhook"
    with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client:
        return [judge(row, ask(client, url, row.text)) for row in rows]


def hold_all(told: Sequence[Dialogue], rasa_url: str) -> list[dialogues.Held]:
    """One dialogue after the other, each with one sender for all its turns."""
    url = f"{rasa_url}/webhooks/rest/webhook"
    with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client:
        return [dialogues.hold(one, partial(ask, client, url, sender=new_sender())) for one in told]


def new_sender() -> str:
    return f"eval-{uuid.uuid4().hex}"


def ask(client: httpx.Client, url: str, text: str, sender: str | None = None) -> Answered:
    """One turn through Rasa's REST channel, in a conversation of its own unless a sender is given.

    A turn without a card counts as an error.
    """
    started = time.perf_counter()
    messages: list[dict[str, Any]] = client.post(url, json={"sender": sender or new_sender(), "message": text}).json()
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
    return {
        "must_answer": [count(must_answer, "right"), len(must_answer)],
        "must_not_answer": [count(must_not, "right"), len(must_not)],
        "hallucination": [count(must_not, "answered_wrongly"), len(must_not)],
        "error": [count(must_answer, "refused_wrongly"), len(must_answer)],
        "kinds": {name: kinds[name] for name in sorted(kinds)},
        "tags": {name: tags[name] for name in sorted(tags)},
        "statuses": dict(sorted(Counter(v.answered.status for v in verdicts).items())),
        **times_ms(verdicts),
    }


def report(figures: dict[str, Any], last: dict[str, Any] | None) -> str:
    """The figures in lines, each share with its 95 % interval and the change against the last committed result."""
    names = {
        "must_answer": "questions to answer: right",
        "must_not_answer": "not to answer: right status",
        "hallucination": "hallucination rate",
        "error": "error rate",
    }
    lines = [share_line(title, *figures[key]) + _change(key, figures, last) for key, title in names.items()]
    lines += [f"  {name:<26}{right:>4} / {total}" for name, (right, total) in figures["kinds"].items()]
    return "\n".join([*lines, *_closing(figures)])


def report_dialogues(figures: dict[str, Any], last: dict[str, Any] | None) -> str:
    """The same for dialogues: right as a whole, turns right, turns asked back."""
    shares = dialogues.share_lines(figures)
    return "\n".join([*(line + _change(key, figures, last) for key, line in shares.items()), *_closing(figures)])


def _closing(figures: dict[str, Any]) -> list[str]:
    """Right by tag, shares of the statuses, times."""
    replies = sum(figures["statuses"].values())
    return [
        "  " + "  ".join(f"{name} {right}/{total}" for name, (right, total) in figures["tags"].items()),
        "shares: " + "  ".join(f"{name} {n / replies:.1%}" for name, n in figures["statuses"].items()),
        f"time: p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms",
    ]


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
