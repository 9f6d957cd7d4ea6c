"""Typed answers → the card of the public contract (JSON-ready)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.answer import Answer, Citation, Status
from actions.eligibility.verdicts import Match
from index.hits import chapter_of
from index.notice import Amount, Notice

Card = dict[str, Any]


def card_of(answer: Answer) -> Card:
    return {
        "status": answer.status.value,
        "kind": answer.kind.value if answer.kind else None,
        "notice": notice_card(answer.notice) if answer.notice else None,
        "measures": [_measure(citation) for citation in answer.citations],
        "parts": [],
        "eligibility": [_verdict(match) for match in answer.interviewed.matches] if answer.interviewed else [],
    }


def _verdict(match: Match) -> Card:
    return {
        "number": match.measure.number,
        "verdict": match.verdict.word,
        "conditions": [
            {"text": check.condition.text, "verdict": check.verdict.word, "quote": check.condition.quote}
            for check in match.checks
        ],
    }


def card_of_parts(answers: Sequence[Answer]) -> Card:
    """The card of one answer, or that of several: the first's kind, all measures in the order asked, a card for each part."""
    if len(answers) == 1:
        return card_of(answers[0])
    parts = [card_of(answer) for answer in answers]
    answered = next((part for part in parts if part["status"] == Status.ANSWERED.value), parts[0])
    measures = {(m["document_number"], m["number"]): m for part in reversed(parts) for m in reversed(part["measures"])}
    return {**parts[0], "status": answered["status"], "measures": list(reversed(measures.values())), "parts": parts}


def notice_card(notice: Notice) -> Card:
    return {
        "document_number": notice.document_number,
        "title": notice.title,
        "effective_from": notice.effective_from.isoformat() if notice.effective_from else None,
        "effective_until": notice.effective_until.isoformat() if notice.effective_until else None,
    }


def _measure(citation: Citation) -> Card:
    chapter = chapter_of(citation.notice, citation.measure)
    return {
        "document_number": citation.notice.document_number,
        "number": citation.measure.number,
        "heading": citation.measure.heading,
        "chapter": chapter.title if chapter else None,
        "quote": citation.quote,
        "span": list(citation.span),
        "units": list(citation.measure.units),
        "amounts": [amount_card(amount) for amount in citation.amounts or _quoted(citation)],
        "score": round(citation.score, 4),
    }


def _quoted(citation: Citation) -> tuple[Amount, ...]:
    start, end = citation.span
    return tuple(amount for amount in citation.measure.amounts if start <= amount.span[0] < end)


def amount_card(amount: Amount) -> Card:
    return {
        "value": amount.value,
        "unit": amount.unit,
        "text": amount.text,
        "qualifier": amount.qualifier,
        "purpose": amount.purpose,
    }
