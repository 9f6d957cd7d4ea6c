"""Replies that the door could give, for states that a healthy system rarely shows."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import BrowserContext, Route

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script><svg/onload=window.hit=1>\'"><b>粗</b>'
TURN = "ab12" * 8
NUMBER = "某发规〔2024〕1号"
QUOTE = "对新认定的高端研发机构，给予最高 5000 万元的综合支持"


def measure(number: int, heading: str, quote: str = QUOTE) -> dict[str, Any]:
    """A measure of a card."""
    return {
        "document_number": NUMBER,
        "number": number,
        "heading": heading,
        "chapter": "一、创新",
        "quote": quote,
        "span": [0, len(quote)],
        "units": ["市科技局"],
        "amounts": [],
        "score": 0.9,
    }


def card(status: str = "answered", kind: str | None = "content", **fields: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"notice": None, "measures": [], "parts": [], "eligibility": []}
    return {"status": status, "kind": kind, **empty, "turn": TURN, **fields}


def reply(text: str, titles: tuple[str, ...] = (), mode: str = "full", **fields: Any) -> dict[str, Any]:
    """The body of a turn; `fields` are the card's."""
    buttons = [{"title": title, "choice": f"signed.{at}"} for at, title in enumerate(titles)]
    return {"messages": [{"text": text, "buttons": buttons, "card": card(**fields)}], "mode": mode}


def condition(text: str, verdict: str, quote: str = QUOTE) -> dict[str, str]:
    return {"text": text, "verdict": verdict, "quote": quote}


INTERVIEW = (
    reply(
        "先问几个问题，随时可以说“不问了”。您的企业在哪个区？",
        ("江津区", "永川区", "其他区县"),
        status="form",
        kind="eligibility",
    ),
    reply("您属于哪一类？", ("高端研发机构", "科技型中小微企业", "跳过"), status="form", kind="eligibility"),
)
VERDICTS = reply(
    "按您说的情况，逐条判断如下：\n是否符合，以责任单位认定为准。",
    kind="eligibility",
    measures=[measure(1, "支持创新平台建设"), measure(17, "优化金融服务保障"), measure(20, "优化基金政策支持")],
    eligibility=[
        {"number": 1, "verdict": "met", "conditions": [condition("新认定的高端研发机构", "met")]},
        {
            "number": 17,
            "verdict": "unknown",
            "conditions": [condition("在示范区内", "met"), condition("投资科创项目的创业投资基金", "unknown")],
        },
        {"number": 20, "verdict": "not_met", "conditions": [condition("由高层次创业领军人才创办", "not_met")]},
    ],
)
SIMPLE = reply(
    f"「简易模式」对话服务暂时不可用。下面是直接检索到的通知原文。\n第1条「支持创新平台建设」原文：「{QUOTE}」\n责任单位：市科技局",
    mode="simple",
    measures=[measure(1, "支持创新平台建设")],
)


def refusal(code: str, sentence: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": sentence}}


class Script:
    """Answers `/api/chat` of a context with what was queued, and remembers the bodies that were sent."""

    def __init__(self, context: BrowserContext) -> None:
        self.sent: list[dict[str, Any]] = []
        self._queue: list[dict[str, Any] | None] = []
        self._held: list[Route] = []
        self.holding = False
        context.route("**/api/chat", self._answer)

    def then(self, body: dict[str, Any], status: int = 200, **headers: str) -> Script:
        """The next answer; further ones in order."""
        self._queue.append({"status": status, "json": body, "headers": headers})
        return self

    def then_broken(self) -> Script:
        """Next, the connection breaks."""
        self._queue.append(None)
        return self

    def release(self) -> None:
        """Answer what was held back."""
        self.holding = False
        for route in self._held:
            self._fulfill(route)
        self._held.clear()

    def _answer(self, route: Route) -> None:
        self.sent.append(json.loads(route.request.post_data or "{}"))
        if self.holding:
            self._held.append(route)
        else:
            self._fulfill(route)

    def _fulfill(self, route: Route) -> None:
        answer = self._queue.pop(0) if self._queue else {"json": reply("好的。")}
        if answer is None:
            route.abort("connectionreset")
        else:
            route.fulfill(**answer)
