"""The rasa-sdk edge hands a turn to the service and its reply to Rasa; a fault is one sentence without the conversation."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.handlers import FORM, ActionAnswer, EligibilityForm
from actions.outcomes.pseudonyms import Pseudonyms
from actions.outcomes.recorder import Recorder
from actions.outcomes.types import Entry, Feedback, Outcome
from actions.question import Memory, Reading
from actions.service import Reply, Service
from actions.wording import FAULT_TEXT, RENEWED_TEXT

SLOTS = (
    "last_measures",
    "last_notice",
    "last_kind",
    "offered",
    "told_validity",
    "last_listed",
    "last_spoken",
    "last_units",
    "asked_back",
    "asked",
    "rated",
)
TURN = "0f" * 16
SECRET = "我叫张三，电话13800000000"


class FailingService(Service):
    """Breaks in the middle of a turn, with the caller's words in its error."""

    def __init__(self) -> None:
        """Holds nothing."""

    def reply(self, reading: Reading, memory: Memory, choice: str | None = None) -> Reply:
        raise RuntimeError(f"cannot answer {reading.text}")


def tracker(text: str | None, intent: str, slots: dict[str, Any] | None = None, choice: str | None = None) -> Tracker:
    """As Rasa sends it."""
    message = {
        "text": text,
        "message_id": TURN,
        "intent": {"name": intent, "confidence": 0.97},
        "intent_ranking": [{"name": intent, "confidence": 0.97}, {"name": "out_of_scope", "confidence": 0.01}],
        "entities": [{"entity": "choice", "value": choice}] if choice else [],
    }
    return Tracker("someone", slots or dict.fromkeys(SLOTS), message, [], False, None, {}, "action_listen")


