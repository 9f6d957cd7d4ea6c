"""Look-up tables, patterns and synonyms for Rasa's training, generated from the lexicon and the parsed notices."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from index.lexicon import load_lexicon
from index.library import load_library
from index.mentions import CHAPTER_PATTERN, MEASURE_PATTERN, Linker
from index.store import write_atomically

FILE = "lookups.yml"
OUTSIDE = "outside"


def write_lookups(data: Path, out: Path) -> Path:
    """Write <out>/lookups.yml in Rasa's format; the same inputs give the same bytes."""
    lexicon = load_lexicon(data / "lexicon")
    said: dict[str, dict[str, str]] = {"unit": {}, "area": {}, "chapter": {}}
    for notice in load_library(data):
        linker = Linker(lexicon, notice)
        for name in linker.unit_names.values():
            if name.printed or name.said not in said["unit"]:
                said["unit"][name.said] = name.printed or name.said
        said["area"].update({name.said: name.printed for name in linker.area_names.values() if name.printed})
        for chapter in notice.chapters:
            said["chapter"].update({chapter.heading: chapter.title} if chapter.heading else {})
    document = {"version": "3.1", "nlu": [*_lookups(said), *_patterns(), *_synonyms(said)]}
    out.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)
    write_atomically(out / FILE, text.encode())
    return out / FILE


def _lookups(said: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [{"lookup": entity, "examples": _bullets(names)} for entity, names in said.items() if names]


def _patterns() -> list[dict[str, Any]]:
    return [
        {"regex": "measure_number", "examples": _bullets([MEASURE_PATTERN])},
        {"regex": "chapter", "examples": _bullets([CHAPTER_PATTERN])},
    ]


def _synonyms(said: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    by_printed: dict[str, list[str]] = defaultdict(list)
    for names in said.values():
        for word, printed in names.items():
            if word != printed:
                by_printed[printed].append(word)
    return [{"synonym": printed, "examples": _bullets(words)} for printed, words in sorted(by_printed.items())]


def _bullets(words: Any) -> str:
    return "".join(f"- {word}\n" for word in sorted(words))
