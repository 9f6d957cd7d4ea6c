"""Notices and their reviewed data → a published index. Also tells whether the published one is still up to date."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from index.beyond import learn_beyond
from index.calibration import FILE as CALIBRATION
from index.calibration import read_calibration
from index.encoder import Encoder, Vectors, load_encoder
from index.errors import IndexNotReady, YuceError
from index.examples import load_examples
from index.head import learn_head
from index.keywords import teach, tokens
from index.lexicon import Lexicon, load_lexicon
from index.library import load_library
from index.nearest import VectorIndex
from index.notice import label_of
from index.passages import Passage, PassageKind, foreign_passages, passages_of
from index.query import normalise_query
from index.questions import load_questions
from index.settings import Settings
from index.store import (
    FORMAT,
    GATE,
    HEAD,
    PASSAGES,
    UNSTATED,
    Manifest,
    current_version,
    publish,
    read_manifest,
    sha256_of,
    verified_files,
)
from index.unstated import FOLDER as OPEN_QUESTIONS
from index.unstated import examples_of, load_open_questions
from index.vectors import Item, embed

INPUT_FOLDERS = ("notice", "questions", "unstated", "lexicon", "nlu")
ASKED = (PassageKind.QUESTION, PassageKind.FOREIGN)
"""Passages that are questions, so they are embedded as such."""
OWN, FOREIGN = "own", "foreign"
"""Labels of the gate."""
FEW_QUESTIONS = 4
"""Fewer 相似问 than this must not outweigh the measure's own text, so the text's score stands in for them."""


def input_hashes(data: Path) -> dict[str, str]:
    """sha256 of every file that the index depends on, by its path below data/."""
    paths = [path for folder in INPUT_FOLDERS for path in sorted((data / folder).glob("*")) if path.is_file()]
    paths += [path for path in [data / CALIBRATION] if path.is_file()]
    return {path.relative_to(data).as_posix(): sha256_of(path.read_bytes()) for path in paths}


def version_of(inputs: dict[str, str], model: str) -> str:
    """16 hex digits that change whenever an input, the model or the format does."""
    return sha256_of(json.dumps([FORMAT, model, inputs], sort_keys=True).encode())[:16]


def why_stale(settings: Settings) -> str | None:
    """One sentence why the published index cannot be used, or None when it can. Reads and hashes; loads no model."""
    try:
        folder = current_version(settings.index_dir)
        manifest = read_manifest(folder)
        require_fresh(settings, manifest)
        verified_files(folder, manifest)
    except IndexNotReady as error:
        return str(error)
    return None


def require_fresh(settings: Settings, manifest: Manifest) -> None:
    """Raise IndexNotReady when the data or the model are not those that the index was built from."""
    if manifest.model != settings.embedding_model:
        raise IndexNotReady(
            f"the index was built with model {manifest.model!r}, the setting is {settings.embedding_model!r}: run `make index`"
        )
    inputs = input_hashes(settings.data)
    for name in sorted(inputs.keys() | manifest.inputs.keys()):
        found, built = inputs.get(name, "missing"), manifest.inputs.get(name, "missing")
        if found != built:
            raise IndexNotReady(
                f"the index was built from another {name} (found {found[:8]}…, built from {built[:8]}…): run `make index`"
            )


def build_index(settings: Settings, encoder: Callable[[], Encoder] | None = None) -> Manifest:
    """Parse, embed and publish. Texts embedded before come from a cache. Raises YuceError; publishes nothing then."""
    calibration = read_calibration(settings.data)
    library = load_library(settings.data)
    lexicon = load_lexicon(settings.data / "lexicon")
    teach(entry.term for entry in lexicon.synonyms)
    questions = {notice.key: load_questions(settings.data / "questions", notice) for notice in library}
    rows = [row for notice in library for row in passages_of(notice, questions[notice.key])]
    if not rows:
        raise YuceError("the notices under data/notice hold no measures: run `make parse-report DIR=data/notice`")
    examples = load_examples(settings.data)
    rows += foreign_passages(examples.foreign)
    opened = [
        example
        for notice in library
        for example in examples_of(
            notice, questions[notice.key], load_open_questions(settings.data / OPEN_QUESTIONS, notice)
        )
    ]
    model = encoder() if encoder else load_encoder(settings.embedding_model)
    items = [_item(row) for row in rows] + [Item(text, True) for text in examples.asked]
    kept = [Item(text, True) for text in examples.other]  # only into the cache, so that training need not embed them
    asked = [Item(example.text, True) for example in opened]
    embedded = embed([*items, *asked, *kept], model, settings.home / "cache", loaded_by_id=encoder is None)
    every, of_opened = embedded[: len(items)], embedded[len(items) : len(items) + len(asked)]
    vectors = np.ascontiguousarray(every[: len(rows)])
    inputs = input_hashes(settings.data)
    manifest = Manifest(
        format=FORMAT,
        version=version_of(inputs, model.model_id),
        model=model.model_id,
        dimension=model.dimension,
        prompts=dict(model.prompts),
        passages=len(rows),
        inputs=inputs,
        files={},
    )
    notices = {name: (settings.data / name).read_bytes() for name in inputs if name.startswith("notice/")}
    learned = {**_head_file(rows, vectors, lexicon), **_gate_file(items, every, rows, lexicon)}
    beyond = learn_beyond(opened, of_opened)
    if beyond:
        learned[UNSTATED] = beyond.to_bytes()
    files = {PASSAGES: _dump(rows), CALIBRATION: calibration, **learned, **notices}
    return publish(settings.index_dir, manifest, VectorIndex.of(vectors), files)


def _item(row: Passage) -> Item:
    """What people say is embedded as a question is: normalised, as Rasa's training has it too."""
    return Item(normalise_query(row.text), True) if row.kind in ASKED else Item(row.text, False)


