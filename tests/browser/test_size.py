"""What a visitor has to load is small, and comes from the door alone."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from deploy.frontend import pages
from deploy.settings import Layout

MOST_BYTES = 40_000
# href="/assets/chat-1a2b3c4d.css"
REFERENCE = re.compile(r'(?:src|href)="/([^"]+)"')


def loaded(folder: Path, page: str) -> list[Path]:
    """The page and all that it names."""
    text = (folder / page).read_text(encoding="utf-8")
    return [folder / page, *(folder / name for name in REFERENCE.findall(text))]


def zipped(files: list[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


def test_script_assistant_and_styles_together_are_small(built: Layout) -> None:
    folder = pages(built)
    assert zipped([folder / "widget.js", *loaded(folder, "chat.html")]) <= MOST_BYTES


def test_the_town_page_is_small_too(built: Layout) -> None:
    folder = pages(built)
    assert zipped([folder / "widget.js", *loaded(folder, "index.html")]) <= MOST_BYTES


def test_nothing_is_written_into_the_pages_that_the_policy_forbids(built: Layout) -> None:
    for page in ("index.html", "chat.html"):
        text = (pages(built) / page).read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)
        assert "//" not in text.replace("<!doctype html>", "")
