"""Texts are embedded once and kept: in order, by model and kind, and anew where the cache is no use."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoder import Vectors
from index.vectors import BATCH, WORTH_A_PROCESS, Item, cache_path, embed, key_of
from tests.index.fake_encoder import FakeEncoder

ITEMS = [Item("人才公寓", True), Item("建设用地", False), Item("贷款利率", True)]


def fresh(items: list[Item]) -> Vectors:
    """What the model itself gives, text by text."""
    model = FakeEncoder()
    return np.stack([model.encode_queries([item.text])[0] for item in items])


def cached(folder: Path) -> Path:
    return cache_path(folder, FakeEncoder().model_id)


def saved(**tables: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **tables)
    return buffer.getvalue()


def test_vectors_are_the_models_own_in_the_order_of_the_texts(tmp_path: Path) -> None:
    vectors = embed(ITEMS, FakeEncoder(), tmp_path)
    assert vectors.dtype == np.float32 and vectors.flags.c_contiguous
    np.testing.assert_array_equal(vectors, fresh(ITEMS))


def test_what_is_cached_is_not_embedded_again_and_any_order_is_kept(tmp_path: Path) -> None:
    embed(ITEMS, FakeEncoder(), tmp_path)
    model = FakeEncoder()
    again = embed(ITEMS[::-1], model, tmp_path)
    assert model.embedded == []
    np.testing.assert_array_equal(again, fresh(ITEMS[::-1]))


def test_only_missing_texts_are_embedded(tmp_path: Path) -> None:
    embed(ITEMS[:2], FakeEncoder(), tmp_path)
    model = FakeEncoder()
    more = [Item("全新", True), *ITEMS]
    np.testing.assert_array_equal(embed(more, model, tmp_path), fresh(more))
    assert sorted(model.embedded) == sorted(["全新", "贷款利率"])


def test_a_text_that_comes_twice_is_embedded_once(tmp_path: Path) -> None:
    model = FakeEncoder()
    vectors = embed([ITEMS[0], ITEMS[1], ITEMS[0]], model, tmp_path)
    assert sorted(model.embedded) == sorted(["人才公寓", "建设用地"])
    np.testing.assert_array_equal(vectors[0], vectors[2])


def test_a_question_and_a_passage_of_the_same_words_are_two(tmp_path: Path) -> None:
    """E5 puts another prompt before each."""

    class Prompted(FakeEncoder):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            return -super().encode_passages(texts)

    asked, said = embed([Item("公寓", True), Item("公寓", False)], Prompted(), tmp_path)
    np.testing.assert_array_equal(asked, -said)
    assert key_of("fake", Item("公寓", True)) != key_of("fake", Item("公寓", False))


def test_key_and_file_are_those_that_rasas_training_reads() -> None:
    """The two rooms share no code: tests/bot/test_vector_cache.py holds bot/vector_cache.py to the same two."""
    assert key_of("bundled", Item("你好", True))[:16] == "4e8c859f3b8aeaef"
    assert cache_path(Path("cache"), "bundled") == Path("cache/vectors-4c4164b5039c.npz")


def test_another_model_has_a_cache_of_its_own(tmp_path: Path) -> None:
    embed(ITEMS, FakeEncoder(), tmp_path)
    other = FakeEncoder(model_id="other", dimension=32)
    assert embed(ITEMS, other, tmp_path).shape == (3, 32)
    assert len(other.embedded) == 3
    assert cached(tmp_path) != cache_path(tmp_path, "other") and len(list(tmp_path.glob("vectors-*.npz"))) == 2


def test_the_cache_keeps_only_what_was_asked_for_last(tmp_path: Path) -> None:
    """Else it grows with every question that is ever dropped."""
    embed(ITEMS, FakeEncoder(), tmp_path)
    embed([ITEMS[0], Item("全新", True)], FakeEncoder(), tmp_path)
    with np.load(cached(tmp_path)) as table:
        assert set(table["keys"]) == {key_of("fake", item) for item in (ITEMS[0], Item("全新", True))}


def test_a_cache_that_lacks_nothing_is_not_written(tmp_path: Path) -> None:
    embed(ITEMS, FakeEncoder(), tmp_path)
    before = cached(tmp_path).stat()
    embed(ITEMS[:1], FakeEncoder(), tmp_path)
    after = cached(tmp_path).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_more_than_a_batch_comes_in_order(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Questions and passages mixed; progress is logged batch by batch."""
    caplog.set_level(logging.INFO, "index.vectors")
    items = [Item(f"第{number}句", number % 3 == 0) for number in range(2 * BATCH + 1)]
    assert len(items) < WORTH_A_PROCESS
    np.testing.assert_array_equal(embed(items, FakeEncoder(), tmp_path), fresh(items))
    assert caplog.messages == [f"embedded {n} of {len(items)} new texts" for n in (BATCH, 2 * BATCH, len(items))]


