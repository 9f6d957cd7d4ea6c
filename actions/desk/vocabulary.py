"""Everything that can be found by the first letters of its pinyin: headings, units and their everyday names, terms, words.

Built once from notices and lexicon; nothing of it is written down a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from index.initials import initials_of, pinyin_of
from index.keywords import is_word, words
from index.notice import Measure, Notice
from index.search import Searcher

Ref = tuple[str, int]
"""A notice's key and the number of a measure in it."""

LETTERS = re.compile(r"[a-z]{2,24}")
SHORTEST_PINYIN = 3
"""Fewer letters of spelt-out pinyin begin too many words."""
MOST = 8
LONGEST = 12
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")


class Source(IntEnum):
    """Where an entry comes from; what comes first is offered first."""

    HEADING = 0
    UNIT = 1
    TERM = 2
    WORD = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and the measures that it leads to (never none); `said` is the everyday name where it is another."""

    text: str
    source: Source
    initials: frozenset[str]
    pinyin: str
    measures: tuple[Ref, ...]

    def rank(self, letters: str) -> tuple[int, int, int] | None:
        """How well the letters fit, best first; None: not at all."""
        if letters in self.initials or letters == self.pinyin:
            fit = 0
        elif any(one.startswith(letters) for one in self.initials):
            fit = 1
        elif len(letters) >= SHORTEST_PINYIN and self.pinyin.startswith(letters):
            fit = 2
        else:
            return None
        return fit, self.source, len(self.text)


class Vocabulary:
    """Built once; `spelt` takes about a millisecond."""

    def __init__(self, searcher: Searcher) -> None:
        self.entries = tuple(_merged(_found(searcher)))

    def spelt(self, letters: str) -> tuple[Entry, ...]:
        """What these letters may stand for, best first; only exact fits where there are any."""
        ranked = [(rank, entry) for entry in self.entries if (rank := entry.rank(letters)) is not None]
        ranked.sort(key=lambda pair: pair[0])
        exact = [entry for rank, entry in ranked if rank[0] == 0]
        return tuple(exact or [entry for _, entry in ranked])[:MOST]


def _found(searcher: Searcher) -> Iterator[tuple[str, Source, tuple[Ref, ...]]]:
    for notice in searcher.notices:
        for measure in notice.measures:
            yield measure.heading, Source.HEADING, ((notice.key, measure.number),)
        for unit in searcher.linkers[notice.key].units:
            for said in (unit, *aliases_of(searcher, notice, unit)):
                yield said, Source.UNIT, measures_of_unit(notice, unit)
        for entry in searcher.lexicon.synonyms:
            yield entry.term, Source.TERM, measures_with(notice, entry.term)
        for word in dict.fromkeys(word for measure in notice.measures for word in _words_of(measure)):
            yield word, Source.WORD, measures_with(notice, word)


def _words_of(measure: Measure) -> Iterator[str]:
    """Words of its text, those within them too (土地 in 土地供给), and each two that follow each other (人才 公寓)."""
    for run in _HAN.findall(measure.text):
        yield from (part for size in (2, 3, 4) for part in _stretches(run, size) if is_word(part))
        parts = words(run)
        yield from (part for part in parts if len(part) > 1)
        yield from (one + other for one, other in pairwise(parts) if 2 < len(one + other) <= LONGEST)


def _stretches(run: str, size: int) -> Iterator[str]:
    return (run[place : place + size] for place in range(len(run) - size + 1))


def _merged(found: Iterable[tuple[str, Source, tuple[Ref, ...]]]) -> Iterator[Entry]:
    """Each word once, of its best source, with the measures of all notices."""
    sources: dict[str, Source] = {}
    measures: dict[str, dict[Ref, None]] = {}
    for text, source, refs in found:
        if not refs:
            continue
        sources[text] = min(source, sources.get(text, source))
        measures.setdefault(text, {}).update(dict.fromkeys(refs))
    for text, source in sources.items():
        yield Entry(text, source, initials_of(text), pinyin_of(text), tuple(measures[text]))


def aliases_of(searcher: Searcher, notice: Notice, unit: str) -> tuple[str, ...]:
    """What callers call a unit, in the lexicon's words; nothing that means another unit of the notice."""
    names = searcher.linkers[notice.key].short_names
    said = (word for group in searcher.lexicon.units for word in (*group.aliases, *group.short))
    return tuple(dict.fromkeys(word for word in said if word != unit and word in names and names[word].printed == unit))


def measures_of_unit(notice: Notice, unit: str) -> tuple[Ref, ...]:
    """The measures that a unit, as printed, is responsible for."""
    return tuple((notice.key, measure.number) for measure in notice.measures if unit in measure.units)


def measures_with(notice: Notice, words: str) -> tuple[Ref, ...]:
    """The measures whose text holds the words: first those that hold them oftenest."""
    counts = [(measure.text.count(words), measure.number) for measure in notice.measures]
    return tuple(
        (notice.key, number) for count, number in sorted(counts, key=lambda pair: (-pair[0], pair[1])) if count
    )
