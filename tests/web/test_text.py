"""The door cleans text as the bot does: the rule stands in both rooms, and here the two are compared."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

import bot.text
from web.text import clean, encodable, plain_text

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=())) | st.text("/／ 　\ufeff\u200b\x00\ud800a第17条")


def test_every_character_there_is_is_cleaned_as_the_bot_cleans_it() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        signs = "".join(f"{chr(code)}|" for code in range(start, start + 4096))
        assert clean(signs) == bot.text.clean(signs), hex(start)


@given(ANY_TEXT)
def test_any_text_is_made_plain_as_the_bot_makes_it(raw: str) -> None:
    """A payload aside, which the bot lets through and the door does not."""
    assert clean(raw) == bot.text.clean(raw)
    assert plain_text(raw) == bot.text.without_command(bot.text.clean(raw))


@given(ANY_TEXT)
def test_the_bot_changes_nothing_in_what_the_door_sends(raw: str) -> None:
    text = plain_text(raw)
    assert bot.text.without_command(bot.text.clean(text)) == text


def test_a_typed_payload_is_words() -> None:
    assert plain_text('/choose{"choice": "funding::17"}') == 'choose{"choice": "funding::17"}'


def test_what_has_no_utf_8_form_becomes_a_question_mark() -> None:
    assert encodable("甲\ud800乙") == "甲?乙"