KEYS = [key_of("fake", item) for item in ITEMS]


def _flipped(offset: int) -> bytes:
    """One byte of the archive's directory changed: how it is compressed, whether it is encrypted."""
    raw = bytearray(saved(keys=KEYS, vectors=np.eye(3, 64, dtype=np.float32)))
    raw[raw.rindex(b"PK\x01\x02") + offset] ^= 1
    return bytes(raw)


def _array_alone() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.eye(3, 64))
    return buffer.getvalue()


DAMAGE = {
    "empty": b"",
    "no archive": b"no cache",
    "half an archive": saved(keys=KEYS, vectors=np.eye(3, 64))[:500],
    "no vectors": saved(keys=KEYS),
    "no keys": saved(vectors=np.eye(3, 64)),
    "fewer keys": saved(keys=KEYS[:2], vectors=np.eye(3, 64)),
    "another dimension": saved(keys=KEYS, vectors=np.eye(3, 32)),
    "one row alone": saved(keys=KEYS, vectors=np.ones(64)),
    "objects": saved(keys=KEYS, vectors=np.array([{}, {}, {}], dtype=object)),
    "encrypted": _flipped(8),
    "compression": _flipped(10),
    "no npz": _array_alone(),
    "no numbers": saved(keys=KEYS, vectors=np.full((3, 64), np.nan, dtype=np.float32)),
    "not of length 1": saved(keys=KEYS, vectors=np.ones((3, 64), dtype=np.float32)),
    "one row of zeros": saved(keys=KEYS, vectors=np.diag([1.0, 1.0, 0.0]) @ np.eye(3, 64)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_cache_is_told_and_all_is_embedded_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    cached(tmp_path).write_bytes(DAMAGE[damage])
    model = FakeEncoder()
    np.testing.assert_array_equal(embed(ITEMS, model, tmp_path), fresh(ITEMS))
    assert len(model.embedded) == 3 and "embedding everything anew" in caplog.text
    whole = FakeEncoder()  # and the cache has been put right
    embed(ITEMS, whole, tmp_path)
    assert whole.embedded == []


def test_a_cache_cut_short_anywhere_costs_time_but_nothing_else(tmp_path: Path) -> None:
    embed(ITEMS, FakeEncoder(), tmp_path)
    raw = cached(tmp_path).read_bytes()
    for length in range(0, len(raw), 97):
        cached(tmp_path).write_bytes(raw[:length])
        np.testing.assert_array_equal(embed(ITEMS, FakeEncoder(), tmp_path), fresh(ITEMS))


def test_without_a_cache_nothing_is_said_of_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    embed(ITEMS, FakeEncoder(), tmp_path / "new" / "folder")
    assert caplog.record_tuples == [] and cached(tmp_path / "new" / "folder").exists()


def test_nothing_to_embed_gives_no_vectors(tmp_path: Path) -> None:
    assert embed([], FakeEncoder(), tmp_path).shape == (0, 64)
