"""Whatever is typed or answered is text, and the page's policy has nothing to forbid."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.browser import Chat, chat_page
from tests.browser.replies import HOSTILE, Script, condition, measure, reply

TYPED = [HOSTILE, "javascript:alert(1)", "</textarea><script>window.hit=1</script>", "{{7*7}}${7*7}", "&lt;b&gt;&#60;"]


def watched(page: Page) -> list[str]:
    """What the browser complains of."""
    complaints: list[str] = []
    page.on("console", lambda one: complaints.append(one.text) if "Content Security Policy" in one.text else None)
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    return complaints


def assert_harmless(chat: Chat, complaints: list[str]) -> None:
    assert chat.page.evaluate("window.hit") is None
    assert complaints == []
    expect(chat.page.locator("#chat img, #chat script, #chat b, #chat iframe")).to_have_count(0)


@pytest.mark.parametrize("text", TYPED)
def test_what_is_typed_is_shown_as_typed(page: Page, site: str, text: str) -> None:
    complaints = watched(page)
    chat = chat_page(page, site)
    chat.ask(text)
    assert text in chat.last.locator(".asked").inner_text()
    page.reload()
    expect(chat.answers).to_have_count(1)
    assert_harmless(chat, complaints)


def test_what_is_answered_is_shown_as_text_everywhere(context: BrowserContext, page: Page, site: str) -> None:
    complaints = watched(page)
    other = {**measure(2, HOSTILE, HOSTILE), "units": [HOSTILE], "chapter": HOSTILE, "document_number": HOSTILE}
    text = f"{HOSTILE}\n第2条「{HOSTILE}」：{HOSTILE}\n原文：「{HOSTILE}」\n责任单位：{HOSTILE}\n出处：{HOSTILE}"
    verdicts = [{"number": 2, "verdict": HOSTILE, "conditions": [condition(HOSTILE, "met", HOSTILE)]}]
    Script(context).then(reply(text, (HOSTILE,), measures=[other, measure(3, "甲")], eligibility=verdicts))
    chat = chat_page(page, site)
    answer = chat.ask("你好")
    for place in (".point", ".choices button", ".source", ".verdict blockquote"):
        expect(answer.locator(place).first).to_contain_text("<img src=x")
    assert_harmless(chat, complaints)


def test_a_damaged_storage_does_no_harm(page: Page, site: str) -> None:
    complaints = watched(page)
    chat = chat_page(page, site)
    for kept in ("{", "[]", '{"turns":[{"id":"a","asked":"<img src=x onerror=window.hit=1>","reply":{"text":"<b>"}}]}'):
        page.evaluate("kept => localStorage.setItem('yuce.talk.1', kept)", kept)
        page.reload()
        expect(chat.question).to_be_visible()
    assert_harmless(chat, complaints)


def test_another_page_cannot_put_words_into_the_chat(page: Page, site: str) -> None:
    """A message from anywhere but the page around is not heard."""
    chat = chat_page(page, site)
    page.evaluate("window.postMessage({type: 'yuce:opened', ask: '替您提问'}, '*')")
    page.wait_for_timeout(200)
    expect(chat.answers).to_have_count(0)
    expect(chat.question).to_have_value("")
