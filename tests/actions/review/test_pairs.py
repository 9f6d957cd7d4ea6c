"""Weighted pairs of characters are those of scikit-learn, and give the same groups, without loading it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from actions.review import groups
from actions.review.groups import heads_of, wording_of
from actions.review.pairs import weighted_pairs, without_filler
from index.lexicon import load_lexicon
from index.settings import ROOT

FILLER = load_lexicon(ROOT / "data" / "lexicon").cues["filler"]
TEXTS = [json.loads(line)["text"] for line in (ROOT / "data/evaluation/dev.jsonl").open(encoding="utf-8")][:3000]
ODD = ["甲", "", "Ab aB", "aa  aa\taaa", "请问", "𠮷野家𠮷野", "甲\x00乙丙", "　", "甲乙甲乙甲乙", "\x00"]


def of_sklearn(texts: list[str]) -> Any:
    """What scikit-learn makes of them."""
    made = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True, dtype=np.float32)
    return made.fit_transform(texts)


@pytest.mark.parametrize("texts", [TEXTS[:700], [*ODD[:6], *TEXTS[:9]], ["甲乙"], ["甲乙", "甲乙"]], ids=len)
def test_rows_are_those_of_sklearn(texts: list[str]) -> None:
    mine, theirs = weighted_pairs(texts), of_sklearn(texts)
    assert mine.shape == theirs.shape
    assert np.abs(mine - theirs).max() < 1e-6


def test_a_row_has_length_one_or_nothing() -> None:
    rows = weighted_pairs(ODD)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert [round(float(length), 5) for length in lengths] == [0, 0, 1, 1, 1, 1, 1, 0, 1, 0]


@pytest.mark.parametrize("texts", [[], [""], ["甲", "乙"]])
def test_texts_without_any_pair_have_rows_without_anything(texts: list[str]) -> None:
    assert weighted_pairs(texts).shape[0] == len(texts) and weighted_pairs(texts).nnz == 0
    assert heads_of(dict.fromkeys(texts, 1), FILLER) == {text: text for text in texts}


def test_small_words_are_left_out_unless_nothing_else_was_said() -> None:
    assert without_filler(["请问人才", "请问", "我请问"], ["请问", "我"]) == ["人才", "请问", "我"]


def test_the_groups_are_those_that_sklearn_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    times = Counter(wording_of(f"{TEXTS[n % len(TEXTS)]}{n % 89}") for n in range(7_500))
    mine = heads_of(times, FILLER)
    monkeypatch.setattr(groups, "weighted_pairs", of_sklearn)
    assert heads_of(times, FILLER) == mine
    assert len(set(mine.values())) < len(mine) / 2, "questions were put together"


def test_nothing_of_sklearn_is_loaded_for_a_listing() -> None:
    """It takes a second, twice as long as the listing."""
    code = "import sys; from actions.review.groups import heads_of; heads_of({'甲乙': 1}, []); print('sklearn' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.strip() == "False"
