"""Debian's Chromium, driven by Playwright, and what a person does in the chat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, FrameLocator, Locator, Page, sync_playwright

from deploy.browser import executable

PHONE = {"width": 360, "height": 740}
TABLET = {"width": 768, "height": 1024}
DESKTOP = {"width": 1280, "height": 800}
ANSWER_WITHIN_MS = 15_000


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser without sandbox, since tests may run as root; it only ever sees our own pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True)
class Chat:
    """The assistant, in its frame or as a page of its own."""

    page: Page
    inside: Page | FrameLocator

    @property
    def question(self) -> Locator:
        return self.inside.locator("#question")

    @property
    def answers(self) -> Locator:
        return self.inside.locator(".answer")

    @property
    def last(self) -> Locator:
        """The newest turn."""
        return self.inside.locator(".turn").last

    def button(self, name: str) -> Locator:
        return self.inside.get_by_role("button", name=name, exact=True)

    def ask(self, text: str) -> Locator:
        """Type and send; the answer's card."""
        before = self.answers.count()
        self.question.fill(text)
        self.question.press("Enter")
        return self._answer(before)

    def tap(self, name: str) -> Locator:
        """Tap a button that asks something; the answer's card."""
        before = self.answers.count()
        self.button(name).last.click()
        return self._answer(before)

    def _answer(self, before: int) -> Locator:
        new = self.answers.nth(before)
        new.wait_for(timeout=ANSWER_WITHIN_MS)
        return new

    def menu(self, name: str) -> None:
        self.button("菜单").click()
        self.button(name).click()


def chat_page(page: Page, site: str) -> Chat:
    """The assistant as a page of its own, its welcome loaded."""
    page.goto(f"{site}/chat")
    page.locator("#question").wait_for()
    page.locator(".topics, .muted, .turn").first.wait_for()
    return Chat(page, page)


def widget(page: Page) -> Chat:
    """Open the assistant by the launcher of the page that is shown."""
    page.get_by_role("button", name="政策咨询").click()
    return widget_frame(page)


def widget_frame(page: Page) -> Chat:
    chat = Chat(page, page.frame_locator("#yuce-widget iframe"))
    chat.question.wait_for()
    return chat
