"""`python -m tests.browser.pictures [URL] [FOLDER]`: the main states of a running door as small pictures for the docs."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from index.settings import ROOT
from tests.browser.browser import DESKTOP, PHONE, TABLET, Chat, chat_page, launched, widget
from tests.browser.desk import opened
from tests.browser.replies import INTERVIEW, SIMPLE, VERDICTS, Script, refusal

FOLDER = ROOT / "docs" / "images"
TALL = {"width": 360, "height": 900}


def main() -> None:
    site = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with launched() as browser:
        _town(browser, site, folder)
        _phone(browser, site, folder)
        _scripted(browser, site, folder)
        _desk(browser, site, folder)
        _review(browser, site, folder)


def _context(browser: Browser, size: dict[str, int]) -> BrowserContext:
    context = browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
    return context


def _save(page: Page, file: Path, full: bool = False) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=file, full_page=full)


def _town(browser: Browser, site: str, folder: Path) -> None:
    for name, size in (("1280", DESKTOP), ("768", TABLET), ("360", PHONE)):
        page = _context(browser, size).new_page()
        page.goto(site)
        page.locator(".chapters").wait_for()
        _save(page, folder / f"town-{name}.png")
        if size is PHONE:
            continue
        chat = widget(page)
        chat.button("知道了").click()
        chat.ask("高端研发机构最高补多少")
        _save(page, folder / f"town-chat-{name}.png")


def _phone(browser: Browser, site: str, folder: Path) -> None:
    page = _context(browser, TALL).new_page()
    chat = chat_page(page, site)
    _save(page, folder / "chat-first.png")
    chat.button("知道了").click()
    _save(page, folder / "chat-welcome.png")
    for name, question in (
        ("answer", "高端研发机构最高补多少"),
        ("list", "哪几条写了钱数"),
        ("declined", "市科技局电话多少"),
        ("choices", "有什么政策"),
    ):
        chat.ask(question)
        _save(page, folder / f"chat-{name}.png")


def _scripted(browser: Browser, site: str, folder: Path) -> None:
    busy = refusal("busy", "现在提问的人太多，请过几秒再试。")
    waits = {"Retry-After": "8"}
    for name, body, status, headers in (
        ("interview", INTERVIEW[0], 200, {}),
        ("verdicts", VERDICTS, 200, {}),
        ("simple", SIMPLE, 200, {}),
        ("failure", busy, 503, waits),
        ("contrast", VERDICTS, 200, {}),
        ("large", INTERVIEW[0], 200, {}),
    ):
        context = _context(browser, TALL)
        Script(context).then(body, status, **headers)
        chat = chat_page(context.new_page(), site)
        _display(chat, name)
        chat.question.fill("我能申请吗")
        chat.question.press("Enter")
        chat.inside.locator(".answer, .failure").first.wait_for()
        _save(chat.page, folder / f"chat-{name}.png")


def _desk(browser: Browser, site: str, folder: Path) -> None:
    """The desk where nobody has to log in, and its form as others see it."""
    for name, size in (("lookup", DESKTOP), ("360", TALL)):
        desk = opened(_context(browser, size).new_page(), site)
        desk.search("高端研发机构最高补多少")
        desk.press("Enter")
        desk.reply.get_by_text("出处").wait_for()
        _save(desk.page, folder / f"desk-{name}.png")
        if name == "lookup":
            desk.press("6")
            desk.page.locator(".side").screenshot(path=folder / "desk-units.png")
    context = _context(browser, {"width": 560, "height": 500})
    login = refusal("desk_login", "请先登录坐席台。")
    context.route("**/api/desk/session", lambda route: route.fulfill(status=401, json=login))
    page = context.new_page()
    page.goto(f"{site}/desk")
    page.locator("#desk-name").wait_for()
    _save(page, folder / "desk-login.png")


def _review(browser: Browser, site: str, folder: Path) -> None:
    """What was not answered, its first group opened, and the figures; of a door that has a record of some weeks."""
    page = _context(browser, DESKTOP).new_page()
    page.goto(f"{site}/desk")
    page.get_by_role("tab", name="未答上").click()
    page.locator(".group .head").first.click()
    page.locator("form.draft").wait_for()
    _save(page, folder / "desk-unanswered.png")
    page.get_by_role("tab", name="数据").click()
    page.locator("svg[role=img]").first.wait_for()
    _save(page, folder / "desk-figures.png", full=True)


def _display(chat: Chat, name: str) -> None:
    if name == "large":
        chat.button("大字").click()
    if name == "contrast":
        chat.menu("高对比度")
        chat.page.keyboard.press("Escape")


if __name__ == "__main__":
    main()
