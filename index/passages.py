"""What is put into the index: each measure as a whole, each of its sentences, and its 相似问."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from index.notice import Measure, Notice, Span
from index.questions import Questions


class PassageKind(StrEnum):
    MEASURE = "measure"
    SENTENCE = "sentence"
    QUESTION = "question"
    FOREIGN = "foreign"
    """A question that is not the notices' business (data/nlu/out_of_scope.yml); belongs to no measure."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One vector's text. `span` is in the notice's text; a 相似问 has none. Its id is its place in the list."""

    notice_key: str
    measure_number: int
    kind: PassageKind
    text: str
    span: Span | None


def passages_of(notice: Notice, questions: Questions) -> list[Passage]:
    """All passages of a notice, measures in order."""
    return [passage for measure in notice.measures for passage in _of_measure(notice, measure, questions)]


def foreign_passages(texts: Iterable[str]) -> list[Passage]:
    """Questions that no notice answers, as passages without a measure (number 0)."""
    return [Passage("", 0, PassageKind.FOREIGN, text, None) for text in texts]


def _of_measure(notice: Notice, measure: Measure, questions: Questions) -> Iterable[Passage]:
    yield Passage(notice.key, measure.number, PassageKind.MEASURE, searchable(measure), measure.span)
    for sentence in measure.sentences:
        yield Passage(notice.key, measure.number, PassageKind.SENTENCE, sentence.text, sentence.span)
    for question in questions.get(measure.number, ()):
        yield Passage(notice.key, measure.number, PassageKind.QUESTION, question.text, None)


def searchable(measure: Measure) -> str:
    """Heading and body without number and responsible units: every measure has units, they tell none apart."""
    return "".join((measure.heading, "。", *(sentence.text for sentence in measure.sentences)))
