"""An entry → the changed text of one data file. Pure: text in, text out; comments and all other lines stay as they are.

Each edit is held to what a YAML reader makes of it (`_checked`), so a file in an unexpected layout is refused, not damaged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from actions.review.drafts import Entry
from index.errors import DataError

_BARE = re.compile(r"[\u3400-\u9fffA-Za-z][\u3400-\u9fff\w]*")
"""Words that YAML reads as text without quotes, whatever stands around them in a list."""
_MEANS_SOMETHING = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_BARE_LINE = re.compile(r"[\u3400-\u9fff][^#:\n]*[^\s#:]")


def with_question(text: str, measure: int, kind: str, question: str) -> str:
    """A 相似问 at the end of its kind in data/questions/<name>.yml."""
    line = f"      - {question if _BARE_LINE.fullmatch(question) else json.dumps(question, ensure_ascii=False)}\n"
    lines = _lines(text)
    start, end = _block(lines, 0, len(lines), "measures", "")
    found = _find(lines, start, end, f"  {measure}:")
    if found is None:
        at = end
        lines[at:at] = [f"  {measure}:\n", f"    {kind}:\n", line]
    else:
        start, end = found + 1, _end(lines, found + 1, end, 2)
        of_kind = _find(lines, start, end, f"    {kind}:")
        if of_kind is None:
            lines[end:end] = [f"    {kind}:\n", line]
        else:
            at = _end(lines, of_kind + 1, end, 4)
            lines[at:at] = [line]

    def expected(table: dict[str, Any]) -> None:
        table["measures"] = table["measures"] or {}
        table["measures"].setdefault(measure, {}).setdefault(kind, []).append(question)

    return _checked(text, "".join(lines), expected)


def with_synonym(text: str, term: str, word: str) -> str:
    """An everyday word of an official term in data/lexicon/synonyms.yml; a new term comes at the end."""
    lines = _lines(text)
    said = (
        word if _BARE.fullmatch(word) and word.lower() not in _MEANS_SOMETHING else json.dumps(word, ensure_ascii=False)
    )
    found = next((i for i, line in enumerate(lines) if _term_of(line) == term), None)
    if found is None:
        lines += [f"  - term: {json.dumps(term, ensure_ascii=False) if not _BARE.fullmatch(term) else term}\n"]
        lines += [f"    words: [{said}]\n"]
    else:
        row = lines[found + 1] if found + 1 < len(lines) else ""
        body, bracket, rest = row.rpartition("]")
        if not row.startswith("    words: [") or not bracket:
            raise DataError(f"synonyms.yml：「{term}」的 words 不在一行里，请手工加入「{word}」")
        lines[found + 1] = f"{body}, {said}]{rest}"

    def expected(table: dict[str, Any]) -> None:
        rows = table["synonyms"]
        same = next((row for row in rows if row["term"] == term), None)
        if same is None:
            rows.append({"term": term, "words": [word]})
        else:
            same["words"].append(word)

    return _checked(text, "".join(lines), expected)


def with_row(text: str, entry: Entry, prefix: str = "dev") -> str:
    """An evaluation question at the end of data/evaluation/dev.jsonl, under the next free id of its sort."""
    side = "in" if entry["first"] else "out"
    numbers = [int(n) for n in re.findall(rf'"id": "{prefix}-{side}-(\d+)"', text)]
    row = {
        "id": f"{prefix}-{side}-{max(numbers, default=0) + 1:03d}",
        "text": entry["text"],
        "status": entry["status"],
        "kind": entry["kind"],
        "first": entry["first"],
        "all": None,
        "must": entry["must"],
        "must_not": entry["must_not"],
        "tags": ["hotline"],
    }
    return "".join(_lines(text)) + json.dumps(row, ensure_ascii=False) + "\n"


def _lines(text: str) -> list[str]:
    """With their ends; the last one has one too."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _block(lines: list[str], start: int, end: int, key: str, indent: str) -> tuple[int, int]:
    found = _find(lines, start, end, f"{indent}{key}:")
    if found is None:
        raise DataError(f"没有 `{key}:` 一行，无法加入：请手工改这个文件")
    return found + 1, _end(lines, found + 1, end, len(indent))


def _find(lines: list[str], start: int, end: int, key: str) -> int | None:
    return next((i for i in range(start, end) if lines[i].split("#")[0].rstrip() == key), None)


def _end(lines: list[str], start: int, end: int, indent: int) -> int:
    """Where the block below a key of this indent ends; empty lines and comments at its end do not belong to it."""
    last = start
    for i in range(start, end):
        bare = lines[i].strip()
        if bare and not bare.startswith("#"):
            if len(lines[i]) - len(lines[i].lstrip()) <= indent:
                break
            last = i + 1
    return last


def _term_of(line: str) -> str | None:
    found = re.fullmatch(r"  - term: (.+?)\s*\n", line)
    if not found:
        return None
    value = yaml.safe_load(found[1])
    return value if isinstance(value, str) else None


def _checked(before: str, after: str, expected: Callable[[dict[str, Any]], None]) -> str:
    """`after`, if a YAML reader finds there just what stood in `before` and the new entry; else DataError."""
    table: dict[str, Any] = _yaml(before)
    expected(table)
    try:
        found: Mapping[str, Any] = _yaml(after)
    except yaml.YAMLError as error:
        raise DataError("这个文件的写法不是一条一行，无法自动加入：请手工改") from error
    if found != table:
        raise DataError("这个文件的写法不是一条一行，无法自动加入：请手工改")
    return after


def _yaml(text: str) -> dict[str, Any]:
    """By libyaml where it is there: the pure reader takes a second for the 相似问."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # nosec B506 - both are safe loaders
