"""Wrong characters of the same sound: 高端严发机够 → 高端研发机构, 开洲 → 开州. Known words decide; nothing else is touched.

Sounds are compared without tones, and without what southern speakers do not tell apart (zh/z, ang/an, n/l).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from index.keywords import is_word
from index.keywords import words as words_of

LONGEST = 10
SURE = 3
"""Longer words of one sound are hardly ever met by chance."""
NEEDED_EDGES = {2: 2, 3: 1}
"""How many ends of a short slip must lie between words that jieba finds."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_FOLDS = ((re.compile("^([zcs])h"), r"\1"), (re.compile("(?<=[aei])ng$"), "n"), (re.compile("^n(?=[a-z])"), "l"))

Sound = tuple[str, ...]


@cache
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin  # loads its tables, 40 ms

    sound = str(lazy_pinyin(character)[0])
    for pattern, folded in _FOLDS:
        sound = pattern.sub(folded, sound)
    return sound


def sound_of(text: str) -> Sound:
    """One folded syllable a character."""
    return tuple(_sound(character) for character in text)


class Speller:
    """Knows words by their sound. Build once; `corrected` takes some tens of microseconds."""

    def __init__(self, words: Iterable[str]) -> None:
        known = [word for word in dict.fromkeys(words) if 2 <= len(word) <= LONGEST and _HAN.fullmatch(word)]
        self._known = frozenset(known)
        self._by_sound: dict[Sound, str | None] = {}
        for word in known:
            sound = sound_of(word)
            # two known words of one sound: neither may replace anything
            self._by_sound[sound] = None if sound in self._by_sound else word

    def corrected(self, query: str) -> str:
        """The query with misspelt known words put right; unchanged where nothing is surely meant."""
        return _HAN.sub(lambda run: self._corrected_run(run.group()), query)

    def _corrected_run(self, run: str) -> str:
        sounds, edges = sound_of(run), _edges(run)
        result, place = [], 0
        while place < len(run):
            length, word = self._at(run, sounds, edges, place)
            result.append(word)
            place += length
        return "".join(result)

    def _at(self, run: str, sounds: Sound, edges: frozenset[int], place: int) -> tuple[int, str]:
        """The longest known word at `place`, as written or as meant; else the character itself."""
        for length in range(min(LONGEST, len(run) - place), 1, -1):
            end = place + length
            said = run[place:end]
            if said in self._known:
                return length, said
            meant = self._by_sound.get(sounds[place:end])
            if meant and len({place, end} & edges) >= NEEDED_EDGES.get(length, 0) and _is_slip(said, meant):
                return length, meant
        return 1, run[place]


def _edges(run: str) -> frozenset[int]:
    """Places between the words that jieba finds; the short slip 实缴 → 石缴 stands between two of them."""
    places = [0]
    for word in words_of(run):
        places.append(places[-1] + len(word))
    return frozenset(places)


def _is_slip(said: str, meant: str) -> bool:
    """Whether `said` is no word of its own: it shares a good part with what is meant, and jieba does not know it."""
    shared = sum(one == other for one, other in zip(said, meant, strict=True))
    return shared * 3 >= len(said) and (len(said) > SURE or not is_word(said))
