"""What a user of stock Rasa has: one action that says one sentence, without look-up, card or guard."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action


class ActionAnswer(Action):
    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: Any, tracker: Any, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(text="请查阅通知原文。")
        return []
