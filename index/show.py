"""The parsed notice as JSON, for outside programs (the contract's "The parsed notice")."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from index.notice import Amount, Chapter, Measure, Notice


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "value": amount.value,
        "unit": amount.unit,
        "text": amount.text,
        "qualifier": amount.qualifier,
        "purpose": amount.purpose,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "number": measure.number,
        "heading": measure.heading,
        "text": measure.text,
        "span": list(measure.span),
        "units": list(measure.units),
        "amounts": [_amount(amount) for amount in measure.amounts],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "number": chapter.number,
        "heading": chapter.heading,
        "measures": [_measure(measure) for measure in chapter.measures],
    }


def show_json(notice: Notice) -> str:
    """One JSON object, indented, Chinese not escaped, without a line break at the end."""
    shown = {
        "document_number": notice.document_number,
        "title": notice.title,
        "issued": _day(notice.issued),
        "effective_from": _day(notice.effective_from),
        "effective_until": _day(notice.effective_until),
        "issuers": list(notice.issuers),
        "addressees": list(notice.addressees),
        "areas": list(notice.areas),
        "text": notice.text,
        "chapters": [_chapter(chapter) for chapter in notice.chapters],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)


def show_text(notice: Notice) -> str:
    """The notice's outline for a person: title, number, dates, areas, and each measure with its units."""
    lines = [
        f"《{notice.title}》 {notice.document_number or '（无文号）'}",
        f"印发 {_day(notice.issued) or '—'}  施行 {_day(notice.effective_from) or '—'}  至 {_day(notice.effective_until) or '未写明'}",
        f"发文机关 {'、'.join(notice.issuers) or '—'}",
        f"区域 {'、'.join(notice.areas) or '—'}",
    ]
    for chapter in notice.chapters:
        lines.append(chapter.title)
        for measure in chapter.measures:
            sums = "".join(f"［{amount.qualifier or ''}{amount.text}］" for amount in measure.amounts)
            lines.append(
                f"  第{measure.number}条 {measure.heading}（{'、'.join(measure.units) or '未写责任单位'}）{sums}"
            )
    return "\n".join(lines)
