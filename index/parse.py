"""Raw published text → `Notice`: the entry points of the parser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from index.dates import find_validity
from index.errors import DataError, NoticeError
from index.facts import (
    Labelled,
    find_addressees,
    find_areas,
    find_issued,
    find_issuers,
    find_number,
    find_title,
)
from index.frame import (
    Part,
    attachment_list,
    find_annex_title,
    label_front,
    label_tail,
    name_in_letter,
    prose_start,
)
from index.layout import Layout, lay_out
from index.measures import build_measure
from index.notice import Chapter, Notice, Segment, Span
from index.structure import ChapterPart, Outline, outline

_HAN_SHARE = 0.3
_SIGNS = re.compile(r"政策|措施|办法|通知|意见|细则|规定|方案|施行|印发|补贴|扶持|责任单位|牵头|政府|条例")
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ADVICE = "give the notice as published, as plain UTF-8 text with its numbering"


@dataclass(frozen=True, slots=True)
class _Frame:
    """Everything around the measures, each paragraph with what it is."""

    front: Labelled
    tail: Labelled
    name: str | None


def _refuse(line: int, reason: str) -> NoticeError:
    return NoticeError(f"line {line}: {reason}; {_ADVICE}")


def _check(raw: str, layout: Layout) -> None:
    """Raise NoticeError for what can be told to be no notice before looking at its structure."""
    if "\0" in raw:
        line = raw.count("\n", 0, raw.index("\0")) + 1
        raise _refuse(line, "a NUL character, so this is a binary file and no text")
    page = _WEB_PAGE.search(raw[:2000])
    if page:
        raise _refuse(raw.count("\n", 0, page.start()) + 1, f"{page.group()} begins a web page, and not its text")
    if not layout.paragraphs:
        raise _refuse(1, "the text is empty")
    visible = [character for character in layout.text if character.isalnum()]
    han = sum(1 for character in visible if "一" <= character <= "龥")
    first = layout.paragraphs[0].line
    if han < len(visible) * _HAN_SHARE or not han:
        raise _refuse(first, f"only {han} of {len(visible)} letters are Chinese, so this is no Chinese notice")
    if not _SIGNS.search(layout.text):
        raise _refuse(first, "no word that a policy notice has (政策, 措施, 办法, 通知, 施行 …)")


def _find_outline(layout: Layout, annex: range, skip: frozenset[int]) -> Outline:
    paragraphs = layout.paragraphs
    start = annex.stop if annex else 0
    found = outline(paragraphs, start, prose_start(paragraphs, start), skip)
    if found is None:
        raise _refuse(paragraphs[-1].line, "no measure found: after title and preamble no text is left")
    return found


def _read_frame(layout: Layout) -> tuple[_Frame, Outline]:
    paragraphs = layout.paragraphs
    name = name_in_letter(paragraphs)
    annex = find_annex_title(paragraphs, name)
    skip = attachment_list(paragraphs)
    found = _find_outline(layout, annex, skip)
    front = paragraphs[: found.start]
    tail = paragraphs[found.stop :]
    labelled_front = list(zip(front, label_front(front, annex, skip), strict=True))
    labelled_tail = list(zip(tail, label_tail(tail), strict=True))
    return _Frame(labelled_front, labelled_tail, name), found


def _build_chapter(layout: Layout, part: ChapterPart) -> Chapter:
    paragraphs = layout.paragraphs
    measures = tuple(
        build_measure(layout.text, paragraphs[measure.first : measure.end], measure.number, part.number)
        for measure in part.measures
    )
    span = (paragraphs[part.first].span[0], paragraphs[part.end - 1].span[1])
    if part.heading is None:
        return Chapter(part.number, "", "", span, measures)
    heading = paragraphs[part.heading]
    return Chapter(part.number, heading.text[: len(heading.text) - len(heading.body)], heading.body, span, measures)


def _kinds(layout: Layout, frame: _Frame, found: Outline) -> list[tuple[str, Span]]:
    """(kind, span) of every paragraph or measure, in order, blanks between them not yet counted."""
    kinds = [(part.value, paragraph.span) for paragraph, part in (*frame.front, *frame.tail)]
    covered: set[int] = set()
    for chapter in found.chapters:
        for measure in chapter.measures:
            own = range(measure.first, measure.end)
            covered.update(own)
            first, last = layout.paragraphs[own[0]], layout.paragraphs[own[-1]]
            kinds.append(("measure", (first.span[0], last.span[1])))
    headings = {chapter.heading for chapter in found.chapters}
    for place in range(found.start, found.stop):
        if place not in covered:
            kind = "chapter" if place in headings else "subheading" if place in found.subheadings else "body"
            kinds.append((kind, layout.paragraphs[place].span))
    return sorted(kinds, key=lambda item: item[1])


def _tile(kinds: Sequence[tuple[str, Span]], length: int) -> tuple[Segment, ...]:
    """Segments without a gap: what lies between two pieces is "layout"."""
    segments: list[Segment] = []
    place = 0
    for kind, (start, end) in kinds:
        if start > place:
            segments.append(Segment("layout", (place, start)))
        segments.append(Segment(kind, (start, end)))
        place = end
    if place < length:
        segments.append(Segment("layout", (place, length)))
    return tuple(segments)


def _preamble_span(front: Labelled) -> Span | None:
    own = [paragraph.span for paragraph, part in front if part is Part.PREAMBLE]
    return (own[0][0], own[-1][1]) if own else None


def parse_notice(raw: str, *, title: str | None = None, document_number: str | None = None, sha256: str = "") -> Notice:
    """Parse a published text; `title` and `document_number`, where given, go before what the text says.

    Raises NoticeError, with line, reason and what to do, when the text is no notice.
    """
    layout = lay_out(raw)
    _check(raw, layout)
    frame, found = _read_frame(layout)
    issued = find_issued(frame.front, frame.tail)
    validity = find_validity(layout.text, issued)
    areas = find_areas(layout.text)
    return Notice(
        document_number=document_number or find_number(frame.front),
        title=title or find_title(frame.front, frame.name),
        issued=issued,
        effective_from=validity.effective_from,
        effective_until=validity.effective_until,
        issuers=find_issuers(frame.front, frame.tail),
        addressees=find_addressees(frame.front),
        areas=areas.names,
        areas_span=areas.span,
        effective_span=validity.span,
        preamble_span=_preamble_span(frame.front),
        text=layout.text,
        chapters=tuple(_build_chapter(layout, part) for part in found.chapters),
        segments=_tile(_kinds(layout, frame, found), len(layout.text)),
        sha256=sha256,
    )


def load_notice(txt_path: Path) -> Notice:
    """Parse data/notice/<slug>.txt with the title, 文号 and sha256 of <slug>.yml beside it.

    Raises DataError when a file is missing, is not UTF-8, or differs from its sha256; NoticeError as `parse_notice`.
    """
    card = _load_card(txt_path.with_suffix(".yml"))
    published = _read(txt_path)
    found = hashlib.sha256(published).hexdigest()
    if found != card["sha256"]:
        raise DataError(
            f"{txt_path.name}: sha256 is {found[:12]}…, {txt_path.stem}.yml says {str(card['sha256'])[:12]}…; "
            f"restore the published text, or enter the new sha256 once the text is checked"
        )
    try:
        return parse_notice(
            _decode(published, txt_path), sha256=found, title=card["title"], document_number=card["document_number"]
        )
    except NoticeError as error:
        raise NoticeError(f"{txt_path.name}, {error}") from error


def decode_notice(path: Path) -> str:
    """The text of a file; DataError when it cannot be read or is not UTF-8."""
    return _decode(_read(path), path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); put the file there") from error


def _decode(published: bytes, path: Path) -> str:
    try:
        return published.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _load_card(path: Path) -> dict[str, str | None]:
    """title and document_number (None allowed) and sha256 of a notice."""
    try:
        card = yaml.safe_load(decode_notice(path))
    except yaml.YAMLError as error:
        raise DataError(f"{path.name} is no YAML ({error}); write title, document_number and sha256") from error
    wanted = ("title", "document_number", "sha256")
    if not isinstance(card, dict) or not isinstance(card.get("sha256"), str):
        raise DataError(f"{path.name} has no sha256; write title, document_number and sha256")
    for name in wanted:
        if not isinstance(card.get(name), str | None):
            raise DataError(f"{path.name}: {name} is {card[name]!r}; write it as text in quotes")
    return {name: card.get(name) for name in wanted}
