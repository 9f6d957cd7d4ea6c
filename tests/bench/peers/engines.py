"""Other libraries' engines behind one face. Imported in `.venv-peers` only, one of them in each process.

Each keeps its index in its own form on the disk. Passages are known by their place in the list, as text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from tests.bench.peers.handed import Question, Vectors

Found = list[tuple[int, float]]
"""Places of passages and their scores, best first."""


class Engine(Protocol):
    """`texts` [n], `tokens` [n] and `vectors` [n, d] are of the same passages."""

    def build(self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Vectors, folder: Path) -> None: ...
    def open(self, folder: Path) -> None: ...
    def search(self, question: Question, vector: Vectors, limit: int) -> Found: ...
    def edit(self, place: int, text: str, tokens: list[str], vector: Vectors) -> None: ...


class Haystack:
    """InMemoryDocumentStore with inner products."""

    def build(self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Vectors, folder: Path) -> None:
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        store.write_documents([self._document(i, text, vectors[i]) for i, text in enumerate(texts)])
        store.save_to_disk(str(folder / "haystack.json"))

    def open(self, folder: Path) -> None:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._store = InMemoryDocumentStore.load_from_disk(str(folder / "haystack.json"))
        self._retriever = InMemoryEmbeddingRetriever(self._store)

    def search(self, question: Question, vector: Vectors, limit: int) -> Found:
        found = self._retriever.run(query_embedding=vector.tolist(), top_k=limit)["documents"]
        return [(int(one.id), float(one.score)) for one in found]

    def edit(self, place: int, text: str, tokens: list[str], vector: Vectors) -> None:
        from haystack.document_stores.types import DuplicatePolicy

        self._store.write_documents([self._document(place, text, vector)], policy=DuplicatePolicy.OVERWRITE)

    @staticmethod
    def _document(place: int, text: str, vector: Vectors) -> Any:
        from haystack import Document

        return Document(id=str(place), content=text, embedding=vector.tolist())


class LlamaIndex:
    """VectorStoreIndex over its SimpleVectorStore."""

    def build(self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Vectors, folder: Path) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.embeddings import MockEmbedding

        nodes = [self._node(i, text, vectors[i]) for i, text in enumerate(texts)]
        index = VectorStoreIndex(nodes, embed_model=MockEmbedding(vectors.shape[1]))
        index.storage_context.persist(str(folder / "llama"))

    def open(self, folder: Path) -> None:
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.core.embeddings import MockEmbedding

        context = StorageContext.from_defaults(persist_dir=str(folder / "llama"))
        self._index: Any = load_index_from_storage(context, embed_model=MockEmbedding(1))

    def search(self, question: Question, vector: Vectors, limit: int) -> Found:
        from llama_index.core.schema import QueryBundle

        asked = QueryBundle("", embedding=vector.tolist())
        found = self._index.as_retriever(similarity_top_k=limit).retrieve(asked)
        return [(int(one.node.node_id), float(one.score)) for one in found]

    def edit(self, place: int, text: str, tokens: list[str], vector: Vectors) -> None:
        self._index.delete_nodes([str(place)])
        self._index.insert_nodes([self._node(place, text, vector)])

    @staticmethod
    def _node(place: int, text: str, vector: Vectors) -> Any:
        from llama_index.core.schema import TextNode

        return TextNode(id_=str(place), text=text, embedding=vector.tolist())


def handed(vectors: Vectors) -> Vectors:
    """What txtai calls in place of a model."""
    return vectors


class Txtai:
    """Embeddings over faiss' exact index, with vectors from outside."""

    def build(self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Vectors, folder: Path) -> None:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"  # `handed` is ours
        from txtai import Embeddings

        transform = f"{handed.__module__}.{handed.__name__}"
        made = Embeddings(method="external", transform=transform, backend="faiss", faiss={"components": "IDMap,Flat"})
        made.index([(str(i), vector, None) for i, vector in enumerate(vectors)])
        made.save(str(folder / "txtai"))

    def open(self, folder: Path) -> None:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"
        from txtai import Embeddings

        self._embeddings = Embeddings()
        self._embeddings.load(str(folder / "txtai"))

    def search(self, question: Question, vector: Vectors, limit: int) -> Found:
        return [(int(place), float(score)) for place, score in self._embeddings.search(vector, limit)]

    def edit(self, place: int, text: str, tokens: list[str], vector: Vectors) -> None:
        self._embeddings.upsert([(str(place), vector, None)])


class Bm25s:
    """The words alone, parted as ours are. It cannot be changed: an edit is a new index."""

    def build(self, texts: Sequence[str], tokens: Sequence[list[str]], vectors: Vectors, folder: Path) -> None:
        self._index(tokens).save(str(folder / "bm25s"))
        (folder / "tokens.json").write_text(json.dumps(tokens), encoding="utf-8")

    def open(self, folder: Path) -> None:
        import bm25s

        self._bm25 = bm25s.BM25.load(str(folder / "bm25s"))
        self._tokens = json.loads((folder / "tokens.json").read_text(encoding="utf-8"))

    def search(self, question: Question, vector: Vectors, limit: int) -> Found:
        known = [token for token in question.tokens if token in self._bm25.vocab_dict]
        if not known:
            return []
        places, scores = self._bm25.retrieve([known], k=min(limit, len(self._tokens)), show_progress=False)
        return [(int(place), float(score)) for place, score in zip(places[0], scores[0], strict=True)]

    def edit(self, place: int, text: str, tokens: list[str], vector: Vectors) -> None:
        self._tokens[place] = tokens
        self._bm25 = self._index(self._tokens)

    @staticmethod
    def _index(tokens: Sequence[list[str]]) -> Any:
        import bm25s

        made = bm25s.BM25()
        made.index(tokens, show_progress=False)
        return made


ENGINES: dict[str, Callable[[], Engine]] = {
    "haystack-ai": Haystack,
    "llama-index-core": LlamaIndex,
    "txtai": Txtai,
    "bm25s": Bm25s,
}
EXACT = ("haystack-ai", "llama-index-core", "txtai")
"""Those that compare every vector: they must agree with us on the ranking."""
