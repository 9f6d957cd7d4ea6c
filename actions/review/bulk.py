"""The bulk test: which evaluation questions change when drafts are accepted, for better and for worse.

Both indexes are the real ones; the second is built from a copy of the data with the drafts, in a folder of its own. The
readings of intents are those of the model in use (var/readings.json): what training would change is not in them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from actions.question import Memory, Reading
from actions.review.applying import ROWS, changes_of, copied
from actions.review.drafts import Draft
from actions.review.judging import faults_of
from actions.service import Service, build_service
from index.build import build_index
from index.encoder import Encoder, Vectors, load_encoder
from index.evaluate import Row, load_rows
from index.settings import Settings
from index.vectors import Item, embed

READINGS = "readings.json"
VECTORS = "cache/evaluation"
Readings = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Looked:
    """How one question did: None where it is not judged. `found` are the first three measures of the look-up."""

    found: tuple[int, ...]
    first_right: bool | None
    answer_right: bool | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A question that did otherwise; `before` is None for a question that a draft brings."""

    row: Row
    before: Looked | None
    after: Looked


@dataclass(frozen=True, slots=True)
class Effect:
    """Questions that changed, and the counts of right ones (before, after, judged) by look-up and by answer."""

    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    new: tuple[Change, ...]
    lookup: tuple[int, int, int]
    answers: tuple[int, int, int]


class KnownVectors:
    """An encoder that remembers the vectors of the evaluation questions, so that both passes embed them once at most."""

    def __init__(self, encoder: Encoder, texts: Sequence[str], folder: Path) -> None:
        self._encoder = encoder
        vectors = embed([Item(text, True) for text in texts], encoder, folder)
        self._known = dict(zip(texts, vectors, strict=True))
        self.model_id, self.dimension, self.prompts = encoder.model_id, encoder.dimension, encoder.prompts
        self.identity = encoder.identity

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known.update(zip(missing, self._encoder.encode_queries(missing), strict=True))
        return np.stack([self._known[text] for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_passages(texts)


def effect_of(settings: Settings, drafts: Sequence[Draft], encoder: Encoder | None = None) -> Effect:
    """Run the test; about a minute. Raises YuceError: a draft that cannot be taken, an index that is out of date."""
    readings = load_readings(settings.home)
    rows = load_rows(settings.data / ROWS)
    changed = changes_of(settings.data, drafts)
    encoder = KnownVectors(encoder or load_encoder(settings.embedding_model), _spoken(rows), settings.home / VECTORS)
    before = looked_at(build_service(settings, encoder), rows, readings)
    with copied(settings.data, changed) as data, TemporaryDirectory(prefix="yuce-review-") as home:
        there = replace(settings, data=data, home=Path(home))
        if (settings.home / "cache").is_dir():
            shutil.copytree(settings.home / "cache", there.home / "cache", ignore=shutil.ignore_patterns("evaluation"))
        build_index(there, lambda: encoder)
        rows_after = load_rows(data / ROWS)
        after = looked_at(build_service(there, encoder), rows_after, readings)
    return compared(rows_after, before, after)


def _spoken(rows: Sequence[Row]) -> list[str]:
    """What the search will embed: normalised texts. Where a slip is put right it is embedded then."""
    from index.query import normalise_query

    return list(dict.fromkeys(normalise_query(row.text) for row in rows))


def load_readings(home: Path) -> Readings:
    """The model's readings of the development questions; empty where they were never made."""
    path = home / READINGS
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def looked_at(service: Service, rows: Sequence[Row], readings: Readings) -> dict[str, Looked]:
    """Row id → how it does: the look-up's first hit, and the whole answer where the model's reading is known."""
    return {row.id: _looked(service, row, readings.get(row.text)) for row in rows}


def _looked(service: Service, row: Row, ranking: Mapping[str, float] | None) -> Looked:
    found: tuple[int, ...] = ()
    if row.asks_one_measure:
        found = tuple(hit.measure.number for hit in service.searcher.search(row.text, limit=3).hits)
    first_right = found[0] in row.first if found else None
    if not ranking:
        return Looked(found, first_right, None)
    reading = Reading(row.text, max(ranking, key=lambda intent: ranking[intent]), dict(ranking))
    reply = service.reply(reading, Memory())
    numbers = [int(measure["number"]) for measure in reply.card["measures"]]
    faults = faults_of(row, str(reply.card["status"]), numbers, reply.text)
    return Looked(found, first_right, not faults, faults)


def compared(rows: Sequence[Row], before: Mapping[str, Looked], after: Mapping[str, Looked]) -> Effect:
    """Pure. A question is better or worse by its answer where that is judged, else by the look-up's first hit."""
    both = [(row, before[row.id], after[row.id]) for row in rows if row.id in before]
    steps = [(Change(row, old, new), _step(old, new)) for row, old, new in both]
    return Effect(
        better=tuple(change for change, step in steps if step > 0),
        worse=tuple(change for change, step in steps if step < 0),
        new=tuple(Change(row, None, after[row.id]) for row in rows if row.id not in before),
        lookup=_counts([(old.first_right, new.first_right) for _, old, new in both]),
        answers=_counts([(old.answer_right, new.answer_right) for _, old, new in both]),
    )


def _step(old: Looked, new: Looked) -> int:
    by_answer = (new.answer_right or False) - (old.answer_right or False)
    return by_answer or (new.first_right or False) - (old.first_right or False)


def _counts(pairs: Sequence[tuple[bool | None, bool | None]]) -> tuple[int, int, int]:
    judged = [(old, new) for old, new in pairs if old is not None]
    return sum(bool(old) for old, _ in judged), sum(bool(new) for _, new in judged), len(judged)
