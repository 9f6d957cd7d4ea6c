"""What an operator does at the desk, with every key that is pressed counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

SEARCH = "#desk-search"
PASSWORD = "correct horse 1"


@dataclass
class Desk:
    """The look-up pane. `strokes`: keys pressed since the call began, letters of the query left out."""

    page: Page
    strokes: int = field(default=0)

    @property
    def hits(self) -> Locator:
        return self.page.locator("#desk-hits [role=option]")

    @property
    def reply(self) -> Locator:
        return self.page.locator(".reply-text")

    @property
    def said(self) -> Locator:
        return self.page.locator(".said")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def type(self, query: str) -> None:
        """Type into whatever has the focus, as a person does: nothing is clicked."""
        self.page.keyboard.type(query)

    def copied(self) -> str:
        """What is in the clipboard after a copy that was told of."""
        expect(self.said).to_contain_text("已复制")
        text: str = self.page.evaluate("navigator.clipboard.readText()")
        return text

    def search(self, query: str) -> None:
        """The query and the hits of it."""
        self.page.locator(SEARCH).fill(query)
        expect(self.hits.first).to_be_visible()

    def numbers(self) -> list[int]:
        """Numbers of the measures found, in order."""
        return [int(text.strip("第条")) for text in self.hits.locator(".hit-number").all_inner_texts()]


def opened(page: Page, site: str) -> Desk:
    """The desk where nobody has to log in, its notices loaded."""
    page.goto(f"{site}/desk")
    page.locator(".jumps a").first.wait_for()
    return Desk(page)


def log_in(page: Page, site: str, name: str, password: str = PASSWORD) -> None:
    """Fill in the form and send it, by keyboard."""
    if not page.url.endswith("/desk"):
        page.goto(f"{site}/desk")
    page.locator("#desk-name").fill(name)
    page.locator("#desk-password").fill(password)
    page.keyboard.press("Enter")
