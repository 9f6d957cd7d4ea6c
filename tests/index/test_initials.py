"""What a word is typed as without an input method."""

from __future__ import annotations

import pytest

from index.initials import initials_of, pinyin_of


@pytest.mark.parametrize(
    ("word", "initials"),
    [
        ("人才公寓", "rcgy"),
        ("高端研发机构", "gdyfjg"),
        ("“放管服”改革", "fgfgg"),
        ("市科技局", "skjj"),
        ("5G", "5g"),
        ("国开行", "gkh"),  # 行 is read in two ways
        ("国开行", "gkx"),
        ("重庆", "cq"),
    ],
)
def test_first_letters(word: str, initials: str) -> None:
    assert initials in initials_of(word)


def test_all_letters() -> None:
    assert pinyin_of("人才公寓") == "rencaigongyu"
    assert pinyin_of("《英才计划》") == "yingcaijihua"
