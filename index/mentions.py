"""What a question names: measures by number, chapters, units by everyday name, areas of the notice, places outside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from index.lexicon import Lexicon
from index.notice import Notice
from index.numbered import chapters_in, measures_in
from index.places import (
    ZONES,
    Place,
    SaidPlaces,
    lengths_by_first,
    places_by_name,
    places_within,
    said_places,
    short_name,
)
from index.query import normalise_query

_THAT_MEASURE = ("那条", "那一条", "这条", "这一条")
_NOT_MEANT = ("不是", "并非", "而不是")
_UNIT_ENDINGS = ("局", "委", "厅", "办", "部门", "委员会")
# 我们泸州…, 公司在西安…, 注册地和基地都在渝北: text before a place where the caller says to be
_OWN_PLACE = re.compile(
    r"(?:我|我们|咱|咱们|俺|我是|我家|我厂|我司|公司|企业|厂|店|园区)(?:们)?(?:是|在|设在|开在|注册在|位于|落户)?$"
    r"|(?:注册|登记|设立?|开|建|落户|坐落|位|总部|基地|地址|厂子|车间|门店|项目|都)(?:在|于)$"
    r"|(?:搬到|搬去|迁到|迁往|迁去|转到)$"
)
# 涪陵人: where somebody comes from, not where the firm is
_PERSON = re.compile(r"人(?![才力员事])")
# 万州的企业, 遵义有家白酒设备厂: the firm that is asked for stands there
_OWN_FIRM = re.compile(
    r"(?:市|区|县)?(?:经开区|经济技术开发区|高新区|工业园区?|开发区|新区|园区)?(?:的|有家|有个|这边的|那边的|那头的|本地的)?[^,，。?？的]{0,6}?(?:企业|公司|厂|园区|集团|门店|工厂|孵化器|研究院|研究所|合作社)"
    r"|(?:开|办|建|盘|经营)(?:了|着|起)?(?:一?[个家间座])"
    r"|(?:那边|这边|那头)?(?:做|搞|开)[^,，。?？]{1,8}的(?=$|[,，。?？])"
)
# 渝北区对引进研发机构单独给多少, 遵义的产业扶持政策: what that place itself gives
_ITS_POLICY = re.compile(
    r"(?:市|区|县)?(?:对[^,。?]{2,12}?(?:给|补|奖|有)|单独|自己|区里|本级|出台|的?[^,。?的]{0,8}?(?:政策|补贴办法|奖励办法))"
)
_PARTNER = re.compile(r"(?:跟|和|与|同|联合|对)$")
# 北京的预算内资金, 上海的专家: who or what comes from there
_COMES_FROM = re.compile(
    r"(?:的|那边的|来的)?(?:预算|资金|拨款|钱|专家|教授|院士|博士|团队|券商|银行|投资人|老板|客商|客户|大学|高校|院校|科研院所|牌子)"
)
# 去义乌, 从成都调来, 要北京的拨款, 离江津半小时, 住在大渡口: only passed through, near, or where somebody lives
_BESIDE_WORDS = "离|距离?|挨着|挨到|靠近|靠着|紧邻|紧挨着?|紧挨到|紧靠|邻近|临近|毗邻|隔壁是|开车到"
_BESIDE = re.compile(rf"(?:{_BESIDE_WORDS})$")
_PASSING = re.compile(
    rf"(?:按照?|比照|参照|去|从|回|要|跑|{_BESIDE_WORDS}|住在|(?<![一两二三几每])家在|老家是?|户口在)$"
)
_NEARBY = re.compile(
    r"(?:区|市|县)?(?:隔壁|旁边|附近|边上|边边|交界|接壤|相邻|毗邻|挨(?:着|到|在|得)|连(?:着|到|在)一?[起块片]|不远|(?:就|只|才)?(?:隔|差)(?:了|到|着)?|(?:就|只要|才)?[0-9一二三四五六七八九十几半]+(?:来|多)?(?:分钟|公里|里路|个?小时|脚油门))"
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything named in one question. Units and areas as the notice prints them, the rest as the caller said it."""

    measures: tuple[int, ...] = ()
    chapters: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    unknown_units: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    located: bool = False
    """Whether the caller says to be at the place named (我们泸州的厂)."""
    said: tuple[str, ...] = ()
    """The words in which units and places were named."""


@dataclass(frozen=True, slots=True)
class Name:
    """One way of naming something: `said` in a question means `printed` in the notice (None: the notice lacks it)."""

    said: str
    printed: str | None