def _head_file(rows: Sequence[Passage], vectors: Vectors, lexicon: Lexicon) -> dict[str, bytes]:
    """The head, learned from the measures that have enough 相似问; no file where there are none to tell apart."""
    counts = Counter(label_of(r.notice_key, r.measure_number) for r in rows if r.kind is PassageKind.QUESTION)
    chosen = [
        i
        for i, row in enumerate(rows)
        if row.kind in (PassageKind.QUESTION, PassageKind.SENTENCE)
        and counts[label_of(row.notice_key, row.measure_number)] >= FEW_QUESTIONS
    ]
    if not chosen:
        return {}
    texts = [with_terms(rows[i].text, lexicon) for i in chosen]
    labels = [label_of(rows[i].notice_key, rows[i].measure_number) for i in chosen]
    head = learn_head(texts, vectors[chosen], labels)
    return {HEAD: head.to_bytes()} if head else {}


def _gate_file(items: Sequence[Item], vectors: Vectors, rows: Sequence[Passage], lexicon: Lexicon) -> dict[str, bytes]:
    """The gate, learned from questions for a notice and foreign ones; no file where there are none to tell apart."""
    foreign = {i for i, row in enumerate(rows) if row.kind is PassageKind.FOREIGN}
    chosen = [i for i, item in enumerate(items) if item.is_query]
    texts = [with_terms(items[i].text, lexicon) for i in chosen]
    gate = learn_head(texts, vectors[chosen], [FOREIGN if i in foreign else OWN for i in chosen])
    return {GATE: gate.to_bytes()} if gate else {}


def with_terms(text: str, lexicon: Lexicon) -> str:
    """A text and the official terms that its everyday words stand for."""
    return " ".join((text, *lexicon.official_terms(text)))


def _dump(rows: Sequence[Passage]) -> bytes:
    table = [{**asdict(row), "tokens": tokens(row.text)} for row in rows]
    return json.dumps(table, ensure_ascii=False).encode()
