"""Vectors that `index build` has already computed for the same sentences: training then need not embed them again.

The file is var/cache/vectors-<model>.npz (`keys`: sha256 of model, kind and text; `vectors`), written by index/vectors.py.
It only saves time: a sentence that is not in it is embedded.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.embedding import DIMENSION, check_norms

MODEL_ID = "bundled"
log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]


def key_of(text: str) -> str:
    return hashlib.sha256(f"{MODEL_ID}\0True\0{text}".encode()).hexdigest()


def cache_path(folder: Path) -> Path:
    return folder / f"vectors-{hashlib.sha256(MODEL_ID.encode()).hexdigest()[:12]}.npz"


def read_cache(path: Path) -> dict[str, Vectors]:
    """Vectors by key; empty where there is no usable file. Raises ModelFileError for vectors that are not of length 1."""
    try:
        with np.load(path, allow_pickle=False) as table:
            keys, vectors = table["keys"], np.asarray(table["vectors"], dtype=np.float32)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, NotImplementedError, BadZipFile) as error:
        log.warning("vector cache %s is unreadable (%s): embedding everything", path.name, error)
        return {}
    if vectors.shape != (len(keys), DIMENSION):
        log.warning("vector cache %s has shape %s: embedding everything", path.name, vectors.shape)
        return {}
    check_norms(vectors)
    return dict(zip(map(str, keys), vectors, strict=True))


def embed_with(known: dict[str, Vectors], texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Vectors [n, 384] of `texts`: those that are known, the others from `embed`."""
    vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    missing = [place for place, text in enumerate(texts) if key_of(text) not in known]
    for place, text in enumerate(texts):
        vectors[place] = known.get(key_of(text), vectors[place])
    if missing:
        vectors[missing] = embed([texts[place] for place in missing])
    return vectors
