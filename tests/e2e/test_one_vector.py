"""Rasa's vector of a question is bit for bit the one that the look-up would compute, so answers cannot differ."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from deploy.settings import load_layout
from index.encoder import Encoder, load_encoder
from index.given import read_given
from index.settings import ROOT
from tests.conftest import require

SAID_BY_RASA = """
import json, sys
from bot.embedding import embed
from bot.handed_on import handed_on, remember
from bot.text import folded
rows = []
for text in json.load(sys.stdin):
    remember(folded(text), embed([folded(text)])[0])
    rows.append(handed_on(text))
json.dump(rows, sys.stdout)
"""


def questions() -> list[str]:
    lines = (ROOT / "data" / "evaluation" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[::60]] + ["第１7條講什麼", "多少钱" * 100]


@pytest.fixture(scope="module")
def handed_on() -> list[dict[str, Any]]:
    """What Rasa's environment sends along with each question."""
    python = load_layout().rasa_python
    require(python.exists(), "no .venv-rasa")
    done = subprocess.run(
        [python, "-c", SAID_BY_RASA],
        input=json.dumps(questions()),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("bundled")


def test_both_environments_name_the_same_engine_and_weights(handed_on: list[dict[str, Any]], encoder: Encoder) -> None:
    assert {row["model"] for row in handed_on} == {encoder.identity}


def test_the_vectors_are_the_same_to_the_last_bit(handed_on: list[dict[str, Any]], encoder: Encoder) -> None:
    for row in handed_on:
        given = read_given(row)
        assert given is not None
        taken = given.of(row["text"], encoder.identity, encoder.dimension)
        assert taken is not None
        assert taken.tobytes() == encoder.encode_queries([row["text"]])[0].tobytes(), row["text"]
