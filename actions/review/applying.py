"""Drafts → changed files of the data folder: proved on a copy by the loaders that the system itself uses, then put in place."""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from actions.review.drafts import Draft, Entry, Sort
from actions.review.edits import with_question, with_row, with_synonym
from actions.review.rules import Rules
from index.errors import DataError
from index.evaluate import load_rows
from index.lexicon import load_lexicon
from index.library import load_library
from index.questions import load_questions

SYNONYMS = "lexicon/synonyms.yml"
ROWS = "evaluation/dev.jsonl"
Changes = Mapping[str, str]
"""New text of each changed file, by its path below the data folder."""


def changes_of(
    data: Path, drafts: Sequence[Draft], rules: Rules | None = None, onto: Changes | None = None
) -> dict[str, str]:
    """What the drafts would change, all together, after the changes `onto` (which the rules know already).

    Raises DataError naming the draft that cannot be taken, and why.
    """
    rules = rules or Rules(data)
    changed = dict(onto or {})
    for draft in drafts:
        for entry in draft.entries:
            refusal = rules.refusal(draft.sort, entry)
            if refusal:
                raise DataError(f"草稿 {draft.id}（{draft.title}）：{refusal}")
            try:
                name, text = _edited(data, changed, draft.sort, entry)
            except DataError as error:
                raise DataError(f"草稿 {draft.id}（{draft.title}）：{error}") from error
            changed[name] = text
            rules.took(draft.sort, entry)
    return changed


def _edited(data: Path, changed: Changes, sort: Sort, entry: Entry) -> tuple[str, str]:
    """The file's name and its text with the entry."""
    if sort is Sort.QUESTION:
        name, before = _questions_of(data, changed, entry["notice"])
        return name, with_question(before, entry["measure"], entry["kind"], entry["text"])
    name = SYNONYMS if sort is Sort.SYNONYM else ROWS
    before = changed[name] if name in changed else _text(data / name)
    if sort is Sort.SYNONYM:
        return name, with_synonym(before, entry["term"], entry["word"])
    return name, with_row(before, entry)


def _questions_of(data: Path, changed: Changes, key: str) -> tuple[str, str]:
    """The file with the notice's 相似问, or a new one beside the others, named as the notice is."""
    for path in sorted((data / "questions").glob("*.yml")):
        text = changed.get(f"questions/{path.name}") or _text(path)
        if yaml.safe_load(text.split("measures:")[0]).get("document_number") == key:
            return f"questions/{path.name}", text
    texts = sorted((data / "notice").glob("*.txt"))
    stem = next((p.stem for p, n in zip(texts, load_library(data), strict=True) if n.key == key), None)
    if stem is None:
        raise DataError(f"没有收录通知 {key[:40]!r}")
    name = f"questions/{stem}.yml"
    return name, changed.get(name) or yaml.safe_dump({"document_number": key}, allow_unicode=True) + "measures:\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def diff_of(data: Path, changed: Changes, since: Changes | None = None) -> str:
    """As git shows it, below data/; `since`: changes that count as made."""
    parts: list[str] = []
    for name, after in sorted(changed.items()):
        before = ((since or {}).get(name) or _text(data / name)).splitlines(keepends=True)
        old = f"a/data/{name}" if before else "/dev/null"
        parts += difflib.unified_diff(before, after.splitlines(keepends=True), old, f"b/data/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in parts)


@contextmanager
def copied(data: Path, changed: Changes) -> Iterator[Path]:
    """A copy of the data folder with the changes, proved by the loaders; raises DataError for what they refuse."""
    with TemporaryDirectory(prefix="yuce-review-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy)
        for name, text in changed.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_text(text, encoding="utf-8")
        _prove(copy)
        yield copy


def _prove(data: Path) -> None:
    load_lexicon(data / "lexicon")
    for notice in load_library(data):
        load_questions(data / "questions", notice)
    if (data / ROWS).is_file():
        load_rows(data / ROWS)


def apply(data: Path, drafts: Sequence[Draft]) -> list[str]:
    """Put all of them into the data folder, or none; returns the names of the changed files.

    New texts are complete on the disk beside the old ones before the first takes its place.
    """
    changed = changes_of(data, drafts)
    with copied(data, changed):
        pass
    ready: list[tuple[Path, Path]] = []
    try:
        for name, text in changed.items():
            ready.append((_beside(data / name, text), data / name))
    except OSError:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)
        raise
    for temporary, target in ready:
        temporary.replace(target)
    return sorted(changed)


def _beside(target: Path, text: str) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, temporary)
    return temporary
