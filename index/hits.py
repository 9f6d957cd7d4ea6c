"""What a search gives: measures found with the evidence for each, and what limits it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.mentions import Mentions
from index.notice import Chapter, Measure, Notice, Sentence


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of a hit's score, each on its fixed scale (0 = nothing, about 1 = as good as it gets)."""

    sentence: float
    question: float
    keyword: float
    question_keyword: float
    head: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure found. `score` in [0, 1]; `sentences` are its sentences, best first, with their scores."""

    notice: Notice
    measure: Measure
    score: float
    matched_by: str
    """number | unit | question | text: what spoke most for it."""
    evidence: Evidence
    sentences: tuple[tuple[Sentence, float], ...]

    @property
    def chapter(self) -> Chapter | None:
        return chapter_of(self.notice, self.measure)


def chapter_of(notice: Notice, measure: Measure) -> Chapter | None:
    return next((chapter for chapter in notice.chapters if chapter.number == measure.chapter_number), None)


Unstated = Callable[[Hit], float | None]
"""Log-odds that the question asks for more than a hit's measure states; None where that was not learned."""


def nothing_learned(_: Hit) -> float | None:
    """Unstated, of an index that was built without open questions."""
    return None


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on what may be found; `None` does not limit. `unit` and `chapter` are as printed, or a part of it."""

    notice: str | None = None
    unit: str | None = None
    chapter: str | None = None

    def admits(self, notice: Notice, measure: Measure) -> bool:
        chapter = chapter_of(notice, measure)
        return (
            (self.notice is None or self.notice in (notice.key, notice.title))
            and (self.unit is None or any(self.unit in unit for unit in measure.units))
            and (
                self.chapter is None
                or (chapter is not None and self.chapter in (str(chapter.number), chapter.title, chapter.heading))
            )
        )


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`query` is the normalised text, slips of the pen put right; `status` found | weak | none; hits best first, one a measure."""

    query: str
    status: str
    hits: tuple[Hit, ...]
    mentions: Mapping[str, Mentions]
    """Per notice key, what the question names there."""
    known: float = 0.0
    foreign: float = 0.0
    """Likeness to the nearest 相似问, and to the nearest question that is no notice's business (cosines, fixed scale)."""
    own: float = 0.0
    """Log-odds of being a question for a notice, by the gate that was learned from examples of both."""
    unstated: Unstated = nothing_learned
    """Of any hit, asked for when it is needed."""
