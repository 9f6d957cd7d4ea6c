"""Which kind is asked in a talk: inherited, corrected, or shown by the words whatever the intent says."""

from __future__ import annotations

import pytest

from actions.answer import Finding, Kind, Status
from actions.responder import respond
from tests.actions.bench import Bench, Found, reading
from tests.actions.test_followup import NAMED, NOTHING, UNSURE, Spoken, after, numbers

ABOUT_20 = Spoken((20,), kind=Kind.ELIGIBILITY)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("人社局参不参与", "ask_list"),
        ("金融办管还是财政局管", "ask_contact"),
        ("不是财政局一家管吧", "ask_contact"),
        ("发改委也在里面对吧", "ask_area"),
        ("这条说了人社局也管吗", "ask_count"),
    ],
)
def test_whether_a_unit_takes_part_is_asked_of_the_measure_spoken_of(bench: Bench, text: str, intent: str) -> None:
    answer = after(bench, ABOUT_20, text, intent, UNSURE)
    assert (answer.kind, numbers(answer)) == (Kind.CONTACT, [20])


@pytest.mark.parametrize(
    ("text", "intent"), [("打错了，是荣昌", "chitchat_feedback"), ("他纠正了，是江津不是涪陵", "ask_area")]
)
def test_a_corrected_place_is_asked_what_was_asked_before(bench: Bench, text: str, intent: str) -> None:
    answer = after(bench, ABOUT_20, text, intent)
    assert (answer.status, answer.kind, numbers(answer)) == (Status.ANSWERED, Kind.ELIGIBILITY, [20])


def test_a_corrected_unit_is_listed_as_the_one_before_was(bench: Bench) -> None:
    spoken = Spoken((20,), (12, 16, 18, 19, 20), Kind.LIST)
    answer = after(bench, spoken, "不是财政局，是金融监管局，重新查", "ask_contact")
    assert (answer.kind, numbers(answer)) == (Kind.LIST, [17, 18, 19, 20])


def test_how_much_is_asked_although_it_sounds_like_a_procedure(bench: Bench) -> None:
    answer = after(bench, Spoken((16,), kind=Kind.CONTENT), "额度写了没", "ask_procedure", UNSURE)
    assert (answer.status, answer.kind, numbers(answer)) == (Status.NOT_IN_NOTICE, Kind.FUNDING, [16])


def test_a_procedure_is_not_what_a_new_matter_is_asked_for(bench: Bench) -> None:
    """不对，我问的是…, after an answer that the notice does not state how."""
    spoken, best = Spoken((9,), kind=Kind.PROCEDURE), Found(12, score=NAMED)
    answer = after(bench, spoken, "不对，我问的是专项资金", "ask_funding", UNSURE, best)
    assert (answer.kind, numbers(answer)) == (Kind.FUNDING, [12])


def test_a_matter_without_a_question_is_told(bench: Bench) -> None:
    answer = after(bench, NOTHING, "咨询下创投基金备案", "ask_procedure", 0.35, Found(17, "备案", NAMED))
    assert (answer.status, answer.kind, numbers(answer)) == (Status.ANSWERED, Kind.CONTENT, [17])


def test_where_something_is_written_is_one_measure(bench: Bench) -> None:
    """Not the list of the unit whose short name (科技) stands in the words."""
    asked = "碳达峰碳中和科技创新行动方案写在第几条"
    answer = after(bench, NOTHING, asked, "ask_list", UNSURE, Found(11, score=1.0))
    assert (answer.kind, numbers(answer)) == (Kind.CONTENT, [11])


def test_units_are_asked_for_after_a_story_of_ones_own(bench: Bench) -> None:
    asked = "我们高新区有个分公司，创新人才引进找谁"
    answer = after(bench, NOTHING, asked, "ask_eligibility", UNSURE, Found(5, score=NAMED))
    assert (answer.kind, numbers(answer)) == (Kind.CONTACT, [5])


def test_a_chapter_named_or_spoken_of_is_listed(bench: Bench) -> None:
    about_9 = Spoken((9,), kind=Kind.CONTENT)
    for asked in ("这一章一共有哪几条", "第四章有哪几条"):
        assert numbers(after(bench, about_9, asked, "ask_list")) == [9, 10], asked


def test_what_is_pointed_at_without_a_talk_is_asked_back(bench: Bench) -> None:
    for asked, intent in (("刚才那个呢", "chitchat_feedback"), ("上面那个有没有金额门槛", "ask_funding")):
        answer = after(bench, NOTHING, asked, intent, best=Found(17, score=NAMED))
        assert (answer.status, answer.finding) == (Status.CLARIFY, Finding.WHICH_CHAPTER), asked


def test_thanks_are_thanks_although_they_speak_of_a_telephone(bench: Bench) -> None:
    answer = after(bench, ABOUT_20, "哦哟谢谢，你比打热线快多了", "thanks", 1.0)
    assert answer.finding is Finding.THANKS


def test_a_place_outside_leaves_the_matter_in_mind(bench: Bench) -> None:
    """我是綦江的，…能用不 → 打错了，是永川: what it was about is not lost."""
    asked = "我是綦江的，引进创新人才的政策能用不"
    answer = after(bench, NOTHING, asked, "ask_eligibility", best=Found(5, score=NAMED))
    assert (answer.finding, answer.about) == (Finding.AREA_OUTSIDE, bench.measure(5))


