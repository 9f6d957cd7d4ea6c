"""What Rasa's training reads beside data/nlu, generated: look-up tables, patterns and synonyms from the lexicon and the
parsed notices, and the 相似问 as examples of the kind that they ask for."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from index.examples import intents_of
from index.lexicon import load_lexicon
from index.library import load_library
from index.mentions import Linker
from index.numbered import CHAPTER_PATTERN, MEASURE_PATTERN
from index.query import normalise_query
from index.questions import load_questions
from index.store import write_atomically

FILE = "lookups.yml"
# brackets and bars are Rasa's own marks in an example
_MARKUP = re.compile(r"[\[\]{}()|]")


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
    document = {"version": "3.1", "nlu": [*_lookups(said), *_patterns(), *_synonyms(said), *_examples(data)]}
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


def _examples(data: Path) -> list[dict[str, Any]]:
    """The 相似问 by intent, without those that stand in data/nlu already and those whose kind is open."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    seen = {text for _, text in intents_of(data)}
    for notice in load_library(data):
        for question in chain.from_iterable(load_questions(data / "questions", notice).values()):
            text = normalise_query(question.text)
            if question.kind and text not in seen:
                by_intent[f"ask_{question.kind}"].append(_MARKUP.sub(" ", question.text))
                seen.add(text)
    return [{"intent": intent, "examples": _bullets(texts)} for intent, texts in sorted(by_intent.items())]


def _bullets(words: Any) -> str:
    return "".join(f"- {word}\n" for word in sorted(words))
