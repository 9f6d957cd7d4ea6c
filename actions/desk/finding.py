"""What an operator typed → measures, best first: by number, by the name of a unit, by pinyin, else by the index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from actions.answer import Kind
from actions.desk.vocabulary import LETTERS, Entry, Ref, Vocabulary, measures_of_unit
from actions.parts import kind_of_clause
from actions.question import core_of, is_topic
from index.hits import Filters, Hit
from index.keywords import tokens
from index.notice import Measure, Notice
from index.query import checked_query, normalise_query
from index.search import MAX_LIMIT, Searcher
from index.text import chinese_number

# 17, 第17条, 十七条
NUMBER = re.compile(r"第?\s*(?P<number>[0-9]{1,3}|[一二三四五六七八九十百]{1,5})\s*条?")
_LETTER_RUN = re.compile(r"(?<![0-9a-z])[a-z]{2,24}(?![0-9a-z])")
ASKED_KINDS = {Kind.FUNDING, Kind.CONTACT, Kind.ELIGIBILITY, Kind.PROCEDURE}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Limits of a look-up; `money`: only measures that name a sum."""

    filters: Filters = field(default_factory=Filters)
    money: bool = False
    limit: int = 8

    def admits(self, notice: Notice, measure: Measure) -> bool:
        return self.filters.admits(notice, measure) and (bool(measure.amounts) or not self.money)


@dataclass(frozen=True, slots=True)
class Match:
    """A measure that fits. `score` in [0, 1], 1 where something was named; `quote` is what to show of it."""

    notice: Notice
    measure: Measure
    score: float
    matched_by: str
    """number | chapter | unit | pinyin | question | text | filter."""
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """`query` is the text as understood, `words` what to mark in what is shown, `kind` what the words ask for."""

    query: str
    status: str
    """found | weak | none, as the look-up API has it."""
    matches: tuple[Match, ...]
    words: tuple[str, ...] = ()
    kind: Kind | None = None
    entries: tuple[Entry, ...] = ()
    """What letters may stand for."""
    total: int = 0
    """How many fit, of which `matches` are the first; 0 where the index ranked all of them."""


