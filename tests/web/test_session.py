"""Cookies, senders and button ids are ours, or nothing."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.choices import Offer, from_choice, to_choice
from web.errors import SecretError
from web.keys import SECRET_BYTES, derive, from_text, mac, read_or_make, to_text
from web.session import Session, begin, from_cookie, renewed, sender_of, to_cookie

KEYS, OTHER_KEYS = derive(b"one" * 20), derive(b"two" * 20)
NOW, DAY = 1_800_000_000, 86_400
SESSION = Session(b"s" * 18, NOW)


def test_a_cookie_comes_back_as_its_session() -> None:
    session = begin(NOW)
    assert from_cookie(to_cookie(session, KEYS), KEYS, NOW + DAY - 1, DAY) == session


@pytest.mark.parametrize(
    ("cookie", "now"),
    [
        (to_cookie(SESSION, KEYS), NOW + DAY),  # too old
        (to_cookie(SESSION, KEYS), NOW - DAY),  # from too far in the future
        (to_cookie(SESSION, OTHER_KEYS), NOW),
        (to_cookie(SESSION, KEYS).replace(str(NOW), str(NOW + 1)), NOW),
        (to_cookie(SESSION, KEYS) + "=", NOW),
        (to_cookie(SESSION, KEYS) + ".", NOW),
        ("", NOW),
        ("..", NOW),
        ("a.²." + "a" * 43, NOW),
        ("x" * 100_000, NOW),
    ],
)
def test_any_other_cookie_is_none(cookie: str, now: int) -> None:
    assert from_cookie(cookie, KEYS, now, DAY) is None


@given(st.text(max_size=120), st.integers(0, 100))
def test_no_altered_cookie_is_a_session(inserted: str, place: int) -> None:
    cookie = to_cookie(SESSION, KEYS)
    altered = cookie[:place] + inserted + cookie[place + len(inserted) :]
    assert altered == cookie or from_cookie(altered, KEYS, NOW, DAY) is None


def test_a_clock_that_is_put_back_ends_no_session() -> None:
    assert from_cookie(to_cookie(SESSION, KEYS), KEYS, NOW - 7200, DAY) == SESSION
    assert renewed(SESSION, NOW - 7200).issued == NOW - 7200


def test_a_session_in_use_gets_a_new_date_and_keeps_its_sender() -> None:
    later = renewed(SESSION, NOW + 4000)
    assert later.issued == NOW + 4000
    assert sender_of(later, KEYS) == sender_of(SESSION, KEYS) != sender_of(SESSION, OTHER_KEYS)
    assert renewed(SESSION, NOW + 10) == SESSION


def test_a_sender_tells_nothing_of_the_cookie() -> None:
    sender = sender_of(SESSION, KEYS)
    assert len(sender) == 43
    assert to_text(SESSION.identity) not in sender and SESSION.identity.hex()[:8] not in sender


@given(st.text(max_size=200), st.text(max_size=100))
def test_a_button_comes_back_in_its_session_only(payload: str, title: str) -> None:
    choice = to_choice(Offer(payload, title), SESSION, KEYS)
    if len(choice) <= 2048 and payload.isascii() and title.isascii():
        assert from_choice(choice, SESSION, KEYS) == Offer(payload, title)
    assert from_choice(choice, begin(NOW), KEYS) is None
    assert from_choice(choice, SESSION, OTHER_KEYS) is None


@given(st.text() | st.binary().map(to_text))
def test_no_invented_id_is_a_button(choice: str) -> None:
    assert from_choice(choice, SESSION, KEYS) is None


@given(st.binary())
def test_text_of_bytes_comes_back_and_has_one_form(raw: bytes) -> None:
    assert from_text(to_text(raw)) == raw
    assert from_text(to_text(raw) + "=") is None


def test_parts_cannot_be_shifted_into_each_other() -> None:
    assert mac(b"k", b"ab", b"c") != mac(b"k", b"a", b"bc")


def test_keys_do_not_print_themselves() -> None:
    assert repr(KEYS).startswith("<") and repr(SESSION).startswith("<")


def test_doors_that_start_at_once_have_one_secret(tmp_path: Path) -> None:
    """Only for us to read, and no part of it left over."""
    file = tmp_path / "home" / "secret"
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: read_or_make(file), range(64)))
    assert len(secrets) == 1 and len(secrets.pop()) == SECRET_BYTES
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret"]


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    read_or_make(tmp_path / "secret")
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(SecretError, match="chmod 600"):
        read_or_make(tmp_path / "secret")


def test_a_damaged_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"short")
    (tmp_path / "secret").chmod(0o600)
    with pytest.raises(SecretError, match="5 bytes"):
        read_or_make(tmp_path / "secret")
