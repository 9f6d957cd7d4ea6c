"""The notices as the desk shows them: full text in blocks, tables of units and of amounts, the line on validity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from actions.card import amount_card, notice_card
from actions.desk.vocabulary import aliases_of
from actions.lookup import measure_json
from actions.money import role_of
from actions.wording import validity
from index.notice import Notice
from index.search import Searcher

Json = dict[str, Any]
LAYOUT = "layout"


def catalogue(searcher: Searcher) -> Json:
    """Everything of all notices, fixed once the index is open."""
    return {"notices": [_notice(searcher, notice) for notice in searcher.notices]}


def _notice(searcher: Searcher, notice: Notice) -> Json:
    return {
        "key": notice.key,
        **notice_card(notice),
        "issued": notice.issued.isoformat() if notice.issued else None,
        "issuers": list(notice.issuers),
        "areas": list(notice.areas),
        "validity": validity(notice).strip("（）"),
        "chapters": [
            {"number": c.number, "title": c.title, "measures": [m.number for m in c.measures]} for c in notice.chapters
        ],
        "measures": [measure_json(notice, measure) for measure in notice.measures],
        "blocks": list(_blocks(notice)),
        "units": list(_units(searcher, notice)),
        "amounts": list(_amounts(searcher, notice)),
    }


def _blocks(notice: Notice) -> Iterator[Json]:
    """The whole text in order; `number` is the measure's, where a block is one."""
    by_start = {measure.span[0]: measure for measure in notice.measures}
    for segment in notice.segments:
        text = notice.quote(segment.span)
        if segment.kind == LAYOUT or not text.strip():
            continue
        measure = by_start.get(segment.span[0]) if segment.kind == "measure" else None
        yield {"kind": segment.kind, "text": text, "number": measure.number if measure else None}


def _units(searcher: Searcher, notice: Notice) -> Iterator[Json]:
    """Each unit as printed, what callers call it, and the measures it is responsible for."""
    for unit in searcher.linkers[notice.key].units:
        numbers = [measure.number for measure in notice.measures if unit in measure.units]
        yield {"unit": unit, "aliases": list(aliases_of(searcher, notice, unit)), "measures": numbers}


def _amounts(searcher: Searcher, notice: Notice) -> Iterator[Json]:
    for measure in notice.measures:
        for amount in measure.amounts:
            role = role_of(amount, searcher.lexicon).value
            place = {"number": measure.number, "heading": measure.heading}
            yield {**amount_card(amount), "recipient": amount.recipient, "role": role, **place}
