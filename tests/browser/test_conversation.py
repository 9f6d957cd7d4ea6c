"""A whole conversation with the real system, as somebody has it who came by the town's page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.browser import PHONE, chat_page, widget, widget_frame
from tests.browser.conftest import OpenContext
from tests.browser.replies import INTERVIEW, VERDICTS, Script, refusal


def test_from_the_town_page_to_a_cited_answer(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.get_by_text("渝发改规范〔2021〕12号")).to_be_visible()
    chat = widget(page)
    expect(chat.inside.get_by_text("我是计算机程序")).to_be_visible()
    answer = chat.ask("高端研发机构最高补多少")
    expect(answer.locator(".point")).to_contain_text("最高5000 万元")
    expect(answer.locator("blockquote")).to_be_visible()
    expect(answer.locator(".units")).to_contain_text("市科技局")
    expect(answer.locator(".source")).to_contain_text("渝发改规范〔2021〕12号")
    expect(answer.locator(".source")).to_contain_text("第1条")
    expect(answer.locator(".validity")).to_contain_text("是否仍有效请向发文机关核实")


def test_topic_list_follow_up_decline_and_hand_over(page: Page, site: str) -> None:
    chat = chat_page(page, site)
    page.locator(".topics button").first.click()
    rows = chat.answers.nth(0).locator(".rows > li")
    expect(rows).to_have_count(4)
    rows.nth(0).locator("summary").click()
    expect(rows.nth(0).locator("blockquote")).to_be_visible()
    expect(chat.ask("第17条讲什么").locator("blockquote")).to_contain_text("3000 万元")
    expect(chat.tap("第17条找谁")).to_contain_text("市金融监管局")
    declined = chat.ask("市科技局电话多少")
    expect(declined).to_contain_text("通知未写明")
    expect(declined.locator(".label")).to_have_text("通知中没有写")
    before = chat.answers.count()
    chat.menu("转人工")
    expect(chat.answers).to_have_count(before + 1)
    expect(page.locator(".notice")).to_have_count(0)


def test_head_and_field_stay_where_they_are(context_with: OpenContext, site: str) -> None:
    """The talk scrolls, the page never does, however many short turns stand one below the other."""
    page = context_with(viewport=PHONE).new_page()
    chat = chat_page(page, site)
    for question in ("你好", "第17条讲什么", "谢谢", "你是谁", "转人工"):
        chat.ask(question)
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), question
    expect(chat.button("菜单")).to_be_in_viewport()
    expect(chat.last.locator(".tools")).to_be_visible()
    expect(chat.last.get_by_role("button", name="有用")).to_have_count(0)
    expect(chat.last.locator("blockquote")).to_have_count(0)


def test_a_vague_opener_leads_to_a_measure_by_buttons(page: Page, site: str) -> None:
    chat = chat_page(page, site)
    asked_back = chat.ask("有什么政策")
    choices = asked_back.locator(".choices button")
    expect(choices).to_have_count(6)
    title = choices.nth(1).inner_text()
    answer = chat.tap(title)
    expect(chat.last.locator(".asked")).to_contain_text(title)
    expect(answer).to_contain_text("条")


def test_a_question_on_the_town_page_is_asked_in_the_assistant(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("您想了解什么？").fill("一共几条")
    page.get_by_role("button", name="提问").click()
    chat = widget_frame(page)
    expect(chat.answers).to_contain_text("20条措施")
    page.locator(".chapters li button").first.click()
    expect(chat.last).to_contain_text("第1条讲什么")
    expect(chat.answers).to_have_count(2)


def test_it_survives_a_reload_with_its_context(page: Page, site: str) -> None:
    chat = chat_page(page, site)
    chat.ask("第17条讲什么")
    page.reload()
    expect(chat.answers).to_have_count(1)
    expect(chat.answers.first).to_contain_text("3000 万元")
    expect(page.locator(".topics")).to_have_count(0)
    expect(chat.ask("那找谁")).to_contain_text("市金融监管局")


def test_the_storage_holds_text_only_and_is_emptied_by_clearing(page: Page, site: str) -> None:
    chat = chat_page(page, site)
    choice = chat.ask("有什么政策").locator(".choices button").first
    expect(choice).to_be_visible()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "有什么政策" in kept and "choice" not in kept
    chat.menu("清空对话")
    chat.button("清空").click()
    expect(chat.answers).to_have_count(0)
    expect(page.locator(".greeting")).to_be_visible()
    assert "有什么政策" not in page.evaluate("JSON.stringify(localStorage)")
    expect(chat.question).to_be_focused()


def test_clearing_deletes_on_the_server_too_where_it_can(context: BrowserContext, page: Page, site: str) -> None:
    chat = chat_page(page, site)
    expect(page.locator(".notice")).to_contain_text("30天后自动删除")
    chat.ask("第17条讲什么")
    before = session_of(context)
    chat.menu("清空对话")
    expect(page.locator(".dialog")).to_contain_text("服务器上的这段对话都会删除")
    with page.expect_response("**/api/conversation") as deleted:
        chat.button("清空").click()
    assert (deleted.value.request.method, deleted.value.status) == ("DELETE", 204)
    expect(page.get_by_text("已清空")).to_be_visible()
    assert session_of(context) is None
    chat.ask("那找谁")
    assert session_of(context) not in (None, before)


def test_what_could_not_be_deleted_is_told(context: BrowserContext, page: Page, site: str) -> None:
    sentence = "这段对话没能全部删除，请稍后再试一次。"
    context.route("**/api/conversation", lambda route: route.fulfill(status=503, json=refusal("not_deleted", sentence)))
    chat = chat_page(page, site)
    chat.ask("你好")
    chat.menu("清空对话")
    chat.button("清空").click()
    expect(page.get_by_text("服务器上的没有删成")).to_be_visible()


def session_of(context: BrowserContext) -> str | None:
    """The session cookie's random part."""
    values = [str(cookie.get("value")) for cookie in context.cookies() if cookie.get("name") == "yuce"]
    return values[0].split(".")[0] if values else None


