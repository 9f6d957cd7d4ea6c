"""Texts → unit vectors, through sentence-transformers. torch is imported only when a model is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError
from index.settings import BUNDLED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
MOST_EMBEDDED = 160
"""Characters of a question; longer than any of the data. The bot has the same rule."""
NORM_TOLERANCE = 1e-3


class Encoder(Protocol):
    """What the index needs of a model. Vectors are float32 [n, dimension], each of length 1.

    `identity`: which engine and weights give the queries' vectors, so that one computed elsewhere may stand in; "": none.
    """

    @property
    def model_id(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def prompts(self) -> dict[str, str]: ...
    @property
    def identity(self) -> str: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...
    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


class SentenceTransformerEncoder:
    """A sentence-transformers model with the named prompts `query` and `document`."""

    def __init__(self, model: SentenceTransformer, model_id: str, identity: str = "") -> None:
        self._model = model
        self.model_id = model_id
        self.identity = identity
        dimension = model.get_embedding_dimension()
        if not dimension:
            raise EncoderError(f"model {model_id!r} does not say its dimension: choose another embedding model")
        self.dimension = int(dimension)
        self.prompts = {name: prompt or "" for name, prompt in model.prompts.items()}

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        _reject_unusable(texts)
        read = [shortened(text) for text in texts]
        return self._checked(self._model.encode_query(read, convert_to_numpy=True, show_progress_bar=False))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        _reject_unusable(texts)
        return self._checked(self._model.encode_document(list(texts), convert_to_numpy=True, show_progress_bar=False))

    def _checked(self, raw: object) -> Vectors:
        vectors = np.ascontiguousarray(raw, dtype=np.float32)
        if not np.isfinite(vectors).all() or (np.linalg.norm(vectors, axis=1) < NORM_TOLERANCE).any():
            raise EncoderError(f"model {self.model_id!r} gave a vector without length: it is damaged or unsuitable")
        return unit_rows(vectors)


def unit_rows(vectors: Vectors) -> Vectors:
    """Each row [n, dimension] divided by its length, which must not be 0."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def shortened(text: str) -> str:
    """What is embedded of a question: beginning and end. Time grows with more than the length: 500 characters take a second."""
    return text if len(text) <= MOST_EMBEDDED else text[: MOST_EMBEDDED // 2] + text[-MOST_EMBEDDED // 2 :]


def _reject_unusable(texts: Sequence[str]) -> None:
    """An empty text still gets a unit vector, a NUL cuts it short, a lone surrogate fails deep inside: refuse them here."""
    for text in texts:
        if not text.strip() or "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise EncoderError(f"text {text[:20]!r} cannot be embedded: empty, or with NUL or lone surrogates")


def load_encoder(model_id: str) -> SentenceTransformerEncoder:
    """Load the bundled model, a hub id or a local folder; takes seconds. Raises EncoderError."""
    from sentence_transformers import SentenceTransformer

    if model_id == BUNDLED_MODEL:
        from index.bundled import PROMPTS, BundledE5, identity

        model = SentenceTransformer(
            modules=[BundledE5()], prompts=dict(PROMPTS), similarity_fn_name="cosine", device="cpu"
        )
        return SentenceTransformerEncoder(model, model_id, identity())
    try:
        model = SentenceTransformer(model_id, device="cpu", trust_remote_code=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise EncoderError(
            f"embedding model {model_id!r} cannot be loaded ({error}): set YUCE_EMBEDDING_MODEL to a hub id or a folder"
        ) from error
    return SentenceTransformerEncoder(model, model_id)
