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
    # a newly recognised institute asks for money: decided; the funds of measure 16 favour the zone, not a caller
    (
        profile("荣昌区", "高端研发机构", "资金", "新认定的高端研发机构"),
        {1: MET, 16: UNKNOWN, 15: NOT_MET, 20: NOT_MET, 12: NOT_MET},
        1,
    ),
    (profile("荣昌区", "高端研发机构", "资金", "无"), {1: NOT_MET, 16: UNKNOWN, 3: NOT_MET}, 16),
    # not told whether newly recognised: just that is open
    (profile("荣昌区", "高端研发机构", "资金"), {1: UNKNOWN, 16: UNKNOWN}, 1),
    (profile("永川区", "新型研发机构", "税费减免", "事业单位性质"), {1: MET}, 1),
    # an institute may be a company (measure 2); who is 一流 others judge (measure 5)
    (profile("永川区", "新型研发机构", "人才", "经认定且在有效期内"), {1: MET, 5: UNKNOWN, 2: UNKNOWN}, 1),
    (profile("大渡口区", "科技型中小微企业", "融资"), {2: MET, 17: MET, 20: MET, 18: UNKNOWN, 19: UNKNOWN}, 2),
    (profile("大渡口区", "科技型中小微企业", "融资", "种子期或初创期"), {2: MET, 17: MET, 18: MET, 20: MET}, 18),
    (profile("重庆高新区", "领军人才创办企业", "融资"), {20: MET, 2: UNKNOWN}, 20),
    (profile("重庆高新区", "领军人才创办企业", "资金"), {20: MET, 16: UNKNOWN, 15: UNKNOWN, 1: NOT_MET}, 20),
    (profile("江津区", "传统工业企业", "绿色改造"), {14: MET, 11: UNKNOWN, 13: NOT_MET}, 14),
    # planning an institute is known to be 高端 or 知名 by nobody yet
    (profile("江津区", "传统工业企业", "研发创新"), {2: UNKNOWN, 4: MET, 1: UNKNOWN}, 4),
    (profile("江津区", "高校", "研发创新", "准备在示范区设立研发机构"), {4: MET, 1: UNKNOWN, 2: NOT_MET}, 4),
    (profile("江津区", "高校", "成果转化 人才"), {4: MET, 5: UNKNOWN, 6: MET, 7: UNKNOWN, 2: NOT_MET}, 6),
    (profile("江津区", "高校", "创业孵化"), {3: MET}, 3),
    # the recognition suffices, whoever has it
    (profile("江津区", "高校", "资金", "国家或市级双创示范基地"), {3: MET, 20: NOT_MET, 12: NOT_MET}, 3),
    (profile("永川区", "产业园区", "绿色改造"), {13: MET, 11: UNKNOWN, 14: UNKNOWN}, 13),
    (
        profile("永川区", "示范园区或重点园区", "资金 审批"),
        {15: MET, 10: MET, 16: UNKNOWN, 20: NOT_MET, 12: NOT_MET},
        10,
    ),
    # a park of which it is not said whether it is one of the six
    (profile("永川区", "产业园区", "资金 审批"), {15: UNKNOWN, 10: UNKNOWN, 16: UNKNOWN}, 16),
    # the districts apply, and which parks are recommended the notice does not say
    (profile("永川区", "产业园区", "申报基地"), {15: UNKNOWN, 13: UNKNOWN}, 13),
    (profile("永川区", "区级部门", "申报基地"), {15: MET, 13: NOT_MET}, 15),
    (profile("大渡口区", "创业投资基金", "基金备案", "投资科创项目"), {17: MET}, 17),
    (profile("大渡口区", "创业投资基金", "基金备案", "无"), {17: NOT_MET}, 17),
    (profile("大渡口区", "创业投资基金", "融资", "投资科创项目"), {17: MET, 18: MET, 19: MET, 2: NOT_MET}, 17),
    (profile("大渡口区", "金融机构", "融资"), {17: MET, 2: NOT_MET, 20: NOT_MET}, 17),
    (profile("荣昌区", "双创平台", "创业孵化 资金", "国家或市级双创示范基地"), {3: MET, 16: UNKNOWN}, 3),
    (profile("荣昌区", "战略性新兴产业或支柱产业企业", "用地"), {8: MET}, 8),
    # the notice does not say which industries those are
    (profile("荣昌区", "传统工业企业", "用地", "无"), {8: UNKNOWN}, 8),
    (profile("荣昌区", "现代服务业企业", "用地", "无"), {8: UNKNOWN}, 8),
    (
        profile("荣昌区", "战略性新兴产业或支柱产业企业", "资金", "重点环节或重点企业项目"),
        {12: MET, 16: UNKNOWN},
        12,
    ),
    # size, branch and technology do not shut one another out
    (profile("荣昌区", "龙头骨干企业", "融资"), {18: MET, 20: UNKNOWN}, 18),
    (profile("荣昌区", "中小微企业", "绿色改造", "无"), {14: UNKNOWN, 13: NOT_MET}, 11),
    (profile("荣昌区", "工业企业", "融资", "无"), {2: UNKNOWN, 17: UNKNOWN, 20: UNKNOWN, 16: NOT_MET}, 2),
    (profile("荣昌区", "人才团队", "人才", "掌握卡脖子技术或发展急需的团队"), {5: MET, 2: NOT_MET, 6: UNKNOWN}, 5),
    (profile("荣昌区", "人才团队", "融资", "无"), {20: MET, 2: NOT_MET, 17: NOT_MET, 18: NOT_MET, 19: NOT_MET}, 20),
    # a farm may be a company, a cooperative is none
    (profile("荣昌区", "农户或农民合作社", "融资"), {17: MET, 2: NOT_MET, 20: NOT_MET}, 17),
    (profile("荣昌区", "农业企业", "融资", "无"), {17: MET, 2: UNKNOWN, 20: UNKNOWN, 16: NOT_MET}, 17),
    (profile("荣昌区", "区级部门", "审批 招商"), {10: MET, 9: MET}, 9),
    # what the notice gives to the zone is for those who act for it
    (profile("荣昌区", "区级部门", "资金 绿色改造", "无"), {13: MET, 14: MET, 16: MET, 15: NOT_MET, 20: NOT_MET}, 14),
    # what is open to firms is not open to everybody
    (profile("荣昌区", "高校", "资金", "无"), {1: NOT_MET, 12: NOT_MET, 15: NOT_MET, 20: NOT_MET, 16: UNKNOWN}, 16),
    (profile("荣昌区", "高端研发机构", "融资", "无"), {2: NOT_MET, 17: NOT_MET, 18: NOT_MET, 20: NOT_MET}, 2),
    (profile("荣昌区", "示范园区或重点园区", "融资", "无"), {2: NOT_MET, 17: NOT_MET, 18: NOT_MET, 20: NOT_MET}, 2),
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


