"""Questions for the notice as a whole in other words: until when it applies, and how many issued it."""

from __future__ import annotations

import pytest

from actions.answer import Finding, Kind, Status
from actions.contacts import Contacts
from actions.responder import respond
from actions.wording import Wording
from tests.actions.bench import Bench, Found, reading

EXPIRY = [
    "这文件管到哪年",
    "这政策还作数吗",
    "好久寿终正寝",
    "用到哪年",
    "还管用吗",
    "现在过期没有",
    "管几年",
    "执行到什么时候",
    "有效期到哪天",
    "写没写有效期",
]


@pytest.mark.parametrize("intent", ["ask_date", "ask_procedure", "ask_content"])
@pytest.mark.parametrize("text", EXPIRY)
def test_expiry_in_other_words_is_told_not_to_be_stated(bench: Bench, text: str, intent: str) -> None:
    """Never the day from which it applies, as if that answered; whatever kind Rasa takes it for."""
    answer = respond(bench.context(reading(text, intent), (Found(4, score=0.2),)))
    assert (answer.status, answer.finding) == (Status.NOT_IN_NOTICE, Finding.ASPECT_NOT_NAMED)
    assert (answer.kind, answer.subject, answer.citations) == (Kind.PROCEDURE, "有效期", ())
    assert "通知未写明有效期。" in Wording(bench.lexicon, Contacts()).text(answer)


@pytest.mark.parametrize("intent", ["ask_date", "ask_procedure"])
@pytest.mark.parametrize("text", EXPIRY)
def test_expiry_in_other_words_is_answered_where_it_is_stated(invented: Bench, text: str, intent: str) -> None:
    answer = respond(invented.context(reading(text, intent), (Found(4, score=0.2),)))
    assert (answer.status, answer.kind, answer.finding) == (Status.ANSWERED, Kind.DATE, Finding.DATES)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("盖章发文的有几家", "ask_count"),
        ("联合印发的有几家", "ask_count"),
        ("几家联合发文", "ask_count"),
        ("署名的单位有几个", "ask_count"),
        ("联合发文的有几个部门", "ask_count"),  # those that issued it, not those responsible
        ("落款的有哪几家", "ask_list"),
        ("哪几家发的", "ask_list"),
    ],
)
def test_those_who_issued_it_are_counted(bench: Bench, text: str, intent: str) -> None:
    answer = respond(bench.context(reading(text, intent)))
    assert (answer.status, answer.kind, answer.finding) == (Status.ANSWERED, Kind.ISSUER, Finding.ISSUERS)
    said = Wording(bench.lexicon, Contacts()).text(answer)
    assert f"（{len(bench.notice.issuers)}家）" in said and all(name in said for name in bench.notice.issuers)


@pytest.mark.parametrize("text", ["涉及几个部门", "有几个责任单位"])
def test_those_responsible_are_no_issuers(bench: Bench, text: str) -> None:
    units = {unit for measure in bench.notice.measures for unit in measure.units}
    answer = respond(bench.context(reading(text, "ask_count")))
    assert (answer.finding, answer.subject, answer.count) == (Finding.LISTING, "责任单位", len(units))
