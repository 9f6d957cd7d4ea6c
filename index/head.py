"""A linear head over vectors and character n-grams, learned from the 相似问 and sentences of each measure when building.

Multinomial logistic regression; sklearn is needed to learn, not to use it. On the development questions it lifts the
right measure to the first place in 98.5 % instead of 96.3 % (docs/decisions.md).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import IndexNotReady

DENSE_SCALE, SPARSE_SCALE, C = 5.0, 2.0, 3.0
LONGEST = 3
FLOOR = -6.0
"""Log-probabilities below it count as nothing."""
MAX_ITERATIONS = 3000

Floats = NDArray[np.float64]


def ngrams(text: str) -> list[str]:
    """All runs of 1 to 3 characters inside the words that blanks part."""
    return [part[i : i + n] for part in text.split() for n in range(1, LONGEST + 1) for i in range(len(part) - n + 1)]


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of k measures over d dense and v sparse features: dense [k, d], sparse [k, v], bias [k]."""

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    mean: Floats
    dense: Floats
    sparse: Floats
    bias: Floats

    def logits(self, text: str, vector: Vectors) -> Floats:
        """Per label; the difference of two is the log-odds between them. Shape [k]."""
        columns, values = self._tfidf(text)
        return np.asarray(self.bias + self.dense @ (vector - self.mean) + self.sparse[:, columns] @ values)

    def scores(self, text: str, vector: Vectors) -> Floats:
        """Per label in [0, 1]: its log-probability, from FLOOR up to 0, on that scale. Shape [k]."""
        logits = self.logits(text, vector)
        logits -= logits.max()
        log_probability = logits - np.log(np.exp(logits).sum())
        return np.asarray(1.0 - np.maximum(log_probability, FLOOR) / FLOOR)

    def _tfidf(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        counts = Counter(gram for gram in ngrams(text) if gram in self.vocabulary)
        columns = np.array([self.vocabulary[gram] for gram in counts], dtype=np.int64)
        values = (1.0 + np.log(np.array(list(counts.values()), dtype=np.float64))) * self.idf[columns]
        length = np.linalg.norm(values)
        return columns, np.asarray(values / length if length else values)

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        words = sorted(self.vocabulary, key=lambda gram: self.vocabulary[gram])
        np.savez(
            buffer, labels=np.array(self.labels), vocabulary=np.array(words), idf=self.idf, mean=self.mean,
            dense=self.dense, sparse=self.sparse.astype(np.float32), bias=self.bias,
        )  # fmt: skip
        return buffer.getvalue()


def head_from_bytes(data: bytes) -> Head:
    """Read what `to_bytes` wrote; raises IndexNotReady for anything else."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as table:
            return Head(
                labels=tuple(map(str, table["labels"])),
                vocabulary={str(gram): i for i, gram in enumerate(table["vocabulary"])},
                idf=table["idf"],
                mean=table["mean"],
                dense=table["dense"],
                sparse=table["sparse"].astype(np.float64),
                bias=table["bias"],
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexNotReady(f"the learned head is unreadable ({error}): run `make index`") from error


def learn_head(texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> Head | None:
    """Learn from texts, their vectors [n, d] and labels; None where there are fewer than two labels to tell apart."""
    if len(set(labels)) < 2:
        return None
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    tfidf = TfidfVectorizer(analyzer=ngrams, sublinear_tf=True)
    sparse = tfidf.fit_transform(texts)
    mean = vectors.mean(axis=0).astype(np.float64)
    features = hstack([csr_matrix((vectors - mean) * DENSE_SCALE), sparse * SPARSE_SCALE]).tocsr()
    model = LogisticRegression(C=C, max_iter=MAX_ITERATIONS).fit(features, labels)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # sklearn keeps one row for two classes
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    width = vectors.shape[1]
    return Head(
        labels=tuple(map(str, model.classes_)),
        vocabulary={str(gram): int(i) for gram, i in tfidf.vocabulary_.items()},
        idf=np.asarray(tfidf.idf_),
        mean=mean,
        dense=weights[:, :width] * DENSE_SCALE,
        sparse=weights[:, width:] * SPARSE_SCALE,
        bias=bias,
    )
