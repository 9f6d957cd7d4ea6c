"""What the engines' answers are worth: figures of one, and whether those that compare every vector agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.load import percentile
from tests.bench.peers.asking import Asked
from tests.bench.peers.handed import Handed

TOLERANCE = 1e-5
"""Cosines nearer than this may change places: libraries add up in different order."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the test questions; milliseconds, MiB and seconds are medians over the repetitions.

    `wrong`: of the questions to answer, those answered from another measure. An engine answers from its threshold on.
    """

    first: float
    mrr: float
    wrong: float
    refused_rightly: float
    refused_wrongly: float
    p50: float
    p95: float
    memory: float
    cold: float
    edit: float | None


def threshold(handed: Handed, asked: Asked) -> float:
    """The score from which an engine answers: the best for it on the development questions, both sorts weighing alike."""
    known = [
        (bool(q.first), score) for q, score in zip(handed.questions, asked.scores, strict=True) if q.split == "dev"
    ]
    inside = sorted(score for own, score in known if own)
    outside = sorted(score for own, score in known if not own)

    def worth(at: float) -> float:
        kept = sum(score >= at for score in inside) / max(len(inside), 1)
        refused = sum(score < at for score in outside) / max(len(outside), 1)
        return kept + refused

    return max(sorted({score for _, score in known}), key=worth)


def figures(handed: Handed, repetitions: Sequence[Asked]) -> Figures:
    """Of one engine; its answers are the same in all repetitions."""
    asked = repetitions[0]
    at = threshold(handed, asked)
    test = [i for i, question in enumerate(handed.questions) if question.split == "test"]
    inside = [i for i in test if handed.questions[i].first]
    outside = [i for i in test if not handed.questions[i].first]
    places = [_place(asked.measures[i], handed.questions[i].first) for i in inside]
    answered = [asked.scores[i] >= at for i in inside]
    edits = [one.edit_s for one in repetitions if one.edit_s is not None]
    return Figures(
        first=_share(place == 1 for place in places),
        mrr=sum(1 / place for place in places if place) / max(len(places), 1),
        wrong=_share(said and place != 1 for said, place in zip(answered, places, strict=True)),
        refused_rightly=_share(asked.scores[i] < at for i in outside),
        refused_wrongly=_share(not said for said in answered),
        p50=median(percentile([one.times_ms[i] for i in test], 0.5) for one in repetitions),
        p95=median(percentile([one.times_ms[i] for i in test], 0.95) for one in repetitions),
        memory=median(one.memory_mib for one in repetitions),
        cold=median(one.cold_s for one in repetitions),
        edit=median(edits) if edits else None,
    )


def disagreements(handed: Handed, ours: Asked, theirs: Asked) -> Iterator[str]:
    """Questions whose rankings differ by more than the order of equal cosines."""
    for question, vector, a, b in zip(
        handed.questions, handed.question_vectors, ours.places, theirs.places, strict=True
    ):
        cosines = [[float(handed.vectors[place] @ vector) for place, _ in found] for found in (a, b)]
        if len(a) != len(b) or any(abs(x - y) > TOLERANCE for x, y in zip(*cosines, strict=True)):
            yield f"{question.text[:40]}: {[place for place, _ in a]} and {[place for place, _ in b]}"


def table(found: dict[str, Figures]) -> list[str]:
    """Lines of Markdown."""
    lines = [
        "| engine | first | MRR | wrong | refused rightly | refused wrongly | p50 ms | p95 ms | MiB | cold start s | edit → answer s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, one in found.items():
        shares = " | ".join(f"{share:.1%}" for share in (one.wrong, one.refused_rightly, one.refused_wrongly))
        times = f"{one.p50:.1f} | {one.p95:.1f} | {one.memory:.0f} | {one.cold:.1f}"
        edit = "—" if one.edit is None else f"{one.edit:.3g}"
        lines.append(f"| {name} | {one.first:.1%} | {one.mrr:.3f} | {shares} | {times} | {edit} |")
    return lines


def _place(measures: Sequence[int], right: Sequence[int]) -> int:
    return next((place for place, number in enumerate(measures, 1) if number in right), 0)


def _share(cases: Iterator[bool]) -> float:
    listed = list(cases)
    return sum(listed) / max(len(listed), 1)
