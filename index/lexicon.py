"""The reviewed knowledge under data/lexicon: synonyms, unit names, regions, topics, aspects, cues. Bad rows are refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from index.errors import DataError
from index.tables import Words, words_of


@dataclass(frozen=True, slots=True)
class Synonym:
    """Everyday `words` for one official `term`."""

    term: str
    words: Words


@dataclass(frozen=True, slots=True)
class UnitNames:
    """A government body: a printed name holding one of `core` is meant; `aliases` are what callers say.

    `short` names (国土, 财政) are also everyday words and mean the body only where units are asked for.
    """

    core: Words
    aliases: Words
    short: Words = ()


@dataclass(frozen=True, slots=True)
class AreaNames:
    """An area of a notice: a printed area name holding `area` is meant."""

    area: str
    aliases: Words


@dataclass(frozen=True, slots=True)
class Topic:
    """Everyday `words` for a chapter whose heading holds `chapter`."""

    chapter: str
    words: Words


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something callers ask that notices rarely state (联系电话, 申报材料 …) and how they ask for it."""

    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Detail:
    """A sort of fact (具体时间, 原因 …), how callers ask for it, and what a clause that states it looks like."""

    name: str
    words: Words
    stated: tuple[re.Pattern[str], ...]
    asked: tuple[re.Pattern[str], ...] = ()

    def asked_in(self, text: str) -> int:
        """Characters of the longest wording found that asks for it; 0 where none does."""
        patterns = (len(match.group()) for pattern in self.asked for match in [pattern.search(text)] if match)
        return max([*(len(found_in(word, text)) for word in self.words), *patterns], default=0)

    def without_question(self, text: str) -> str:
        """`text` without the wording that asks for it."""
        for word in self.words:
            text = text.replace(found_in(word, text) or "\0", "")
        for pattern in self.asked:
            text = pattern.sub("", text)
        return text

    def is_stated(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.stated)


@dataclass(frozen=True, slots=True)
class Lexicon:
    synonyms: tuple[Synonym, ...]
    units: tuple[UnitNames, ...]
    areas: tuple[AreaNames, ...]
    topics: tuple[Topic, ...]
    aspects: tuple[Aspect, ...]
    details: tuple[Detail, ...]
    outside: Words
    """Well-known places that are in no administrative table."""
    ambiguous: Words
    """Short place names that are also common words: they count only with 市/区/县."""
    inside_phrases: Words
    """Words that hold a foreign place name but speak of the notice's own subject."""
    cues: Mapping[str, Words]

    def official_terms(self, text: str) -> Words:
        """Official terms whose everyday words stand in `text`, each once, in file order."""
        return tuple(entry.term for entry in self.synonyms if any(word in text for word in entry.words))

    def official_terms_covering(self, text: str, share: float) -> Words:
        """Official terms one of whose everyday words makes up at least `share` of `text`."""
        return tuple(
            entry.term for entry in self.synonyms if any(w in text and len(w) >= share * len(text) for w in entry.words)
        )

    def aspect_of(self, text: str) -> Aspect | None:
        """The aspect with the longest phrase found in `text`."""
        found = [(len(word), aspect) for aspect in self.aspects for word in aspect.words if found_in(word, text)]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def aspect_words(self, name: str) -> Words:
        return next((aspect.words for aspect in self.aspects if aspect.name == name), ())

    def detail_of(self, text: str) -> Detail | None:
        """The detail with the longest wording found in `text`."""
        found = [(length, detail) for detail in self.details if (length := detail.asked_in(text))]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def has_cue(self, name: str, text: str) -> bool:
        return any(found_in(word, text) for word in self.cues[name])


GAP = "…"
"""In a word of the lexicon: up to five characters of the same clause may stand here (拿…钱)."""
_GAP_PATTERN = "[^,。;!?，；！？]{0,5}?"


def found_in(word: str, text: str) -> str:
    """The first place where a word of the lexicon stands, as written there; "" where it does not.

    12345 is a hotline, but not in the middle of somebody's telephone number.
    """
    if GAP not in word and not word.isdecimal():
        return word if word in text else ""
    match = _pattern_of(word).search(text)
    return match.group() if match else ""


@cache
def _pattern_of(word: str) -> re.Pattern[str]:
    if word.isdecimal():
        return re.compile(rf"(?<!\d){word}(?!\d)")
    return re.compile(_GAP_PATTERN.join(map(re.escape, word.split(GAP))))


def load_lexicon(folder: Path) -> Lexicon:
    """Read and validate data/lexicon; raises DataError naming file, row and what to do."""
    regions = _read(folder / "regions.yml")
    region_file = folder / "regions.yml"
    return Lexicon(
        synonyms=tuple(
            Synonym(_text(row, "term", at), _words(row, "words", at)) for row, at in _rows(folder / "synonyms.yml")
        ),
        units=tuple(
            UnitNames(
                _words(row, "core", at),
                _words(row, "aliases", at, empty=True),
                _words(row, "short", at) if "short" in row else (),
            )
            for row, at in _rows(folder / "units.yml")
        ),
        areas=tuple(
            AreaNames(_text(row, "area", at), _words(row, "aliases", at))
            for row, at in _entries(regions, "areas", region_file)
        ),
        topics=tuple(
            Topic(_text(row, "chapter", at), _words(row, "words", at)) for row, at in _rows(folder / "topics.yml")
        ),
        aspects=tuple(
            Aspect(_text(row, "name", at), _words(row, "words", at)) for row, at in _rows(folder / "aspects.yml")
        ),
        details=tuple(
            Detail(
                _text(row, "name", at),
                _words(row, "words", at, empty="asked" in row),
                _patterns(row, "stated", at),
                _patterns(row, "asked", at) if "asked" in row else (),
            )
            for row, at in _rows(folder / "details.yml")
        ),
        outside=_words(regions, "outside", region_file.name),
        ambiguous=_words(regions, "ambiguous", region_file.name),
        inside_phrases=_words(regions, "inside_phrases", region_file.name),
        cues=_cues(folder / "cues.yml"),
    )


def _cues(path: Path) -> Mapping[str, Words]:
    table = _read(path)
    return {str(name): _words(table, str(name), path.name) for name in table}


def _read(path: Path) -> dict[str, Any]:
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path.name} cannot be read ({error}): restore it under data/lexicon") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path.name} is no valid YAML: {error}") from error
    if not isinstance(table, dict):
        raise DataError(f"{path.name}: the file must be a table of lists, found {type(table).__name__}")
    return table


def _rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    return _entries(_read(path), path.stem, path)


def _entries(table: dict[str, Any], key: str, path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    rows = table.get(key)
    if not isinstance(rows, list) or not rows:
        raise DataError(f"{path.name}: `{key}` must be a list with at least one row")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise DataError(f"{path.name}, row {number}: must be a table, found {row!r}")
        yield row, f"{path.name}, row {number}"


def _text(row: dict[str, Any], key: str, at: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{at}: `{key}` must be a word, found {value!r}")
    return value.strip()


def _patterns(row: dict[str, Any], key: str, at: str) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(pattern) for pattern in _words(row, key, at))
    except re.error as error:
        raise DataError(f"{at}: `{key}` holds no regular expression ({error}): correct it") from error


def _words(row: dict[str, Any], key: str, at: str, empty: bool = False) -> Words:
    """Like `words_of`; where `empty` is allowed, it has to be written ([])."""
    return () if empty and row.get(key) == [] else words_of(row, key, at)
