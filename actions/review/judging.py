"""Is an answer right? Pure: an evaluation row and what was replied in, what is wrong with it out."""

from __future__ import annotations

from collections.abc import Sequence

from index.evaluate import Row, comparable


def faults_of(row: Row, status: str, numbers: Sequence[int], text: str) -> tuple[str, ...]:
    """Why a reply is wrong, in a few words each; empty when right. `numbers` are the cited measures, first ones first."""
    faults = []
    if status not in row.status:
        faults.append(f"status {status}")
    elif row.first and list(numbers[:1]) != [] and numbers[0] not in row.first:
        faults.append(f"cites {list(numbers[:3])}")
    elif row.first and not numbers and status != "not_in_notice":  # related, or none
        faults.append("cites nothing")
    if row.all is not None and list(numbers) != list(row.all):
        faults.append(f"lists {list(numbers)}")
    said = comparable(text)
    faults += [f"lacks {must}" for must in row.must if not _any_in(must, said)]
    faults += [f"says {word}" for word in row.must_not if _any_in(word, said)]
    return tuple(faults)


def _any_in(alternatives: str, text: str) -> bool:
    return any(comparable(word) in text for word in alternatives.split("|"))
