"""Nobody gets into the desk without a password, except whoever sits at a machine where it was left open."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.web import desk
from tests.web.client import SECRET, Client, error_of
from tests.web.conftest import OpenDoor
from tests.web.desk import OPEN, PASSWORD, USERS, cookie_of, login, logout, session, user_line
from web.desk_session import DeskSession, begin_desk, from_desk_cookie, to_desk_cookie
from web.desk_users import Role, User, parse_users
from web.errors import SettingError
from web.keys import derive
from web.lockout import LOCKED_S, OF_PERSON, OF_PERSON_AND_PLACE, OF_PLACE, Lockout, keys_of
from web.settings import ROOT, load_web_settings

EVERY = ["/api/desk/session", "/api/desk/catalogue", "/api/desk/search", "/api/desk/reply"]


def audit(client: Client) -> list[dict[str, object]]:
    file = client.door.settings.home / "log" / "desk.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize(("environ", "code"), [(USERS, "desk_login"), ({}, "desk_closed")])
def test_without_a_password_nothing_is_told(door_with: OpenDoor, path: str, environ: dict[str, str], code: str) -> None:
    assert error_of(door_with(**environ).get(path)) == code


def test_the_right_password_opens_and_the_cookie_is_kept_from_scripts_and_sites(door_with: OpenDoor) -> None:
    client = door_with(**USERS)
    response = login(client)
    assert response.json() == {"name": "王芳", "role": "operator", "open": False}
    line = response.headers["set-cookie"]
    assert line.startswith("yuce-desk=") and "HttpOnly" in line and "SameSite=Strict" in line and "Secure" not in line
    assert session(client).json()["name"] == "王芳"
    assert error_of(session(client.another())) == "desk_login"


def test_under_https_the_cookie_is_of_this_host_only(door_with: OpenDoor) -> None:
    line = login(door_with(YUCE_PUBLIC_URL="https://policy.example.cn", **USERS)).headers["set-cookie"]
    assert line.startswith("__Host-yuce-desk=") and line.endswith("; Secure") and "Path=/;" in line


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("王芳", "wrong", "desk_wrong"),
        ("nobody", PASSWORD, "desk_wrong"),
        ("王芳", "x" * 201, "desk_wrong"),
        ("", PASSWORD, "desk_empty"),
        ("王芳", "", "desk_empty"),
    ],
)
def test_what_is_wrong_is_not_told(door_with: OpenDoor, name: str, password: str, code: str) -> None:
    client = door_with(**USERS)
    response = login(client, name, password)
    assert error_of(response) == code and "set-cookie" not in response.headers
    assert error_of(session(client)) == "desk_login"


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "https://embed.example.cn"}],
)
def test_another_sites_page_can_neither_log_in_nor_read(door_with: OpenDoor, headers: dict[str, str]) -> None:
    """Not even one that may show the chat."""
    client = door_with(YUCE_EMBED_ORIGINS="https://embed.example.cn", **USERS)
    assert error_of(login(client, headers=headers)) == "bad_origin"
    login(client)
    assert error_of(session(client, headers=headers)) == "bad_origin"


def test_after_five_failures_the_right_password_does_not_help_either(door_with: OpenDoor) -> None:
    client = door_with(**USERS)
    for _ in range(OF_PERSON_AND_PLACE):
        assert error_of(login(client, password="wrong")) == "desk_wrong"
    response = login(client)
    assert error_of(response) == "desk_locked" and int(response.headers["retry-after"]) > LOCKED_S - 60
    assert login(client, "li.ming").status_code == 200, "a colleague is not locked out"
    assert login(client.another("203.0.113.7")).status_code == 200, "nor the same person elsewhere"
    assert [line["what"] for line in audit(client)].count("locked_out") == 1


def test_guesses_sent_at_once_are_counted_as_well(door_with: OpenDoor) -> None:
    client = door_with(**USERS)
    guesses = [client.http.post("/api/desk/login", json={"name": "王芳", "password": f"guess {n}"}) for n in range(12)]
    codes = [error_of(response) for response in client.together(*guesses)]
    assert codes.count("desk_wrong") == OF_PERSON_AND_PLACE and codes.count("desk_locked") == 12 - OF_PERSON_AND_PLACE


def test_a_lock_opens_with_time_and_one_login_does_not_clear_the_place() -> None:
    now = [0.0]
    lockout = Lockout(lambda: now[0])
    mine, other = keys_of("a", "1.2.3.4"), keys_of("b", "1.2.3.4")
    for _ in range(OF_PERSON_AND_PLACE):
        assert lockout.wait_s(mine) is None
        lockout.count(mine)
    assert lockout.wait_s(mine) == LOCKED_S and lockout.wait_s(other) is None
    now[0] = LOCKED_S
    assert lockout.wait_s(mine) is None
    for guess in range(OF_PLACE - 1):
        lockout.count(keys_of(f"guess {guess}", "1.2.3.4"))
    lockout.count(other)
    lockout.forgive(other)
    lockout.count(keys_of("one more", "1.2.3.4"))
    assert lockout.wait_s(other) is not None
    for place in range(OF_PERSON):
        lockout.count(keys_of("c", f"10.0.0.{place}"))
    assert lockout.wait_s(keys_of("c", "10.0.1.1")) is not None


def test_a_session_that_was_left_is_worth_nothing(door_with: OpenDoor) -> None:
    client = door_with(**USERS)
    value = cookie_of(login(client))
    assert logout(client).status_code == 204
    thief = client.another()
    thief.http.cookies.set("yuce-desk", value)
    assert error_of(session(thief)) == "desk_login"
    assert [(line["who"], line["what"]) for line in audit(client)] == [("王芳", "login"), ("王芳", "logout")]


def test_a_cookie_is_good_for_its_hours_person_and_password_only() -> None:
    [user] = users = parse_users(user_line("王芳"))
    keys, begun = derive(SECRET), begin_desk("王芳", 1_000_000)
    value = to_desk_cookie(begun, user, keys)
    assert from_desk_cookie(value, users, keys, 1_000_100, 3600) == (begun, user)
    changed = parse_users(user_line("王芳", password="another password"))
    for wrong in (
        from_desk_cookie(value, users, keys, 1_003_601, 3600),
        from_desk_cookie(value, users, keys, 999_000, 3600),
        from_desk_cookie(value, users, derive(b"another secret"), 1_000_100, 3600),
        from_desk_cookie(value, changed, keys, 1_000_100, 3600),
        from_desk_cookie(value, (), keys, 1_000_100, 3600),
        from_desk_cookie(value + "A", users, keys, 1_000_100, 3600),
        from_desk_cookie("", users, keys, 1_000_100, 3600),
    ):
        assert wrong is None
    forged = to_desk_cookie(DeskSession("王芳", 1_000_000, begun.nonce), User("王芳", Role.EDITOR, "x"), keys)
    assert from_desk_cookie(forged, users, keys, 1_000_100, 3600) is None


def test_an_expired_session_is_asked_to_log_in(door_with: OpenDoor) -> None:
    client = door_with(YUCE_DESK_HOURS="1", **USERS)
    user = client.door.settings.desk_users[0]
    for age, code in ((3500, 200), (3700, 401)):
        old = DeskSession(user.name, int(time.time()) - age, b"x" * 12)
        client.http.cookies.set("yuce-desk", to_desk_cookie(old, user, client.door.keys))
        assert session(client).status_code == code


def test_an_open_desk_is_open_to_this_machine(door_with: OpenDoor) -> None:
    assert session(door_with(**OPEN)).json() == {"name": "本机", "role": "editor", "open": True}


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("203.0.113.7", {}),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {"x-forwarded-proto": "http"}),
        ("127.0.0.1", {"x-forwarded-anything": "x"}),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"x-real-ip": "127.0.0.1"}),
        ("127.0.0.1", {"via": "1.1 proxy"}),
        ("127.0.0.1", {"host": "policy.example.cn"}),
        ("127.0.0.1", {"referer": "https://policy.example.cn/desk"}),
    ],
)
def test_an_open_desk_is_closed_to_whatever_came_from_elsewhere(
    door_with: OpenDoor, peer: str, headers: dict[str, str]
) -> None:
    assert error_of(session(door_with(peer, **OPEN), headers=headers)) == "desk_closed"


@pytest.mark.parametrize(
    "environ",
    [
        {"YUCE_TRUSTED_PROXIES": "127.0.0.1"},
        {"YUCE_WEB_HOST": "0.0.0.0"},
        {"YUCE_PUBLIC_URL": "https://policy.example.cn"},
        {"YUCE_DESK_OPEN": "0"},
    ],
)
def test_a_door_that_others_reach_is_never_open(door_with: OpenDoor, environ: dict[str, str]) -> None:
    assert error_of(session(door_with(**{**OPEN, **environ}))) == "desk_closed"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("王芳", "role ''"),
        ("王芳:boss:x", "role 'boss'"),
        ("a b:operator:x", "role ''"),
        (":operator:x", "name ''"),
        ("王芳:operator:hunter2secret", "no argon2id hash for 王芳"),
        (f"{user_line('a')};{user_line('a')}", "has a twice"),
    ],
)
def test_a_bad_list_of_people_is_told_without_showing_a_hash(raw: str, told: str) -> None:
    with pytest.raises(SettingError, match=told) as caught:
        load_web_settings({"YUCE_DESK_USERS": raw})
    assert "hunter2" not in str(caught.value) and "$" not in str(caught.value).replace("holds $", "")


def test_a_setting_never_shows_a_hash() -> None:
    assert "argon2" not in repr(load_web_settings(USERS))


def test_the_command_makes_a_line_that_can_be_used() -> None:
    command = [sys.executable, "-m", "web.passwords", "王芳", "editor"]
    made = subprocess.run(command, input=f"{PASSWORD}\n", capture_output=True, text=True, cwd=ROOT, check=True)
    [user] = parse_users(made.stdout)
    assert (user.name, user.role) == ("王芳", Role.EDITOR) and desk.QUICK.verify(user.hash, PASSWORD)
    short = subprocess.run(command, input="short\n", capture_output=True, text=True, cwd=ROOT, check=False)
    assert short.returncode == 2 and not short.stdout and "10" in short.stderr


def test_only_the_operators_account_reads_who_did_what(door_with: OpenDoor) -> None:
    client = door_with(**USERS)
    login(client, "not a user, perhaps a password", "wrong")
    login(client)
    lines = audit(client)
    assert [(line["who"], line["what"]) for line in lines] == [(None, "login_failed"), ("王芳", "login")]
    assert all(str(line["time"]).endswith("+00:00") for line in lines)
    file: Path = client.door.settings.home / "log" / "desk.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and "perhaps" not in file.read_text()


def test_figures_are_for_this_machine_and_for_editors(door_with: OpenDoor) -> None:
    public = {"host": "policy.example.cn"}
    client = door_with(**USERS)
    assert client.get("/metrics").status_code == 200
    assert error_of(client.get("/metrics", headers=public)) == "not_found"
    login(client)
    assert error_of(client.get("/metrics", headers=public)) == "not_found"
    login(client, "li.ming")
    assert client.get("/metrics", headers=public).status_code == 200


def test_the_page_can_be_in_no_frame_and_begins_no_conversation(client: Client) -> None:
    client.door.settings.pages.mkdir(parents=True)
    (client.door.settings.pages / "desk.html").write_text("x")
    page = client.get("/desk")
    assert page.status_code == 200 and "set-cookie" not in page.headers
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert page.headers["x-frame-options"] == "DENY"
