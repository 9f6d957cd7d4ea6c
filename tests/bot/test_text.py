"""What a person typed becomes text that is readable and never a command."""

from __future__ import annotations

import pytest
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.text import BUTTON_PAYLOAD, clean, without_command

CLEANED = [
    ("高端研发机构最高补多少", "高端研发机构最高补多少"),  # wording stays
    ("第１７条讲什么？", "第１７条讲什么？"),  # full-width digits stay: NFKC is for checking only
    ("  　你好　 ", "你好"),  # blanks around, ideographic ones too
    ("\ufeff你好", "你好"),  # BOM
    ("你\u200b好\u200d\u2060", "你好"),  # zero-width
    ("\u202e你好\u202c", "你好"),  # direction marks
    ("你\x00好", "你 好"),  # NUL
    ("第17条\n讲什么\t呢", "第17条 讲什么 呢"),  # line ends part words
    ("你好\ud83d", "你好"),  # lone surrogate
    ("你好😀", "你好😀"),  # a whole emoji stays
    ("\u200b\ufeff\u2800\u3164 ", ""),  # nothing to read
]


@pytest.mark.parametrize(("raw", "expected"), CLEANED)
def test_cleaning_removes_what_cannot_be_read_and_nothing_else(raw: str, expected: str) -> None:
    assert clean(raw) == expected


PAYLOADS = [
    '/choose{"choice": "funding::17"}',
    '/choose{"choice":"funding::17"}',
    '/choose{"choice": "content::c6"}',
    '/choose{"choice": "contact:渝发改规范〔2021〕12号:9"}',
    '/choose{"choice": "content:关于支持“双创”的若干措施（试行）:c10"}',
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_of_our_buttons_are_handed_on_as_they_are(payload: str) -> None:
    assert without_command(clean(payload)) == payload


COMMANDS = [
    ("/restart", "restart"),
    ("//restart", "restart"),
    ("/ /restart", "restart"),
    (" /restart", "restart"),
    ("\ufeff/restart", "restart"),
    ("／restart", "restart"),
    ("／　/restart", "restart"),
    ("\u200b/\u200b/session_start", "session_start"),
    ('/ask_funding{"unit":"x"}', 'ask_funding{"unit":"x"}'),
    ("/greet@1.0", "greet@1.0"),
    ("/", ""),
    ("/choose", "choose"),
    ('/choose{"choice": "funding::17"} 你好', 'choose{"choice": "funding::17"} 你好'),  # something after it
    ('/choose{"choice": "funding::17", "unit": "x"}', 'choose{"choice": "funding::17", "unit": "x"}'),  # another entity
    ('/choose{"choice": "funding::1\\u0037"}', 'choose{"choice": "funding::1\\u0037"}'),  # an escape
    ('/choose{"choice": "funding::9999"}', 'choose{"choice": "funding::9999"}'),
    ('/choose{"choice": "Funding::17"}', 'choose{"choice": "Funding::17"}'),
    ('/choose{"choice": "funding:a:b:17"}', 'choose{"choice": "funding:a:b:17"}'),
    ('/choose{"choice": "funding::１７"}', 'choose{"choice": "funding::１７"}'),
    ('／choose{"choice": "funding::17"}', 'choose{"choice": "funding::17"}'),
]


@pytest.mark.parametrize(("typed", "handed_on"), COMMANDS)
def test_any_other_leading_slash_is_taken_off(typed: str, handed_on: str) -> None:
    assert without_command(clean(typed)) == handed_on


@pytest.mark.parametrize("typed", [typed for typed, _ in COMMANDS])
def test_rasa_itself_sees_no_command_in_what_is_handed_on(typed: str) -> None:
    domain = Domain.load("bot/domain")
    message = Message({TEXT: without_command(clean(typed))})
    assert RegexMessageHandler().process([message], domain)[0].get(INTENT) is None


@pytest.mark.parametrize("payload", PAYLOADS)
def test_rasa_reads_our_payloads_as_the_chosen_button(payload: str) -> None:
    read = RegexMessageHandler().process([Message({TEXT: payload})], Domain.load("bot/domain"))[0]
    assert read.get(INTENT)["name"] == "choose"
    assert read.get("entities")[0]["entity"] == "choice"
    assert read.get("entities")[0]["value"] in payload


def test_words_that_contain_a_slash_stay_as_typed() -> None:
    assert without_command(clean("研发/生产 有补贴吗")) == "研发/生产 有补贴吗"


def test_the_payload_pattern_takes_no_line_end() -> None:
    assert BUTTON_PAYLOAD.fullmatch('/choose{"choice": "funding::17"}\n') is None
