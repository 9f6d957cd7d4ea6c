"""Settings and fixed sentences: defaults, and one clear line for each value that cannot be used."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain, SessionConfig

from bot.errors import FaultFileError, SettingError
from bot.faults import error_card, load_faults, parse_faults
from bot.settings import BotSettings, load_bot_settings


def test_defaults_hold_where_nothing_is_set() -> None:
    assert load_bot_settings({}) == BotSettings(turn_deadline_s=8.0, action_deadline_s=4.0, max_characters=500)


def test_the_default_session_is_the_domains() -> None:
    config = Domain.load("bot/domain").session_config
    assert config == SessionConfig(load_bot_settings({}).session_minutes, carry_over_slots=False)


BAD = [
    ("YUCE_TURN_DEADLINE_S", "soon"),
    ("YUCE_TURN_DEADLINE_S", "0"),
    ("YUCE_TURN_DEADLINE_S", "nan"),
    ("YUCE_ACTION_DEADLINE_S", "-1"),
    ("YUCE_ACTION_DEADLINE_S", "8"),  # not below the turn's
    ("YUCE_SESSION_MINUTES", "0"),
    ("YUCE_SESSION_MINUTES", "long"),
    ("YUCE_MAX_CHARACTERS", "0"),
    ("YUCE_MAX_CHARACTERS", "5.5"),
    ("YUCE_MAX_CHARACTERS", ""),
    ("YUCE_DATABASE_URL", "mysql://yuce:secret@db/yuce"),
    ("YUCE_DATABASE_URL", "postgresql://yuce:secret@db"),
    ("YUCE_DATABASE_URL", "secret"),
    ("YUCE_REDIS_URL", "secret"),
    ("YUCE_REDIS_URL", "http://:secret@127.0.0.1"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as raised:
        load_bot_settings({name: value})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+pg8000", "postgresql+psycopg2"])
def test_postgresql_is_reached_with_the_driver_of_this_python(scheme: str) -> None:
    settings = load_bot_settings({"YUCE_DATABASE_URL": f"{scheme}://yuce:secret@db:5433/yuce"})
    assert settings.database_url == "postgresql+psycopg2://yuce:secret@db:5433/yuce"
    assert "secret" not in repr(settings)


def test_an_sqlite_database_of_outcomes_leaves_the_conversations_where_they_are() -> None:
    """One writer a file."""
    settings = load_bot_settings({"YUCE_DATABASE_URL": "sqlite:////x/outcomes.db", "YUCE_HOME": "/h"})
    assert (settings.database_url, str(settings.database_file)) == (None, "/h/db/tracker.db")


def test_the_fixed_sentences_are_complete_and_say_the_limit() -> None:
    faults = load_faults(321)
    assert "321" in faults.too_long
    assert "{" not in faults.too_long


def test_a_missing_unknown_or_blank_sentence_is_named() -> None:
    rows = {name: "一句话" for name in load_faults(1).__slots__}
    with pytest.raises(FaultFileError, match="empty"):
        parse_faults({name: text for name, text in rows.items() if name != "empty"}, 500)
    with pytest.raises(FaultFileError, match="extra"):
        parse_faults({**rows, "extra": "一句话"}, 500)
    with pytest.raises(FaultFileError, match="failed"):
        parse_faults({**rows, "failed": "  "}, 500)


def test_the_error_card_has_the_contracts_fields_and_is_new_each_time() -> None:
    expected = {"status": "error", "kind": None, "notice": None, "measures": [], "parts": [], "eligibility": []}
    assert error_card() == expected
    assert error_card() is not error_card()
