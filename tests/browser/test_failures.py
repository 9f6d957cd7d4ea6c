"""What goes wrong is said calmly, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.browser import chat_page
from tests.browser.replies import SIMPLE, Script, refusal, reply


def test_after_a_broken_connection_a_retry_is_the_same_turn(context: BrowserContext, page: Page, site: str) -> None:
    script = Script(context).then_broken().then(reply("答到了。"))
    chat = chat_page(page, site)
    chat.question.fill("科技成果转化找谁")
    chat.question.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("您的问题还在")
    chat.button("重试").click()
    expect(chat.answers).to_contain_text("答到了。")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert script.sent[0] == script.sent[1]


def test_a_retry_reaches_the_real_door_as_the_same_turn(context: BrowserContext, page: Page, site: str) -> None:
    """The first answer is lost on its way back; the door has it still."""
    lost: list[dict[str, Any]] = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().json())
        route.abort("connectionreset")

    context.route("**/api/chat", lose_first)
    chat = chat_page(page, site)
    chat.question.fill("第17条讲什么")
    chat.question.press("Enter")
    chat.button("重试").click()
    expect(chat.answers).to_have_count(1)
    text = lost[0]["messages"][0]["text"]
    assert "自2022年1月1日起施行" in text, "the first turn tells the validity"
    expect(chat.answers.locator(".validity")).to_be_visible()


def test_after_a_reload_in_the_middle_it_can_be_tried_again(context: BrowserContext, page: Page, site: str) -> None:
    script = Script(context)
    script.holding = True
    chat = chat_page(page, site)
    chat.question.fill("第1条讲什么")
    chat.question.press("Enter")
    expect(page.get_by_text("正在查找通知原文")).to_be_visible()
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("还没有答完")
    script.holding = False
    chat.button("重试").click()
    expect(chat.answers).to_have_count(1)
    assert script.sent[0]["id"] == script.sent[1]["id"]


def test_who_has_to_wait_is_told_how_long(context: BrowserContext, page: Page, site: str) -> None:
    sentence = "提问太频繁了，请过2秒再试。"
    script = Script(context).then(refusal("too_many", sentence), 429, **{"Retry-After": "2"})
    chat = chat_page(page, site)
    chat.question.fill("你好")
    chat.question.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(chat.button("2秒后可以重试")).to_have_attribute("aria-disabled", "true")
    expect(chat.button("重试")).to_be_enabled(timeout=5000)
    chat.button("重试").click()
    expect(chat.answers).to_have_count(1)
    assert len(script.sent) == 2


def test_an_unavailable_service_is_one_honest_sentence(context: BrowserContext, page: Page, site: str) -> None:
    sentence = "问答和检索服务暂时都不可用，这次没能回答。请稍后再试。"
    Script(context).then(refusal("unavailable", sentence), 503, **{"Retry-After": "3"})
    chat = chat_page(page, site)
    chat.question.fill("你好")
    chat.question.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(sentence)


def test_a_refused_question_goes_back_to_be_written_anew(context: BrowserContext, page: Page, site: str) -> None:
    Script(context).then(refusal("empty", "没有收到文字内容。"), 400)
    chat = chat_page(page, site)
    chat.question.fill("。。。")
    chat.question.press("Enter")
    expect(chat.button("重试")).to_have_count(0)
    chat.button("改写后再发").click()
    expect(chat.question).to_have_value("。。。")
    expect(chat.question).to_be_focused()


def test_simple_mode_is_marked(context: BrowserContext, page: Page, site: str) -> None:
    Script(context).then(SIMPLE)
    answer = chat_page(page, site).ask("第1条讲什么")
    expect(answer.locator(".simple")).to_contain_text("简易模式")


def test_too_long_is_told_before_it_is_sent(context: BrowserContext, page: Page, site: str) -> None:
    script = Script(context)
    chat = chat_page(page, site)
    chat.question.fill("长" * 501)
    expect(page.get_by_text("超出1字")).to_be_visible()
    chat.question.press("Enter")
    assert script.sent == []


def test_without_the_catalogue_questions_can_still_be_asked(context: BrowserContext, page: Page, site: str) -> None:
    context.route("**/api/notices", lambda route: route.abort())
    chat = chat_page(page, site)
    expect(page.get_by_text("章目暂时没有取到")).to_be_visible()
    expect(chat.ask("一共几条")).to_contain_text("20条")
