"""A message in a conversation: which measure it refers to, in which kind it is answered, and when it is a matter of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from actions.answer import Answer, Finding, Kind, Status
from actions.followup import NEW_TOPIC_FROM, SURE_OF_KIND
from actions.question import MeasureRef, Memory
from actions.responder import respond
from actions.service import Reply, Service
from tests.actions.bench import SURE, Bench, Found, reading

OTHER = 4
"""The measure that the search, which knows nothing of the conversation, prefers."""
ELLIPSIS, NAMED = NEW_TOPIC_FROM - 0.12, NEW_TOPIC_FROM + 0.2
"""Its score for a message that names no matter of its own, and for one that does."""
UNSURE = SURE_OF_KIND - 0.3
UNRELATED = Found(OTHER, score=ELLIPSIS)
LISTED = (12, 16, 18, 19, 20)
"""What 市财政局负责哪些条 lists."""


@dataclass(frozen=True)
class Spoken:
    """What was spoken of before; measures by their numbers."""

    measures: tuple[int, ...] = (17,)
    listed: tuple[int, ...] = ()
    kind: Kind | None = None
    asked_back: bool = False
    earlier: tuple[int, ...] = ()
    """What was spoken of before that, the latest first."""

    def memory(self, bench: Bench) -> Memory:
        measures, listed, earlier = (
            tuple(MeasureRef(bench.notice.key, n) for n in numbers)
            for numbers in (self.measures, self.listed, self.earlier)
        )
        spoken = (*measures, *earlier)
        return Memory(measures, self.kind, told_validity=True, listed=listed, spoken=spoken, asked_back=self.asked_back)


NOTHING = Spoken(())


def after(
    bench: Bench,
    spoken: Spoken,
    text: str,
    intent: str,
    probability: float = SURE,
    best: Found = UNRELATED,
    next_best: Found | None = None,
    **others: float,
) -> Answer:
    """The answer to a message; the search ranks every measure, as the real one does."""
    ranked = [best, *([next_best] if next_best else [])]
    given = {found.number for found in ranked}
    rest = [Found(m.number, score=0.1) for m in bench.notice.measures if m.number not in given]
    asked = reading(text, intent, probability, **others)
    return respond(bench.context(asked, (*ranked, *rest), spoken.memory(bench)))


def numbers(answer: Answer) -> list[int]:
    return [citation.measure.number for citation in answer.citations]


@pytest.mark.parametrize(
    ("text", "intent", "number"),
    [
        ("第一个归谁管", "ask_contact", 12),
        ("第二个归谁管", "ask_contact", 16),
        ("第2个归谁管", "ask_contact", 16),
        ("上面第三个要什么条件", "ask_eligibility", 18),
        ("你说的第四个具体是什么", "ask_content", 19),
        ("前一个什么条件", "ask_eligibility", 12),
        ("头一个找谁", "ask_contact", 12),
        ("前者找谁", "ask_contact", 12),
        ("后一个找谁", "ask_contact", 20),
        ("末一个找谁", "ask_contact", 20),
        ("最后一个给多少钱", "ask_funding", 20),
        ("后者给多少钱", "ask_funding", 20),
    ],
)
def test_a_place_is_that_of_the_list_shown(bench: Bench, text: str, intent: str, number: int) -> None:
    """Not a measure's number, and not the measure spoken of since."""
    answer = after(bench, Spoken((18,), LISTED), text, intent)
    assert (answer.kind, numbers(answer)) == (Kind(intent.removeprefix("ask_")), [number])


def test_a_place_without_a_list_is_that_of_the_measures_spoken_of(bench: Bench) -> None:
    assert numbers(after(bench, Spoken((3, 8)), "第二个找谁", "ask_contact")) == [8]


@pytest.mark.parametrize("text", ["第二条找谁", "第2条找谁"])
def test_the_number_of_a_measure_is_no_place_in_the_list(bench: Bench, text: str) -> None:
    assert numbers(after(bench, Spoken((12,), LISTED), text, "ask_contact")) == [2]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("下一条呢", 17),
        ("再下一条", 17),
        ("下面一条呢", 17),
        ("后面那条呢", 17),
        ("上一条呢", 15),
        ("上一条找谁", 15),
        ("前面一条", 15),
    ],
)
def test_the_next_and_the_previous_follow_the_notice(bench: Bench, text: str, number: int) -> None:
    """From the measure spoken of, whatever list was shown before."""
    assert numbers(after(bench, Spoken((16,), (5, 16, 20)), text, "ask_content")) == [number]


