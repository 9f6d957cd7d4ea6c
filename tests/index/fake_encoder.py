"""A deterministic stand-in for the embedding model: texts that share characters lie close together. No torch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.encoder import Vectors


@dataclass
class FakeEncoder:
    """Unit vectors of hashed characters and bigrams; remembers what it embedded."""

    model_id: str = "fake"
    dimension: int = 64
    identity: str = "fake engine"
    prompts: dict[str, str] = field(default_factory=lambda: {"query": "q: ", "document": "d: "})
    embedded: list[str] = field(default_factory=list)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        vectors = np.stack([self._vector(text) for text in texts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 0.05, dtype=np.float32)
        for part in [*text, *(text[i : i + 2] for i in range(len(text) - 1))]:
            vector[int.from_bytes(hashlib.md5(part.encode()).digest()[:4], "big") % self.dimension] += 1.0
        return vector
