"""What an answer is made from: the question, what was searched, and what the conversation remembers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from actions.answer import Button, Citation, Kind
from actions.question import Memory, Question
from index.calibration import Calibration
from index.hits import Hit, Unstated, nothing_learned
from index.lexicon import Lexicon
from index.mentions import Mentions
from index.notice import Amount, Measure, Notice, Sentence

RELEVANT = 0.65
"""A sentence is quoted with the best one when its score is at least this share of the best."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that the pure answering functions read. `notice` is the one in focus; `hits` best first."""

    question: Question
    notice: Notice
    hits: tuple[Hit, ...]
    memory: Memory
    lexicon: Lexicon
    calibration: Calibration
    known: float = 0.0
    foreign: float = 0.0
    """Likeness to the nearest 相似问, and to the nearest question that is not the notices' business."""
    own: float = 0.0
    """The gate's log-odds of being a question for a notice."""
    unstated: Unstated = nothing_learned

    @property
    def mentions(self) -> Mentions:
        return self.question.mentions

    @property
    def best(self) -> Hit | None:
        return self.hits[0] if self.hits else None


def relevant_sentences(hit: Hit, share: float = RELEVANT) -> tuple[Sentence, ...]:
    """The sentences that answer the question, in the notice's order: the best, and those that come close to it."""
    if not hit.sentences:
        return ()
    best = hit.sentences[0][1]
    chosen = {sentence.span for sentence, score in hit.sentences if score >= share * best}
    return tuple(sentence for sentence in hit.measure.sentences if sentence.span in chosen)


def cite(
    notice: Notice, measure: Measure, score: float, sentences: Iterable[Sentence], amounts: tuple[Amount, ...] = ()
) -> Citation:
    """Quote from the first to the last of `sentences` (all of them when none are given), verbatim."""
    quoted = tuple(sentences) or measure.sentences
    span = (quoted[0].span[0], quoted[-1].span[1]) if quoted else measure.span
    return Citation(notice, measure, span, score, quoted, amounts)


def cite_hit(hit: Hit) -> Citation:
    citation = cite(hit.notice, hit.measure, hit.score, relevant_sentences(hit))
    return replace(citation, point=hit.sentences[0][0].span) if hit.sentences else citation


def cite_units(notice: Notice, measure: Measure, score: float) -> Citation:
    """Quote the bracket that names the responsible units; the measure as a whole where it names none."""
    return Citation(notice, measure, measure.units_span or measure.span, score)


def measure_button(kind: Kind, notice: Notice, measure: Measure) -> Button:
    return Button(f"第{measure.number}条 {measure.heading}", f"{kind.value}:{notice.key}:{measure.number}")


def chapter_buttons(notice: Notice) -> tuple[Button, ...]:
    return tuple(
        Button(chapter.title, f"{Kind.CONTENT.value}:{notice.key}:c{chapter.number}")
        for chapter in notice.chapters
        if chapter.measures
    )