def test_the_next_one_named_in_a_longer_message_is_no_step(bench: Bench) -> None:
    """Who says so much has named the matter."""
    text = "看下一条之前先说说人才公寓找谁"
    assert numbers(after(bench, Spoken((16,)), text, "ask_contact", best=Found(7, score=NAMED))) == [7]


@pytest.mark.parametrize(
    ("text", "intent", "finding"),
    [
        ("那条归谁管", "ask_contact", Finding.UNITS),
        ("这事找谁", "ask_contact", Finding.UNITS),
        ("它的责任单位", "ask_contact", Finding.UNITS),
        ("上面那个什么条件", "ask_eligibility", Finding.CONDITIONS),
        ("那个能不能享受", "ask_eligibility", Finding.CONDITIONS),
        ("该条原文", "ask_content", Finding.WHOLE_MEASURE),
        ("这笔钱找谁要", "ask_contact", Finding.UNITS),
    ],
)
def test_a_pointing_word_stands_for_the_measure_spoken_of(
    bench: Bench, text: str, intent: str, finding: Finding
) -> None:
    answer = after(bench, Spoken(), text, intent)
    assert (answer.finding, numbers(answer)) == (finding, [17])


@pytest.mark.parametrize(("number", "finding"), [(20, Finding.SUM), (1, Finding.SUM), (17, Finding.SUM_NOT_NAMED)])
def test_how_much_is_given_is_no_threshold(bench: Bench, number: int, finding: Finding) -> None:
    """The 3000 万元 of measure 17 have to be paid in; nobody gives them."""
    for text in ("刚才那个能给多少钱", "那能拿多少", "投多少有上限没"):
        answer = after(bench, Spoken((number,)), text, "ask_funding")
        assert (answer.finding, numbers(answer)) == (finding, [number]), text


@pytest.mark.parametrize(
    ("text", "intent"),
    [("那条是哪个局", "ask_list"), ("它归哪些单位", "ask_list"), ("那条有几个部门", "ask_count")],
)
def test_units_of_a_measure_pointed_at_are_told_not_listed(bench: Bench, text: str, intent: str) -> None:
    """However sure the intent is of a list of measures."""
    answer = after(bench, Spoken(), text, intent)
    assert (answer.kind, answer.finding, numbers(answer)) == (Kind.CONTACT, Finding.UNITS, [17])


@pytest.mark.parametrize(
    ("text", "intent", "finding"),
    [
        ("找谁", "ask_contact", Finding.UNITS),
        ("归哪个部门", "ask_contact", Finding.UNITS),
        ("什么条件", "ask_eligibility", Finding.CONDITIONS),
        ("能申请吗", "ask_eligibility", Finding.CONDITIONS),
        ("最高多少", "ask_funding", Finding.SUM),
        ("有没有钱", "ask_funding", Finding.SUM),
        ("具体讲了什么", "ask_content", Finding.WHOLE_MEASURE),
        ("原文呢", "ask_content", Finding.WHOLE_MEASURE),
        ("要啥材料", "ask_procedure", Finding.ASPECT_NOT_NAMED),
        ("电话多少", "ask_procedure", Finding.ASPECT_NOT_NAMED),
    ],
)
def test_an_ellipsis_is_about_the_measure_spoken_of(bench: Bench, text: str, intent: str, finding: Finding) -> None:
    """No topic, no pointing word; however well the search thinks that it does."""
    for score in (ELLIPSIS, NAMED):
        answer = after(bench, Spoken(), text, intent, best=Found(OTHER, score=score))
        assert (answer.finding, numbers(answer)) == (finding, [17])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("办下来要多久", "ask_procedure"),
        ("老板问要啥资质", "ask_eligibility"),
        ("隔壁厂也搞得成不", "ask_eligibility"),
    ],
)
def test_words_that_the_search_knows_nothing_of_are_no_topic(bench: Bench, text: str, intent: str) -> None:
    """What is left of the message is no filler, but no matter of the notice either."""
    assert numbers(after(bench, Spoken(), text, intent)) == [17]


def test_the_first_of_several_measures_is_the_one_spoken_of(bench: Bench) -> None:
    assert numbers(after(bench, Spoken((3, 8)), "找谁", "ask_contact")) == [3]


