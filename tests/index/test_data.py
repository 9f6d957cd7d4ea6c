"""The reviewed data: enough of it, no repetition, nothing of the test rows in what the system learns from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz, process

from index.evaluate import STATUSES, Dialogue, Row, comparable, load_dialogues, load_rows
from index.lexicon import load_lexicon
from index.library import load_library
from index.questions import load_questions
from index.settings import ROOT

DATA = ROOT / "data"
TOO_SIMILAR = 80.0
TOO_SHORT = 6
"""Messages of at most so many characters (你好, 找谁) are like others by nature."""
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
    questions = load_questions(DATA / "questions", notice)
    texts = {question.text: f"questions {n}" for n, rows in questions.items() for question in rows}
    texts |= {text: f"nlu {intent}" for intent, rows in intents().items() for text in rows}
    lexicon = load_lexicon(DATA / "lexicon")
    texts |= {word: "aspects" for aspect in lexicon.aspects for word in aspect.words}
    return texts | {word: "synonyms" for synonym in lexicon.synonyms for word in synonym.words}


def similar_to_learned(rows: list[Row]) -> list[tuple[str, str, str, float, str]]:
    """Rows that are too similar to a learned text, each with that text."""
    texts = learned_from()
    known = list(texts)
    return [
        (row.id, row.text, *match[:2], texts[match[0]])
        for row in rows
        for match in [process.extractOne(row.text, known, scorer=fuzz.ratio, score_cutoff=TOO_SIMILAR)]
        if match
    ]


def test_no_test_row_is_like_anything_learned_from(held_out: list[Row]) -> None:
    """Else the test figures would measure memory."""
    assert similar_to_learned(held_out) == []


@pytest.fixture(scope="module")
def dialogues() -> dict[str, list[Dialogue]]:
    return {name: load_dialogues(DATA / "evaluation" / "dialogues" / f"{name}.jsonl") for name in ("dev", "test")}


def test_there_are_at_least_40_dialogues_a_file_and_no_id_twice(
    dialogues: dict[str, list[Dialogue]], all_rows: list[Row]
) -> None:
    assert {name: len(rows) >= 40 for name, rows in dialogues.items()} == {"dev": True, "test": True}
    ids = Counter(turn.id for rows in dialogues.values() for one in rows for turn in one.turns)
    ids.update(row.id for row in all_rows)
    assert [name for name, times in ids.items() if times > 1] == []
    assert all(len(one.turns) > 1 for rows in dialogues.values() for one in rows)


def test_turns_keep_to_the_contract_and_the_notice(dialogues: dict[str, list[Dialogue]]) -> None:
    """Statuses and kinds are the contract's, measures are the notice's."""
    numbers = {measure.number for measure in load_library(DATA)[0].measures}
    wrong = [
        turn.id
        for rows in dialogues.values()
        for one in rows
        for turn in one.turns
        if not (set(turn.status) <= STATUSES and turn.kind in KINDS and {*turn.first, *(turn.all or ())} <= numbers)
    ]
    assert wrong == []


def test_no_test_dialogue_begins_like_anything_learned_from(dialogues: dict[str, list[Dialogue]]) -> None:
    """Later turns are short by nature (找谁？), so the first message is what is compared."""
    firsts = [one.turns[0] for one in dialogues["test"] if len(one.turns[0].text) > TOO_SHORT]
    assert similar_to_learned(firsts) == []


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