def test_at_the_end_of_an_interview_few_verdicts_are_open(room: Room) -> None:
    """The same over every subject and every need, for whoever has none of the qualifications."""
    subjects, needs = (room.data.fields[name].values for name in (FieldName.SUBJECT, FieldName.NEED))
    ends = [profile("荣昌区", subject.name, need.name, "无") for subject in subjects for need in needs]
    verdicts = [match.verdict for who in ends for match in room.match(who).values()]
    assert sum(verdict is UNKNOWN for verdict in verdicts) / len(verdicts) < 0.3


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
    """All conditions of a way can hold together, for each of its needs; then it is met, or open where it says so."""
    for ways in room.conditions.ways.values():
        for way in ways:
            for need in way.needs:
                who = profile("江津区", need=need)
                for one in way.conditions:
                    who = who.having(one.field, known(one.accept[0]))
                scales = Scales(room.conditions, who, room.data)
                assert scales.serves(way) and scales.verdict(way) is (UNKNOWN if way.open else MET)


def test_an_open_way_may_still_be_ruled_out(room: Room) -> None:
    """It is never 符合, but 不符合 where one of its conditions does not hold."""
    open_ways = [way for ways in room.conditions.ways.values() for way in ways if way.open and way.conditions]
    for way in open_ways:
        who = Profile().having(way.conditions[0].field, NONE_OF_THEM)
        assert Scales(room.conditions, who, room.data).verdict(way) is NOT_MET
    assert open_ways
