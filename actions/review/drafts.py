"""Drafts: proposed entries of the reviewed data, one patch file each under var/drafts/, for a person to review.

A file begins with lines `name: value`; `entries` (JSON) is the draft. The diff after the empty line shows what it would
change, and `git apply` takes it; the review makes it anew from the entries, since the data may have moved on.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from actions.review.periods import CHINA
from index.errors import DataError
from index.store import write_atomically

ACCEPTED, DROPPED = "accepted", "dropped"
MOST_OPEN = 500
_FIELDS = ("draft", "sort", "who", "when", "about", "entries")


class Sort(StrEnum):
    """What a draft adds to."""

    QUESTION = "question"
    SYNONYM = "synonym"
    EVALUATION = "evaluation"


NAMES = {Sort.QUESTION: "相似问", Sort.SYNONYM: "词表", Sort.EVALUATION: "评测题"}
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """What, by whom, when, and the unanswered question that it comes from (masked); `entries` are of one sort."""

    id: str
    sort: Sort
    entries: tuple[Entry, ...]
    who: str
    when: datetime
    about: str = ""

    @property
    def title(self) -> str:
        """One line for lists."""
        first = title_of(self.sort, self.entries[0])
        return first if len(self.entries) == 1 else f"{first} 等 {len(self.entries)} 条"


def title_of(sort: Sort, entry: Entry) -> str:
    if sort is Sort.QUESTION:
        return f"第{entry['measure']}条 {entry['kind']}：{entry['text']}"
    if sort is Sort.SYNONYM:
        return f"{entry['word']} → {entry['term']}"
    return f"{'/'.join(entry['status'])} {list(entry['first'])}：{entry['text']}"


def new_id(sort: Sort, now: datetime) -> str:
    """Sorts by time; two at once differ."""
    return f"{now.astimezone(CHINA):%Y%m%d-%H%M%S}-{sort}-{secrets.token_hex(3)}"


class DraftFolder:
    """The drafts that lie below var/drafts/; decided ones move into folders of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, draft: Draft, diff: str) -> Path:
        """Whole or not at all. Raises DataError when too many wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting = len(list(self.folder.glob("*.patch")))
        if waiting >= MOST_OPEN:
            raise DataError(f"已有 {waiting} 份草稿等待复核：请先用 make review 处理")
        path = self.folder / f"{draft.id}.patch"
        write_atomically(path, written(draft, diff).encode())
        return path

    def open(self) -> list[Draft | DataError]:
        """All that wait, oldest first; an unreadable file is an error in its place, which names it."""
        found: list[Draft | DataError] = []
        for path in sorted(self.folder.glob("*.patch")):
            try:
                found.append(read(path))
            except DataError as error:
                found.append(error)
        return found

    def named(self, name: str) -> Draft:
        """Raises DataError where none waits under that name."""
        path = self.folder / f"{name}.patch"
        if Path(name).name != name or not path.is_file():
            raise DataError(f"没有草稿 {name!r}：make review 列出等待复核的草稿")
        return read(path)

    def decide(self, draft: Draft, decision: str) -> None:
        """Move it among the accepted or the dropped."""
        target = self.folder / decision
        target.mkdir(exist_ok=True)
        (self.folder / f"{draft.id}.patch").replace(target / f"{draft.id}.patch")


def written(draft: Draft, diff: str) -> str:
    head = {
        "draft": draft.id,
        "sort": draft.sort.value,
        "who": _line(draft.who),
        "when": draft.when.astimezone(CHINA).isoformat(timespec="seconds"),
        "about": _line(draft.about),
        "entries": json.dumps([dict(entry) for entry in draft.entries], ensure_ascii=False),
    }
    return "".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + diff


def _line(text: str) -> str:
    return " ".join(text.split())


def read(path: Path) -> Draft:
    """Raises DataError naming the file and what is wrong."""
    try:
        head = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
        parted = [row.partition(":") for row in head.splitlines()]
        table = {name: value.strip() for name, _, value in parted}
        lacking = [name for name in _FIELDS if name not in table]
        if lacking:
            raise DataError(f"{path.name}：缺少 {lacking[0]} 一行")
        entries = tuple(json.loads(table["entries"]))
        draft = Draft(
            table["draft"], Sort(table["sort"]), entries, table["who"], datetime.fromisoformat(table["when"]),
            table["about"],
        )  # fmt: skip
        if draft.id != path.stem or not entries:
            raise DataError(f"{path.name}：draft 一行要与文件名相同，entries 不能为空")
        check_entries(draft.sort, entries)
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{path.name} 不是草稿（{error}）：改正或删去这个文件") from error
    return draft


_SHAPES: dict[Sort, dict[str, type]] = {
    Sort.QUESTION: {"notice": str, "measure": int, "kind": str, "text": str},
    Sort.SYNONYM: {"term": str, "word": str},
    Sort.EVALUATION: {"text": str, "status": list, "first": list, "must": list, "must_not": list},
}


def check_entries(sort: Sort, entries: tuple[Any, ...]) -> None:
    """Raises DataError for an entry without its fields, or with others."""
    shape = _SHAPES[sort]
    for entry in entries:
        allowed = {*shape, "kind"} if sort is Sort.EVALUATION else set(shape)
        if not isinstance(entry, dict) or set(entry) != allowed:
            raise DataError(f"{NAMES[sort]}草稿的一条要有 {'、'.join(sorted(allowed))}")
        for name, of in shape.items():
            if type(entry[name]) is not of:
                raise DataError(f"{NAMES[sort]}草稿的 {name} 不对：{str(entry[name])[:40]!r}")
        if sort is Sort.EVALUATION and not (entry["kind"] is None or isinstance(entry["kind"], str)):
            raise DataError(f"评测题草稿的 kind 不对：{str(entry['kind'])[:40]!r}")