def test_export_is_the_conversation_as_text(page: Page, site: str, tmp_path: Path) -> None:
    chat = chat_page(page, site)
    chat.ask("什么时候施行")
    with page.expect_download() as download:
        chat.menu("导出对话")
    file = tmp_path / "talk.txt"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    assert "：什么时候施行\n" in text and "2022年1月1日" in text and download.value.suggested_filename.endswith(".txt")


def test_an_answer_is_copied_whole(context: BrowserContext, page: Page, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat = chat_page(page, site)
    answer = chat.ask("第17条找谁")
    answer.get_by_role("button", name="复制").click()
    expect(answer.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "市金融监管局" in copied and "出处：" in copied


def test_the_interview_is_tapped_and_ends_in_verdicts_in_words(context: BrowserContext, page: Page, site: str) -> None:
    script = Script(context).then(INTERVIEW[0]).then(INTERVIEW[1]).then(VERDICTS)
    chat = chat_page(page, site)
    chat.ask("我能申请吗")
    chat.tap("永川区")
    expect(page.locator(".choices")).to_have_count(1)
    result = chat.tap("高端研发机构")
    expect(result.locator(".verdict > h3 .stamp")).to_have_text(["符合", "待确认", "不符合"])
    expect(result.locator(".verdict").nth(1).locator("blockquote").first).to_be_visible()
    assert [body.get("choice") for body in script.sent] == [None, "signed.1", "signed.0"]


def test_feedback_tells_which_turn_and_why(context: BrowserContext, page: Page, site: str) -> None:
    """The server takes it; what it stores is checked in tests/e2e."""
    chat = chat_page(page, site)
    with page.expect_response("**/api/chat") as answered:
        chat.ask("第17条讲什么")
    turn = answered.value.json()["messages"][0]["card"]["turn"]
    given: list[Response] = []
    for name in ("没用", "内容不对"):
        with page.expect_response("**/api/feedback") as taken:
            chat.button(name).click()
        given.append(taken.value)
    expect(chat.button("没用")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("已记下，谢谢")).to_be_visible()
    assert [response.status for response in given] == [204, 204]
    assert [response.request.post_data_json for response in given] == [
        {"id": turn, "useful": False, "reason": None},
        {"id": turn, "useful": False, "reason": "内容不对"},
    ]
