"""How surely a question asks for more than a measure states: a head, and the reviewed questions that it is most like.

Three witnesses, weighed by logistic regression: the log-odds of the head, and how much more the question is like the
open questions of that measure than like the stated ones, by its vector and by its characters.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from index.encoder import Vectors
from index.errors import IndexNotReady
from index.head import Head, head_from_bytes, learn_head
from index.query import normalise_query
from index.unstated import OPEN, STATED, Example, blotted

NEAREST = 3
"""Questions of a sort whose likeness is averaged."""
FOLDS = 4
"""Parts of the examples; what the head says of one is learned from the others, so that its weight is not too great."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NONE: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


class Examples:
    """n questions as they are compared: `owners` name their measures, `is_open` [n], `vectors` [n, d] of length 1."""

    def __init__(self, texts: Sequence[str], owners: Sequence[str], is_open: Flags, vectors: Vectors) -> None:
        self.texts, self.owners, self.is_open, self.vectors = tuple(texts), tuple(owners), is_open, vectors
        self._places = {owner: np.flatnonzero(np.array(self.owners) == owner) for owner in dict.fromkeys(owners)}

    def likeness(self, owner: str, text: str, vector: Vectors, leave: int | None = None) -> tuple[float, float]:
        """By vector and by characters: how much more like the measure's open questions than like its stated ones;
        0 where it has not both sorts. `leave`: the question at this place is not looked at."""
        mine = self._places.get(owner, NONE)
        mine = mine[mine != leave] if leave is not None else mine
        is_open = self.is_open[mine]
        if is_open.all() or not is_open.any():
            return 0.0, 0.0
        cosines = self.vectors[mine] @ vector
        spelt = process.cdist([text], [self.texts[i] for i in mine.tolist()], scorer=fuzz.ratio)[0] / 100.0
        by_vector, by_text = (_nearest(like[is_open]) - _nearest(like[~is_open]) for like in (cosines, spelt))
        return by_vector, by_text


@dataclass(frozen=True, slots=True)
class Beyond:
    """`weights` [3] of the head's log-odds and the two likenesses, and a bias."""

    head: Head
    examples: Examples
    weights: Floats
    bias: float

    def log_odds(self, owner: str, measure_text: str, query: str, vector: Vectors) -> float:
        """Log-odds that the normalised `query`, without a story before it, asks the measure `owner`, of this text, for
        more than it states."""
        by_head = _by_head(self.head, query, blotted(query, _normalised(measure_text)), vector)
        witnesses = np.array([by_head, *self.examples.likeness(owner, query, vector)])
        return float(self.weights @ witnesses + self.bias)

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        np.savez(
            buffer, head=np.frombuffer(self.head.to_bytes(), dtype=np.uint8),
            texts=np.frombuffer(json.dumps(self.examples.texts, ensure_ascii=False).encode(), dtype=np.uint8),
            owners=np.array(self.examples.owners), is_open=self.examples.is_open,
            vectors=self.examples.vectors.astype(np.float16),  # a cosine moves by less than .001, the file is half
            weights=self.weights, bias=self.bias,
        )  # fmt: skip
        return buffer.getvalue()


def beyond_from_bytes(data: bytes) -> Beyond:
    """Read what `to_bytes` wrote; raises IndexNotReady for anything else."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as table:
            texts, owners = json.loads(table["texts"].tobytes()), list(map(str, table["owners"]))
            examples = Examples(texts, owners, table["is_open"], table["vectors"].astype(np.float32))
            head = head_from_bytes(table["head"].tobytes())
            return Beyond(head, examples, table["weights"], float(table["bias"]))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexNotReady(f"what was learned of open questions is unreadable ({error}): run `make index`") from error


def learn_beyond(examples: Sequence[Example], vectors: Vectors) -> Beyond | None:
    """Learn from `examples_of`, with the questions' vectors [n, d]; None where there are not both sorts."""
    head = _learn(examples, vectors)
    if head is None:
        return None
    from sklearn.linear_model import LogisticRegression

    is_open = np.array([one.label == OPEN for one in examples])
    texts, owners = [one.text for one in examples], [one.owner for one in examples]
    known = Examples(texts, owners, is_open, np.ascontiguousarray(vectors))
    alike = [known.likeness(one.owner, one.text, vectors[i], leave=i) for i, one in enumerate(examples)]
    witnesses = np.column_stack([_unseen(examples, vectors), np.array(alike)])
    spread = np.where(witnesses.std(axis=0) > 0, witnesses.std(axis=0), 1.0)
    model = LogisticRegression().fit(witnesses / spread, is_open)
    return Beyond(head, known, model.coef_[0] / spread, float(model.intercept_[0]))


@lru_cache(maxsize=4096)
def _normalised(measure_text: str) -> str:
    return normalise_query(measure_text)


def _learn(examples: Sequence[Example], vectors: Vectors) -> Head | None:
    return learn_head([one.left for one in examples], vectors, [one.label for one in examples])


def _unseen(examples: Sequence[Example], vectors: Vectors) -> Floats:
    """What a head that was learned without an example says of it [n]; the parts hang on the texts alone."""
    folds = np.array([hashlib.sha256(one.text.encode()).digest()[0] % FOLDS for one in examples])
    said = np.zeros(len(examples))
    for fold in range(FOLDS):
        rest = np.flatnonzero(folds != fold)
        head = _learn([examples[i] for i in rest.tolist()], vectors[rest])
        if head is None:
            continue  # so few that one sort is missing: the head then bears no witness
        for i in np.flatnonzero(folds == fold).tolist():
            said[i] = _by_head(head, examples[i].text, examples[i].left, vectors[i])
    return said


def _by_head(head: Head, query: str, left: str, vector: Vectors) -> float:
    logits = dict(zip(head.labels, head.logits(left, vector), strict=True))
    return float(logits[OPEN] - logits[STATED])


def _nearest(likeness: NDArray[np.floating]) -> float:
    return float(np.sort(likeness)[-NEAREST:].mean())
