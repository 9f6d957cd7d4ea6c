"""A library of any size for `make bench-scale`: invented notices, put together by a seeded generator, and their vectors.

Words come from the notices of data/ and tests/fixtures (their clauses) and from a table; no two measures share a
text. To embed half a million texts would take hours, so only parts are embedded: the vector of a text is the mixture of
the real vectors of its parts, plus a direction of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from index.encoder import Vectors
from index.notice import Amount, Chapter, Measure, Notice, Segment, Sentence, Span
from index.passages import Passage, PassageKind, searchable
from index.places import places

PER_NOTICE, PER_CHAPTER = 20, 4
OWN_DIRECTION, SPREAD = 0.15, 2.0
"""Length of a text's own direction, and how far its mixture is drawn away from the mean of all (mixing draws it near).
Chosen so that cosines between texts, and to the nearest text, are those of really embedded texts: see the bench's output."""
BLOCK = 20_000

_WORDS = yaml.safe_load((Path(__file__).parent.parent / "fixtures" / "scale" / "words.yml").read_text(encoding="utf-8"))
INDUSTRIES, OBJECTS, RECIPIENTS, DEEDS, ASKED, UNITS, HEADINGS = (
    tuple(_WORDS[name]) for name in ("industries", "objects", "recipients", "deeds", "asked", "units", "headings")
)


@dataclass(frozen=True, slots=True)
class Text:
    """One passage's words and the parts (places in `Library.parts`) that they are put together from."""

    passage: Passage
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """Notices of `measures` invented measures in all; `texts` are their passages, measures in order."""

    notices: tuple[Notice, ...]
    texts: tuple[Text, ...]
    parts: tuple[str, ...]


class _Generator:
    def __init__(self, clauses: Sequence[str], seed: int) -> None:
        self._random = random.Random(seed)
        self._clauses = tuple(clauses)
        self.parts = (*INDUSTRIES, *OBJECTS, *RECIPIENTS, *DEEDS, *self._clauses)
        self._places_of_parts = {part: i for i, part in enumerate(self.parts)}
        self._cities = [place for place in places() if place.code.endswith("00")]
        self._seen: set[str] = set()

    def _part(self, *words: str) -> tuple[int, ...]:
        return tuple(self._places_of_parts[word] for word in words)

    def sentence(self, industry: str, goods: str) -> tuple[str, tuple[int, ...], str | None]:
        """A sentence, its parts, and the sum in it, if any; one that was not made before."""
        pick = self._random.choice
        while True:
            who, deed, clause = pick(RECIPIENTS), pick(DEEDS), pick(self._clauses)
            money = f"{self._random.randrange(5, 5000, 5)} 万元" if self._random.random() < 0.4 else None
            bound = f"，最高不超过 {money}" if money else ""
            text = pick(
                (
                    f"对{who}{industry}企业{goods}项目，{deed}{bound}，{clause}。",
                    f"{clause}，面向{industry}领域{who}单位，对{goods}{deed}{bound}。",
                    f"{who}{industry}主体开展{goods}的，{clause}，{deed}{bound}。",
                )
            )
            if text not in self._seen:
                self._seen.add(text)
                return text, self._part(who, industry, goods, deed, clause), money

    def question(self, industry: str, goods: str) -> tuple[str, tuple[int, ...]]:
        who, deed = self._random.choice(RECIPIENTS), self._random.choice(DEEDS)
        text = self._random.choice(ASKED).format(i=industry, o=goods, r=who, d=deed)
        return text, self._part(industry, goods, *([who] if who in text else []), *([deed] if deed in text else []))

    def notice(self, number: int, measures: int) -> tuple[Notice, list[Text]]:
        city = self._random.choice(self._cities)
        subject = self._random.choice(INDUSTRIES)
        key = f"{city.short}府规〔{2015 + number % 10}〕{number}号"
        title = f"{city.name}支持{subject}等产业高质量发展若干措施"
        built = _Text(f"{title}\n")
        made: list[Measure] = []
        texts: list[Text] = []
        for n in range(1, measures + 1):
            measure, own = self._measure(built, key, n)
            made.append(measure)
            texts += own
        chapters = tuple(
            Chapter(c // PER_CHAPTER + 1, f"第{c // PER_CHAPTER + 1}章 ", HEADINGS[c // PER_CHAPTER % len(HEADINGS)],
                    made[c].span, tuple(made[c : c + PER_CHAPTER]))
            for c in range(0, measures, PER_CHAPTER)
        )  # fmt: skip
        areas = tuple(
            place.name for place in places() if place.is_county and place.within(city) and place.code[-1] < "4"
        )
        has_areas = self._random.random() < 0.3
        notice = Notice(
            key, title, date(2015 + number % 10, 3, 1), None, None, (f"{city.name}人民政府",), (),
            areas[:5] if has_areas else (), None, None, None, built.text, chapters,
            (Segment("measure", (0, len(built.text))),), "",
        )  # fmt: skip
        return notice, texts

    def _measure(self, built: _Text, key: str, number: int) -> tuple[Measure, list[Text]]:
        industry, goods = self._random.choice(INDUSTRIES), self._random.choice(OBJECTS)
        heading = f"支持{industry}{goods}"
        start = built.length
        built.add(f"第{number}条 {heading}。")
        sentences, told, amounts = [], [], []
        for _ in range(self._random.choice((2, 2, 3))):
            text, parts, money = self.sentence(industry, goods)
            span = built.add(text)
            sentences.append(Sentence(text, span))
            told.append(parts)
            if money:
                at = span[0] + text.index(money)
                value = 10_000 * int(money.split()[0])
                amounts.append(Amount(value, "元", money, (at, at + len(money)), "最高不超过", None, goods))
        units = tuple(self._random.sample(UNITS, self._random.choice((1, 2, 2, 3))))
        bracket = built.add(f"（责任单位：{'、'.join(units)}）\n")
        span = (start, built.length)
        measure = Measure(
            number, heading, built.slice(span), span, (number - 1) // PER_CHAPTER + 1, tuple(sentences), units, bracket,
            tuple(amounts), (),
        )  # fmt: skip
        whole = self._part(industry, goods) + tuple(part for parts in told for part in parts)
        texts = [Text(Passage(key, number, PassageKind.MEASURE, searchable(measure), span), whole)]
        texts += [
            Text(Passage(key, number, PassageKind.SENTENCE, sentence.text, sentence.span), parts)
            for sentence, parts in zip(sentences, told, strict=True)
        ]
        for _ in range(self._random.choice((0, 1, 1, 2))):
            asked, parts = self.question(industry, goods)
            texts.append(Text(Passage(key, number, PassageKind.QUESTION, asked, None), parts))
        return measure, texts