@pytest.mark.parametrize(
    ("text", "kind", "best", "finding", "number"),
    [
        ("那土地呢", Kind.CONTACT, Found(8, score=NAMED), Finding.UNITS, 8),
        ("那人才公寓呢", Kind.CONTACT, Found(7, score=NAMED), Finding.UNITS, 7),
        ("还有养老机构呢？", Kind.ELIGIBILITY, Found(7, score=NAMED), Finding.CONDITIONS, 7),
        ("股权投资呢", Kind.FUNDING, Found(20, "2000", NAMED), Finding.SUM, 20),
        ("那荣昌呢", Kind.ELIGIBILITY, Found(OTHER, score=NAMED), Finding.CONDITIONS, 17),  # of the same measure
    ],
)
def test_likewise_asks_the_same_of_something_else(
    bench: Bench, text: str, kind: Kind, best: Found, finding: Finding, number: int
) -> None:
    answer = after(bench, Spoken(kind=kind), text, "ask_content", UNSURE, best)
    assert (answer.kind, answer.finding, numbers(answer)) == (kind, finding, [number])


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.COUNT, Kind.AREA, Kind.ISSUER, Kind.DATE])
def test_what_was_asked_of_the_whole_notice_is_not_asked_of_a_measure(bench: Bench, kind: Kind) -> None:
    answer = after(bench, Spoken(kind=kind), "那人才公寓呢", "ask_content", UNSURE, Found(7, score=NAMED))
    assert (answer.kind, numbers(answer)) == (Kind.CONTENT, [7])


@pytest.mark.parametrize(
    ("text", "intent", "kind"),
    [
        ("那人才公寓呢", "ask_content", Kind.CONTENT),  # surely so
        ("那人才公寓要什么材料呢", "ask_procedure", Kind.PROCEDURE),
        ("那人才公寓的条件呢", "ask_eligibility", Kind.ELIGIBILITY),
    ],
)
def test_a_kind_that_is_said_is_not_the_kind_before(bench: Bench, text: str, intent: str, kind: Kind) -> None:
    answer = after(bench, Spoken(kind=Kind.CONTACT), text, intent, best=Found(7, score=NAMED))
    assert (answer.kind, numbers(answer)) == (kind, [7])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("不对，我问的是人才公寓", 7),
        ("搞错了，我说的是土地", 8),
        ("不是问土地，我是问人才公寓", 7),
        ("说错了，是科技成果转化", 4),
    ],
)
def test_a_correction_asks_the_same_of_what_is_meant(bench: Bench, text: str, number: int) -> None:
    answer = after(bench, Spoken(kind=Kind.CONTACT), text, "ask_content", UNSURE, Found(number, score=NAMED))
    assert (answer.kind, numbers(answer)) == (Kind.CONTACT, [number])


def test_a_correction_of_the_kind_is_the_kind_said(bench: Bench) -> None:
    spoken = Spoken((7,), kind=Kind.CONTACT)
    answer = after(bench, spoken, "我是问人才公寓要什么条件", "ask_eligibility", best=Found(7, score=NAMED))
    assert (answer.kind, numbers(answer)) == (Kind.ELIGIBILITY, [7])


@pytest.mark.parametrize(
    ("text", "asked_back", "kind", "number"),
    [
        ("人才公寓那个", True, Kind.FUNDING, 7),
        ("人才公寓那个", False, Kind.CONTENT, 7),
        ("第二个", True, Kind.FUNDING, 7),
        ("第二个", False, Kind.CONTENT, 7),
        ("最后一个", True, Kind.FUNDING, 20),
    ],
)
def test_the_answer_to_a_question_back_keeps_the_kind_asked(
    bench: Bench, text: str, asked_back: bool, kind: Kind, number: int
) -> None:
    """Only then: else it is a question of its own."""
    spoken = Spoken((5, 7, 20), (5, 7, 20), Kind.FUNDING, asked_back)
    answer = after(bench, spoken, text, "ask_content", UNSURE, Found(7, "人才公寓", NAMED))
    assert (answer.status, answer.kind, numbers(answer)) == (Status.ANSWERED, kind, [number])


def test_the_answer_to_a_question_back_may_ask_for_something_else(bench: Bench) -> None:
    spoken = Spoken((5, 7, 20), (5, 7, 20), Kind.FUNDING, True)
    answer = after(bench, spoken, "人才公寓的条件", "ask_eligibility", best=Found(7, score=NAMED))
    assert (answer.kind, numbers(answer)) == (Kind.ELIGIBILITY, [7])


