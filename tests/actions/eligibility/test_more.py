"""The last questions: what one answer left open and would still settle a verdict; few verdicts stay open, none is wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from actions.eligibility.choosing import ROUNDS
from actions.eligibility.hearing import Heard
from actions.eligibility.interview import Move, Step
from actions.eligibility.profile import Fact, Knowledge, Profile, known
from actions.eligibility.verdicts import Verdict
from index.interview_data import FieldName
from tests.actions.eligibility.conftest import Room, profile

A, S, N, Q = FieldName.AREA, FieldName.SUBJECT, FieldName.NEED, FieldName.QUALIFICATION
NEEDS = ("资金", "融资", "研发创新")
MOST_QUESTIONS = 4 + 2 * ROUNDS


def answered(room: Room, subject: str, also: tuple[str, ...], need: str, has: tuple[str, ...] | None) -> list[Step]:
    """Somebody who tells one type first, taps one true button a question, and skips qualifications where `has` is None."""
    true = set().union(*(room.data.closure(S, name) for name in (subject, *also)))

    def told(step: Step) -> Heard:
        interview = step.interview
        assert interview is not None and interview.pending is not None
        pending, said = interview.pending, interview.profile.of(interview.pending)
        if pending is A:
            return Heard(areas=("荣昌区",))
        if pending is N:
            return Heard(values={N: (need,)})
        if pending is S and not said.is_known:
            return Heard(values={S: (subject,)})
        if pending is Q and has is None:
            return Heard(skip=True)
        mine = true if pending is S else set(has or ())
        tapped = [value for value in room.chooser.choices(pending, interview.profile) if value in mine][:1]
        return Heard(values={pending: tuple(tapped)}) if tapped else Heard(none=True)

    steps = [room.course.begin("key", Heard(start=True))]
    while steps[-1].move in (Move.ASK, Move.ASK_AGAIN) and len(steps) <= MOST_QUESTIONS + 1:
        interview = steps[-1].interview
        assert interview is not None
        steps.append(room.course.step(interview, told(steps[-1])))
    return steps


def end_of(steps: list[Step]) -> Profile:
    interview = steps[-1].interview
    assert steps[-1].move is Move.RESULT and interview is not None
    return interview.profile


def subjects(room: Room) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every type alone, and with one of those that may go together with it."""
    names = [value.name for value in room.data.fields[S].values]
    return tuple((name, also) for name in names for also in [(), *((one,) for one in room.data.may_be(S, name)[:1])])


@pytest.mark.parametrize(
    ("has", "before", "most"),
    [(None, 0.57, 0.50), ((), 0.26, 0.20), (("示范区重点项目",), 0.28, 0.20)],
    ids=["qualifications not known", "none", "one of them"],
)
def test_few_verdicts_are_open_at_the_end_and_none_is_wrong(
    room: Room, has: tuple[str, ...] | None, before: float, most: float
) -> None:
    """`before`: the share of 待确认 over all types and needs when only what is narrower was asked once more.

    Whoever had told everything at once, and that it is all, gets the same 符合 and 不符合.
    """
    count: Counter[Verdict] = Counter()
    wrong = []
    for subject, also in subjects(room):
        for need in NEEDS:
            steps = answered(room, subject, also, need, has)
            end = end_of(steps)
            truth = profile("荣昌区", " ".join((subject, *also)), need)
            truth = truth.having(S, Fact(Knowledge.KNOWN, truth.subject.values, closed=True))
            truth = truth.having(Q, end.qualification if has is None else Fact(Knowledge.KNOWN, has, closed=True))
            everything = room.match(truth)
            for number, match in room.match(end).items():
                count[match.verdict] += 1
                if match.verdict not in (Verdict.UNKNOWN, everything[number].verdict):
                    wrong.append((subject, also, need, number, match.verdict))
    assert wrong == []
    assert count[Verdict.UNKNOWN] / count.total() < most < before


def test_what_may_go_together_is_asked_and_a_yes_settles_it(room: Room) -> None:
    who = profile("荣昌区", "工业企业", "融资", "无")
    assert room.match(who)[20].verdict is Verdict.UNKNOWN
    assert room.chooser.next_field(who, ()) is S and "科技型企业" in room.chooser.choices(S, who)
    assert room.match(who.having(S, known("工业企业", "科技型企业")))[20].verdict is Verdict.MET


def test_a_no_settles_only_what_was_offered(room: Room) -> None:
    """Another need brings types that nobody was asked about: they stay open."""
    steps = answered(room, "工业企业", (), "融资", ())
    end = end_of(steps)
    assert end.subject.denied and not end.subject.closed
    verdicts = {match.verdict for match in room.match(end).values() if not match.way.open}
    assert Verdict.UNKNOWN not in verdicts
    assert room.match(end.having(N, known("用地")))[8].verdict is Verdict.UNKNOWN


def test_whoever_skips_it_is_not_asked_again_and_nothing_is_ruled_out(room: Room) -> None:
    step = room.course.begin("key", room.hear("荣昌的工业企业想融资，条件匹配"))
    asked: list[FieldName | None] = []
    while step.interview is not None and step.interview.is_asking:
        asked.append(step.interview.pending)
        step = room.course.step(step.interview, Heard(skip=True))
    assert asked == [Q, S] and step.move is Move.RESULT and step.interview is not None
    assert step.interview.profile.subject == known("工业企业")


def test_nothing_more_is_asked_where_it_settles_nothing(room: Room) -> None:
    assert room.chooser.more(S, profile("江津区", "传统工业企业", "绿色改造")) == ()
    assert room.chooser.more(S, profile("万州区", "工业企业", "融资")) == ()
    assert room.chooser.more(A, profile("荣昌区")) == room.chooser.more(N, profile("荣昌区")) == ()
    said_all = profile("荣昌区", "工业企业", "融资", "无").having(S, Fact(Knowledge.KNOWN, ("工业企业",), closed=True))
    assert room.chooser.more(S, said_all) == ()


def test_one_qualification_does_not_end_the_question(room: Room) -> None:
    """A tap names one; once another type was asked about, the others that matter are offered, and only so often."""
    who = profile("荣昌区", "科技型中小微企业", "融资", "种子期或初创期")
    assert "示范区重点项目" not in room.chooser.choices(Q, who), "measure 17 is met already"
    who = profile("荣昌区", "龙头骨干企业", "融资", "示范区重点项目")
    assert "重点产业集群银企合作项目" in room.chooser.more(Q, who)
    assert room.chooser.next_field(profile("荣昌区", "高校", "资金", "国家或市级双创示范基地"), ()) is None
    assert room.chooser.next_field(who, (S,) * ROUNDS) is Q
    assert room.chooser.next_field(who, (S,) * ROUNDS + (Q,) * ROUNDS) is None
