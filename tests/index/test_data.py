"""The reviewed data: enough of it, no repetition, nothing of the test rows in what the system learns from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz, process

from index.evaluate import Row, comparable, load_rows
from index.lexicon import load_lexicon
from index.library import load_library
from index.questions import load_questions
from index.settings import ROOT

DATA = ROOT / "data"
TOO_SIMILAR = 80.0
KINDS = {
    "funding", "contact", "eligibility", "content", "area", "date", "issuer", "list", "count", "definition", "procedure",
    "social", None,
}  # fmt: skip


def examples(path: Path) -> list[str]:
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    lines = [line.strip() for block in blocks if "intent" in block for line in block["examples"].splitlines()]
    return [line.removeprefix("- ").strip() for line in lines if line]


def intents() -> dict[str, list[str]]:
    return {path.stem: examples(path) for path in sorted((DATA / "nlu").glob("*.yml")) if path.stem != "choose"}


@pytest.fixture(scope="module")
def held_out() -> list[Row]:
    return load_rows(DATA / "evaluation" / "test.jsonl")


@pytest.fixture(scope="module")
def all_rows(held_out: list[Row]) -> list[Row]:
    return load_rows(DATA / "evaluation" / "dev.jsonl") + held_out


def test_there_are_at_least_250_rows_and_no_question_twice(all_rows: list[Row]) -> None:
    texts = Counter(row.text for row in all_rows)
    assert len(all_rows) >= 250
    assert [text for text, times in texts.items() if times > 1] == []


def test_rows_cover_every_kind_and_every_measure(all_rows: list[Row]) -> None:
    assert {row.kind for row in all_rows} == KINDS
    numbers = {measure.number for measure in load_library(DATA)[0].measures}
    assert {number for row in all_rows for number in row.first} == numbers


def test_facts_that_rows_demand_of_an_answer_stand_in_the_notice(all_rows: list[Row]) -> None:
    """A row may not ask for words that the notice lacks, where it asks for one measure's facts."""
    notice = load_library(DATA)[0]
    texts = {measure.number: comparable(measure.text) for measure in notice.measures}
    wrong = [
        (row.id, must)
        for row in all_rows
        if row.asks_one_measure and row.kind in {"content", "contact", "definition"}
        for must in row.must
        if "|" not in must and not any(comparable(must) in texts[number] for number in row.first)
    ]
    assert wrong == []


def learned_from() -> dict[str, str]:
    """Every text that retrieval or understanding learns from, and where it stands."""
    notice = load_library(DATA)[0]
    texts = {text: f"questions {n}" for n, rows in load_questions(DATA / "questions", notice).items() for text in rows}
    texts |= {text: f"nlu {intent}" for intent, rows in intents().items() for text in rows}
    lexicon = load_lexicon(DATA / "lexicon")
    texts |= {word: "aspects" for aspect in lexicon.aspects for word in aspect.words}
    return texts | {word: "synonyms" for synonym in lexicon.synonyms for word in synonym.words}


def test_no_test_row_is_like_anything_learned_from(held_out: list[Row]) -> None:
    """Else the test figures would measure memory."""
    texts = learned_from()
    known = list(texts)
    similar = [
        (row.id, row.text, *match[:2], texts[match[0]])
        for row in held_out
        for match in [process.extractOne(row.text, known, scorer=fuzz.ratio, score_cutoff=TOO_SIMILAR)]
        if match
    ]
    assert similar == []


def test_every_measure_has_enough_similar_questions() -> None:
    notice = load_library(DATA)[0]
    counts = {n: len(rows) for n, rows in load_questions(DATA / "questions", notice).items()}
    assert set(counts) == {measure.number for measure in notice.measures}
    assert min(counts.values()) >= 15


@pytest.mark.parametrize("intent", sorted(intents()))
def test_every_intent_has_at_least_40_different_examples(intent: str) -> None:
    rows = intents()[intent]
    assert len(set(rows)) == len(rows) >= 40


def test_no_example_belongs_to_two_intents() -> None:
    owners = Counter(text for rows in intents().values() for text in set(rows))
    assert [text for text, times in owners.items() if times > 1] == []


def test_published_notice_is_unaltered() -> None:
    """The text is as published: its sha256 stands beside it and load_library compares the two."""
    notice = load_library(DATA)[0]
    card = yaml.safe_load((DATA / "notice" / "yufagai-2021-12.yml").read_text(encoding="utf-8"))
    assert (notice.sha256, notice.title, notice.document_number) == (
        card["sha256"],
        card["title"],
        card["document_number"],
    )
