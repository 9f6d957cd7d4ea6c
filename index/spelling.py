"""Wrong characters of the same sound: 高端严发机够 → 高端研发机构, 开洲 → 开州. Known words decide; nothing else is touched.

Sounds are compared without tones, and without what southern speakers do not tell apart (zh/z, ang/an, n/l).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise

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

    return _folded(str(lazy_pinyin(character)[0]))


def _folded(sound: str) -> str:
    for pattern, folded in _FOLDS:
        sound = pattern.sub(folded, sound)
    return sound


def sound_of(text: str) -> Sound:
    """One folded syllable a character, each as it sounds alone."""
    return tuple(_sound(character) for character in text)


def sounds_of_word(word: str) -> set[Sound]:
    """A word's sound character by character, and as a word: 行 of 国开行 is no xing."""
    from pypinyin import lazy_pinyin

    return {sound_of(word), tuple(_folded(str(sound)) for sound in lazy_pinyin(word))}


class Speller:
    """Knows words by their sound. Build once; `corrected` takes some tens of microseconds."""

    def __init__(self, words: Iterable[str]) -> None:
        known = [word for word in dict.fromkeys(words) if 2 <= len(word) <= LONGEST and _HAN.fullmatch(word)]
        self._known = frozenset(known)
        self._by_sound: dict[Sound, str | None] = {}
        for word in known:
            for sound in sounds_of_word(word):
                # two known words of one sound: neither may replace anything
                self._by_sound[sound] = None if self._by_sound.get(sound, word) != word else word

    def corrected(self, query: str) -> str:
        """The query with misspelt known words put right; unchanged where nothing is surely meant."""
        return _HAN.sub(lambda run: self._corrected_run(run.group()), query)

    def _corrected_run(self, run: str) -> str:
        sounds, words = sound_of(run), cache(lambda: _Words(run))  # most questions hold no slip, and need no jieba
        result, place = [], 0
        while place < len(run):
            length, word = self._at(run, sounds, words, place)
            result.append(word)
            place += length
        return "".join(result)

    def _at(self, run: str, sounds: Sound, words: Callable[[], _Words], place: int) -> tuple[int, str]:
        """The longest known word at `place`, as written or as meant; else the character itself."""
        for length in range(min(LONGEST, len(run) - place), 1, -1):
            end = place + length
            said = run[place:end]
            if said in self._known:
                return length, said
            meant = self._by_sound.get(sounds[place:end])
            if meant and _is_slip(said, meant) and not self._cuts_a_word(run, words(), place, meant):
                return length, meant
        return 1, run[place]

    def _cuts_a_word(self, run: str, words: _Words, place: int, meant: str) -> bool:
        """Whether the slip would change a word that was written correctly: one that reaches over an end of it, that it
        swallows whole, or that is known. A short slip must stand between two words of jieba's."""
        end = place + len(meant)
        if len({place, end} & words.edges) < NEEDED_EDGES.get(len(meant), 0):
            return True
        changed = {place + i for i, char in enumerate(meant) if run[place + i] != char}
        return any(
            start < stop and changed & set(range(start, stop)) and (start < place or stop > end or stop - start > 2)
            for start, stop in words.real
        ) or any(
            run[start:stop] in self._known and changed & set(range(start, stop))
            for start, stop in words.near(place, end)
        )


class _Words:
    """The words that jieba finds in a run: where they meet, and which are of its dictionary and longer than one character."""

    def __init__(self, run: str) -> None:
        places = [0]
        for word in words_of(run):
            places.append(places[-1] + len(word))
        self.edges = frozenset(places)
        spans = list(pairwise(places))
        self.real = [(start, stop) for start, stop in spans if stop - start > 1 and is_word(run[start:stop])]
        self._size = len(run)

    def near(self, place: int, end: int) -> Iterator[tuple[int, int]]:
        """All stretches of two to four characters that overlap run[place:end] and reach over one of its ends."""
        for length in (2, 3, 4):
            for start in range(max(0, place - length + 1), min(self._size - length, end - 1) + 1):
                if start < place or start + length > end:
                    yield start, start + length


def _is_slip(said: str, meant: str) -> bool:
    """Whether `said` is no word of its own: it shares a good part with what is meant, and jieba does not know it."""
    shared = sum(one == other for one, other in zip(said, meant, strict=True))
    return shared * 3 >= len(said) and (len(said) > SURE or not is_word(said))
