"""The library: every notice under data/notice/."""

from __future__ import annotations

from pathlib import Path

from index.errors import DataError
from index.notice import Notice
from index.parse import load_notice


def load_library(data: Path) -> tuple[Notice, ...]:
    """Parse data/notice/*.txt in the order of their names; DataError when there is none or two share a key."""
    folder = data / "notice"
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise DataError(f"no notice in {folder}; put <name>.txt and <name>.yml there, or set YUCE_DATA")
    owners: dict[str, Path] = {}
    notices: list[Notice] = []
    for path in paths:
        notice = load_notice(path)
        if not notice.key:
            raise DataError(f"{path.name} has neither document_number nor title; enter one in {path.stem}.yml")
        if notice.key in owners:
            raise DataError(
                f"{path.name} and {owners[notice.key].name} are both {notice.key}; remove one or correct its .yml"
            )
        owners[notice.key] = path
        notices.append(notice)
    return tuple(notices)
