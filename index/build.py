"""Notices and their reviewed data → a published index. Also tells whether the published one is still up to date."""

from __future__ import annotations

import io
import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import yaml

from index.encoder import Encoder, Vectors, load_encoder
from index.errors import DataError, IndexNotReady, YuceError
from index.head import learn_head
from index.keywords import teach, tokens
from index.lexicon import Lexicon, load_lexicon
from index.library import load_library
from index.passages import Passage, PassageKind, foreign_passages, passages_of
from index.query import normalise_query
from index.questions import load_questions
from index.settings import Settings
from index.store import (
    FORMAT,
    HEAD,
    PASSAGES,
    Manifest,
    VectorIndex,
    current_version,
    publish,
    read_manifest,
    sha256_of,
    verified_files,
    write_atomically,
)

log = logging.getLogger(__name__)
INPUT_FOLDERS = ("notice", "questions", "lexicon")
FOREIGN_FILE = "nlu/out_of_scope.yml"
BATCH = 32
FEW_QUESTIONS = 4
"""Fewer 相似问 than this must not outweigh the measure's own text, so the text's score stands in for them."""


def input_hashes(data: Path) -> dict[str, str]:
    """sha256 of every file that the index depends on, by its path below data/."""
    paths = [path for folder in INPUT_FOLDERS for path in sorted((data / folder).glob("*")) if path.is_file()]
    paths += [path for path in [data / FOREIGN_FILE] if path.is_file()]
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
    library = load_library(settings.data)
    lexicon = load_lexicon(settings.data / "lexicon")
    teach(entry.term for entry in lexicon.synonyms)
    rows = [
        row for notice in library for row in passages_of(notice, load_questions(settings.data / "questions", notice))
    ]
    if not rows:
        raise YuceError("the notices under data/notice hold no measures: run `make parse-report DIR=data/notice`")
    rows += foreign_passages(_foreign_texts(settings.data / FOREIGN_FILE))
    model = encoder() if encoder else load_encoder(settings.embedding_model)
    vectors = embed(rows, model, settings.home / "cache")
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
    files = {PASSAGES: _dump(rows), **_head_file(rows, vectors, lexicon), **notices}
    return publish(settings.index_dir, manifest, VectorIndex.of(vectors), files)


def label_of(notice_key: str, measure_number: int) -> str:
    """Name of a measure among the labels of the learned head."""
    return f"{notice_key}\t{measure_number}"


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


def with_terms(text: str, lexicon: Lexicon) -> str:
    """A text and the official terms that its everyday words stand for."""
    return " ".join((text, *lexicon.official_terms(text)))


def _foreign_texts(path: Path) -> list[str]:
    """Examples of the out-of-scope intent, from Rasa's training data; none when there is no such file."""
    if not path.is_file():
        return []
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        lines = [line for block in blocks for line in block["examples"].splitlines()]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise DataError(f"{path.name} is no Rasa training file ({error!r}): restore it under data/nlu") from error
    texts = (normalise_query(line.strip().removeprefix("- ")) for line in lines)
    return [text for text in dict.fromkeys(texts) if any(char.isalnum() for char in text)]


def _dump(rows: Sequence[Passage]) -> bytes:
    table = [{**asdict(row), "tokens": tokens(row.text)} for row in rows]
    return json.dumps(table, ensure_ascii=False).encode()


def embed(rows: Sequence[Passage], model: Encoder, cache_folder: Path) -> Vectors:
    """Vectors [n, d] of passages; a 相似问 is embedded as the query that it is."""
    keys = [sha256_of(f"{model.model_id}\0{_is_query(row)}\0{row.text}".encode()) for row in rows]
    path = cache_folder / f"vectors-{sha256_of(model.model_id.encode())[:12]}.npz"
    known = _read_cache(path, model.dimension)
    missing = [i for i, key in enumerate(keys) if key not in known]
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        for i, vector in zip(part, _embed_batch([rows[i] for i in part], model), strict=True):
            known[keys[i]] = vector
        log.info("embedded %d of %d new texts", start + len(part), len(missing))
    if missing:
        _write_cache(path, {key: known[key] for key in keys})
    return np.ascontiguousarray(np.stack([known[key] for key in keys]), dtype=np.float32)


def _is_query(row: Passage) -> bool:
    return row.kind in (PassageKind.QUESTION, PassageKind.FOREIGN)


def _embed_batch(rows: Sequence[Passage], model: Encoder) -> list[Vectors]:
    asked = [i for i, row in enumerate(rows) if _is_query(row)]
    said = [i for i, row in enumerate(rows) if not _is_query(row)]
    result: dict[int, Vectors] = {}
    for places, encode in ((asked, model.encode_queries), (said, model.encode_passages)):
        if places:
            result.update(zip(places, encode([rows[i].text for i in places]), strict=True))
    return [result[i] for i in range(len(rows))]


def _read_cache(path: Path, dimension: int) -> dict[str, Vectors]:
    try:
        with np.load(path, allow_pickle=False) as table:
            keys, vectors = table["keys"], table["vectors"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        log.warning("vector cache %s is unreadable (%s): embedding everything anew", path.name, error)
        return {}
    if vectors.ndim != 2 or vectors.shape != (len(keys), dimension):
        log.warning("vector cache %s has shape %s: embedding everything anew", path.name, vectors.shape)
        return {}
    return dict(zip(map(str, keys), vectors, strict=True))


def _write_cache(path: Path, known: dict[str, Vectors]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez(buffer, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    write_atomically(path, buffer.getvalue())
