"""Each row of docs/faults.md has a test of its own, and each such test is of a row."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from index.settings import ROOT

COLUMNS = ["row", "fault", "how it is injected", "what the user sees", "what the store must hold", "invariant"]


def table() -> list[list[str]]:
    lines = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def claimed() -> Counter[str]:
    """Rows that tests are marked with, as decorators or as marks of parameters, in files that pytest collects."""
    found: Counter[str] = Counter()
    for file in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fault":
                [argument] = node.args
                assert isinstance(argument, ast.Constant)
                found[str(argument.value)] += 1
    return found


def test_each_row_has_one_test_and_each_test_a_row() -> None:
    rows = [row[0] for row in table()[2:]]
    assert len(rows) == len(set(rows)) >= 30
    assert claimed() == Counter(rows)


def test_every_cell_is_filled_and_every_invariant_is_held_by_some_row() -> None:
    head, _, *rows = table()
    assert head == COLUMNS
    assert [row for row in rows if len(row) != len(COLUMNS) or not all(row)] == []
    assert {name for row in rows for name in row[-1].split()} == {f"I{number}" for number in range(1, 7)}
    assert all(re.fullmatch(r"I[1-6]( I[1-6])*", row[-1]) for row in rows)