class Linker:
    """Finds mentions for one notice. Build once, `link` often (tens of microseconds a question)."""

    def __init__(self, lexicon: Lexicon, notice: Notice) -> None:
        self._lexicon = lexicon
        self._notice = notice

    def link(self, text: str, short_units: bool = False) -> Mentions:
        """Mentions in a normalised query; `short_units` also takes 国土, 财政 … for units."""
        spots = (self._short_finder if short_units else self._unit_finder).found(text)
        meant = _corrected(text, (spot for spot in spots if not short_units or not self._within_phrase(text, spot)))
        units = [spot.name for spot in meant]
        said_in = self._without_inside_phrases(text)
        places, located = self._places_in(said_in)
        return Mentions(
            measures=self.measures_in(text),
            chapters=chapters_in(text, [chapter.number for chapter in self._notice.chapters if chapter.measures]),
            units=_unique(name.printed for name in units if name.printed),
            unknown_units=_unique(name.said for name in units if not name.printed),
            areas=_unique(name.printed for name in places if name.printed),
            outside=_unique(name.said.removeprefix("在") for name in places if not name.printed),
            located=located,
            said=_unique((*(name.said for name in (*units, *places)), *self._not_meant(text))),
        )

    def _not_meant(self, text: str) -> list[str]:
        """Names that are said not to be meant."""
        if not any(words in text for words in _NOT_MEANT):
            return []
        spots = (spot for finder in (self._unit_finder, self._area_finder) for spot in finder.found(text))
        return [spot.name.said for spot in spots if text[: spot.start].endswith(_NOT_MEANT)]

    def _within_phrase(self, text: str, spot: Spot) -> bool:
        """科技成果转化, 职业教育: a short name of a unit that is part of a longer phrase of a measure."""
        if spot.name.said not in self.short_names or spot.name.said in self.unit_names:
            return False
        if text[spot.end :].startswith(_THAT_MEASURE):
            return True  # 招商那条的责任单位
        around = (text[max(spot.start - 2, 0) : spot.end], text[spot.start : spot.end + 2])
        return any(len(run) == spot.end - spot.start + 2 and run in self._measure_texts for run in around)

    def measures_in(self, text: str) -> tuple[int, ...]:
        """Numbers of the measures named in a normalised query."""
        return measures_in(text, [measure.number for measure in self._notice.measures])

    def names_in(self, text: str) -> tuple[str, ...]:
        """Every name of a government body or a place in a text, as it stands there."""
        finders = (self._unit_finder, self._area_finder)
        return _unique(found.name.said for finder in finders for found in finder.found(text))

    def _places_in(self, text: str) -> tuple[list[Name], bool]:
        """Places named, and whether the caller says to be there (我们泸州的厂). 西安高新区 is in 西安, and so is every
        further 高新区; after a place of one's own, what is named later corrects it."""
        found: list[Spot] = []
        belonging: set[str] = set()
        for spot in self._area_finder.found(text):
            name = spot.name
            place = replace(spot, own=_is_own(text, spot.start, spot.end))
            if found and found[-1].end == spot.start and not found[-1].name.printed and name.printed:
                belonging.add(name.said)
            elif place.own or not _is_aside(text, place):
                found.append(place)
        named = _corrected(text, [place for place in found if place.name.said not in belonging])
        own = max((place.start for place in named if place.own), default=None)
        if own is None:
            return [place.name for place in named], False
        here, *later = [place.name for place in named if place.start >= own]
        corrected = [name for name in later if name.printed and name.said not in ZONES]
        return [*corrected[-1:], here][:1], True

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Responsible units as printed, each once, in order of appearance."""
        return _unique(unit for measure in self._notice.measures for unit in measure.units)

    @cached_property
    def unit_names(self) -> dict[str, Name]:
        names: dict[str, Name] = {}
        for group in self._lexicon.units:
            printed = next((unit for unit in self.units if any(core in unit for core in group.core)), None)
            for said in (*group.aliases, *(core + ending for core in group.core for ending in _UNIT_ENDINGS)):
                names[said] = Name(said, printed)
        for unit in self.units:
            for said in {unit, unit.removeprefix("市").removeprefix("省").removeprefix("区").removeprefix("县")}:
                if len(said) >= 2:
                    names[said] = Name(said, unit)
        return names

    @cached_property
    def short_names(self) -> dict[str, Name]:
        """`unit_names` and the short names beside them."""
        names = dict(self.unit_names)
        for group in self._lexicon.units:
            printed = next((unit for unit in self.units if any(core in unit for core in group.core)), None)
            names.update({said: Name(said, printed) for said in group.short})
        return names

    @cached_property
    def area_names(self) -> dict[str, Name]:
        """Every name of a place that counts; some thousands, so questions are read with the finder instead."""
        names = {said: Name(said, None) for said in self._outside_names()}
        return {**names, **self._own_areas}

    @cached_property
    def _own_areas(self) -> dict[str, Name]:
        return {said: Name(said, area) for area in self._notice.areas for said in self._said_of_area(area)}

    @cached_property
    def home_names(self) -> tuple[str, ...]:
        """Names of the areas, of the other places in the issuers' province or city, and of those the lexicon adds."""
        home = self._home
        near = [name for place in (places_within(home) if home else ()) for name in (place.name, place.short)]
        return _unique([*self._own_areas, *near, *self._lexicon.outside])

    @cached_property
    def _unit_finder(self) -> Finder:
        return Finder(self.unit_names)

    @cached_property
    def _measure_texts(self) -> str:
        return normalise_query(" ".join(s.text for measure in self._notice.measures for s in measure.sentences))

    @cached_property
    def _short_finder(self) -> Finder:
        return Finder(self.short_names)

    @cached_property
    def _area_finder(self) -> Finder:
        """All of `area_names`, without a table of them for each notice: a library has thousands of notices."""
        if self._home is None:
            return Finder(self._own_areas)
        return Finder(self._own_areas, said_places(self._lexicon.ambiguous, self._lexicon.outside), self._is_outside)

    def _is_outside(self, said: str) -> bool:
        """Whether a name of `said_places` means a place outside this notice's areas."""
        home = self._home
        if home is None:
            return False
        places = said_places(self._lexicon.ambiguous, self._lexicon.outside).names[said]
        return said in self._lexicon.outside or any(
            self._counts(place, home) and (not near or place.within(home)) for place, near in places
        )

    def _said_of_area(self, area: str) -> set[str]:
        home = self._home
        bare = area.removeprefix(home.short) if home else area
        said = {area, bare, short_name(area), short_name(bare)}
        for entry in self._lexicon.areas:
            if entry.area in area:
                said.update(entry.aliases)
        return {word for word in said if len(word) >= 2}

    def _without_inside_phrases(self, text: str) -> str:
        for phrase in self._lexicon.inside_phrases:
            text = text.replace(phrase, " ")
        return text

    @cached_property
    def _home(self) -> Place | None:
        """The province or city whose name begins the issuers' names (or the title), the most specific one."""
        known = places_by_name()
        names = (*self._notice.issuers, self._notice.title)
        found = [known[name[:n]] for name in names for n in range(1, len(name) + 1) if name[:n] in known]
        return max(found, key=lambda place: (len(place.name), -int(place.code)), default=None)

    def _outside_names(self) -> Iterator[str]:
        if self._home is not None:
            names = said_places(self._lexicon.ambiguous, self._lexicon.outside).names
            yield from (said for said in names if self._is_outside(said))

    def _counts(self, place: Place, home: Place) -> bool:
        """Counties elsewhere are not listened for, nor any by a notice without areas."""
        if home.within(place):
            return False
        return not place.is_county or (bool(self._notice.areas) and place.within(home))