@pytest.mark.parametrize(
    ("text", "intent", "finding"),
    [
        ("哪几条讲基金", "ask_list", Finding.LISTING),
        ("示范区包括哪些地方", "ask_area", Finding.AREAS),
        ("市金融监管局负责几条", "ask_count", Finding.LISTING),
    ],
)
def test_a_question_for_the_whole_notice_does_not_stay_with_a_measure(
    bench: Bench, text: str, intent: str, finding: Finding
) -> None:
    best, spoken_of = Found(20, score=NAMED), Found(17, score=0.95 * NAMED)
    answer = after(bench, Spoken(), text, intent, best=best, next_best=spoken_of)
    assert answer.finding is finding and numbers(answer) != [17]


def test_what_is_likely_foreign_does_not_stay_with_a_measure(bench: Bench) -> None:
    best, spoken_of = Found(20, score=NAMED), Found(17, score=0.95 * NAMED)
    answer = after(bench, Spoken(), "基金备案", "ask_content", 0.4, best=best, next_best=spoken_of, out_of_scope=0.6)
    assert numbers(answer) == [20]


@pytest.mark.parametrize(
    ("text", "intent", "best"),
    [
        ("人才公寓找谁", "ask_contact", Found(7, score=NAMED)),
        ("科技成果转化找谁", "ask_contact", Found(4, score=NAMED)),
        ("一事一议是什么意思", "ask_definition", Found(5, score=NAMED)),
        ("高端研发机构最高补多少", "ask_funding", Found(1, "5000", NAMED)),
        ("园区循环化改造要什么材料", "ask_procedure", Found(13, score=NAMED)),
    ],
)
def test_a_new_topic_is_no_follow_up(bench: Bench, text: str, intent: str, best: Found) -> None:
    answer = after(bench, Spoken(listed=LISTED), text, intent, best=best)
    assert numbers(answer) == [best.number]


@pytest.mark.parametrize(
    ("text", "intent", "finding", "expected"),
    [
        ("一共几条", "ask_count", Finding.LISTING, list(range(1, 21))),
        ("文号是多少", "ask_issuer", Finding.ISSUERS, []),
        ("什么时候施行", "ask_date", Finding.DATES, []),
        ("包括哪些地方", "ask_area", Finding.AREAS, []),
        ("市财政局负责哪些条", "ask_list", Finding.LISTING, list(LISTED)),
        ("市科技局电话多少", "ask_procedure", Finding.ASPECT_NOT_NAMED, []),  # of the unit, not of the measure
        ("税务局找谁", "ask_contact", Finding.NOT_MENTIONED, []),
    ],
)
def test_what_asks_for_the_notice_or_a_unit_is_no_follow_up(
    bench: Bench, text: str, intent: str, finding: Finding, expected: list[int]
) -> None:
    answer = after(bench, Spoken(), text, intent)
    assert (answer.finding, numbers(answer)) == (finding, expected)


def test_a_measure_named_by_number_is_no_follow_up(bench: Bench) -> None:
    assert numbers(after(bench, Spoken(), "那第8条找谁", "ask_contact")) == [8]


def test_other_business_is_no_follow_up(bench: Bench) -> None:
    asked = reading("公积金怎么提取", "out_of_scope")
    answer = respond(
        bench.context(asked, (Found(OTHER, score=0.05), Found(17, score=0.04)), Spoken().memory(bench), 1.0)
    )
    assert answer.status is Status.OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("text", "intent", "place"),
    [
        ("我们泸州的厂能申请吗", "ask_eligibility", "泸州"),
        ("那万州的能不能享受", "ask_eligibility", "万州"),
        ("我在綦江，能申请吗", "ask_eligibility", "綦江"),
        ("我们成都的厂最高能拿多少", "ask_funding", "成都"),
        ("我们成都的厂找谁", "ask_contact", "成都"),
    ],
)
def test_a_place_outside_is_excluded_in_a_follow_up_too(bench: Bench, text: str, intent: str, place: str) -> None:
    """Else the conditions of the measure spoken of are promised to them."""
    answer = after(bench, Spoken(), text, intent)
    assert (answer.status, answer.finding) == (Status.NOT_IN_NOTICE, Finding.AREA_OUTSIDE)
    assert (answer.said, numbers(answer)) == ((place,), [])


