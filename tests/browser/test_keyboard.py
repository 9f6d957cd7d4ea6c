"""Everything without a mouse; the focus is always somewhere that can be seen."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.browser import PHONE, Chat, chat_page, widget_frame
from tests.browser.conftest import OpenContext
from tests.browser.replies import INTERVIEW, VERDICTS, Script

FOCUSED = "document.activeElement?.textContent?.trim() ?? ''"


def tab_to(chat: Chat, name: str, key: str = "Tab", most: int = 40) -> None:
    """Press Tab until the button with this name has the focus."""
    for _ in range(most):
        if chat.page.evaluate(FOCUSED) == name:
            return
        chat.page.keyboard.press(key)
    raise AssertionError(f"{name} was not reached in {most} steps")


def test_open_ask_and_close(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.get_by_text("渝发改规范〔2021〕12号")).to_be_visible()
    launcher = page.get_by_role("button", name="政策咨询")
    launcher.focus()
    page.keyboard.press("Enter")
    chat = widget_frame(page)
    expect(chat.question).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "true")
    page.keyboard.type("第17条找谁")
    page.keyboard.press("Enter")
    expect(chat.answers).to_contain_text("市金融监管局")
    expect(chat.question).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(chat.question).to_be_focused()
    expect(chat.answers).to_have_count(1)


def test_the_launcher_is_reached_by_tab(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.get_by_text("渝发改规范〔2021〕12号")).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.id") == "yuce-widget":
            return
    raise AssertionError("the launcher was not reached")


def test_the_interview(context: BrowserContext, page: Page, site: str) -> None:
    """After a choice the focus is on the new turn, so that the next Tab is at its choices."""
    Script(context).then(INTERVIEW[0]).then(INTERVIEW[1]).then(VERDICTS)
    chat = chat_page(page, site)
    chat.ask("我能申请吗")
    tab_to(chat, "永川区", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat.last).to_be_focused()
    expect(chat.button("高端研发机构")).to_be_visible()  # the focus is there before the answer is
    tab_to(chat, "高端研发机构", most=3)
    page.keyboard.press("Space")
    expect(chat.last.locator(".verdict")).to_have_count(3)
    tab_to(chat, "复制", most=3)


def test_menu_switches_and_dialog(page: Page, site: str) -> None:
    chat = chat_page(page, site)
    chat.ask("你好")
    chat.button("菜单").focus()
    page.keyboard.press("Enter")
    expect(chat.button("高对比度")).to_be_visible()
    tab_to(chat, "高对比度", most=4)
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_attribute("data-contrast", "")
    page.keyboard.press("Escape")
    expect(chat.button("菜单")).to_be_focused()
    expect(page.locator("#menu")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(chat.button("清空对话")).to_be_visible()
    tab_to(chat, "清空对话", most=6)
    page.keyboard.press("Enter")
    expect(page.locator(".dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".dialog")).to_have_count(0)
    expect(chat.answers).to_have_count(1)


def test_a_quote_is_folded_and_unfolded(page: Page, site: str) -> None:
    chat = chat_page(page, site)
    answer = chat.ask("第1条找谁")
    folded = answer.locator(".quote").last
    folded.locator("summary").focus()
    was_open = folded.get_attribute("open") is not None
    page.keyboard.press("Enter")
    assert (folded.get_attribute("open") is not None) != was_open


def test_on_a_phone_the_focus_stays_in_the_assistant(context_with: OpenContext, site: str) -> None:
    """What lies behind is covered, and cannot be reached unseen."""
    page = context_with(viewport=PHONE).new_page()
    page.goto(site)
    page.get_by_role("button", name="政策咨询").click()
    chat = widget_frame(page)
    expect(chat.question).to_be_focused()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            page.keyboard.press(key)
            assert page.evaluate("document.activeElement?.id") == "yuce-widget"
