"""The panes of unanswered questions and of figures in a real browser, with ten thousand questions in the real record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import URL

from actions.outcomes.store import OutcomeStore, outcomes
from actions.outcomes.types import Feedback
from actions.review.drafts import Draft, DraftFolder
from index.settings import ROOT
from tests.actions.review.rows import KEY, fill, outcome
from tests.actions.review.test_sheets import book
from tests.browser.axe import violations
from tests.browser.browser import DESKTOP, PHONE, TABLET
from tests.browser.conftest import OpenContext
from tests.browser.desk import opened
from tests.browser.test_accessibility import DISPLAYS, displayed, no_sideways
from tests.e2e.system import RunningSystem

MANY = 10_000
QUESTION = "两张皮的问题找哪个解决"
FIRST_WITHIN_MS, PAGE_WITHIN_MS = 8_000, 600
"""The goals are 2 s and 200 ms; other processes may hold both cores while tests run."""


@pytest.fixture(scope="module")
def record(running_system: RunningSystem) -> Iterator[OutcomeStore]:
    """Ten thousand unanswered questions of the last month, and some answers; taken out again afterwards."""
    store = OutcomeStore(URL.create("sqlite", database=str(running_system.layout.home / "db" / "outcomes.db")))
    store.prepare()
    texts = [json.loads(line)["text"] for line in (ROOT / "data/evaluation/dev.jsonl").open(encoding="utf-8")]
    texts = [*[QUESTION] * 40, *texts]
    now = datetime.now(UTC)
    rows = [
        outcome(
            f"ee{n:08x}",
            f"{texts[n % len(texts)]}{n % 89 if n >= len(texts) else ''}",
            at=now - timedelta(minutes=4 * n),
        )
        for n in range(MANY)
    ]
    answered = [
        outcome(f"ef{n:08x}", "好", "answered", at=now - timedelta(hours=n), measures=(n % 20 + 1,), finding="clause")
        for n in range(300)
    ]
    fill(store, [*rows, *answered])
    store.write([Feedback(f"ef{n:08x}", "c", now, useful=n % 3 > 0) for n in range(0, 30)])
    yield store
    with store.engine.begin() as connection:
        connection.execute(outcomes.delete().where(outcomes.c.conversation == "c"))
    store.close()


def shown(page: Page, site: str, tab: str) -> Page:
    page.goto(f"{site}/desk")
    page.get_by_role("tab", name=tab).click()
    return page


@pytest.fixture
def unanswered(page: Page, site: str, record: OutcomeStore) -> Page:
    """The pane with the record as it is now."""
    shown(page, site, "未答上")
    page.get_by_role("button", name="更新").click()
    expect(page.locator(".over")).to_contain_text("次提问")
    return page


def test_ten_thousand_questions_stay_quick(page: Page, site: str, record: OutcomeStore) -> None:
    """Grouped once within seconds; then every page and filter at once."""
    shown(page, site, "未答上")
    took: list[float] = page.evaluate(
        """async () => {
          const times = [];
          const ask = async (query) => {
            const started = performance.now();
            const body = await (await fetch(`/api/desk/unanswered?${query}`)).json();
            times.push(performance.now() - started);
            return body.questions;
          };
          if ((await ask("fresh=1")) < 10000) return [];
          for (const query of ["page=2", "page=30", "order=last", "why=clarify", "words=资金"]) await ask(query);
          return times;
        }"""
    )
    assert took and took[0] < FIRST_WITHIN_MS and max(took[1:]) < PAGE_WITHIN_MS, took
    page.get_by_role("button", name="更新").click()
    expect(page.locator(".over")).to_contain_text(re.compile(r"1\d{4} 次提问"))
    expect(page.locator(".group")).to_have_count(20)
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".pager")).to_contain_text("第 2 页")


def test_one_click_drafts_what_a_group_asks(unanswered: Page, running_system: RunningSystem) -> None:
    """The form is filled in; the draft waits for review, and says who wrote it."""
    unanswered.get_by_label("含有的字").fill("两张皮")
    unanswered.get_by_label("含有的字").press("Enter")
    head = unanswered.locator(".group .head").first
    expect(head).to_contain_text(QUESTION)
    head.press("Enter")
    form = unanswered.locator("form.draft")
    expect(form.get_by_label("问题")).to_have_value(QUESTION)
    expect(form.get_by_label("问的是")).to_have_value("contact")
    form.get_by_label("应当引用的条").select_option(label="第4条 支持科技成果转化")
    form.get_by_role("button", name="写成草稿").click()
    expect(unanswered.locator(".drafts")).to_contain_text(f"第4条 contact：{QUESTION}")
    folder = DraftFolder(running_system.layout.home / "drafts")
    [draft] = [one for one in folder.open() if isinstance(one, Draft)]
    assert (draft.who, draft.entries[0]["notice"], draft.entries[0]["measure"]) == ("本机", KEY, 4)
    form.get_by_role("button", name="写成草稿").click()
    expect(form.get_by_role("alert")).to_contain_text("已在等待复核")
    form.get_by_role("button", name="词表").click()
    form.get_by_label("口语说法").fill("两张皮")
    form.get_by_label("正式用词").fill("不在通知里")
    form.get_by_role("button", name="写成草稿").click()
    expect(form.get_by_role("alert")).to_contain_text("不是通知里的词")


def test_a_sheet_with_a_bad_row_tells_it_and_is_not_taken(unanswered: Page, running_system: RunningSystem) -> None:
    folder = DraftFolder(running_system.layout.home / "drafts")
    waiting = len(folder.open())
    raw = book((KEY, 4, "", "找谁", "科研生产分家的问题"), (KEY, 99, "", "找谁", "九十九条的问题"))
    unanswered.get_by_label("选择要导入的 Excel 表格").set_input_files(
        {"name": "a.xlsx", "mimeType": "application/octet-stream", "buffer": raw}
    )
    unanswered.get_by_role("button", name="导入", exact=True).click()
    expect(unanswered.locator(".plain td").first).to_have_text("3")
    expect(unanswered.locator(".plain")).to_contain_text("没有第 99 条")
    assert len(folder.open()) == waiting


def test_tables_are_saved_as_files(unanswered: Page) -> None:
    for name, ending in (("CSV", ".csv"), ("Excel", ".xlsx")):
        with unanswered.expect_download() as saved:
            unanswered.get_by_role("link", name=name, exact=True).click()
        assert saved.value.suggested_filename.endswith(ending)
        assert saved.value.path().stat().st_size > 10_000


def test_figures_are_drawn_with_their_tables(page: Page, site: str, record: OutcomeStore) -> None:
    shown(page, site, "数据")
    expect(page.locator("svg[role=img]")).to_have_count(4)
    expect(page.locator(".facts")).to_contain_text("有用率")
    days = page.locator("figure").first
    days.locator("summary").click()
    expect(days.locator("tbody tr")).to_have_count(30)
    with page.expect_download() as saved:
        page.get_by_role("link", name="每日明细（CSV）").click()
    table = saved.value.path().read_text(encoding="utf-8-sig")
    assert table.startswith("日期,种类,状态,轮数,评为有用,评为没用") and QUESTION not in table


@pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE], ids=["1280", "768", "360"])
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=DISPLAYS)
def test_both_panes_have_no_violations_at_any_size(
    context_with: OpenContext, site: str, record: OutcomeStore, size: dict[str, int], display: dict[str, bool]
) -> None:
    context = context_with(viewport=size)
    displayed(context, display)
    page = context.new_page()
    shown(page, site, "未答上")
    page.locator(".group .head").first.click()
    page.locator("form.draft").wait_for()
    assert violations(page) == [] and no_sideways(page)
    page.get_by_role("tab", name="数据").click()
    page.locator("svg[role=img]").first.wait_for()
    page.locator("figure summary").first.click()
    assert violations(page) == [] and no_sideways(page)


def test_a_report_from_the_look_up_reaches_the_list(page: Page, site: str, record: OutcomeStore) -> None:
    desk = opened(page, site)
    desk.search("两张皮归谁")
    desk.press("Enter")
    expect(desk.reply).to_contain_text("出处")
    page.locator(".report summary").click()
    expect(page.get_by_label("来电的话")).to_have_value("两张皮归谁")
    page.get_by_label("应当是").fill("第4条")
    page.get_by_role("button", name="报告", exact=True).click()
    expect(desk.said).to_contain_text("已报告")
    page.get_by_role("tab", name="未答上").click()
    page.get_by_label("含有的字").fill("两张皮归谁")
    page.get_by_role("button", name="更新").click()
    expect(page.locator(".group .head").first).to_contain_text("报告错配 1")