def test_likewise_of_a_place_outside_is_excluded(bench: Bench) -> None:
    """那万州呢, after 那荣昌呢."""
    answer = after(bench, Spoken(kind=Kind.ELIGIBILITY), "那万州呢", "ask_content", UNSURE)
    assert (answer.finding, answer.said) == (Finding.AREA_OUTSIDE, ("万州",))


@pytest.mark.parametrize(
    ("text", "area"), [("我在永川，能申请吗", "永川区"), ("那永川的呢", "永川区"), ("那江津的企业能享受吗", "江津区")]
)
def test_a_place_inside_is_told_with_the_conditions_spoken_of(bench: Bench, text: str, area: str) -> None:
    answer = after(bench, Spoken(), text, "ask_eligibility")
    assert (answer.finding, answer.subject, numbers(answer)) == (Finding.CONDITIONS, area, [17])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("那找谁呢", "ask_contact"),
        ("那条归谁管", "ask_contact"),
        ("它归谁管", "ask_contact"),
        ("什么条件", "ask_eligibility"),
        ("最高多少", "ask_funding"),
        ("那个呢", "ask_content"),
    ],
)
def test_with_nothing_spoken_of_a_reference_asks_back(bench: Bench, text: str, intent: str) -> None:
    """Never a guess."""
    answer = after(bench, NOTHING, text, intent)
    assert answer.status is Status.CLARIFY and answer.buttons


@pytest.mark.parametrize(("text", "intent"), [("谢谢", "thanks"), ("你好", "greet"), ("再见", "goodbye")])
def test_small_talk_is_no_follow_up(bench: Bench, text: str, intent: str) -> None:
    answer = after(bench, Spoken(), text, intent)
    assert (answer.status, numbers(answer)) == (Status.SOCIAL, [])


def test_an_aspect_taken_for_small_talk_is_a_follow_up(bench: Bench) -> None:
    """电话呢 is short, and the intent model may think it polite."""
    answer = after(bench, Spoken(), "电话呢", "thanks")
    assert (answer.finding, answer.subject, numbers(answer)) == (Finding.ASPECT_NOT_NAMED, "联系电话", [17])


def talk(service: Service, *turns: tuple[str, str] | tuple[str, str, float]) -> list[Reply]:
    """The replies to one message after the other: text, intent, and how sure of it."""
    replies: list[Reply] = []
    for text, intent, *probability in turns:
        memory = replies[-1].memory if replies else Memory()
        replies.append(service.reply(reading(text, intent, *probability), memory))
    return replies


def shown(reply: Reply) -> tuple[Any, list[int]]:
    return reply.card["kind"], [measure["number"] for measure in reply.card["measures"]]


def test_a_list_stays_open_while_its_measures_are_spoken_of(service: Service) -> None:
    """第二个, then 最后一个: of the same list; 下一条 goes on from the measure."""
    replies = talk(
        service,
        ("市财政局负责哪些条", "ask_list"),
        ("第二个归谁管", "ask_contact"),
        ("最后一个什么条件", "ask_eligibility"),
        ("第三个给多少钱", "ask_funding"),
        ("下一条呢", "ask_content", UNSURE),
        ("上一条呢", "ask_content", UNSURE),
    )
    assert [shown(reply) for reply in replies] == [
        ("list", list(LISTED)),
        ("contact", [16]),
        ("eligibility", [20]),
        ("funding", [18]),
        ("funding", [19]),
        ("funding", [18]),
    ]


def test_small_talk_in_between_keeps_the_thread(service: Service) -> None:
    """The measure, the list and the kind."""
    replies = talk(
        service,
        ("市财政局负责哪些条", "ask_list"),
        ("第二个归谁管", "ask_contact"),
        ("谢谢", "thanks"),
        ("那第三个呢", "ask_content", UNSURE),
        ("你好", "greet"),
        ("什么条件", "ask_eligibility"),
    )
    assert [shown(replies[i]) for i in (1, 3, 5)] == [("contact", [16]), ("contact", [18]), ("eligibility", [18])]


def test_a_place_among_the_measures_offered_is_the_answer_to_the_question_back(service: Service) -> None:
    offered, chosen = talk(service, ("资金支持", "ask_funding"), ("第二个", "ask_content", UNSURE))
    assert offered.card["status"] == "clarify" and offered.memory.asked_back
    assert shown(chosen) == ("funding", [shown(offered)[1][1]])
    assert not chosen.memory.asked_back


