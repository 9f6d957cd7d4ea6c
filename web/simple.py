"""Degraded mode: what the look-up found → an answer that quotes it and says what it is. Pure.

The look-up tells what is nearest, not whether that answers the question, and the wording says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from web.choices import Offer
from web.reply import Card, Reply

MARK = "「简易模式」"
FOUND = (
    f"{MARK}对话服务暂时不可用，这次答复不记入对话。下面是直接检索到的通知原文，没有结合上文，不一定正好回答您的问题。"
)
WEAK = f"{MARK}对话服务暂时不可用，这次答复不记入对话；直接检索也没有十分把握。可能有关的有："
NONE = f"{MARK}对话服务暂时不可用，这次答复不记入对话；直接检索没有找到有关的条款。这不等于通知没有规定，请稍后再问。"
UNREADABLE = f"{MARK}没有读到可以检索的文字，请把问题写出来再发一次。"
CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Source:
    """A hit of the look-up with the whole measure and the notice that it stands in (all as the look-up API gives them)."""

    hit: dict[str, Any]
    measure: dict[str, Any]
    notice: dict[str, Any]


def wanted(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The hits that a reply would cite: one where the look-up is sure, a few where it is not."""
    count = {"found": 1, "weak": CANDIDATES}.get(str(found.get("status")), 0)
    hits: list[dict[str, Any]] = list(found.get("hits") or ())
    return hits[:count]


def simple_reply(sources: list[Source]) -> Reply:
    """The reply for what was found: quoted, asked back, or told that nothing was found."""
    if not sources:
        return fault_reply(NONE)
    if len(sources) == 1:
        return _quoting(sources[0])
    return _asking_back(sources)


def fault_reply(sentence: str) -> Reply:
    return Reply(sentence, (), _card("error", None, None, []), simple=True)


def _quoting(source: Source) -> Reply:
    cited = _cited(source)
    units = "、".join(cited["units"])
    lines = [FOUND, f"{_name(cited)}原文：「{cited['quote']}」", *([f"责任单位：{units}"] if units else [])]
    lines.append(_source_line(source))
    return Reply("\n".join(lines), (), _card("answered", "content", source.notice, [cited]), simple=True)


def _asking_back(sources: list[Source]) -> Reply:
    cited = [_cited(source) for source in sources]
    offers = tuple(Offer(f"第{one['number']}条讲什么", _name(one)) for one in cited)
    lines = [WEAK, *map(_name, cited), _notice_line(sources[0].notice)]
    return Reply("\n".join(lines), offers, _card("clarify", "content", sources[0].notice, cited), simple=True)


def _cited(source: Source) -> Card:
    """A measure of the card. A quote that does not stand in the measure's text is replaced by that text."""
    text, start = str(source.measure["text"]), int(source.measure["span"][0])
    quote = str(source.hit["quote"])
    place = text.find(quote)
    if place < 0:
        quote, place = text, 0
    kept = ("document_number", "number", "heading", "chapter", "units")
    return {
        **{name: source.hit[name] for name in kept},
        "quote": quote,
        "span": [start + place, start + place + len(quote)],
        "amounts": [amount for amount in source.hit["amounts"] if amount["text"] in quote],
        "score": source.hit["score"],
    }


def _card(status: str, kind: str | None, notice: dict[str, Any] | None, measures: list[Card]) -> Card:
    named = ("document_number", "title", "effective_from", "effective_until")
    told = {name: notice.get(name) for name in named} if notice else None
    return {"status": status, "kind": kind, "notice": told, "measures": measures, "parts": [], "eligibility": []}


def _name(cited: Card) -> str:
    return f"第{cited['number']}条「{cited['heading']}」"


def _notice_line(notice: dict[str, Any]) -> str:
    number = notice.get("document_number")
    return f"出处：《{notice.get('title')}》" + (f"（{number}）" if number else "")


def _source_line(source: Source) -> str:
    chapter = source.hit["chapter"]
    return f"{_notice_line(source.notice)}第{source.hit['number']}条" + (f"，“{chapter}”" if chapter else "")
