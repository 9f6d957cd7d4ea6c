"""The vectors of the passages, compared with that of a question. faiss is used in this file only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import IndexNotReady

FLAT_UNTIL = 20_000
"""Vectors up to which comparing with every one takes no longer than a graph is worth (docs/performance.md)."""
LINKS, EF_CONSTRUCTION, EF_SEARCH = 16, 80, 256
"""Of the graph: links a vector, and how many candidates are kept while building and while searching."""
_MEND = "run `make index`"


class VectorIndex:
    """Inner-product search over unit vectors, so scores are cosines in [-1, 1].

    Exact up to FLAT_UNTIL vectors, a graph (HNSW) above. A graph cannot forget a vector: what is removed is passed over,
    and dropped when the index is written.
    """

    def __init__(self, index: Any) -> None:
        """`index`: a faiss.IndexIDMap2; its Python signatures are not those that faiss' stubs tell."""
        self._index = index
        self._flat = _flat(index)
        self._removed: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    @classmethod
    def of(cls, vectors: Vectors, ids: NDArray[np.int64] | None = None, flat_until: int = FLAT_UNTIL) -> VectorIndex:
        """Index vectors [n, d] under `ids` [n], else under 0..n-1; the sort of index is chosen by n."""
        index = faiss.IndexIDMap2(_empty(len(vectors), vectors.shape[1], flat_until))
        index.add_with_ids(vectors, np.arange(len(vectors), dtype=np.int64) if ids is None else ids)
        return cls(index)

    @property
    def size(self) -> int:
        return int(self._index.ntotal) - len(self._removed)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        return not isinstance(faiss.downcast_index(self._index.index), faiss.IndexHNSWFlat)

    def search(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids and cosines of the `limit` nearest to one vector [d], best first; never the id −1 that faiss pads with."""
        if vector.shape != (self.dimension,) or not np.isfinite(vector).all():
            raise IndexNotReady(
                f"query vector of shape {vector.shape} does not fit dimension {self.dimension}: {_MEND}"
            )
        cosines, ids = self._index.search(
            vector[None, :], max(1, min(limit, self.size)), params=self._parameters(limit)
        )
        found = ids[0] >= 0
        return ids[0][found], cosines[0][found]

    def _parameters(self, limit: int) -> Any:
        if self.is_exact:
            return None
        parameters = faiss.SearchParametersHNSW(  # type: ignore[attr-defined]
            efSearch=max(EF_SEARCH, limit)
        )
        if len(self._removed):
            parameters.sel = faiss.IDSelectorNot(faiss.IDSelectorBatch(self._removed))
        return parameters

    def vectors_of(self, ids: NDArray[np.int64]) -> Vectors:
        """The vectors [k, d] under these ids, as they were added."""
        return np.asarray(self._index.reconstruct_batch(ids), dtype=np.float32)

    def cosines(self, vector: Vectors, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosines [k] of one vector [d] with those under `ids` [k]."""
        if self._flat is None or not len(ids):
            return np.asarray(self.vectors_of(ids) @ vector)
        found = np.empty(len(ids), dtype=np.float32)
        asked, wanted = np.ascontiguousarray(vector, dtype=np.float32), np.ascontiguousarray(ids, dtype=np.int64)
        pointers = faiss.swig_ptr(found), faiss.swig_ptr(wanted)
        self._flat.compute_distance_subset(1, faiss.swig_ptr(asked), len(ids), *pointers)
        return found

    def add(self, vectors: Vectors, ids: NDArray[np.int64]) -> None:
        """Add vectors [k, d] under new ids [k]; not while others search."""
        self._index.add_with_ids(vectors, ids)
        self._flat = _flat(self._index)

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Never find these ids again; not while others search."""
        if self.is_exact:
            self._index.remove_ids(ids)
            self._flat = _flat(self._index)
        else:
            self._removed = np.union1d(self._removed, ids)

    def to_bytes(self) -> bytes:
        """As `read` takes it from a file, without what was removed. faiss' own writing of files does not tell of a full disk."""
        kept = self
        if len(self._removed):
            every = faiss.vector_to_array(self._index.id_map)
            ids = np.ascontiguousarray(np.setdiff1d(every, self._removed))
            kept = VectorIndex.of(self.vectors_of(ids), ids)
        return bytes(faiss.serialize_index(kept._index).tobytes())

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise IndexNotReady(f"{path.name} cannot be read as an index: {_MEND}") from error


def _flat(index: Any) -> Any:
    """What holds the vectors [n, d], where their ids are 0..n-1: it compares with some of them without copying any."""
    if not np.array_equal(faiss.vector_to_array(index.id_map), np.arange(index.ntotal)):
        return None
    inner: Any = faiss.downcast_index(index.index)
    return faiss.downcast_index(inner.storage) if isinstance(inner, faiss.IndexHNSWFlat) else inner


def _empty(size: int, dimension: int, flat_until: int) -> faiss.Index:
    if size <= flat_until:
        return faiss.IndexFlatIP(dimension)
    graph = faiss.IndexHNSWFlat(dimension, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = EF_CONSTRUCTION
    return graph