@pytest.mark.parametrize(
    "text", ["刚才挂牌那个归哪个管", "再说回挂牌，归哪个管", "前面说的挂牌归哪个管", "回到挂牌那条，归谁管"]
)
def test_what_was_spoken_of_earlier_is_found_by_its_words(bench: Bench, text: str) -> None:
    """Although the search prefers one that was never spoken of."""
    spoken = Spoken((20,), earlier=(19, 7))
    best, next_best = Found(OTHER, score=NAMED), Found(19, score=NAMED * 0.8)
    assert numbers(after(bench, spoken, text, "ask_contact", best=best, next_best=next_best)) == [19]


def test_what_was_never_spoken_of_is_a_matter_of_its_own(bench: Bench) -> None:
    spoken = Spoken((20,), earlier=(7,))
    assert numbers(after(bench, spoken, "刚才朋友说的挂牌归哪个管", "ask_contact", best=Found(19, score=NAMED))) == [19]


def test_the_one_before_the_last_is_pointed_at_without_words(bench: Bench) -> None:
    assert numbers(after(bench, Spoken((8,), earlier=(17,)), "前面那条找谁", "ask_contact")) == [17]


@pytest.mark.parametrize(("text", "number"), [("这一章最后一条归谁管", 4), ("这章第二条归谁管", 2)])
def test_a_place_in_the_chapter_spoken_of(bench: Bench, text: str, number: int) -> None:
    assert numbers(after(bench, Spoken((3,)), text, "ask_contact")) == [number]


def test_the_same_asked_of_something_beside_it_stays_with_the_measure(bench: Bench) -> None:
    assert numbers(after(bench, Spoken((3,)), "市级的也算吗", "ask_eligibility")) == [3]


def test_a_list_among_those_spoken_of(bench: Bench) -> None:
    """Two measures, one after the other, and never shown side by side."""
    answer = after(bench, Spoken((2,), earlier=(1, 9)), "刚才这两条里哪条写了钱数", "ask_list")
    assert (answer.finding, numbers(answer)) == (Finding.LISTING, [1])


def test_what_was_listed_for_a_unit_is_counted(bench: Bench) -> None:
    answer = after(bench, Spoken(LISTED, LISTED, Kind.LIST), "一共管几条", "ask_count")
    assert (answer.kind, answer.count, numbers(answer)) == (Kind.COUNT, 5, list(LISTED))


def test_a_sum_asked_like_a_count_is_one_of_the_measure(bench: Bench) -> None:
    answer = after(bench, Spoken((12,)), "有具体数额吗", "ask_count")
    assert (answer.status, answer.kind, numbers(answer)) == (Status.NOT_IN_NOTICE, Kind.FUNDING, [12])


def test_a_sort_of_fact_that_the_measure_states_is_no_procedure(bench: Bench) -> None:
    """多久能 is a phrase for time limits of a procedure; measure 20 says when one may withdraw."""
    answer = after(bench, Spoken((20,)), "多久能退出", "ask_procedure")
    assert (answer.status, numbers(answer)) == (Status.ANSWERED, [20])


def test_a_place_outside_in_the_middle_of_a_talk(bench: Bench) -> None:
    answer = after(bench, Spoken((3,)), "我们在涪陵", "out_of_scope", 0.7)
    assert (answer.status, answer.finding) == (Status.NOT_IN_NOTICE, Finding.AREA_OUTSIDE)


@pytest.mark.parametrize("text", ["那土地呢", "那土地供给呢"])
def test_what_heads_another_measure_is_a_matter_of_its_own(bench: Bench, text: str) -> None:
    """However weakly the search finds it."""
    answer = after(bench, Spoken((1,), kind=Kind.FUNDING), text, "ask_content", UNSURE, best=Found(8, score=ELLIPSIS))
    assert (answer.kind, numbers(answer)) == (Kind.FUNDING, [8])


def test_whether_it_has_expired_is_asked_of_the_notice(bench: Bench) -> None:
    answer = after(bench, Spoken((14,)), "你们这个政策过期没得", "ask_procedure")
    assert (answer.status, answer.finding, numbers(answer)) == (Status.NOT_IN_NOTICE, Finding.ASPECT_NOT_NAMED, [])