class _Text:
    """A text that grows and tells where each piece lies."""

    def __init__(self, start: str) -> None:
        self._pieces = [start]
        self.length = len(start)

    def add(self, piece: str) -> Span:
        start = self.length
        self._pieces.append(piece)
        self.length += len(piece)
        return start, self.length

    def slice(self, span: Span) -> str:
        return self.text[span[0] : span[1]]

    @property
    def text(self) -> str:
        return "".join(self._pieces)


_MARK = re.compile(r"[，；。：、（）\s]+")


def clauses_of(notices: Iterable[Notice]) -> list[str]:
    """Clauses of 6 to 24 characters of the notices' sentences, each once, in order."""
    found = (
        clause
        for notice in notices
        for measure in notice.measures
        for sentence in measure.sentences
        for clause in _MARK.split(sentence.text)
    )
    return [clause for clause in dict.fromkeys(found) if 6 <= len(clause) <= 24 and not re.search(r"[\d〔《]", clause)]


def generate(measures: int, clauses: Sequence[str], seed: int = 8) -> Library:
    """`measures` invented measures in notices of PER_NOTICE; the same for the same arguments."""
    generator = _Generator(clauses, seed)
    notices: list[Notice] = []
    texts: list[Text] = []
    for number, first in enumerate(range(0, measures, PER_NOTICE), 1):
        notice, own = generator.notice(number, min(PER_NOTICE, measures - first))
        notices.append(notice)
        texts += own
    return Library(tuple(notices), tuple(texts), generator.parts)


def invented_questions(count: int, clauses: Sequence[str], seed: int = 88) -> list[str]:
    """Questions of the same words, for asking."""
    generator = _Generator(clauses, seed)
    pick = random.Random(seed)
    return [generator.question(pick.choice(INDUSTRIES), pick.choice(OBJECTS))[0] for _ in range(count)]


def mixed_vectors(
    parts: Sequence[tuple[int, ...]],
    of_parts: Vectors,
    seed: int = 8,
    own: float = OWN_DIRECTION,
    spread: float = SPREAD,
) -> Vectors:
    """Unit vectors [n, d] of texts from the vectors [p, d] of their parts."""
    rng = np.random.default_rng(seed)
    mean = _unit(of_parts.mean(axis=0, keepdims=True))
    mixed = np.empty((len(parts), of_parts.shape[1]), dtype=np.float32)
    for first, block in _blocks(parts):
        lengths = np.array([len(one) for one in block])
        flat: NDArray[np.int64] = np.fromiter((p for one in block for p in one), np.int64, int(lengths.sum()))
        weights = rng.uniform(0.5, 1.5, len(flat)).astype(np.float32)[:, None]
        sums = np.add.reduceat(of_parts[flat] * weights, np.r_[0, lengths.cumsum()[:-1]])
        noise = rng.standard_normal((len(block), of_parts.shape[1]), dtype=np.float32)
        apart = _unit(sums) - mean
        mixed[first : first + len(block)] = _unit(mean + spread * apart + own * _unit(noise))
    return _unit(mixed)


def _blocks(parts: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, Sequence[tuple[int, ...]]]]:
    for first in range(0, len(parts), BLOCK):
        yield first, parts[first : first + BLOCK]


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