def run(asked: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The messages uttered, and the slots set."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(ActionAnswer().run(dispatcher, asked, {}))
    assert all(event["event"] == "slot" for event in events)
    return dispatcher.messages, {event["name"]: event["value"] for event in events}


@pytest.fixture
def served(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr(ActionAnswer, "service", service)
    return service


def test_the_action_has_the_name_of_the_domain() -> None:
    assert ActionAnswer().name() == "action_answer"


def test_a_turn_is_one_message_with_text_and_card(served: Service) -> None:
    [message], slots = run(tracker("科技成果转化找谁", "ask_contact"))
    assert "市科技局" in message["text"] and [button["title"] for button in message["buttons"]] == ["有用", "没用"]
    assert (message["custom"]["status"], message["custom"]["kind"]) == ("answered", "contact")
    assert slots == {
        "last_measures": [4],
        "last_notice": "渝发改规范〔2021〕12号",
        "last_kind": "contact",
        "offered": {"有用": f"feedback:{TURN}:1", "没用": f"feedback:{TURN}:0"},
        "told_validity": True,
        "last_listed": [],
        "last_spoken": [4],
        "last_units": [],
        "asked_back": False,
        "asked": [
            {
                "turn": TURN,
                "question": "科技成果转化找谁",
                "notice": "渝发改规范〔2021〕12号",
                "measures": [4],
                "failed": False,
            }
        ],
    }


def test_only_slots_that_change_are_set(served: Service) -> None:
    """Each one set is an event of the talk, stored and read again at every later turn."""
    _, slots = run(tracker("科技成果转化找谁", "ask_contact"))
    _, again = run(tracker("你好", "greet", json.loads(json.dumps({**dict.fromkeys(SLOTS), **slots}))))
    assert set(again) == {"offered"}


def test_the_turn_is_named_by_its_message(served: Service) -> None:
    """A message that is sent again is the same turn; where it has no id, the turn gets one."""
    [message], _ = run(tracker("科技成果转化找谁", "ask_contact"))
    assert message["custom"]["turn"] == TURN
    nameless = tracker("科技成果转化找谁", "ask_contact")
    nameless.latest_message["message_id"] = "'; DROP TABLE outcomes"
    [message], _ = run(nameless)
    assert len(message["custom"]["turn"]) == 32 and message["custom"]["turn"] != TURN


@pytest.mark.parametrize(
    ("kinds", "renewed"),
    [
        (["user", "session_started", "user"], True),
        (["session_started", "user"], False),
        (["session_started", "user", "user"], False),
        (["user", "user", "user"], False),
        ([], False),
    ],
)
def test_the_first_message_of_a_later_session_is_told_so(served: Service, kinds: list[str], renewed: bool) -> None:
    asked = tracker("你好", "greet")
    asked.events = [{"event": kind} for kind in kinds]
    [message], _ = run(asked)
    assert message["text"].startswith(RENEWED_TEXT) is renewed


def test_every_turn_is_recorded_with_its_time(served: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    entries: list[Entry] = []

    def put(entry: Entry) -> bool:
        entries.append(entry)
        return True

    recorder = Recorder(put, Pseudonyms(b"key"))
    monkeypatch.setattr(ActionAnswer, "recorder", recorder)
    _, slots = run(tracker("科技成果转化找谁", "ask_contact"))
    run(tracker("没用", "chitchat_feedback", {**dict.fromkeys(SLOTS), **slots}))
    first, second, feedback = entries
    assert isinstance(first, Outcome) and isinstance(second, Outcome) and isinstance(feedback, Feedback)
    assert first.question == "科技成果转化找谁" and 0 <= first.latency_ms < 4000
    assert (first.status, first.kind, first.measures) == ("answered", "contact", (4,))
    assert (second.finding, feedback.turn, feedback.useful) == ("rated_useless", TURN, False)
    assert first.conversation == second.conversation == feedback.conversation != "someone"


def test_buttons_are_handed_on_with_their_payloads(served: Service) -> None:
    [message], slots = run(tracker("有什么政策", "ask_overview"))
    assert [set(button) for button in message["buttons"]] == [{"title", "payload"}] * 6
    assert message["buttons"][0]["payload"].startswith('/choose{"choice": "content:')
    assert list(slots["offered"]) == [button["title"] for button in message["buttons"]]


def test_slots_of_one_turn_carry_the_next(served: Service) -> None:
    _, slots = run(tracker("科技成果转化找谁", "ask_contact"))
    [message], _ = run(tracker("什么条件", "ask_eligibility", json.loads(json.dumps(slots))))
    assert [measure["number"] for measure in message["custom"]["measures"]] == [4]


def test_a_tapped_button_is_the_choice_entity(served: Service) -> None:
    [message], _ = run(tracker('/choose{"choice": "content::c6"}', "choose", choice="content::c6"))
    assert [measure["number"] for measure in message["custom"]["measures"]] == [16, 17, 18, 19, 20]


@pytest.mark.parametrize("text", [None, "", "???"])
def test_a_message_without_words_is_answered(served: Service, text: str | None) -> None:
    [message], _ = run(tracker(text, "ask_content"))
    assert message["custom"]["status"] == "error" and message["text"]


def test_a_tracker_without_a_message_is_answered(served: Service) -> None:
    [message], _ = run(Tracker("someone", {}, None, [], False, None, {}, None))
    assert message["custom"]["status"] == "error" and message["text"]


def assert_fault(asked: Tracker) -> None:
    [message], slots = run(asked)
    assert message["text"] == FAULT_TEXT and slots == {}
    assert (message["custom"]["status"], message["custom"]["kind"], message["custom"]["measures"]) == (
        "error",
        None,
        [],
    )
    assert "张三" not in json.dumps(message, ensure_ascii=False) and "RuntimeError" not in json.dumps(message)


def test_a_fault_is_the_fixed_sentence_and_an_error_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the conversation or of the error is in it, and the memory stays as it was."""
    monkeypatch.setattr(ActionAnswer, "service", FailingService())
    assert_fault(tracker(SECRET, "ask_content"))


def test_without_a_service_every_turn_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ActionAnswer, "service", None)
    assert_fault(tracker(SECRET, "ask_content"))


@pytest.mark.parametrize(
    "ranking", [[{"name": "greet"}], [{"confidence": 0.9}], ["greet"], [{"name": "greet", "confidence": None}]]
)
def test_a_ranking_that_cannot_be_read_is_a_fault_and_no_crash(served: Service, ranking: list[Any]) -> None:
    asked = tracker(SECRET, "greet")
    asked.latest_message["intent_ranking"] = ranking
    assert_fault(asked)


def test_slots_of_another_version_do_no_harm(served: Service) -> None:
    strange = {"last_measures": {"17": 1}, "offered": 7, "last_kind": "money", "told_validity": 1, "last_notice": []}
    [message], _ = run(tracker("科技成果转化找谁", "ask_contact", strange))
    assert message["custom"]["status"] == "answered"


def test_the_log_of_a_fault_holds_nothing_of_the_conversation(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ActionAnswer, "service", FailingService())
    run(tracker(SECRET, "ask_content"))
    assert caplog.text and "张三" not in caplog.text


def events_of(action: ActionAnswer, text: str, slots: dict[str, Any], loop: str | None = None) -> list[dict[str, Any]]:
    asked = tracker(text, "ask_eligibility", slots)
    asked.active_loop = {"name": loop} if loop else {}
    return asyncio.run(action.run(CollectingDispatcher(), asked, {}))


def applied(events: list[dict[str, Any]], slots: dict[str, Any]) -> dict[str, Any]:
    return {**slots, **{event["name"]: event["value"] for event in events if event["event"] == "slot"}}


def others(events: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(event["event"], event["name"]) for event in events if event["event"] != "slot"]


def test_the_form_is_opened_and_closed_with_the_interview(served: Service) -> None:
    """In the turns where it begins and ends, and then it is the person's turn: never a second action."""
    waits = ("followup", "action_listen")
    first = events_of(ActionAnswer(), "条件匹配", dict.fromkeys(SLOTS))
    assert others(first) == [("active_loop", FORM), waits]
    slots = applied(first, dict.fromkeys(SLOTS))
    assert slots["requested_slot"] == "interview_area" and slots["interview"]["phase"] == "asking"
    second = events_of(EligibilityForm(), "江津的高校", slots, FORM)
    assert others(second) == []
    slots = applied(second, slots)
    assert slots["interview_area"]["values"] == ["江津区"] and slots["interview_subject"]["values"] == ["高校"]
    last = events_of(EligibilityForm(), "直接出结果", slots, FORM)
    assert others(last) == [("active_loop", None), waits]
    assert applied(last, slots)["requested_slot"] is None


def test_a_form_that_rasa_lost_is_opened_again(served: Service) -> None:
    """After a pause Rasa begins a new session: slots are kept, the form is not."""
    slots = applied(events_of(ActionAnswer(), "条件匹配", dict.fromkeys(SLOTS)), dict.fromkeys(SLOTS))
    assert ("active_loop", FORM) in others(events_of(ActionAnswer(), "江津", slots))


def test_slots_that_did_not_change_are_not_written_again(served: Service) -> None:
    slots = applied(events_of(ActionAnswer(), "条件匹配", dict.fromkeys(SLOTS)), dict.fromkeys(SLOTS))
    again = events_of(EligibilityForm(), "条件匹配", slots, FORM)
    assert not [event for event in again if event["event"] == "slot" and event["name"].startswith("interview_")]
