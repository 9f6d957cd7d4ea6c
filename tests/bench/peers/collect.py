"""Passages and questions of the published index, as every engine is handed them. Runs in `.venv`; embeds some thousand texts."""

from __future__ import annotations

import json

import numpy as np

from index.encoder import Encoder
from index.evaluate import load_rows
from index.keywords import tokens
from index.nearest import VectorIndex
from index.passages import PassageKind
from index.settings import Settings
from index.store import PASSAGES, VECTORS, current_version
from tests.bench.peers.handed import EDITED_TEXT, Handed, Question

SPLITS = {"dev": 5, "test": 1}
"""Every so many rows: thresholds need no more of the development questions."""


def collect(settings: Settings, encoder: Encoder) -> Handed:
    """Questions that ask for one measure, and those that are not the notices' business."""
    folder = current_version(settings.index_dir)
    table = json.loads((folder / PASSAGES).read_text(encoding="utf-8"))
    kept = np.array([i for i, row in enumerate(table) if row["kind"] != PassageKind.FOREIGN], dtype=np.int64)
    questions = [
        Question(row.text, split, list(row.first) if row.asks_one_measure else [], tokens(row.text))
        for split, every in SPLITS.items()
        for row in load_rows(settings.data / "evaluation" / f"{split}.jsonl")[::every]
        if row.asks_one_measure or row.status == ("out_of_scope",)
    ]
    return Handed(
        [table[i]["text"] for i in kept],
        [table[i]["measure_number"] for i in kept],
        [table[i]["tokens"] for i in kept],
        questions,
        tokens(EDITED_TEXT),
        VectorIndex.read(folder / VECTORS).vectors_of(kept),
        np.stack([encoder.encode_queries([question.text])[0] for question in questions]),
        encoder.encode_passages([EDITED_TEXT])[0],
    )
