"""On somebody else's site: one script tag, a strict policy there, and only listed sites may."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from deploy.frontend import pages
from deploy.settings import Layout
from index.settings import ROOT
from tests.browser.axe import violations
from tests.browser.browser import PHONE
from tests.browser.conftest import OpenContext
from tests.conftest import require
from tests.e2e.system import RunningSystem, free_ports, wait_for

HOST_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>某区门户</title></head>
<body><main><h1>某区门户</h1><p>别人的网站。</p></main>
<script src="{door}/widget.js" data-label="问政策" data-side="left" defer></script></body></html>"""
SHOUTING = "<style>* { color: red !important; font-size: 40px !important } button { display: none }</style>"

OpenSite = Callable[..., str]


@pytest.fixture
def host_site() -> Iterator[OpenSite]:
    """Serves one page on an origin of its own: `host_site(html, policy)` → its address."""
    with ExitStack() as stack:

        def opened(html: str, policy: str | None = None, port: int = 0) -> str:
            server = stack.enter_context(_serving(html.encode(), policy, port))
            return f"http://localhost:{server.server_address[1]}"

        yield opened


@contextmanager
def _serving(body: bytes, policy: str | None, port: int) -> Iterator[ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the tests' output readable."""

    server = ThreadingHTTPServer(("localhost", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def allowed_port() -> int:
    return free_ports(1)[0]


@pytest.fixture
def embedding_door(built: Layout, running_system: RunningSystem, tmp_path: Path, allowed_port: int) -> Iterator[str]:
    """A second door to the same system that lets one other site show the chat."""
    if os.environ.get("YUCE_BROWSER_URL"):
        require(False, "a door with settings of its own")
    [port] = free_ports(1)
    (tmp_path / "web").symlink_to(pages(built))
    own = {
        "YUCE_HOME": str(tmp_path),
        "YUCE_WEB_PORT": str(port),
        "YUCE_EMBED_ORIGINS": f"http://localhost:{allowed_port}",
        "YUCE_RATE_LIMIT": "0",
    }
    environment = {**running_system.layout.environment(), **own}
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "web"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        assert wait_for(lambda: _alive(address), 20), (tmp_path / "web.log").read_text()
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _alive(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def test_one_tag_is_all(page: Page, host_site: OpenSite, embedding_door: str, allowed_port: int) -> None:
    """The other site's policy allows the door's script and frame, and nothing else: no styles, no connections."""
    policy = f"default-src 'none'; script-src {embedding_door}; frame-src {embedding_door}"
    blocked: list[str] = []
    page.on("console", lambda one: blocked.append(one.text) if one.type == "error" else None)
    page.goto(host_site(HOST_PAGE.format(door=embedding_door), policy, allowed_port))
    launcher = page.get_by_role("button", name="问政策")
    assert launcher.evaluate("one => getComputedStyle(one).position") == "fixed"
    assert launcher.evaluate("one => one.getBoundingClientRect().left") < 100
    launcher.click()
    frame = page.frame_locator("#yuce-widget iframe")
    expect(frame.locator("#question")).to_be_focused()
    frame.locator("#question").fill("第17条找谁")
    frame.locator("#question").press("Enter")
    expect(frame.locator(".answer")).to_contain_text("市金融监管局")
    frame.locator("#question").press("Escape")
    expect(launcher).to_be_focused()
    assert [text for text in blocked if "Content Security Policy" in text] == []
    assert violations(page) == []


def test_the_other_sites_styles_do_not_reach_it(
    page: Page, host_site: OpenSite, embedding_door: str, allowed_port: int
) -> None:
    page.goto(host_site(SHOUTING + HOST_PAGE.format(door=embedding_door), None, allowed_port))
    launcher = page.get_by_role("button", name="问政策")
    expect(launcher).to_be_visible()
    style = launcher.evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).fontSize]")
    assert style == ["rgb(255, 255, 255)", "17px"]


def test_a_site_that_is_not_listed_cannot_show_the_chat(page: Page, host_site: OpenSite, embedding_door: str) -> None:
    page.goto(host_site(HOST_PAGE.format(door=embedding_door)))
    page.get_by_role("button", name="问政策").click()
    page.wait_for_timeout(1000)
    assert page.frame_locator("#yuce-widget iframe").locator("#question").count() == 0


def test_the_tag_twice_is_one_button(page: Page, host_site: OpenSite, embedding_door: str, allowed_port: int) -> None:
    html = HOST_PAGE.format(door=embedding_door)
    page.goto(host_site(html + html, None, allowed_port))
    expect(page.get_by_role("button", name="问政策")).to_have_count(1)


def test_on_a_phone_it_fills_the_screen(
    context_with: OpenContext, host_site: OpenSite, embedding_door: str, allowed_port: int
) -> None:
    page = context_with(viewport=PHONE).new_page()
    page.goto(host_site(HOST_PAGE.format(door=embedding_door), None, allowed_port))
    page.get_by_role("button", name="问政策").click()
    frame = page.locator("#yuce-widget iframe")
    expect(page.frame_locator("#yuce-widget iframe").locator("#question")).to_be_visible()
    assert frame.bounding_box() == {"x": 0, "y": 0, **PHONE}
    page.frame_locator("#yuce-widget iframe").get_by_role("button", name="关闭").click()
    expect(page.get_by_role("button", name="问政策")).to_be_focused()


def test_another_site_fills_the_field_at_most(
    page: Page, host_site: OpenSite, embedding_door: str, allowed_port: int
) -> None:
    """Only our own page may ask in somebody's name."""
    page.goto(host_site(HOST_PAGE.format(door=embedding_door), None, allowed_port))
    expect(page.get_by_role("button", name="问政策")).to_be_visible()
    page.evaluate("window.dispatchEvent(new CustomEvent('yuce:open', {detail: '一共几条'}))")
    frame = page.frame_locator("#yuce-widget iframe")
    expect(frame.locator("#question")).to_have_value("一共几条")
    expect(frame.locator(".turn")).to_have_count(0)
