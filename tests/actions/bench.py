"""Hand-made hits and contexts over a parsed notice: the pure answering functions without index, model or Rasa."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from actions.context import Context
from actions.followup import NEW_TOPIC_FROM
from actions.question import Memory, Reading, read_question
from index.calibration import Calibration
from index.hits import Evidence, Hit
from index.lexicon import Lexicon
from index.mentions import Linker
from index.notice import Measure, Notice
from index.query import normalise_query

SURE = 0.97
SURE_GATE = 4.0


@dataclass(frozen=True)
class Found:
    """A measure that the search is said to have found; `on` stands in the sentence that answers best ("": the first)."""

    number: int
    on: str = ""
    score: float = 0.9


def reading(text: str, intent: str, probability: float = SURE, **others: float) -> Reading:
    """What Rasa would say of a message."""
    return Reading(text, intent, {intent: probability, **others})


@dataclass(frozen=True)
class Bench:
    """One notice and the lexicon, and what can be made of them by hand."""

    notice: Notice
    lexicon: Lexicon
    calibration: Calibration

    @cached_property
    def linker(self) -> Linker:
        return Linker(self.lexicon, self.notice)

    def measure(self, number: int) -> Measure:
        return next(measure for measure in self.notice.measures if measure.number == number)

    def hit(self, found: Found, matched_by: str = "question") -> Hit:
        """Its best sentence scores 1, the others a tenth."""
        measure = self.measure(found.number)
        best = next(sentence for sentence in measure.sentences if found.on in sentence.text)
        scored = [(sentence, 1.0 if sentence is best else 0.1) for sentence in measure.sentences]
        ranked = tuple(sorted(scored, key=lambda pair: -pair[1]))
        return Hit(
            self.notice,
            measure,
            found.score,
            matched_by,
            self._evidence(found.score),
            ranked,
        )

    @staticmethod
    def _evidence(score: float) -> Evidence:
        """As much of each sort as hits of such a score have: words stand behind it only where it names a matter."""
        words = score if score >= NEW_TOPIC_FROM else 0.0
        return Evidence(sentence=score, question=score, keyword=words, question_keyword=words, head=words)

    def context(
        self, asked: Reading, found: tuple[Found, ...] = (), memory: Memory | None = None, foreign: float = 0.0
    ) -> Context:
        """As the service makes it; measures named by number come first and score 1, as the search has them. The
        question is as like a 相似问 as its best hit is good, and `foreign` like one of other business."""
        query = normalise_query(asked.text)
        mentions = self.linker.link(query)
        named = [n for n in mentions.measures if any(measure.number == n for measure in self.notice.measures)]
        given = {one.number: one for one in found}
        first = [self.hit(replace(given.get(n, Found(n)), score=1.0), "number") for n in named]
        rest = [self.hit(one) for one in found if one.number not in named]
        question = read_question(query, asked, mentions, self.lexicon)
        known = max((one.score for one in found), default=0.0)
        return Context(
            question=question,
            notice=self.notice,
            hits=(*first, *rest),
            memory=memory or Memory(),
            lexicon=self.lexicon,
            calibration=self.calibration,
            known=known,
            foreign=foreign,
            own=SURE_GATE if foreign < 0.5 else -SURE_GATE,
        )
