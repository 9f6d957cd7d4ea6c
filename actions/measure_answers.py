"""Answers that rest on one measure: content, definition, money, contact, eligibility, and what the notice does not state."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher

from actions.answer import Answer, Citation, Finding, Kind, Status
from actions.context import Context, cite, cite_hit, cite_units, relevant_sentences
from index.notice import Amount, Sentence
from index.search import Hit

CLOSE_TO_BEST = 0.85
"""A sum is the answer only if its sentence scores at least this share of the best sentence."""

MIN_COMMON = 4
_CLAUSE_END = re.compile(r"[，；]")


def answer_measure(kind: Kind, hit: Hit, context: Context) -> Answer:
    """The answer of the asked kind from one measure."""
    if kind is Kind.FUNDING:
        return _funding(hit, context)
    if kind is Kind.CONTACT:
        return _contact(hit)
    if kind is Kind.ELIGIBILITY:
        return _answered(Kind.ELIGIBILITY, Finding.CONDITIONS, hit, cite_hit(hit))
    if kind is Kind.PROCEDURE:
        return aspect_not_named(context, hit)
    if hit.matched_by == "number" and not context.question.has_topic:
        return _answered(kind, Finding.WHOLE_MEASURE, hit, cite(hit.notice, hit.measure, hit.score, ()))
    return _answered(kind, Finding.CLAUSE, hit, cite_hit(hit))


def _answered(kind: Kind, finding: Finding, hit: Hit, citation: Citation) -> Answer:
    return Answer(Status.ANSWERED, kind, finding, hit.notice, (citation,))


def _contact(hit: Hit) -> Answer:
    citation = replace(cite_units(hit.notice, hit.measure, hit.score), about=cite_hit(hit).span)
    if hit.measure.units:
        return _answered(Kind.CONTACT, Finding.UNITS, hit, citation)
    return Answer(Status.NOT_IN_NOTICE, Kind.CONTACT, Finding.NO_UNITS, hit.notice, (citation,))


def _funding(hit: Hit, context: Context) -> Answer:
    """A sum if the clauses asked about name one; else what is offered, and that no sum (or rate) is named."""
    question = context.question
    citation = cite_hit(hit)
    amounts = _amounts_asked(hit, context)
    if question.wants_rate:
        return Answer(Status.NOT_IN_NOTICE, Kind.FUNDING, Finding.RATE_NOT_NAMED, hit.notice, (citation,))
    if amounts:
        with_amount = _including(citation, hit, amounts)
        return _answered(Kind.FUNDING, Finding.SUM, hit, with_amount)
    if question.wants_quantity:
        return Answer(Status.NOT_IN_NOTICE, Kind.FUNDING, Finding.SUM_NOT_NAMED, hit.notice, (citation,))
    return _answered(Kind.FUNDING, Finding.SUPPORT_WITHOUT_SUM, hit, citation)


def _amounts_asked(hit: Hit, context: Context) -> tuple[Amount, ...]:
    """Amounts in the sentences that answer best; all of the measure's when it was named by number."""
    if hit.matched_by == "number" and not context.question.has_topic:
        return hit.measure.amounts
    return tuple(
        amount
        for sentence in relevant_sentences(hit, CLOSE_TO_BEST)
        for amount in hit.measure.amounts
        if sentence.span[0] <= amount.span[0] < sentence.span[1] and _is_asked(amount, sentence, context.question.core)
    )


def _is_asked(amount: Amount, sentence: Sentence, core: str) -> bool:
    """Whether the question names what leads to the amount rather than a later clause of the same sentence."""
    end = amount.span[1] - sentence.span[0]
    after = _CLAUSE_END.search(sentence.text, end)
    own, later = (sentence.text[: after.start()], sentence.text[after.start() :]) if after else (sentence.text, "")
    return _common(core, later) < MIN_COMMON or _common(core, later) <= _common(core, own)


def _common(one: str, other: str) -> int:
    """Length of the longest run of characters that both hold."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _including(citation: Citation, hit: Hit, amounts: tuple[Amount, ...]) -> Citation:
    """Quote just the sentences that hold the amounts: they are the answer."""
    holding = [
        sentence
        for sentence in hit.measure.sentences
        if any(sentence.span[0] <= amount.span[0] < sentence.span[1] for amount in amounts)
    ]
    return replace(cite(hit.notice, hit.measure, hit.score, holding), amounts=amounts) if holding else citation


def aspect_not_named(context: Context, hit: Hit | None) -> Answer:
    """The notice does not state a phone, an address, a deadline … Name the unit to ask, when a measure or unit is clear."""
    citations = (cite_hit(hit),) if hit else ()
    return Answer(
        status=Status.NOT_IN_NOTICE,
        kind=Kind.PROCEDURE,
        finding=Finding.ASPECT_NOT_NAMED,
        notice=hit.notice if hit else context.notice,
        citations=citations,
        subject=context.question.aspect or "",
        said=context.mentions.units,
    )


def not_mentioned(kind: Kind, context: Context, said: tuple[str, ...] = ()) -> Answer:
    """Nothing in the notice speaks of it."""
    return Answer(Status.NOT_IN_NOTICE, kind, Finding.NOT_MENTIONED, context.notice, said=said)
