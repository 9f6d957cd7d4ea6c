"""The system under test, its pages built, and a browser.

`YUCE_BROWSER_URL=https://…` tests a door that runs already, with its own pages; what needs a door of its own is left out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from deploy.browser import APT_LINE, missing
from deploy.frontend import build_frontend, find_node, install_packages, pages
from deploy.settings import Layout, load_layout
from tests.e2e.system import RunningSystem

if os.environ.get("YUCE_TEST_ALL") != "1":  # there, a missing package is an error of the import below
    pytest.importorskip("playwright.sync_api", reason="`make test` installs Playwright")

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.browser import DESKTOP, launched

OpenContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def built() -> Layout:
    """The pages as `make run` builds them, and axe."""
    layout = load_layout()
    build_frontend(layout)
    log = layout.log / "frontend.log"
    install_packages(layout, find_node(layout, log), log, checks=True)
    return layout


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> str:
    """Address of the door."""
    if address := os.environ.get("YUCE_BROWSER_URL"):
        return address.rstrip("/")
    layout: Layout = request.getfixturevalue("built")
    system: RunningSystem = request.getfixturevalue("running_system")
    place = pages(system.layout)
    if not place.exists():
        place.symlink_to(pages(layout))
    return system.door_url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for the package: while it is open, nothing else may run an event loop in this thread."""
    if lacks := missing():
        told = f"{', '.join(lacks)} missing: {APT_LINE}"
        pytest.fail(told) if os.environ.get("YUCE_TEST_ALL") == "1" else pytest.skip(told)
    with launched() as browser:
        yield browser


@pytest.fixture
def context_with(browser: Browser) -> Iterator[OpenContext]:
    """Opens a browser profile of its own: `context_with(viewport=PHONE)`. Errors of scripts fail the test."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def context(**options: object) -> BrowserContext:
        made = browser.new_context(locale="zh-CN", **{"viewport": DESKTOP, **options})  # type: ignore[arg-type]
        made.on("weberror", lambda error: errors.append(str(error.error)))
        made.set_default_timeout(8_000)
        opened.append(made)
        return made

    yield context
    for one in opened:
        one.close()
    assert errors == []


@pytest.fixture
def context(context_with: OpenContext) -> BrowserContext:
    return context_with()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
