"""The learned head tells measures apart, gives the same bytes for the same texts, and refuses what is no head."""

from __future__ import annotations

import numpy as np
import pytest

from index.errors import IndexNotReady
from index.head import Head, head_from_bytes, learn_head, ngrams
from tests.index.fake_encoder import FakeEncoder

TEXTS = ["人才公寓", "住的地方", "公寓怎么申请", "建设用地", "想要块地", "土地指标"]
LABELS = ["7", "7", "7", "8", "8", "8"]


def learned() -> Head:
    head = learn_head(TEXTS, FakeEncoder().encode_queries(TEXTS), LABELS)
    assert head is not None
    return head


def scores(head: Head, text: str) -> dict[str, float]:
    vector = FakeEncoder().encode_queries([text])[0]
    return dict(zip(head.labels, head.scores(text, vector), strict=True))


@pytest.mark.parametrize(("text", "label"), [("公寓", "7"), ("有没有公寓住", "7"), ("用地", "8"), ("土地", "8")])
def test_it_prefers_the_measure_whose_questions_are_like_the_text(text: str, label: str) -> None:
    found = scores(learned(), text)
    assert max(found, key=lambda name: found[name]) == label


@pytest.mark.parametrize("text", ["公寓", "xyz", "天气", "地"])
def test_scores_lie_between_0_and_1(text: str) -> None:
    assert all(0.0 <= score <= 1.0 for score in scores(learned(), text).values())


def test_written_and_read_again_it_scores_the_same() -> None:
    again = head_from_bytes(learned().to_bytes())
    for text in TEXTS:
        assert scores(again, text) == pytest.approx(scores(learned(), text), abs=1e-5)


def test_the_same_texts_give_the_same_bytes() -> None:
    assert learned().to_bytes() == learned().to_bytes()


def test_three_labels_keep_a_row_each() -> None:
    texts, labels = [*TEXTS, "贷款利息", "利率"], [*LABELS, "16", "16"]
    head = learn_head(texts, FakeEncoder().encode_queries(texts), labels)
    assert head is not None and head.dense.shape[0] == len(head.labels) == 3


def test_one_label_alone_is_nothing_to_learn() -> None:
    assert learn_head(["a", "b"], np.eye(2, dtype=np.float32), ["1", "1"]) is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x93NUMPY"])
def test_what_is_no_head_is_refused(data: bytes) -> None:
    with pytest.raises(IndexNotReady, match="make index"):
        head_from_bytes(data)


def test_ngrams_do_not_cross_blanks() -> None:
    assert ngrams("上市 ab") == ["上", "市", "上市", "a", "b", "ab"]