class Finder:
    """Looks up in one index. Build once; safe to share."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.vocabulary = Vocabulary(searcher)
        self._by_ref = {(notice.key, m.number): (notice, m) for notice in searcher.notices for m in notice.measures}

    def find(self, raw: str, wanted: Wanted) -> Found:
        """Raises QueryError for what is too long or nothing but signs; an empty text lists what the limits admit."""
        query = normalise_query(raw)
        if not query:
            return self._listed("", "filter", self._by_ref, wanted)
        number = NUMBER.fullmatch(query)
        if number:
            return self._numbered(query, chinese_number(number["number"]), wanted)
        if LETTERS.fullmatch(query):
            entries = self.vocabulary.spelt(query)
            if entries:
                return self._spelt(query, entries, wanted)
        query = _LETTER_RUN.sub(lambda run: self._meant(run.group()), checked_query(raw))
        return self._named(query, wanted) or self._searched(query, wanted)

    def _meant(self, letters: str) -> str:
        """rcgy 找谁: the one word that letters among other words stand for."""
        entries = [entry for entry in self.vocabulary.spelt(letters) if entry.rank(letters)[:1] == (0,)]  # type: ignore[index]
        return entries[0].text if entries else letters

    def _numbered(self, query: str, number: int | None, wanted: Wanted) -> Found:
        refs = [ref for ref in self._by_ref if ref[1] == number]
        return self._listed(query, "number", refs, wanted)

    def _spelt(self, query: str, entries: tuple[Entry, ...], wanted: Wanted) -> Found:
        refs = dict.fromkeys(ref for entry in entries for ref in entry.measures)
        return self._listed(query, "pinyin", refs, wanted, tuple(entry.text for entry in entries), entries)

    def _named(self, query: str, wanted: Wanted) -> Found | None:
        """The measures named (最后一条), else those of the chapters or of the units named, where nothing else is."""
        by: dict[str, dict[Ref, None]] = {"number": {}, "chapter": {}, "unit": {}}
        names: list[str] = []
        for notice in self._searcher.notices:
            mentions = self._searcher.linkers[notice.key].link(query, short_units=True)
            if is_topic(core_of(query, mentions, self._searcher.lexicon)):
                continue
            names += [*mentions.units, *mentions.said] if mentions.units else []
            by["unit"] |= dict.fromkeys(ref for unit in mentions.units for ref in measures_of_unit(notice, unit))
            for measure in notice.measures:
                ref = (notice.key, measure.number)
                by["number"] |= {ref: None} if measure.number in mentions.measures else {}
                by["chapter"] |= {ref: None} if measure.chapter_number in mentions.chapters else {}
        kind, refs = next(((kind, refs) for kind, refs in by.items() if refs), ("", {}))
        return self._listed(query, kind, refs, wanted, tuple(dict.fromkeys(names))) if refs else None

    def _listed(
        self,
        query: str,
        matched_by: str,
        refs: Iterable[Ref],
        wanted: Wanted,
        words: tuple[str, ...] = (),
        entries: tuple[Entry, ...] = (),
    ) -> Found:
        """These measures in this order, as far as the limits admit them."""
        admitted = [pair for pair in (self._by_ref[ref] for ref in refs) if wanted.admits(*pair)]
        matches = tuple(Match(n, m, 1.0, matched_by, _quote_of(m, words)) for n, m in admitted[: wanted.limit])
        status = "found" if matches else "none"
        return Found(query, status, matches, words, self.kind_of(query), entries, len(admitted))

    def _searched(self, query: str, wanted: Wanted) -> Found:
        result = self._searcher.rank(query, wanted.filters)
        admitted = [hit for hit in result.hits if wanted.admits(hit.notice, hit.measure)]
        if result.status != "found":
            admitted = _literal_first(result.query, admitted)
        literal = bool(admitted) and result.query in admitted[0].measure.text
        status = "found" if literal else result.status if admitted else "none"
        matches = tuple(_match(hit) for hit in admitted[: wanted.limit])
        terms = self._searcher.lexicon.official_terms(result.query)
        marked = (result.query, *terms, *(token for token in tokens(result.query) if len(token) > 1))
        return Found(result.query, status, matches, tuple(dict.fromkeys(marked)), self.kind_of(result.query))

    def kind_of(self, query: str) -> Kind | None:
        """What the words ask for, where they say so (找谁, 多少钱, 电话 …)."""
        kind = kind_of_clause(query, self._searcher.lexicon)
        return kind if kind in ASKED_KINDS else None

    def measure(self, notice: str, number: int) -> tuple[Notice, Measure] | None:
        """A measure by the key of its notice ("": the first that has one of this number)."""
        keys = [notice] if notice else [one.key for one in self._searcher.notices]
        return next((self._by_ref[key, number] for key in keys if (key, number) in self._by_ref), None)


def limit_of(raw: str) -> int | None:
    """1 to 20; None for anything else."""
    return int(raw) if re.fullmatch(r"[0-9]{1,2}", raw) and 1 <= int(raw) <= MAX_LIMIT else None


def _match(hit: Hit) -> Match:
    quote = hit.sentences[0][0].text if hit.sentences else hit.measure.text
    return Match(hit.notice, hit.measure, hit.score, hit.matched_by, quote)


def _literal_first(query: str, hits: Sequence[Hit]) -> list[Hit]:
    """A word half typed means little to the index; what holds it letter by letter comes first then."""
    return sorted(hits, key=lambda hit: query not in hit.measure.text)


def _quote_of(measure: Measure, words: Sequence[str]) -> str:
    """The first sentence with one of the words, else the first."""
    for word in words:
        for sentence in measure.sentences:
            if word in sentence.text:
                return sentence.text
    return measure.sentences[0].text if measure.sentences else measure.text