@dataclass(frozen=True, slots=True)
class Spot:
    """A body or a place named at text[start:end]; `own`: the caller is there, or the firm that is asked for."""

    start: int
    end: int
    name: Name
    own: bool = False


class Finder:
    """Finds names in a text: at each place the longest, and none inside another. Microseconds to build and to use."""

    def __init__(
        self,
        names: Mapping[str, Name],
        more: SaidPlaces | None = None,
        is_meant: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`more`: further names, shared with other finders, of which those count that `is_meant` tells."""
        self._names = names
        self._more = more
        self._is_meant = is_meant
        self._lengths = lengths_by_first(names)

    def found(self, text: str) -> Iterator[Spot]:
        place = 0
        while place < len(text):
            name = self._at(text, place)
            if name:
                yield Spot(place, place + len(name.said), name)
            place += len(name.said) if name else 1

    def _at(self, text: str, place: int) -> Name | None:
        first = text[place]
        lengths = self._lengths.get(first, ())
        if self._more and first in self._more.lengths:
            lengths = tuple(sorted({*lengths, *self._more.lengths[first]}, reverse=True))
        for length in lengths:
            said = text[place : place + length]
            if said in self._names:
                return self._names[said]
            if self._more and said in self._more.names and self._is_meant(said):
                return Name(said, None)
        return None


def _corrected(text: str, spots: Iterable[Spot]) -> list[Spot]:
    """不是财政局，是金融监管局: what is said not to be meant goes, where something else of its sort is named."""
    said = list(spots)
    return [spot for spot in said if not text[: spot.start].endswith(_NOT_MEANT)] or said


def _is_aside(text: str, place: Spot) -> bool:
    """涪陵人, 去义乌, 跟永川的厂: where somebody comes from, passes through, or has a partner."""
    before = text[: place.start]
    after = any(pattern.match(text, place.end) for pattern in (_PERSON, _COMES_FROM, _NEARBY))
    return after or bool(_PASSING.search(before))


def _is_own(text: str, start: int, end: int) -> bool:
    """Whether the place at text[start:end] is the caller's, or that of the firm asked for; 跟成都的企业 is a partner's."""
    before = text[:start]
    if _NEARBY.match(text, end) or _BESIDE.search(before):
        return False
    return bool(
        _OWN_PLACE.search(before)
        or _ITS_POLICY.match(text, end)
        or (_OWN_FIRM.match(text, end) and not _PARTNER.search(before))
    )


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
