"""Administrative divisions (GB/T 2260) and the ways of naming them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from gb2260 import data as gb2260_data

from index.errors import DataError
from index.tables import Words

_NATIONS = (
    "土家|苗|侗|藏|羌|彝|回|蒙古|维吾尔|壮|布依|朝鲜|满|瑶|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|拉祜|水|佤|纳西|撒拉|毛南|"
    "锡伯|普米|达斡尔|怒|景颇|裕固|保安|独龙|鄂伦春|鄂温克|仫佬|布朗|柯尔克孜|塔吉克|各"
)
_PLACE_SUFFIX = re.compile(rf"(?:(?:{_NATIONS})族|维吾尔)*(?:自治区|自治州|自治县|特别行政区|地区|盟|省|市|区|县)$")
ZONES = ("经开区", "高新区", "工业园", "开发区", "新区")
_OF_A_PLACE = (*ZONES, "化工园", "园区", "那边", "这边", "本地", "的企业", "的公司", "的厂")
"""What makes a place of a name that is an everyday word, too (长寿化工园)."""
_NO_NAMES = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division; `code` has six digits (GB/T 2260), trailing zeros for the higher levels."""

    code: str
    name: str

    @property
    def short(self) -> str:
        return short_name(self.name)

    @property
    def is_county(self) -> bool:
        return not self.code.endswith("00")

    def within(self, other: Place) -> bool:
        """Whether this place lies in `other` (or is it). Municipalities list their districts under the province code."""
        width = 2 if other.code.endswith("0000") else 4 if other.code.endswith("00") else COUNTY_DIGITS
        return self.code[:width] == other.code[:width]


@cache
def places() -> tuple[Place, ...]:
    table = gb2260_data.data.get(None)
    if not table:
        raise DataError("package GB2260 holds no table of administrative divisions: reinstall it")
    return tuple(Place(str(code), name) for code, name in sorted(table.items()) if name not in _NO_NAMES)


@cache
def places_by_name() -> dict[str, Place]:
    """The first place of each name."""
    return {place.name: place for place in reversed(places())}


@lru_cache(maxsize=512)
def places_within(home: Place) -> tuple[Place, ...]:
    return tuple(place for place in places() if place.within(home))


@dataclass(frozen=True, slots=True)
class SaidPlaces:
    """Every way of naming a place, with the places meant; True where it counts only for a notice of that very area."""

    names: Mapping[str, tuple[tuple[Place, bool], ...]]
    lengths: Mapping[str, tuple[int, ...]]


@lru_cache(maxsize=8)
def said_places(ambiguous: Words, outside: Words) -> SaidPlaces:
    said: dict[str, list[tuple[Place, bool]]] = {name: [] for name in outside}
    for place in places():
        for name, near in _names_of(place, frozenset(ambiguous)):
            said.setdefault(name, []).append((place, near))
    return SaidPlaces({name: tuple(places) for name, places in said.items()}, lengths_by_first(said))


def _names_of(place: Place, ambiguous: frozenset[str]) -> Iterator[tuple[str, bool]]:
    yield place.name, False
    if len(place.short) < 2:
        return
    if place.short not in ambiguous:
        yield place.short, False
    else:
        yield from ((place.short + sort, False) for sort in _OF_A_PLACE)
        yield "在" + place.short, True  # 厂在长寿


def lengths_by_first(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Which lengths the names that begin with a character have, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def short_name(name: str) -> str:
    bare = _PLACE_SUFFIX.sub("", name)
    return bare if len(bare) >= 2 else name