def test_a_list_among_what_was_listed_does_not_speak_of_the_whole_notice(bench: Bench) -> None:
    answer = after(bench, Spoken(LISTED, LISTED, Kind.LIST), "一共管几条", "ask_count")
    assert answer.subject == "上面列出"


def test_one_of_those_listed_is_told_by_the_words_that_it_alone_holds(bench: Bench) -> None:
    """Although 资金 sounds as if money chose."""
    spoken = Spoken((14, 15, 18), (14, 15, 18))
    assert numbers(after(bench, spoken, "这几条里提到专项资金的是哪条", "ask_list")) == [15]


@pytest.mark.parametrize("text", ["除了教委还有哪些单位", "这条除了市教委还归谁管"])
def test_the_other_units_of_a_measure_are_asked_of_it(bench: Bench, text: str) -> None:
    """Not a list of the measures of the unit that is named."""
    answer = after(bench, Spoken((7,), kind=Kind.CONTENT), text, "ask_list")
    assert (answer.kind, numbers(answer)) == (Kind.CONTACT, [7])


def test_the_measures_of_another_unit_are_a_list_again(bench: Bench) -> None:
    """那商务委呢, whatever was asked of a measure in between."""
    answer = after(bench, Spoken((9,), kind=Kind.CONTENT), "那商务委呢", "ask_list", SURE_OF_KIND - 0.1)
    assert answer.finding is Finding.LISTING and numbers(answer) == [9, 10, 12]


@pytest.mark.parametrize(
    ("text", "foreign"),
    [("我开餐馆的", 0.9), ("我们是做模具的", 0.2), ("他家开修理厂的", 0.6), ("我是搞环保设备的企业", 0.1)],
)
def test_who_is_asking_asks_whether_it_is_for_such_a_one(bench: Bench, text: str, foreign: float) -> None:
    answer = after(bench, Spoken((12,), kind=Kind.FUNDING), text, "out_of_scope", foreign)
    assert (answer.kind, numbers(answer)) == (Kind.ELIGIBILITY, [12])


@pytest.mark.parametrize("text", ["我是来投诉的", "我们是问贷款的"])
def test_what_somebody_came_for_is_not_who_is_asking(bench: Bench, text: str) -> None:
    assert after(bench, Spoken((12,), kind=Kind.FUNDING), text, "out_of_scope", 0.96).kind is not Kind.ELIGIBILITY


def test_the_measure_of_a_unit_spoken_of(bench: Bench) -> None:
    """回到生态环境局那条, after those of another unit."""
    answer = after(bench, Spoken((7,), earlier=(14,)), "回到生态环境局那条，原文给我看下", "ask_content")
    assert (answer.finding, numbers(answer)) == (Finding.WHOLE_MEASURE, [14])


@pytest.mark.parametrize("text", ["璧山呢", "那璧山嘞"])
def test_a_place_is_no_small_talk_although_no_measure_was_spoken_of(bench: Bench, text: str) -> None:
    """After the areas were told."""
    assert after(bench, NOTHING, text, "chitchat_feedback").finding is Finding.AREA_OUTSIDE


@pytest.mark.parametrize("text", ["打错了，我要的是规自局的", "说错了，是规划自然资源局的"])
def test_another_unit_is_no_small_talk(bench: Bench, text: str) -> None:
    answer = after(bench, Spoken((12,), LISTED, Kind.LIST), text, "chitchat_feedback", 0.6, ask_content=0.2)
    assert answer.kind is Kind.LIST and set(numbers(answer)) < {8, 10, 11, 13, 14}


@pytest.mark.parametrize(
    ("text", "foreign", "stays"),
    [
        ("每个人补多少钱呢", 0.95, True),
        ("每个人补多少钱呢", 1.3, False),
        ("顺便问下护照多少钱", 0.95, False),
        ("我在食堂吃饭", 0.95, False),
    ],
)
def test_a_fact_asked_in_a_talk_is_foreign_only_where_it_is_like_foreign_questions(
    bench: Bench, text: str, foreign: float, stays: bool
) -> None:
    asked = reading(text, "out_of_scope", 0.97)
    found = tuple(Found(m.number, score=0.1) for m in bench.notice.measures)
    context = bench.context(asked, found, Spoken((5,), kind=Kind.CONTENT).memory(bench))
    answer = respond(replace(context, known=0.95, foreign=foreign, own=-3.0))
    assert (answer.status is not Status.OUT_OF_SCOPE) == stays
