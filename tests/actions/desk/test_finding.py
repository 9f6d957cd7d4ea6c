"""What an operator types is found: by number, by a unit's names, by pinyin, by words; within the limits that are set."""

from __future__ import annotations

import pytest

from actions.answer import Kind
from actions.desk.finding import Finder, Found, Wanted
from actions.service import Service
from index.errors import QueryError
from index.hits import Filters


@pytest.fixture(scope="module")
def finder(service: Service) -> Finder:
    return Finder(service.searcher)


def numbers(found: Found) -> list[int]:
    return [match.measure.number for match in found.matches]


def by(found: Found) -> set[str]:
    return {match.matched_by for match in found.matches}


@pytest.mark.parametrize("typed", ["17", "第17条", "17条", "十七", "第十七条", "１７", " 17 "])
def test_by_number(finder: Finder, typed: str) -> None:
    found = finder.find(typed, Wanted())
    assert (numbers(found), by(found), found.status) == ([17], {"number"}, "found")


@pytest.mark.parametrize("typed", ["25", "第二十一条", "0", "999"])
def test_a_number_that_does_not_exist_finds_nothing(finder: Finder, typed: str) -> None:
    assert finder.find(typed, Wanted()) == Found(finder.find(typed, Wanted()).query, "none", ())


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("科委", "市科技局"),
        ("市科技局", "市科技局"),
        ("科技局负责", "市科技局"),
        ("发改委", "市发展改革委"),
        ("国土", "市规划自然资源局"),  # short names count too where nothing else is typed
        ("金融办", "市金融监管局"),
    ],
)
def test_by_any_name_of_a_unit(finder: Finder, service: Service, typed: str, unit: str) -> None:
    found = finder.find(typed, Wanted(limit=20))
    [notice] = service.searcher.notices
    assert numbers(found) == [measure.number for measure in notice.measures if unit in measure.units]
    assert by(found) == {"unit"} and unit in found.words


@pytest.mark.parametrize(
    ("typed", "told", "how"),
    [
        ("第二章", [5, 6, 7], "chapter"),
        ("第六部分", [16, 17, 18, 19, 20], "chapter"),
        ("最后一条", [20], "number"),
        ("3和5条", [3, 5], "number"),
        ("第一章 科委", [1, 2, 3, 4], "chapter"),
    ],
)
def test_by_chapter_and_by_place(finder: Finder, typed: str, told: list[int], how: str) -> None:
    found = finder.find(typed, Wanted())
    assert (numbers(found), by(found)) == (told, {how})


@pytest.mark.parametrize(
    ("letters", "word", "first"),
    [
        ("rcgy", "人才公寓", 7),
        ("RCGY", "人才公寓", 7),
        ("rencaigongyu", "人才公寓", 7),
        ("kjcgzh", "科技成果转化", 4),
        ("ggzf", None, None),  # nothing of the notice is spelt so
        ("gdyfjg", "高端研发机构", 1),
        ("zccxptjs", "支持创新平台建设", 1),
    ],
)
def test_by_the_letters_of_its_pinyin(finder: Finder, letters: str, word: str | None, first: int | None) -> None:
    found = finder.find(letters, Wanted())
    spelt = [entry.text for entry in found.entries]
    if word is None:
        assert spelt == []
    else:
        assert spelt[0] == word and numbers(found)[0] == first and by(found) == {"pinyin"} and word in found.words


def test_letters_of_a_units_everyday_name(finder: Finder) -> None:
    found = finder.find("kjj", Wanted(limit=20))
    assert numbers(found) == numbers(finder.find("科技局", Wanted(limit=20)))


def test_letters_half_typed_lead_to_what_they_begin(finder: Finder) -> None:
    assert 7 in numbers(finder.find("rcg", Wanted()))


def test_letters_among_words_stand_for_one_word(finder: Finder) -> None:
    found = finder.find("rcgy 找谁", Wanted())
    assert found.query == "人才公寓 找谁" and found.kind is Kind.CONTACT
    assert finder.find("5g 基站", Wanted()).query == "5g 基站"


def test_a_word_half_typed_finds_what_holds_it(finder: Finder) -> None:
    assert 1 in numbers(finder.find("高端研发机", Wanted()))
    assert finder.find("中试基", Wanted()).matches[0].measure.number == 4


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("高端研发机构最高补多少", Kind.FUNDING),
        ("科技成果转化找谁", Kind.CONTACT),
        ("人才公寓什么条件", Kind.ELIGIBILITY),
        ("市科技局电话多少", Kind.PROCEDURE),
        ("人才公寓", None),
        ("什么时候施行", None),
    ],
)
def test_the_kind_that_the_words_ask_for(finder: Finder, typed: str, kind: Kind | None) -> None:
    assert finder.find(typed, Wanted()).kind is kind


def test_limits_hold_for_every_way_of_finding(finder: Finder) -> None:
    with_money = Wanted(money=True, limit=20)
    assert numbers(finder.find("", with_money)) == [1, 17, 20]
    assert numbers(finder.find("17", Wanted(money=True))) == [17] and numbers(finder.find("16", with_money)) == []
    assert set(numbers(finder.find("科委", with_money))) == {1}
    assert set(numbers(finder.find("金融", with_money))) == {1, 17, 20}
    chapter = Wanted(Filters(chapter="六、支持示范区拓展金融服务"), limit=20)
    assert numbers(finder.find("", chapter)) == [16, 17, 18, 19, 20]
    assert set(numbers(finder.find("人才", chapter))) == {16, 17, 18, 19, 20}
    assert set(numbers(finder.find("rencai", chapter))) <= {16, 17, 18, 19, 20}
    unit = Wanted(Filters(unit="市金融监管局"), limit=20)
    assert {"市金融监管局" in match.measure.units for match in finder.find("", unit).matches} == {True}


def test_how_many_there_are_is_told(finder: Finder) -> None:
    found = finder.find("", Wanted(limit=5))
    assert len(found.matches) == 5 and found.total == 20


@pytest.mark.parametrize("typed", ["？！", "长" * 501])
def test_what_cannot_be_read_is_refused(finder: Finder, typed: str) -> None:
    with pytest.raises(QueryError):
        finder.find(typed, Wanted())


def test_another_notice_needs_no_code(invented_service: Service, both: Service) -> None:
    """Headings, units and words of any notice are found by their letters; numbers in all of them."""
    from index.initials import initials_of

    finder = Finder(invented_service.searcher)
    [notice] = invented_service.searcher.notices
    for measure in notice.measures:
        for letters in initials_of(measure.heading):
            assert measure.number in numbers(finder.find(letters, Wanted(limit=20))), measure.heading
    keys = {match.notice.key for match in Finder(both.searcher).find("1", Wanted()).matches}
    assert keys == {notice.key for notice in both.searcher.notices}
