"""Profiles → decided verdicts: 符合 where the clause fits, 不符合 where it rules out, 待确认 only where something is open."""

from __future__ import annotations

import pytest

from actions.eligibility.profile import NONE_OF_THEM, Fact, Profile, known
from actions.eligibility.verdicts import Scales, Verdict
from index.interview_data import FieldName
from tests.actions.eligibility.conftest import Room, profile

MET, UNKNOWN, NOT_MET = Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET

# who asks → the verdicts that must come out (others of its needs may be anything), the measure that must come first
TABLE: list[tuple[Profile, dict[int, Verdict], int]] = [
    # a newly recognised institute asks for money: everything decided
    (
        profile("荣昌区", "高端研发机构", "资金", "新认定的高端研发机构"),
        {1: MET, 16: MET, 15: NOT_MET, 20: NOT_MET, 12: NOT_MET},
        1,
    ),
    (profile("荣昌区", "高端研发机构", "资金", "无"), {1: NOT_MET, 16: MET, 3: NOT_MET}, 16),
    # not told whether newly recognised: just that is open
    (profile("荣昌区", "高端研发机构", "资金"), {1: UNKNOWN, 16: MET}, 16),
    (profile("永川区", "新型研发机构", "税费减免", "事业单位性质"), {1: MET}, 1),
    (profile("永川区", "新型研发机构", "人才", "经认定且在有效期内"), {1: MET, 5: MET, 2: NOT_MET}, 1),
    (profile("大渡口区", "科技型中小微企业", "融资"), {2: MET, 17: MET, 20: MET, 18: UNKNOWN, 19: UNKNOWN}, 2),
    (profile("大渡口区", "科技型中小微企业", "融资", "种子期或初创期"), {2: MET, 17: MET, 18: MET, 20: MET}, 18),
    (profile("重庆高新区", "领军人才创办企业", "融资"), {20: MET, 2: UNKNOWN}, 20),
    (profile("重庆高新区", "领军人才创办企业", "资金"), {20: MET, 16: MET, 15: UNKNOWN, 1: NOT_MET}, 20),
    (profile("江津区", "传统工业企业", "绿色改造"), {14: MET, 11: MET, 13: NOT_MET}, 14),
    (profile("江津区", "传统工业企业", "研发创新"), {2: UNKNOWN, 4: NOT_MET, 1: UNKNOWN}, 1),
    (profile("江津区", "高校", "成果转化 人才"), {4: MET, 5: MET, 6: MET, 7: UNKNOWN, 2: NOT_MET}, 6),
    (profile("江津区", "高校", "创业孵化"), {3: MET}, 3),
    (profile("永川区", "产业园区", "绿色改造"), {13: MET, 11: MET, 14: UNKNOWN}, 13),
    (profile("永川区", "示范园区或重点园区", "资金 审批"), {15: MET, 10: MET, 16: MET, 20: NOT_MET, 12: NOT_MET}, 10),
    # a park of which it is not said whether it is one of the six
    (profile("永川区", "产业园区", "资金 审批"), {15: UNKNOWN, 10: UNKNOWN, 16: MET}, 16),
    (profile("永川区", "产业园区", "申报基地", "特色产业基地"), {15: MET, 13: MET}, 15),
    (profile("大渡口区", "创业投资基金", "基金备案", "投资科创项目"), {17: MET, 19: MET}, 17),
    (profile("大渡口区", "创业投资基金", "基金备案", "无"), {17: NOT_MET, 19: MET}, 19),
    (profile("大渡口区", "金融机构", "融资"), {17: MET, 2: NOT_MET, 20: NOT_MET}, 17),
    (profile("荣昌区", "双创平台", "创业孵化 资金", "双创示范基地"), {3: MET, 16: MET}, 3),
    (profile("荣昌区", "重点产业企业", "用地"), {8: MET}, 8),
    (profile("荣昌区", "传统工业企业", "用地", "无"), {8: NOT_MET}, 8),
    (profile("荣昌区", "重点产业企业", "资金", "重点项目"), {12: MET, 16: MET}, 12),
    (profile("荣昌区", "龙头骨干企业", "融资"), {18: MET, 20: NOT_MET}, 18),
    (profile("荣昌区", "人才团队", "人才", "掌握卡脖子技术或发展急需的团队"), {5: MET, 2: NOT_MET, 6: NOT_MET}, 5),
    (profile("荣昌区", "涉农主体", "融资"), {17: MET, 2: NOT_MET, 20: NOT_MET}, 17),
    (profile("荣昌区", "区级部门", "审批 招商"), {10: MET, 9: MET}, 9),
]


@pytest.mark.parametrize("who, expected, first", TABLE, ids=[" ".join(row[0].values) for row in TABLE])
def test_a_profile_gets_decided_verdicts(who: Profile, expected: dict[int, Verdict], first: int, room: Room) -> None:
    found = room.match(who)
    assert {number: found[number].verdict for number in expected} == expected
    assert next(iter(found)) == first


def test_few_of_the_tables_verdicts_are_open(room: Room) -> None:
    """待确认 everywhere would be no answer: over all profiles of the table, most verdicts are decided."""
    verdicts = [match.verdict for who, _, _ in TABLE for match in room.match(who).values()]
    open_ones = sum(verdict is UNKNOWN for verdict in verdicts)
    assert open_ones / len(verdicts) < 0.4


@pytest.mark.parametrize("who", [row[0] for row in TABLE])
def test_outside_the_areas_nothing_is_met_or_open(who: Profile, room: Room) -> None:
    moved = who.having(FieldName.AREA, known("万州区"))
    assert {match.verdict for match in room.match(moved).values()} == {NOT_MET}


def test_ranked_met_first_then_open_then_not_met(room: Room) -> None:
    for who, _, _ in TABLE:
        verdicts = [match.verdict for match in room.match(who).values()]
        assert verdicts == sorted(verdicts, reverse=True)


def test_measures_for_other_needs_are_left_out(room: Room) -> None:
    assert set(room.match(profile("江津区", "传统工业企业", "用地"))) == {8}


def test_nothing_said_leaves_everything_open_but_counts_no_need_out(room: Room) -> None:
    found = room.match(Profile())
    assert len(found) == len(room.conditions.notice.measures)
    assert {match.verdict for match in found.values()} == {UNKNOWN}


def test_each_condition_is_reachable(room: Room) -> None:
    """For each there are profiles that meet it, leave it open, and rule it out: none is a dead row."""
    for ways in room.conditions.ways.values():
        for way in ways:
            for one in (*room.conditions.common, *way.conditions):
                nowhere = known("万州区") if one.field is FieldName.AREA else NONE_OF_THEM
                facts = [known(one.accept[0]), Fact(), nowhere]
                scales = [Scales(room.conditions, Profile().having(one.field, fact), room.data) for fact in facts]
                assert [each.weigh(one) for each in scales] == [MET, UNKNOWN, NOT_MET]


def test_each_way_can_be_met(room: Room) -> None:
    """All conditions of a way can hold together, for each of its needs; and then its measure is met."""
    for number, ways in room.conditions.ways.items():
        for way in ways:
            for need in way.needs:
                who = profile("江津区", need=need)
                for one in way.conditions:
                    who = who.having(one.field, known(one.accept[0]))
                assert room.match(who)[number].verdict is MET
