"""Whatever arrives: readable text, or an error in the contract's shape. Never 200 with nothing to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import fuzz
from tests.web import client as door_client
from tests.web.client import Client, error_of, open_door
from tests.web.standin import StandIn, card, running

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=600)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4), max_leaves=8
)
BODIES = st.fixed_dictionaries(
    {}, optional={"message": ANY_JSON, "choice": ANY_JSON, "id": ANY_JSON, "sender": ANY_JSON}
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "text": ANY_JSON,
            "buttons": ANY_JSON | st.lists(st.fixed_dictionaries({"title": ANY_JSON, "payload": ANY_JSON}), max_size=3),
            "custom": ANY_JSON | st.just(card()),
        },
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, StandIn]]:
    """One door for all examples, and its Rasa."""
    with running() as rasa, running() as actions:
        chosen = door_client.settings(tmp_path_factory.mktemp("home"), rasa, actions)
        with open_door(chosen) as client:
            yield client, rasa


def assert_something_to_read(response: httpx.Response) -> None:
    """The contract: one message with text, or a 4xx or 5xx in its shape."""
    if response.status_code != 200:
        assert error_of(response)
        return
    [message] = response.json()["messages"]
    assert message["text"].strip()
    assert {"text", "buttons", "card"} == set(message)
    assert all(button["title"] and button["choice"] for button in message["buttons"])


@fuzz(150)
@given(body=BODIES | ANY_JSON)
def test_any_json(scene: tuple[Client, StandIn], body: Any) -> None:
    client, rasa = scene
    rasa.messages = None
    raw = json.dumps(body).encode()
    assert_something_to_read(client.post(content=raw, headers={"content-type": "application/json"}))


@fuzz(150)
@given(body=st.binary(max_size=200), content_type=st.sampled_from(["application/json", "text/plain", ""]))
def test_any_bytes(scene: tuple[Client, StandIn], body: bytes, content_type: str) -> None:
    client, _ = scene
    response = client.post(content=body, headers={"content-type": content_type})
    assert response.status_code != 500
    assert_something_to_read(response)


@fuzz(60)
@given(messages=MESSAGES)
def test_whatever_rasa_says(scene: tuple[Client, StandIn], messages: list[dict[str, Any]]) -> None:
    """Odd texts, buttons and cards are no fault of the person who asks."""
    client, rasa = scene
    client.door.turns.fuse.worked()
    rasa.messages = messages
    response = client.chat("第17条讲什么")
    assert response.status_code != 500
    assert_something_to_read(response)
