"""Paragraphs → chapters and measures, whatever the numbering: 第X条, 一、 with 1. or （一）, one level, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.frame import ends_body, is_hard_end
from index.layout import Paragraph
from index.markers import Level, climb
from index.text import squeeze

_MISSING_CHAPTERS = 2
_MISSING_MEASURES = 3
"""A run of numbers may jump by this much: printed notices do lose a number now and then."""
_LONGEST_HEADING = 45
_RANK = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Mark:
    """The numbered paragraph at `place` in the list of paragraphs."""

    place: int
    level: Level
    number: int


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A measure fills the paragraphs first..end (half-open)."""

    number: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class ChapterPart:
    """A chapter from its heading (None where the notice has no chapters) to `end`; measures in order."""

    number: int
    heading: int | None
    first: int
    end: int
    measures: tuple[MeasurePart, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Body = paragraphs start..stop; what is before is front matter, what follows is the tail."""

    start: int
    stop: int
    chapters: tuple[ChapterPart, ...]
    subheadings: frozenset[int]


def _run(marks: Sequence[Mark], level: Level, gap: int) -> list[Mark]:
    same = [mark for mark in marks if mark.level is level]
    return [same[place] for place in climb([mark.number for mark in same], gap)]


def _has_inline_body(paragraph: Paragraph) -> bool:
    return len(paragraph.body) > _LONGEST_HEADING or "。" in paragraph.body[:-1]


def _is_short(paragraph: Paragraph) -> bool:
    return len(paragraph.body) <= _LONGEST_HEADING and not any(mark in paragraph.body for mark in "。；：;:")


def _after_contents(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Skip a table of contents: the body begins where its first chapter comes a second time."""
    for place in range(start, len(paragraphs)):
        if squeeze(paragraphs[place].text) == "目录":
            firsts = [
                later
                for later in range(place, len(paragraphs))
                if (marker := paragraphs[later].marker)
                and marker.number == 1
                and marker.level in (Level.PART, Level.HAN)
            ]
            return firsts[1] if len(firsts) > 1 else start
    return start


def _marks(paragraphs: Sequence[Paragraph], start: int, skip: frozenset[int]) -> list[Mark]:
    marks: list[Mark] = []
    for place in range(start, len(paragraphs)):
        if marks and is_hard_end(paragraphs[place].text):
            break
        marker = paragraphs[place].marker
        if marker and place not in skip:
            marks.append(Mark(place, marker.level, marker.number))
    return marks


def _within(marks: Sequence[Mark], chapters: Sequence[Mark]) -> list[list[Mark]]:
    """The marks of each chapter, its own heading left out."""
    bounds = [chapter.place for chapter in chapters]
    ends = [*bounds[1:], 1 << 60]
    return [[m for m in marks if first < m.place < end] for first, end in zip(bounds, ends, strict=True)]


def _running(groups: Sequence[Sequence[Mark]], level: Level) -> list[Mark]:
    """The measures of a numbering that runs on through the chapters; empty where it starts again or is in one only."""
    taken: list[Mark] = []
    used = 0
    for group in groups:
        same = [mark for mark in group if mark.level is level]
        last = taken[-1].number if taken else 0
        if not same:
            continue
        if not last < same[0].number <= last + _MISSING_MEASURES:
            return []
        taken += [same[place] for place in climb([mark.number - last for mark in same], _MISSING_MEASURES)]
        used += 1
    return taken if used >= 2 else []


def _per_chapter(groups: Sequence[Sequence[Mark]], levels: Sequence[Level]) -> list[list[Mark]]:
    chosen: list[list[Mark]] = []
    for group in groups:
        level = next((mark.level for mark in group if mark.level in levels), None)
        chosen.append(_run(group, level, _MISSING_CHAPTERS) if level else [])
    return chosen


@dataclass(frozen=True, slots=True)
class _Plan:
    """Chapter headings and measure starts; `restarts` says that the printed numbers begin again in each chapter."""

    chapters: Sequence[Mark]
    measures: Sequence[Mark]
    restarts: bool = False
    whole_chapters: Sequence[Mark] = ()


def _plan_articles(marks: Sequence[Mark]) -> _Plan | None:
    articles = _run(marks, Level.ARTICLE, _MISSING_MEASURES)
    if len(articles) < 2:
        return None
    headings = _run(marks, Level.PART, _MISSING_CHAPTERS)
    if not headings:
        sections = _run(marks, Level.HAN, _MISSING_CHAPTERS)
        headings = sections if sections and sections[0].place < articles[0].place else []
    return _Plan(headings, articles)


def _plan_sections(marks: Sequence[Mark], paragraphs: Sequence[Paragraph]) -> _Plan | None:
    parts = _run(marks, Level.PART, _MISSING_CHAPTERS)
    chapters = parts or _run(marks, Level.HAN, _MISSING_CHAPTERS)
    if not chapters or (len(chapters) == 1 and marks[0] is not chapters[0]):
        return None
    levels = [level for level in (Level.HAN, Level.HAN_BRACKET, Level.ARABIC) if not (level is Level.HAN and not parts)]
    groups = _within([mark for mark in marks if mark.level in levels], chapters)
    full = sum(_has_inline_body(paragraphs[chapter.place]) for chapter in chapters)
    if not any(groups) or full * 2 >= len(chapters):
        return _Plan((), chapters)
    for level in levels:
        running = _running(groups, level)
        if running:
            return _Plan(chapters, running)
    chosen = _per_chapter(groups, levels)
    whole = [chapter for chapter, group in zip(chapters, chosen, strict=True) if not group]
    return _Plan(chapters, [mark for group in chosen for mark in group], restarts=True, whole_chapters=whole)


def _plan_flat(marks: Sequence[Mark]) -> _Plan | None:
    for level in dict.fromkeys(mark.level for mark in marks):
        run = _run(marks, level, _MISSING_MEASURES)
        if len(run) >= 2:
            return _Plan((), run)
    return None


def _plan_unnumbered(paragraphs: Sequence[Paragraph], start: int) -> _Plan:
    """Headings without numbers open a measure each; without those, each paragraph is one."""
    body: list[int] = []
    for place in range(start, len(paragraphs)):
        if is_hard_end(paragraphs[place].text) or ends_body(paragraphs, place):
            break
        body.append(place)
    headings = [place for place in body[:-1] if _is_short(paragraphs[place]) and not _is_short(paragraphs[place + 1])]
    starts = headings if len(headings) >= 2 and headings[0] == body[0] else body
    return _Plan((), [Mark(place, Level.ARABIC, number) for number, place in enumerate(starts, 1)])


def _find_stop(paragraphs: Sequence[Paragraph], plan: _Plan) -> int:
    last = max(mark.place for mark in (*plan.chapters, *plan.measures))
    for place in range(last + 1, len(paragraphs)):
        if is_hard_end(paragraphs[place].text) or ends_body(paragraphs, place):
            return place
    return len(paragraphs)


def _find_subheadings(paragraphs: Sequence[Paragraph], plan: _Plan, stop: int) -> frozenset[int]:
    """Short numbered lines of a higher level right before a measure, such as （一）投资奖励 before 第 2 条."""
    starts = {mark.place: mark.level for mark in plan.measures}
    own = {mark.place for mark in (*plan.chapters, *plan.measures)}
    found: set[int] = set()
    for place in range(stop - 2, -1, -1):
        marker = paragraphs[place].marker
        below = starts.get(place + 1)
        if marker is None or below is None or place in own or not _is_short(paragraphs[place]):
            continue
        before = paragraphs[place - 1] if place else None
        in_list = before and place - 1 not in own and before.marker and before.marker.level is marker.level
        higher = _RANK[marker.level] < _RANK[below] or below is Level.ARTICLE
        if higher and not in_list:
            found.add(place)
    return frozenset(found)


def _measure_parts(plan: _Plan, bounds: Sequence[int], subheadings: frozenset[int]) -> list[MeasurePart]:
    """`bounds`: every place that ends a measure, ascending, the stop included."""
    starts = sorted([(mark.place, mark.number) for mark in plan.measures])
    starts = sorted(
        starts + [(chapter.place + 1, 0) for chapter in plan.whole_chapters if chapter.place + 1 not in bounds]
    )
    edges = sorted({*bounds, *subheadings, *(place for place, _ in starts)})
    parts: list[MeasurePart] = []
    for order, (place, number) in enumerate(starts, 1):
        end = next(edge for edge in edges if edge > place)
        parts.append(MeasurePart(order if plan.restarts else number, place, end))
    return parts


def _chapter_parts(plan: _Plan, measures: Sequence[MeasurePart], stop: int) -> list[ChapterPart]:
    chapters: list[ChapterPart] = []
    first_heading = plan.chapters[0].place if plan.chapters else stop
    loose = tuple(measure for measure in measures if measure.first < first_heading)
    if loose:
        chapters.append(ChapterPart(0, None, loose[0].first, first_heading, loose))
    ends = [*(mark.place for mark in plan.chapters[1:]), stop]
    for mark, end in zip(plan.chapters, ends, strict=False):
        own = tuple(measure for measure in measures if mark.place < measure.first < end)
        chapters.append(ChapterPart(mark.number, mark.place, mark.place, end, own))
    return chapters


def outline(paragraphs: Sequence[Paragraph], start: int, prose: int, skip: frozenset[int]) -> Outline | None:
    """Find the measures from paragraph `start` on, numbers at `skip` (lists of annexes) not counted.

    `prose`: where the text begins if nothing is numbered. None when there is nothing that could be a measure.
    """
    marks = _marks(paragraphs, _after_contents(paragraphs, start), skip)
    plan = _plan_articles(marks) or _plan_sections(marks, paragraphs) or _plan_flat(marks)
    plan = plan or _plan_unnumbered(paragraphs, prose)
    if not plan.measures and not plan.whole_chapters:
        return None
    stop = _find_stop(paragraphs, plan)
    subheadings = _find_subheadings(paragraphs, plan, stop)
    bounds = sorted([*(mark.place for mark in plan.chapters), stop])
    measures = _measure_parts(plan, bounds, subheadings)
    if not measures:
        return None
    chapters = _chapter_parts(plan, measures, stop)
    return Outline(chapters[0].first, stop, tuple(chapters), subheadings)
