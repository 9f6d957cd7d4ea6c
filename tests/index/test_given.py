"""A vector that came with a message: used where it is the one that would be computed here, else never."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoder import Vectors
from index.given import GivenVector, read_given
from index.search import Searcher
from tests.index.fake_encoder import FakeEncoder

QUERY = "产业基金能投我们多少钱"
UNIT = np.eye(1, 384, dtype=np.float32)[0]


def packed(vector: Any, text: Any = QUERY, model: Any = "m") -> dict[str, Any]:
    return {"model": model, "text": text, "vector": base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode()}


def test_a_vector_survives_the_journey_bit_for_bit() -> None:
    vector = np.random.default_rng(7).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)
    read = read_given(packed(vector))
    assert read is not None and (read.text, read.model) == (QUERY, "m")
    assert read.vector.tobytes() == vector.tobytes()


BAD = [
    {},
    [],
    "x",
    {"model": "m", "text": QUERY, "vector": "no base64!"},
    {"model": "m", "text": QUERY, "vector": "AAA="},
    {"model": "m", "text": QUERY, "vector": 1},
    {"model": "m", "text": QUERY},
    packed(UNIT * 2),
    packed(UNIT * np.nan),
    packed([]),
    packed(UNIT, text=None),
    packed(UNIT, model=3),
]


@pytest.mark.parametrize("raw", BAD)
def test_what_is_no_unit_vector_is_set_aside_and_told_in_the_log(raw: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert read_given(raw) is None
    assert "embedding it here" in caplog.text and QUERY not in caplog.text


def test_no_vector_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    assert read_given(None) is None and not caplog.text


OTHERS = [("另一个问题", "m", 384), (QUERY, "n", 384), (QUERY, "", 384), (QUERY, "m", 512)]


@pytest.mark.parametrize(("query", "model", "dimension"), OTHERS)
def test_another_text_model_or_dimension_gets_no_vector(query: str, model: str, dimension: int) -> None:
    assert GivenVector(QUERY, "m", UNIT).of(query, model, dimension) is None
    assert GivenVector(QUERY, "", UNIT).of(query, model, dimension) is None


def test_a_long_question_is_compared_as_it_was_embedded() -> None:
    long = "多少钱" * 100
    given = GivenVector(long[:80] + long[-80:], "m", UNIT)
    found = given.of(long, "m", 384)
    assert found is not None and found.tolist() == UNIT.tolist()


def _vector(encoder: FakeEncoder, text: str) -> Vectors:
    return encoder.encode_queries([text])[0]


def test_a_search_with_the_vector_given_finds_the_same_and_embeds_nothing(searcher_and_encoder: Any) -> None:
    searcher, encoder = searcher_and_encoder
    plain = searcher.rank(QUERY)
    given = GivenVector(QUERY, encoder.identity, _vector(encoder, QUERY))
    encoder.embedded.clear()
    assert searcher.rank(QUERY, given=given) == plain
    assert encoder.embedded == []


def test_a_vector_of_another_text_is_not_used(searcher_and_encoder: Any) -> None:
    searcher, encoder = searcher_and_encoder
    plain = searcher.rank(QUERY)
    encoder.embedded.clear()
    assert searcher.rank(QUERY, given=GivenVector("别的", encoder.identity, _vector(encoder, "别的"))) == plain
    assert encoder.embedded == ["别的", QUERY]


@pytest.fixture
def searcher_and_encoder(settings: Any, tmp_path: Path) -> tuple[Searcher, FakeEncoder]:
    from index.build import build_index
    from index.search import open_searcher

    encoder = FakeEncoder()
    build_index(settings, lambda: encoder)
    return open_searcher(settings, encoder), encoder
