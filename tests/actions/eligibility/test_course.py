"""The interview's course: it asks only what still decides something, and always ends in a result or a stop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.eligibility.hearing import Heard
from actions.eligibility.interview import Interview, Move, Step
from actions.eligibility.profile import Knowledge, Profile, known
from actions.eligibility.slots import interview_from, slots_of
from index.interview_data import FieldName
from tests.actions.eligibility.conftest import Room, profile

A, S, N, Q = FieldName.AREA, FieldName.SUBJECT, FieldName.NEED, FieldName.QUALIFICATION


def talk(room: Room, *said: str) -> list[Step]:
    """An interview by free words; the first message opens it."""
    steps = [room.course.begin("key", room.hear(said[0]))]
    for text in said[1:]:
        interview = steps[-1].interview
        assert interview is not None
        steps.append(room.course.step(interview, room.hear(text, interview.pending)))
    return steps


def asked(steps: list[Step]) -> list[FieldName | None]:
    return [step.interview.pending if step.interview else None for step in steps]


@pytest.mark.parametrize(
    "who, field",
    [
        (Profile(), A),
        (profile("江津区"), S),
        (profile("江津区", "高校"), N),
        (profile("江津区", "", "用地"), S),
        # one clause is met whatever else is said, and the others are for parks: nothing is left to ask
        (profile("江津区", "传统工业企业", "绿色改造"), None),
        (profile("江津区", "高端研发机构", "资金"), Q),
        (profile("江津区", "高端研发机构", "用地"), Q),
        (profile("江津区", "高校", "绿色改造"), Q),
        (profile("万州区"), None),
        (profile("永川区", "产业园区", "审批", "重点项目库在库项目"), None),
        # answered too broadly: which of the parks, which sort of firm
        (profile("永川区", "产业园区", "审批", "无"), S),
        (profile("永川区", "企业", "融资", "无"), S),
    ],
)
def test_what_still_decides_something_is_asked(who: Profile, field: FieldName | None, room: Room) -> None:
    assert room.chooser.next_field(who, frozenset()) is field


def test_a_question_not_asked_would_have_changed_nothing(room: Room) -> None:
    """For every field that is passed over, all its values lead to the same verdicts."""
    who = profile("江津区", "传统工业企业", "绿色改造")
    outcomes = {room.chooser.outcome(who.having(Q, known(value.name))) for value in room.data.fields[Q].values}
    assert outcomes == {room.chooser.outcome(who)}


def test_buttons_offer_only_what_makes_a_difference(room: Room) -> None:
    assert "新认定的高端研发机构" in room.chooser.choices(Q, profile("江津区", "高端研发机构", "资金"))
    assert "种子库在库企业" not in room.chooser.choices(Q, profile("江津区", "高端研发机构", "资金"))
    # one of the six parks, or a park that acts for its district
    assert room.chooser.choices(S, profile("永川区", "产业园区", "审批", "无")) == ("示范园区或重点园区", "区级部门")
    assert room.chooser.choices(A, Profile()) == room.conditions.notice.areas


def test_answers_come_in_any_order_and_several_at_once(room: Room) -> None:
    steps = talk(room, "条件匹配", "想融资，是种子库企业", "大渡口", "科技型中小企业")
    assert asked(steps)[:3] == [A, A, S]
    last = steps[-1].interview
    assert last is not None and last.profile == profile("大渡口区", "科技型中小微企业", "融资", "种子库在库企业")


def test_all_in_one_message_goes_straight_to_the_result(room: Room) -> None:
    [step] = talk(room, "江津的传统工业企业想搞绿色改造，条件匹配")
    assert step.move is Move.RESULT


def test_a_correction_replaces_and_the_interview_goes_on(room: Room) -> None:
    steps = talk(room, "条件匹配", "江津", "刚才说错了，是荣昌", "高校", "不是高校，是产业园区")
    interview = steps[-1].interview
    assert interview is not None and interview.profile.area == known("荣昌区")
    assert interview.profile.subject.values == ("产业园区",) and interview.profile.subject.denied == ("高校",)


def test_a_correction_after_the_result_gives_another_result(room: Room) -> None:
    steps = talk(room, "条件匹配", "江津", "传统工业企业", "绿色改造", "说错了，我们是产业园区")
    assert [steps[-2].move, steps[-1].move] == [Move.RESULT, Move.RESULT]
    last = steps[-1].interview
    assert last is not None and last.profile.subject.values == ("产业园区",)


def test_skipping_leaves_the_field_open_and_is_not_asked_again(room: Room) -> None:
    steps = talk(room, "条件匹配", "不清楚", "高校", "跳过", "跳过")
    last = steps[-1].interview
    assert steps[-1].move is Move.RESULT and last is not None
    assert [last.profile.of(name).state for name in (A, N, Q)] == [Knowledge.SKIPPED] * 3


def test_having_none_is_an_answer(room: Room) -> None:
    """What was offered does not hold; what was never asked about stays open."""
    steps = talk(room, "条件匹配", "江津", "高端研发机构", "资金", "都没有")
    offered = room.chooser.choices(Q, profile("江津区", "高端研发机构", "资金"))
    last = next(step.interview for step in steps if step.interview and step.interview.profile.qualification.denied)
    assert last.profile.qualification.denied == offered and not last.profile.qualification.closed


def test_what_says_nothing_is_asked_once_more_and_then_passed_over(room: Room) -> None:
    steps = talk(room, "条件匹配", "嗯哼", "哦豁")
    assert [step.move for step in steps] == [Move.ASK, Move.ASK_AGAIN, Move.ASK]
    assert asked(steps) == [A, A, S]


def test_a_question_of_its_own_leaves_everything_as_it_was(room: Room) -> None:
    steps = talk(room, "条件匹配", "江津", "人才公寓归谁")
    assert steps[-1].move is Move.ELSEWHERE and steps[-1].interview == steps[-2].interview


@pytest.mark.parametrize("said", ["算了", "不匹配了", "退出", "停止匹配"])
def test_it_stops(said: str, room: Room) -> None:
    step = talk(room, "条件匹配", said)[-1]
    assert (step.move, step.interview) == (Move.STOPPED, None)


def test_stopping_with_a_question_leaves_the_question(room: Room) -> None:
    step = talk(room, "条件匹配", "算了，直接说人才公寓归谁")[-1]
    assert (step.move, step.interview) == (Move.ELSEWHERE, None)


def test_restarting_forgets(room: Room) -> None:
    step = talk(room, "条件匹配", "江津", "重新开始")[-1]
    assert step.move is Move.ASK and step.interview == Interview("key", pending=A)


def test_a_result_on_demand(room: Room) -> None:
    assert talk(room, "条件匹配", "江津", "直接出结果")[-1].move is Move.RESULT


def test_a_place_outside_is_told_at_once_and_another_may_be_named(room: Room) -> None:
    steps = talk(room, "条件匹配", "我们厂在梁平", "江津也有厂")
    assert [step.move for step in steps] == [Move.ASK, Move.OUTSIDE, Move.ASK]
    assert steps[1].places == ("梁平",) and asked(steps)[-1] is S


def test_a_second_place_outside_ends_it(room: Room) -> None:
    step = talk(room, "条件匹配", "梁平", "万州")[-1]
    assert (step.move, step.interview) == (Move.OUTSIDE, None)


@pytest.mark.parametrize("said", ["没有", "跳过"])
def test_no_other_place_ends_it(said: str, room: Room) -> None:
    assert talk(room, "条件匹配", "梁平", said)[-1].move is Move.STOPPED


@pytest.mark.parametrize(
    "said", [["条件匹配"], ["条件匹配", "江津的高校"], ["条件匹配", "江津", "跳过", "不要钱，要人才", "出结果"]]
)
def test_slots_keep_an_interview_whole(said: list[str], room: Room) -> None:
    interview = talk(room, *said)[-1].interview
    assert interview_from(slots_of(interview)) == interview


@pytest.mark.parametrize(
    "broken",
    [{"interview": 3}, {"interview": {}}, {"interview": {"notice": "k", "phase": "x"}}, {"interview_area": 3}, {}],
)
def test_slots_that_we_did_not_write_hold_no_interview(broken: dict[str, object], room: Room) -> None:
    slots = {**slots_of(None), **broken}
    if "interview_area" in broken:
        slots = {**slots_of(Interview("key")), **broken}
    assert interview_from(slots) is None


def test_nothing_heard_is_no_fact() -> None:
    assert not Heard().has_facts and replace(Heard(), areas=("江津区",)).has_facts
