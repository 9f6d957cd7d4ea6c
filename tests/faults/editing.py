"""An edit of the published notice, and the question whose answer shows it."""

from __future__ import annotations

import hashlib
from pathlib import Path

SUMS = ("5000 万元", "6000 万元")
QUESTION = "高端研发机构最高补多少"


def edit_notice(data: Path) -> str:
    """Change the sum of measure 1 to the other one, in the notice and in the conditions that quote it; returns the new."""
    text, table = (data / "notice" / f"yufagai-2021-12.{kind}" for kind in ("txt", "yml"))
    before = text.read_bytes()
    old, new = SUMS if SUMS[0].encode() in before else SUMS[::-1]
    after = before.replace(old.encode(), new.encode())
    text.write_bytes(after)
    for file, pair in (
        (table, (hashlib.sha256(before).hexdigest(), hashlib.sha256(after).hexdigest())),
        (data / "conditions" / "yufagai-2021-12.yml", (old, new)),
    ):
        file.write_text(file.read_text(encoding="utf-8").replace(*pair), encoding="utf-8")
    return new
