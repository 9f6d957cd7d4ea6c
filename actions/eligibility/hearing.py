"""One message → what it says for the interview: facts of any field, corrections, and wishes (跳过, 直接出结果 …). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from actions.eligibility.profile import Names
from index.interview_data import FieldName, InterviewData
from index.mentions import Linker, Mentions

_MARKS = re.compile(r"[\s,，。.!！?？~～、;；:：“”\"'…]+")
_TRAILING = re.compile(r"(?:吧|啊|呀|哦|哈|嘛|了|啦|的|呢|哟|噻)+$")
_BETWEEN = r"(?:任何|什么|啥|做|搞|想要|要|进入?|进到|列入|纳入|入|拿到|取得|获得|评上|(?:被|通过)?认定(?:为|成)?)?"
"""May stand between 没有 and what is not there (没有被认定为…)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message says. `asks`: it is a question of its own, not an answer."""

    areas: Names = ()
    outside: Names = ()
    values: Mapping[FieldName, Names] = field(default_factory=dict)
    denied: Mapping[FieldName, Names] = field(default_factory=dict)
    none: bool = False
    skip: bool = False
    stop: bool = False
    show: bool = False
    restart: bool = False
    start: bool = False
    correct: bool = False
    revise: bool = False
    asks: bool = False

    @property
    def has_facts(self) -> bool:
        return bool(self.areas or self.outside or any(self.values.values()) or any(self.denied.values()))


@dataclass(frozen=True, slots=True)
class _Span:
    """A word of a value at text[start:end]."""

    start: int
    end: int
    field: FieldName | None
    value: str

    def inside(self, other: _Span) -> bool:
        return other.start <= self.start and self.end <= other.end and self.end - self.start < other.end - other.start


class Ear:
    """Reads messages with one set of words. Build once, use often."""

    def __init__(self, data: InterviewData) -> None:
        self._data = data

    def hear(self, text: str, mentions: Mentions, pending: FieldName | None) -> Heard:
        """`text` is normalised; `pending` is the field that was asked about last."""
        spans = self._spans(_without_places(text, mentions), pending)
        denied = self._grouped(span for span in spans if self._is_denied(text, span))
        values = self._grouped(span for span in spans if not self._is_denied(text, span))
        heard = Heard(
            areas=self._areas(text, mentions),
            outside=() if mentions.areas else mentions.outside,
            values=values,
            denied={name: tuple(v for v in names if v not in values.get(name, ())) for name, names in denied.items()},
            none=self._is_whole("none", text),
            skip=self._has("skip", text),
            stop=self._has("stop", text),
            show=self._has("show", text),
            restart=self._has("restart", text),
            start=self.wants_interview(text),
            correct=self._has("correct", text),
            revise=self._has("revise", text),
        )
        return replace(heard, asks=self._asks(text, heard, mentions))

    def wants_interview(self, text: str) -> bool:
        """条件匹配; or a wish (帮我看看) together with 能享受哪些."""
        return self._has("start", text) or (self._has("wish", text) and self._has("which", text))

    def accepts(self, text: str) -> bool:
        """Whether the whole message only says yes, or yes and that the interview is wanted."""
        return self._is_whole("accept", text)

    def _has(self, cue: str, text: str) -> bool:
        return self._data.has_cue(cue, text)

    def _is_whole(self, cue: str, text: str) -> bool:
        bare = _MARKS.sub("", text)
        return bool(bare) and bool({bare, _TRAILING.sub("", bare)} & set(self._data.cues[cue]))

    def _areas(self, text: str, mentions: Mentions) -> Names:
        """不是江津是荣昌: an area that is denied beside another one is not meant."""
        said = [(area, word) for area in mentions.areas for word in mentions.said if word in area or area in word]
        refused = {area for area, word in said if self._negated(text, text.find(word))}
        left = tuple(area for area in mentions.areas if area not in refused)
        return left

    def _asks(self, text: str, heard: Heard, mentions: Mentions) -> bool:
        rest = text
        for cue in ("skip", "show", "eligible", "stop", "restart", "start"):
            rest = self._phrases[cue].sub(" ", rest)
        if mentions.measures or mentions.chapters or self._has("asks", rest):
            return True
        answers = heard.has_facts or heard.none or heard.start
        return not answers and self._has("asks_weak", rest)

    @cached_property
    def _phrases(self) -> Mapping[str, re.Pattern[str]]:
        cues = self._data.cues
        return {cue: _any_of(cues[cue]) for cue in cues}

    @cached_property
    def _negation(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_any_of(self._data.cues['negation']).pattern}){_BETWEEN}$")

    def _negated(self, text: str, start: int) -> bool:
        return start >= 0 and self._negation.search(text[:start]) is not None

    def _is_denied(self, text: str, span: _Span) -> bool:
        return self._negated(text, span.start)

    def _grouped(self, spans: Iterable[_Span]) -> dict[FieldName, Names]:
        found: dict[FieldName, list[str]] = {}
        for span in spans:
            if span.field is not None and span.value not in found.setdefault(span.field, []):
                found[span.field].append(span.value)
        return {name: tuple(values) for name, values in found.items()}

    def _spans(self, text: str, pending: FieldName | None) -> list[_Span]:
        """The words of values in `text`, in order; a word within a longer one is part of that one."""
        every = sorted(self._found(text, pending), key=lambda span: (span.start, -span.end))
        return [span for span in every if span.field and not any(span.inside(other) for other in every)]

    def _found(self, text: str, pending: FieldName | None) -> Iterator[_Span]:
        tables = [self._words, self._answers.get(pending, {})] if pending else [self._words]
        for word in self._data.ignored:
            yield from (_Span(start, start + len(word), None, "") for start in _places(word, text))
        for table in tables:
            for word, meanings in table.items():
                for start in _places(word, text):
                    yield from (_Span(start, start + len(word), name, value) for name, value in meanings)

    @cached_property
    def _words(self) -> dict[str, list[tuple[FieldName, str]]]:
        table: dict[str, list[tuple[FieldName, str]]] = {}
        for (name, value), entry in self._data.values.items():
            for word in entry.words:
                table.setdefault(word, []).append((name, value))
        return table

    @cached_property
    def _answers(self) -> dict[FieldName | None, dict[str, list[tuple[FieldName, str]]]]:
        table: dict[FieldName | None, dict[str, list[tuple[FieldName, str]]]] = {}
        for (name, value), entry in self._data.values.items():
            for word in entry.answers:
                table.setdefault(name, {}).setdefault(word, []).append((name, value))
        return table


def named_in(linker: Linker, text: str) -> Mentions:
    """What a message names. 江津的高校: in an ordinary question they come from there, here the caller is there."""
    found = linker.link(text)
    if found.areas or found.outside:
        return found
    names = [
        name
        for name in linker.area_names.values()
        if name.printed and (text.startswith(name.said) or f"{name.said}的" in text)
    ]
    areas = tuple(dict.fromkeys(name.printed for name in names if name.printed))
    return replace(found, areas=areas, said=(*found.said, *(name.said for name in names)))


def _places(word: str, text: str) -> Iterator[int]:
    """Where a word begins; quicker than a pattern for each of many words."""
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _without_places(text: str, mentions: Mentions) -> str:
    """Names of places and bodies blanked, so that 重庆高新区 is no 高新企业; positions stay."""
    for word in sorted(mentions.said, key=len, reverse=True):
        text = text.replace(word, " " * len(word))
    return text
