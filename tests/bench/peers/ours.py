"""Our look-up, and its vector store alone, behind the same face. Imported in `.venv`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.nearest import VectorIndex
from index.search import open_searcher
from index.settings import load_settings
from index.store import current_version, read_manifest
from tests.bench.peers.asking import VECTORS_ONLY, WHOLE
from tests.bench.peers.engines import Engine, Found
from tests.bench.peers.handed import Question, Vectors, read

FILE = "ours.faiss"


class HandedEncoder:
    """Stands where the model would be: gives the vector that was handed with the question, also for a text put right."""

    identity = "handed"

    def __init__(self, model_id: str, prompts: dict[str, str], dimension: int) -> None:
        self.model_id, self.prompts, self.dimension = model_id, prompts, dimension
        self.handed: Vectors = np.zeros(dimension, dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.tile(self.handed, (len(texts), 1))

    encode_passages = encode_queries


class Whole:
    """The published index, as the action server asks it. A hit is told by the first passage of its measure."""

    def build(self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Vectors, folder: Path) -> None:
        """It is built already."""

    def open(self, folder: Path) -> None:
        settings = load_settings()
        manifest = read_manifest(current_version(settings.index_dir))
        self._encoder = HandedEncoder(manifest.model, manifest.prompts, manifest.dimension)
        self._searcher = open_searcher(settings, self._encoder)
        measures = read(folder).measures
        self._place = {number: measures.index(number) for number in set(measures)}

    def search(self, question: Question, vector: Vectors, limit: int) -> Found:
        self._encoder.handed = vector
        hits = self._searcher.rank(question.text).hits
        return [(self._place[hit.measure.number], hit.score) for hit in hits]

    def edit(self, place: int, text: str, tokens: list[str], vector: Vectors) -> None:
        raise NotImplementedError("a notice is edited in its file, then `make index`")


class VectorsOnly:
    """The nearest passages, as faiss finds them."""

    def build(self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Vectors, folder: Path) -> None:
        (folder / FILE).write_bytes(VectorIndex.of(vectors).to_bytes())

    def open(self, folder: Path) -> None:
        self._vectors = VectorIndex.read(folder / FILE)

    def search(self, question: Question, vector: Vectors, limit: int) -> Found:
        places, cosines = self._vectors.search(vector, limit)
        return list(zip(places.tolist(), cosines.tolist(), strict=True))

    def edit(self, place: int, text: str, tokens: list[str], vector: Vectors) -> None:
        places = np.array([place], dtype=np.int64)
        self._vectors.remove(places)
        self._vectors.add(vector[np.newaxis, :], places)


ENGINES: dict[str, Callable[[], Engine]] = {WHOLE: Whole, VECTORS_ONLY: VectorsOnly}
