"""The linkers of a library's notices, each made when it is first needed, and what a question names in each notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.lexicon import Lexicon
from index.mentions import Linker, Mentions
from index.notice import Notice
from index.numbered import FROM_END_PATTERN, measures_said


class Linkers(Mapping[str, Linker]):
    """A linker per notice key, in the notices' order. Two threads may make the same one at once, which is harmless."""

    def __init__(self, lexicon: Lexicon, notices: Sequence[Notice]) -> None:
        self._lexicon = lexicon
        self._notices = {notice.key: notice for notice in notices}
        self._made: dict[str, Linker] = {}

    def __getitem__(self, key: str) -> Linker:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = Linker(self._lexicon, self._notices[key])
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._notices)

    def __len__(self) -> int:
        return len(self._notices)

    def measures_in(self, query: str, keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """Numbers of the measures named in a query, per notice; only those from the end differ between notices."""
        if re.search(FROM_END_PATTERN, query):
            return {key: self[key].measures_in(query) for key in keys}
        return dict.fromkeys(keys, measures_said(query))

    def spelt_names(self) -> Iterator[str]:
        """All names of bodies and of the notices' own areas and home places, each once."""
        yield from dict.fromkeys(name for linker in self.values() for name in (*linker.unit_names, *linker.home_names))


class Named(Mapping[str, Mentions]):
    """What a question names, per notice key. Of a large library it goes over the notices in question; any other can be asked."""

    def __init__(self, query: str, linkers: Mapping[str, Linker], keys: Sequence[str]) -> None:
        self._query = query
        self._linkers = linkers
        self._keys = keys
        self._linked: dict[str, Mentions] = {}

    def __getitem__(self, key: str) -> Mentions:
        linked = self._linked.get(key)
        if linked is None:
            linked = self._linked[key] = self._linkers[key].link(self._query)
        return linked

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
