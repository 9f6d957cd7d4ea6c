"""Vectors of texts, each embedded once: a cache by the text's hash, and two processes where there is much to embed.

The cache (var/cache/vectors-<model>.npz: `keys`, `vectors`) is read by Rasa's training too (bot/embedding.py).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from index.encoder import Encoder, Vectors, load_encoder
from index.store import sha256_of, write_atomically

log = logging.getLogger(__name__)
BATCH = 32
WORKERS = 2
NORM_TOLERANCE = 1e-3
UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, NotImplementedError, BadZipFile)
"""What numpy and zipfile raise for a file that is none, or is damaged."""
WORTH_A_PROCESS = 600
"""New texts from which a second process is worth its start of some seconds."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text to embed: as a question, or as a passage of a notice."""

    text: str
    is_query: bool


def key_of(model_id: str, item: Item) -> str:
    return sha256_of(f"{model_id}\0{item.is_query}\0{item.text}".encode())


def cache_path(folder: Path, model_id: str) -> Path:
    return folder / f"vectors-{sha256_of(model_id.encode())[:12]}.npz"


def embed(items: Sequence[Item], model: Encoder, folder: Path, loaded_by_id: bool = False) -> Vectors:
    """Unit vectors [n, d]. `loaded_by_id`: other processes may load the same model by its id and help."""
    if not items:
        return np.zeros((0, model.dimension), dtype=np.float32)
    keys = [key_of(model.model_id, item) for item in items]
    path = cache_path(folder, model.model_id)
    known = _read_cache(path, model.dimension)
    missing = list({key: item for key, item in zip(keys, items, strict=True) if key not in known}.items())
    done = 0
    for part, vectors in _embedded(missing, model, loaded_by_id):
        known.update({key: vector for (key, _), vector in zip(part, vectors, strict=True)})
        done += len(part)
        log.info("embedded %d of %d new texts", done, len(missing))
    if missing:
        try:
            _write_cache(path, {key: known[key] for key in dict.fromkeys(keys)})
        except OSError as error:  # the vectors are there; next time they are embedded again
            log.warning("vector cache %s cannot be written (%s)", path.name, error.strerror)
    return np.ascontiguousarray(np.stack([known[key] for key in keys]), dtype=np.float32)


Keyed = Sequence[tuple[str, Item]]


def _embedded(missing: Keyed, model: Encoder, loaded_by_id: bool) -> Iterator[tuple[Keyed, list[Vectors]]]:
    parts = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
    texts = [[item for _, item in part] for part in parts]
    if not loaded_by_id or len(missing) < WORTH_A_PROCESS:
        yield from zip(parts, (_embed_batch(batch, model) for batch in texts), strict=True)
        return
    # spawned, not forked: a fork after the model has run with threads hangs
    with ProcessPoolExecutor(WORKERS, get_context("spawn"), _load_in_worker, (model.model_id,)) as pool:
        yield from zip(parts, pool.map(_embed_in_worker, texts), strict=True)


_worker_model: list[Callable[[Sequence[Item]], list[Vectors]]] = []


def _load_in_worker(model_id: str) -> None:
    model = load_encoder(model_id)
    _worker_model.append(lambda batch: _embed_batch(batch, model))


def _embed_in_worker(batch: Sequence[Item]) -> list[Vectors]:
    return _worker_model[0](batch)


def _embed_batch(items: Sequence[Item], model: Encoder) -> list[Vectors]:
    asked = [i for i, item in enumerate(items) if item.is_query]
    said = [i for i, item in enumerate(items) if not item.is_query]
    result: dict[int, Vectors] = {}
    for places, encode in ((asked, model.encode_queries), (said, model.encode_passages)):
        if places:
            result.update(zip(places, encode([items[i].text for i in places]), strict=True))
    return [result[i] for i in range(len(items))]


def _read_cache(path: Path, dimension: int) -> dict[str, Vectors]:
    try:
        with np.load(path, allow_pickle=False) as table:
            keys, vectors = table["keys"], table["vectors"]
    except FileNotFoundError:
        return {}
    except UNREADABLE as error:
        log.warning("vector cache %s is unreadable (%r): embedding everything anew", path.name, error)
        return {}
    if not _is_whole(keys, vectors, dimension):
        log.warning(
            "vector cache %s has shape %s, or vectors that are not of length 1: embedding everything anew",
            path.name,
            vectors.shape,
        )
        return {}
    return dict(zip(map(str, keys), vectors, strict=True))


def _is_whole(keys: Vectors, vectors: Vectors, dimension: int) -> bool:
    """One vector of length 1 a key."""
    if vectors.ndim != 2 or vectors.shape != (len(keys), dimension):
        return False
    return bool(np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=NORM_TOLERANCE))


def _write_cache(path: Path, known: dict[str, Vectors]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez(buffer, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    write_atomically(path, buffer.getvalue())
