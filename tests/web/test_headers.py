"""Headers and cookies: what a browser may do with our answers, under http and under https."""

from __future__ import annotations

import pytest

from tests.web.client import Client
from tests.web.conftest import OpenDoor

PATHS = ["/healthz", "/api/notices", "/nothing", "/openapi.json", "/api/chat", "/"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_them(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert not {"server", "x-powered-by", "strict-transport-security", "access-control-allow-origin"} & set(headers)


def test_a_cookie_under_http(client: Client) -> None:
    cookie = client.chat("你好").headers["set-cookie"]
    assert cookie.startswith("yuce=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie and "Domain" not in cookie


def test_a_cookie_that_is_good_is_not_set_again(client: Client) -> None:
    client.said("你好")
    assert "set-cookie" not in client.chat("你好").headers


def test_under_https(door_with: OpenDoor) -> None:
    response = door_with(YUCE_PUBLIC_URL="https://policy.example.cn").chat("你好")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-yuce=") and "; Secure" in cookie and "SameSite=Lax" in cookie
    assert "Path=/;" in cookie and "Domain" not in cookie
    assert response.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(("trusted", "secure"), [("127.0.0.1", True), ("", False)])
def test_a_trusted_proxy_tells_of_https_and_nobody_else(door_with: OpenDoor, trusted: str, secure: bool) -> None:
    one = door_with(YUCE_TRUSTED_PROXIES=trusted)
    response = one.post(json={"message": "你好"}, headers={"x-forwarded-proto": "https"})
    assert response.headers["set-cookie"].startswith("__Host-yuce=") == secure
    assert ("strict-transport-security" in response.headers) == secure


def test_sites_that_may_show_the_chat(door_with: OpenDoor) -> None:
    """They are listed as frame ancestors, and the cookie works in their frames."""
    sites = {"YUCE_EMBED_ORIGINS": "https://a.example.cn, https://b.example.cn:8443"}
    response = door_with(YUCE_PUBLIC_URL="https://policy.example.cn", **sites).chat("你好")
    policy = response.headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' https://a.example.cn https://b.example.cn:8443")
    assert "x-frame-options" not in response.headers
    assert "SameSite=None; Partitioned; Secure" in response.headers["set-cookie"]


def test_built_pages_are_served_with_their_own_policy(client: Client) -> None:
    """And begin a session; the widget's script may be loaded by other sites, and sets nothing."""
    pages = client.door.settings.pages
    (pages / "assets").mkdir(parents=True)
    for name in ("index.html", "widget.js", "assets/app-1a2b.js"):
        (pages / name).write_text("x")
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html") and page.headers["cache-control"] == "no-cache"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["set-cookie"].startswith("yuce=")
    script = client.another().get("/widget.js")
    assert "javascript" in script.headers["content-type"] and "set-cookie" not in script.headers
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    asset = client.get("/assets/app-1a2b.js")
    assert "immutable" in asset.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/assets/../../secret", "/assets/%2e%2e/%2e%2e/secret", "/assets/", "/assets/none.js"]
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    (client.door.settings.home / "secret").write_text("the secret")
    (client.door.settings.pages / "assets").mkdir(parents=True)
    response = client.get(path)
    assert response.status_code == 404 and "the secret" not in response.text
