"""Reading reviewed YAML tables: small checks that name file, row and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from index.errors import DataError

Words = tuple[str, ...]


def read_table(path: Path, folder: str) -> dict[str, Any]:
    """The file's table; DataError where it cannot be read, is no YAML, or holds something else."""
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name} cannot be read ({error}): restore it under {folder}") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path.name} is no valid YAML: {error}") from error
    if not isinstance(table, dict):
        raise DataError(f"{path.name}: the file must be a table, found {type(table).__name__}")
    return table


def rows_of(
    table: dict[Any, Any], key: str | int, at: str, empty: bool = False
) -> Iterator[tuple[dict[str, Any], str]]:
    """The rows of the list `key`, each with its place for an error message."""
    rows = table.get(key)
    if not isinstance(rows, list) or (not rows and not empty):
        raise DataError(f"{at}: `{key}` must be a list of rows, found {rows!r}")
    for number, row in enumerate(rows, 1):
        place = f"{at}, {key} {number}"
        if not isinstance(row, dict):
            raise DataError(f"{place}: must be a table, found {row!r}")
        yield row, place


def only(row: dict[str, Any], allowed: set[str], at: str) -> None:
    """Refuse a key that nobody reads: it is a slip."""
    unknown = sorted(map(str, set(row) - allowed))
    if unknown:
        raise DataError(f"{at}: {unknown} means nothing here: use {', '.join(sorted(allowed))}")


def text_of(row: dict[str, Any], key: str, at: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{at}: `{key}` must be a text, found {value!r}")
    return value.strip()


def flag_of(row: dict[str, Any], key: str, at: str, default: bool = False) -> bool:
    """true or false; the default where it is absent."""
    value = row.get(key, default)
    if not isinstance(value, bool):
        raise DataError(f"{at}: `{key}` must be true or false, found {value!r}")
    return value


def words_of(row: dict[str, Any], key: str, at: str, optional: bool = False) -> Words:
    """A list of words without repetition; empty only where it is optional and absent."""
    value = row.get(key)
    if value is None and optional:
        return ()
    if not isinstance(value, list) or not value:
        raise DataError(f"{at}: `{key}` must be a list of words, found {value!r}")
    for word in value:
        if not isinstance(word, str) or not word.strip():
            raise DataError(f"{at}: `{key}` holds {word!r}, which is no word: write it as text (in quotes if a number)")
    if len(set(value)) != len(value):
        twice = next(word for word in value if value.count(word) > 1)
        raise DataError(f"{at}: `{key}` holds {twice!r} twice: remove one")
    return tuple(word.strip() for word in value)
