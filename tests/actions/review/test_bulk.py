"""What counts as better and worse in the bulk test, and how it is told."""

from __future__ import annotations

from actions.review.__main__ import told
from actions.review.bulk import Looked, compared
from index.evaluate import Row


def row(name: str) -> Row:
    return Row(name, f"{name}的问题", ("answered",), "contact", (4,), None, (), (), ())


RIGHT, WRONG = Looked((4, 1, 2), True, True), Looked((10,), False, False, ("cites [10]",))
ONLY_FOUND, ONLY_LOST = Looked((4,), True, None), Looked((10,), False, None)


def test_changes_are_sorted_by_the_answer_then_by_the_first_hit() -> None:
    rows = [row(name) for name in ("甲", "乙", "丙", "丁", "戊", "己")]
    before = {"甲": WRONG, "乙": RIGHT, "丙": RIGHT, "丁": ONLY_LOST, "戊": Looked((10,), False, True)}
    after = {
        "甲": RIGHT,
        "乙": WRONG,
        "丙": RIGHT,
        "丁": ONLY_FOUND,
        "戊": Looked((4,), True, False, ("x",)),
        "己": ONLY_FOUND,
    }
    effect = compared(rows, before, after)
    assert [change.row.id for change in effect.better] == ["甲", "丁"]
    assert [change.row.id for change in effect.worse] == ["乙", "戊"]
    assert [change.row.id for change in effect.new] == ["己"]
    assert (effect.lookup, effect.answers) == ((2, 4, 5), (3, 2, 4))
    lines = told(effect)
    assert "检索首条正确：2 → 4 / 5（+2）" in lines and "答复正确：3 → 2 / 4（-1）" in lines
    assert "乙 乙的问题：首条 4，答复✓ → 首条 10，答复✗ cites [10]" in lines


def test_without_readings_only_the_look_up_is_compared() -> None:
    lines = told(compared([row("甲")], {"甲": ONLY_LOST}, {"甲": ONLY_FOUND}))
    assert "没有意图读数" in lines and "甲 甲的问题：首条 10✗ → 首条 4✓" in lines
