"""A button's payload and its title mean the same choice; anything else is no choice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from actions.answer import Button, Kind
from actions.context import chapter_buttons, measure_button
from actions.question import Memory
from actions.service import Choice, Reply, Service, parse_choice
from tests.actions.bench import Bench, reading

CHANNEL_TAKES = re.compile(r'/choose\{"choice": ?"[a-z_]{1,24}:[^:"\\{}]{0,120}:c?[0-9]{1,3}"\}')
"""What the channel lets through (bot/text.py), written out: bot/ cannot be imported here."""
KEY = "渝发改规范〔2021〕12号"


@pytest.mark.parametrize(
    ("raw", "choice"),
    [
        ("funding::17", Choice(Kind.FUNDING, "", 17, None)),
        ("content::c6", Choice(Kind.CONTENT, "", None, 6)),
        (f"contact:{KEY}:9", Choice(Kind.CONTACT, KEY, 9, None)),
        (f"content:{KEY}:c2", Choice(Kind.CONTENT, KEY, None, 2)),
        (
            "eligibility:关于支持“双创”的若干措施（试行）:3",
            Choice(Kind.ELIGIBILITY, "关于支持“双创”的若干措施（试行）", 3, None),
        ),
    ],
)
def test_a_choice_is_a_kind_a_notice_and_a_place(raw: str, choice: Choice) -> None:
    assert parse_choice(raw) == choice


@pytest.mark.parametrize(
    "raw",
    [
        "", ":", "::", "funding", "funding::", "funding::c", "::17", "Funding::17", "money::17", "funding::十七",
        "funding::-1", "funding::1.5", "funding::17c", "funding::cc6", "funding::1²", "choose::17", "第17条 优化金融服务保障",
    ],
)  # fmt: skip
def test_anything_else_is_no_choice(raw: str) -> None:
    assert parse_choice(raw) is None


@pytest.mark.parametrize("raw", ["funding:17", "funding::１７"])
def test_nearly_a_choice_is_none(raw: str) -> None:
    """The channel refuses both; so does parse_choice, says its docstring."""
    assert parse_choice(raw) is None


def _buttons(bench: Bench) -> list[Button]:
    measures = [measure_button(kind, bench.notice, measure) for kind in Kind for measure in bench.notice.measures]
    return [*measures, *chapter_buttons(bench.notice)]


@pytest.mark.parametrize("name", ["bench", "invented"])
def test_the_channel_lets_every_payload_through(name: str, request: pytest.FixtureRequest) -> None:
    """And the choice in it reads back as what the button stands for."""
    bench: Bench = request.getfixturevalue(name)
    for button in _buttons(bench):
        assert CHANNEL_TAKES.fullmatch(button.payload)
        choice = parse_choice(button.choice)
        assert choice is not None and choice.notice_key == bench.notice.key


def test_a_title_names_what_it_offers(bench: Bench) -> None:
    button = measure_button(Kind.FUNDING, bench.notice, bench.measure(17))
    assert button == Button("第17条 优化金融服务保障", f"funding:{KEY}:17")
    assert button.payload == f'/choose{{"choice": "funding:{KEY}:17"}}'
    assert chapter_buttons(bench.notice)[5] == Button("六、支持示范区拓展金融服务", f"content:{KEY}:c6")


def opened(service: Service, text: str, intent: str) -> Reply:
    reply = service.reply(reading(text, intent), Memory())
    assert reply.buttons
    return reply


def tapped(service: Service, button: Button, memory: Memory) -> Reply:
    return service.reply(reading(button.payload, "choose", 1.0), memory, button.choice)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("有什么政策", "ask_overview"), ("资金支持", "ask_funding"), ("我是永川的，能申请吗", "ask_eligibility")],
)
def test_posting_the_title_equals_tapping(service: Service, text: str, intent: str) -> None:
    """Whatever Rasa takes the title for: text, card, buttons and memory are the same."""
    first = opened(service, text, intent)
    for button in first.buttons:
        by_title = service.reply(reading(f" {button.title} ", "out_of_scope"), first.memory)
        assert by_title == tapped(service, button, first.memory)


def test_a_chapter_lists_its_measures_with_a_button_each(service: Service) -> None:
    first = opened(service, "有什么政策", "ask_overview")
    reply = tapped(service, first.buttons[5], first.memory)
    assert (reply.card["status"], reply.card["kind"]) == ("answered", "list")
    assert [measure["number"] for measure in reply.card["measures"]] == [16, 17, 18, 19, 20]
    assert [button.title for button in reply.buttons][1] == "第17条 优化金融服务保障"


def test_a_measures_button_answers_in_its_kind(service: Service) -> None:
    first = opened(service, "资金支持", "ask_funding")
    for button in first.buttons:
        reply = tapped(service, button, first.memory)
        assert reply.card["kind"] == "funding"
        assert [f"第{m['number']}条 {m['heading']}" for m in reply.card["measures"]] == [button.title]


def test_buttons_of_an_earlier_turn_still_work_by_payload(service: Service) -> None:
    """A page keeps old buttons; only titles need the memory."""
    button = opened(service, "有什么政策", "ask_overview").buttons[0]
    assert tapped(service, button, Memory()).card["status"] == "answered"


@pytest.mark.parametrize("choice", ["funding::99", "content::c9", "content:别的通知:1", "content:别的通知:c1", "x"])
def test_a_choice_of_nothing_is_answered_as_text(service: Service, choice: str) -> None:
    """A button of a notice that is gone: never a fault, never silence."""
    reply = service.reply(reading(f'/choose{{"choice": "{choice}"}}', "choose", 1.0), Memory(), choice)
    assert reply.text and reply.card["status"] != "error"


def test_titles_are_forgotten_with_the_next_turn(service: Service) -> None:
    """A title stands for the buttons last offered."""
    first = opened(service, "有什么政策", "ask_overview")
    second = service.reply(reading("谢谢", "thanks"), first.memory)
    assert second.memory == replace(first.memory, offered={}, asked_back=False)


@pytest.mark.parametrize("number", [3, 5])
def test_a_button_of_one_notice_is_not_answered_from_another(both: Service, number: int) -> None:
    """Both notices have such a measure."""
    for notice in both.searcher.notices:
        reply = both.reply(reading("", "choose", 1.0), Memory(), f"content:{notice.key}:{number}")
        assert [m["document_number"] for m in reply.card["measures"]] == [notice.key]


@pytest.mark.parametrize(("text", "place"), [("第二个吧", 2), ("选第1个", 1), ("第五块都有什么", 5), ("看第三章", 3)])
def test_after_asking_back_a_button_is_named_by_its_place(service: Service, text: str, place: int) -> None:
    asked = opened(service, "有什么政策", "ask_overview")
    assert asked.card["status"] == "clarify"
    by_place = service.reply(reading(text, "ask_content"), asked.memory)
    assert by_place.text == tapped(service, asked.buttons[place - 1], asked.memory).text


def test_a_place_beyond_the_buttons_names_none(service: Service) -> None:
    asked = opened(service, "有什么政策", "ask_overview")
    titles = {button.title for button in asked.buttons}
    reply = service.reply(reading("第九个吧", "ask_content"), asked.memory)
    assert not any(title in reply.text.splitlines()[0] for title in titles)
