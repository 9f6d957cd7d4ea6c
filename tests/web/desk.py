"""People of the hotline for tests, and how they log in."""

from __future__ import annotations

import re
from typing import Any

import httpx
from argon2 import PasswordHasher

from tests.web.client import Client

PASSWORD = "correct horse 1"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Real argon2id, as cheap as it gets."""


def user_line(name: str, role: str = "operator", password: str = PASSWORD) -> str:
    return f"{name}:{role}:{QUICK.hash(password)}"


USERS = {"YUCE_DESK_USERS": f"{user_line('王芳')}; {user_line('li.ming', 'editor')}"}
OPEN = {"YUCE_DESK_OPEN": "1"}


def login(client: Client, name: str = "王芳", password: str = PASSWORD, **options: Any) -> httpx.Response:
    body = {"name": name, "password": password}
    return client.wait(client.http.post("/api/desk/login", json=body, **options))


def logout(client: Client) -> httpx.Response:
    return client.wait(client.http.post("/api/desk/logout", json={}))


def session(client: Client, **options: Any) -> httpx.Response:
    return client.get("/api/desk/session", **options)


def cookie_of(response: httpx.Response) -> str:
    """The value of the session's cookie."""
    found = re.match(r"(?:__Host-)?yuce-desk=([^;]*);", response.headers["set-cookie"])
    assert found
    return found[1]
