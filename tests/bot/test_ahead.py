"""The vector that the channel computes is the one that the featurizer takes and the action's call carries."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

import bot.ahead
import bot.featurizer
from bot.ahead import embed_ahead
from bot.embedding import Vectors, embed
from bot.featurizer import BundledE5Featurizer
from bot.handed_on import handed_on, recalled

QUESTION = "高端研发机构　最高补多少"
PAYLOAD = '/choose{"choice": "funding::17"}'


def sentence_vector(text: str) -> Vectors:
    message = Message({TEXT: text})
    BundledE5Featurizer(BundledE5Featurizer.get_default_config(), "e5").process([message])
    return message.features[-1].features[0]


async def turn(text: str) -> tuple[Vectors, Vectors | None]:
    await embed_ahead(text)
    return sentence_vector(text), recalled("高端研发机构 最高补多少")


def test_a_message_is_embedded_once_and_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[str] = []

    def noted(texts: list[str]) -> Vectors:
        where.append(threading.current_thread().name)
        return embed(texts)

    monkeypatch.setattr(bot.ahead, "embed", noted)
    monkeypatch.setattr(bot.featurizer, "embed", noted)
    features, vector = asyncio.run(turn(QUESTION))
    assert vector is not None and np.array_equal(features, vector * 8.7)
    assert np.array_equal(vector, embed(["高端研发机构 最高补多少"])[0])
    assert len(where) == 1 and where[0].startswith("embedding")


def test_nothing_of_it_outlives_the_turn() -> None:
    asyncio.run(turn(QUESTION))
    assert handed_on(QUESTION) is None


def test_another_text_is_embedded_anew() -> None:
    async def asked() -> Vectors:
        await embed_ahead("别的问题")
        return sentence_vector(QUESTION)

    assert np.array_equal(asyncio.run(asked()), embed([QUESTION.replace("　", " ")])[0] * np.float32(8.7))


def test_a_payload_is_not_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.featurizer, "embed", lambda texts: pytest.fail("embedded"))
    assert not sentence_vector(PAYLOAD).any()
