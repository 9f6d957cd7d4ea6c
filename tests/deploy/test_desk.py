"""When `make run` leaves the desk open: for whoever sits at the machine, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.settings import load_layout

USERS = "a:operator:$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g"


@pytest.mark.parametrize(
    ("environ", "opened"),
    [
        ({}, "1"),
        ({"YUCE_WEB_HOST": "0.0.0.0"}, None),
        ({"YUCE_PUBLIC_URL": "https://policy.example.cn"}, None),
        ({"YUCE_PUBLIC_URL": "http://127.0.0.1:8080"}, "1"),
        ({"YUCE_TRUSTED_PROXIES": "127.0.0.1"}, None),
        ({"YUCE_DESK_USERS": USERS}, None),
        ({"YUCE_DESK_OPEN": "0"}, "0"),
        ({"YUCE_DESK_USERS": USERS, "YUCE_DESK_OPEN": "1"}, "1"),
    ],
)
def test_what_the_door_is_started_with(tmp_path: Path, environ: dict[str, str], opened: str | None) -> None:
    layout = load_layout({"YUCE_HOME": str(tmp_path), **environ})
    assert layout.serving_environment().get("YUCE_DESK_OPEN") == opened


def test_nothing_else_is_started_with_an_open_desk(tmp_path: Path) -> None:
    """Least of all the tests: a door of theirs that wants a password would not ask for it."""
    assert "YUCE_DESK_OPEN" not in load_layout({"YUCE_HOME": str(tmp_path)}).environment()
