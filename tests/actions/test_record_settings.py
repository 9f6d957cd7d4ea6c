"""Settings of the record: SQLite below YUCE_HOME unless a database is named; a password is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.settings import load_hosts, load_record_settings
from index.errors import SettingError

HOME = Path("/nowhere/var")


def test_outcomes_lie_in_sqlite_for_thirty_days_where_nothing_is_set() -> None:
    settings = load_record_settings(HOME, {})
    assert (str(settings.database), settings.keep_days) == ("sqlite:////nowhere/var/db/outcomes.db", 30)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+pg8000"])
def test_postgresql_is_reached_with_the_driver_that_is_installed(scheme: str) -> None:
    settings = load_record_settings(HOME, {"YUCE_DATABASE_URL": f"{scheme}://yuce:secret@db/yuce"})
    assert settings.database.render_as_string(hide_password=False) == "postgresql+pg8000://yuce:secret@db/yuce"
    assert "secret" not in repr(settings)


BAD = [
    ("YUCE_DATABASE_URL", "secret"),
    ("YUCE_DATABASE_URL", "mysql://yuce:secret@db/yuce"),
    ("YUCE_DATABASE_URL", "postgresql://yuce:secret@db"),
    ("YUCE_KEEP_DAYS", "0"),
    ("YUCE_KEEP_DAYS", "forever"),
    ("YUCE_KEEP_DAYS", "3651"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named_with_its_variable_and_without_the_password(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as caught:
        load_record_settings(HOME, {name: value})
    assert "secret" not in str(caught.value)


def test_other_names_of_this_machine_are_few_and_plain() -> None:
    assert load_hosts({}) == frozenset()
    assert load_hosts({"YUCE_INTERNAL_HOSTS": " Actions.internal, ,fd00::1"}) == {"actions.internal", "fd00::1"}
    for bad in ("*", "http://a", "a:5055", "a b", "[::1]"):
        with pytest.raises(SettingError, match="YUCE_INTERNAL_HOSTS"):
            load_hosts({"YUCE_INTERNAL_HOSTS": bad})