def test_a_measure_named_by_number_does_not_hide_a_place_outside(bench: Bench) -> None:
    answer = after(bench, NOTHING, "北碚的企业能申请第20条吗", "ask_eligibility", best=Found(20, score=1.0))
    assert (answer.status, answer.finding) == (Status.NOT_IN_NOTICE, Finding.AREA_OUTSIDE)


def test_what_was_not_heard_is_said_again(bench: Bench) -> None:
    spoken = Spoken((8,), kind=Kind.CONTENT)
    answer = after(bench, spoken, "他没听清，麻烦再说一遍", "chitchat_feedback")
    assert (answer.status, answer.kind, numbers(answer)) == (Status.ANSWERED, Kind.CONTENT, [8])


@pytest.mark.parametrize(
    "text",
    [
        "有家公司打电话来，想问企业正式上市文件里扶持不扶持",
        "电话那头是大学老师，他们想正式上市，有没有说法",
        "电话里头换话题了，问正式上市文件咋讲",
    ],
)
def test_a_call_that_is_told_of_asks_for_no_number(bench: Bench, text: str) -> None:
    answer = after(bench, NOTHING, text, "ask_content", UNSURE, Found(18, "正式上市", NAMED))
    assert (answer.status, numbers(answer)) == (Status.ANSWERED, [18])


@pytest.mark.parametrize(
    ("text", "intent"), [("第61次主任办公会是哪天开的", "ask_date"), ("签发这个通知的主任姓什么", "ask_issuer")]
)
def test_what_happened_beside_the_notice_is_not_stated(bench: Bench, text: str, intent: str) -> None:
    answer = after(bench, NOTHING, text, intent)
    assert (answer.status, answer.finding) == (Status.NOT_IN_NOTICE, Finding.ASPECT_NOT_NAMED)


def test_a_place_in_the_list_just_read_out_is_one_measure(bench: Bench) -> None:
    spoken = Spoken((3, 6, 7), (3, 6, 7), Kind.LIST)
    assert numbers(after(bench, spoken, "你刚列的这几条里，第二个具体说的啥", "ask_list", UNSURE)) == [6]


def test_a_sort_of_fact_that_stands_there_is_told_however_sure_the_intent(bench: Bench) -> None:
    """Else the reply would say that no time is stated, and quote it."""
    answer = after(bench, NOTHING, "基金退出要几年", "ask_procedure", best=Found(20, "3 年后", NAMED))
    assert (answer.status, answer.kind, numbers(answer)) == (Status.ANSWERED, Kind.CONTENT, [20])


@pytest.mark.parametrize(
    ("text", "score", "kind"),
    [("园区循环化改造这份文件提了没", NAMED, Kind.CONTENT), ("这份文件是谁印发的", 0.3, Kind.ISSUER)],
)
def test_whether_the_document_mentions_a_matter_is_no_question_for_its_issuer(
    bench: Bench, text: str, score: float, kind: Kind
) -> None:
    assert after(bench, NOTHING, text, "ask_issuer", best=Found(13, "循环化", score)).kind is kind


def test_a_number_alone_is_asked_what_was_asked_before(bench: Bench) -> None:
    answer = after(bench, Spoken((18,), kind=Kind.FUNDING), "第5条的", "ask_content", best=Found(5, score=NAMED))
    assert (answer.kind, numbers(answer)) == (Kind.FUNDING, [5])


def test_what_is_asked_again_may_be_another_thing(bench: Bench) -> None:
    """没听清 after what is not stated: the units are asked for, not the procedure once more."""
    answer = after(bench, Spoken((7,), kind=Kind.PROCEDURE), "没听清，再说一遍找哪几家", "ask_contact")
    assert (answer.status, answer.kind, numbers(answer)) == (Status.ANSWERED, Kind.CONTACT, [7])


@pytest.mark.parametrize(
    ("text", "found", "kind", "measures"),
    [
        ("第10条有几个责任单位", (), Kind.CONTACT, [10]),
        ("放管服那条一共挂了几个责任单位", (Found(10),), Kind.CONTACT, [10]),
        ("人才公寓归几个部门管", (Found(7),), Kind.CONTACT, [7]),
        ("通知里一共几个责任单位", (Found(10, score=0.4),), Kind.COUNT, []),
        ("责任单位最多的是哪一条", (Found(3),), Kind.COUNT, [10]),
    ],
)
def test_units_are_counted_of_a_measure_or_of_the_notice(
    bench: Bench, text: str, found: tuple[Found, ...], kind: Kind, measures: list[int]
) -> None:
    answer = respond(bench.context(reading(text, "ask_count"), found))
    assert (answer.kind, numbers(answer)) == (kind, measures)


@pytest.mark.parametrize(("text", "number"), [("那20条呢", 20), ("打错了，是17", 17), ("不对，我问的是第18条", 18)])
def test_another_number_is_asked_what_was_asked_before(bench: Bench, text: str, number: int) -> None:
    answer = after(bench, Spoken((8,), kind=Kind.CONTACT), text, "ask_content", UNSURE, best=Found(number, score=NAMED))
    assert (answer.kind, numbers(answer)) == (Kind.CONTACT, [number])


@pytest.mark.parametrize("text", ["是不是哪家企业都行", "什么公司都可以吗"])
def test_whether_it_is_for_anybody(bench: Bench, text: str) -> None:
    answer = after(bench, Spoken((16,), kind=Kind.FUNDING), text, "ask_contact", UNSURE)
    assert (answer.kind, numbers(answer)) == (Kind.ELIGIBILITY, [16])
