"""`make bench-scale`: what a question costs in a library of 20, 100, 1 000, 10 000 and 100 000 measures.

The published notice and invented ones (tests/index/generated.py); each size in a process of its own, so that memory is its
own. Real: parsing's result, words, BM25, FAISS, the whole of `Searcher.rank`, the embedding of every question. Not real: the
vectors of invented texts, which are mixtures of really embedded parts. Exit code 1 when the largest library's question
takes more than MOST_GROWTH times as long as the published notice's, or too few of the first hits are found.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import logging
import pstats
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import faiss
import numpy as np

from index.candidates import NEAR
from index.encoder import Encoder, Vectors, load_encoder
from index.evaluate import load_rows
from index.hits import NO_FILTERS, Hit
from index.keywords import KeywordIndex, tokens
from index.library import load_library
from index.nearest import VectorIndex
from index.notice import Notice
from index.passages import Passage
from index.search import Searcher, _passage, open_searcher
from index.settings import ROOT, Settings, load_settings
from index.store import PASSAGES, current_version
from index.vectors import Item, embed
from tests.index.generated import clauses_of, generate, invented_questions, mixed_vectors

T = TypeVar("T")
SIZES = (20, 100, 1_000, 10_000, 100_000)
MOST_GROWTH, LEAST_RECALL = 2.0, 0.95
QUESTIONS, COMPARED, TURNS = 200, 40, 2
TOP, MORE = 3, 5


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one size. Seconds `_s`, milliseconds `_ms`, mebibytes `_mb`; recalls are shares."""

    measures: int
    passages: int
    kind: str
    words_s: float
    keywords_s: float
    vectors_s: float
    open_s: float
    embed_ms: float
    p50_ms: float
    p95_ms: float
    alone_p50_ms: float
    alone_p95_ms: float
    """The same questions of the published notice alone, asked in turns with these."""
    rss_mb: int
    vector_recall: float
    first_recall: float
    top_recall: float
    more_recall: float
    add_ms: float
    remove_ms: float

    @property
    def growth(self) -> float:
        """How many times as long a whole question takes as of the published notice alone, at the median."""
        return (self.embed_ms + self.p50_ms) / (self.embed_ms + self.alone_p50_ms)

    @property
    def growth_p95(self) -> float:
        return (self.embed_ms + self.p95_ms) / (self.embed_ms + self.alone_p95_ms)


class Prepared:
    """Gives questions the vectors that the real model made of them before, so that the search is timed alone."""

    def __init__(self, model: Encoder, texts: Sequence[str]) -> None:
        self.model_id, self.dimension, self.prompts = model.model_id, model.dimension, dict(model.prompts)
        self.identity = model.identity
        self.times_ms: list[float] = []
        self.vectors: dict[str, Vectors] = {}
        for text in texts:
            begun = time.process_time()
            self.vectors[text] = model.encode_queries([text])[0]
            self.times_ms.append(1000 * (time.process_time() - begun))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.vectors[text] for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError("passages come with their vectors")


def measured(size: int, profile: bool = False) -> Row:
    settings = load_settings()
    model = load_encoder(settings.embedding_model)
    published = open_searcher(settings, model)
    passages, vectors, library = _library(size, settings, model, published)
    token_lists, words_s = _timed(lambda: [[sys.intern(token) for token in tokens(p.text)] for p in passages])
    _, keywords_s = _timed(lambda: KeywordIndex(token_lists))
    chosen, vectors_s = _timed(lambda: VectorIndex.of(vectors))
    clauses = clauses_of(_real_notices(settings))
    raw = [row.text for row in load_rows(settings.data / "evaluation" / "dev.jsonl")][: QUESTIONS // 2]
    raw += invented_questions(QUESTIONS // 2, clauses)
    asked = list(dict.fromkeys(published.rank(text).query for text in raw))
    prepared = Prepared(model, asked)
    searcher, open_s = _timed(
        lambda: Searcher(
            published.manifest, library, published.lexicon, passages, token_lists, chosen, prepared,
            published.calibration, published._head, published._gate,
        )
    )  # fmt: skip
    for one in (searcher, published):
        prepared.vectors.update({one.speller.corrected(text): prepared.vectors[text] for text in asked})
    token_lists.clear()
    gc.collect()
    rss = _rss_mb()
    published.encoder = prepared
    times, alone = _question_times((searcher, published), asked)
    if profile:
        _profile(searcher, asked)
    recall = float(np.mean([_recall(chosen, vectors, prepared.vectors[text]) for text in asked[:COMPARED]]))
    recalls = _against_exact(searcher, asked)
    add_ms, remove_ms = _changing(chosen, vectors)
    return Row(
        size, len(passages), "flat" if chosen.is_exact else "HNSW", words_s, keywords_s, vectors_s, open_s,
        float(np.median(prepared.times_ms)), *_percentiles(times), *_percentiles(alone), rss,
        recall, *recalls, add_ms, remove_ms,
    )  # fmt: skip


def _real_notices(settings: Settings) -> list[Notice]:
    return [*load_library(settings.data), *load_library(ROOT / "tests" / "fixtures" / "library")]


def _library(
    size: int, settings: Settings, model: Encoder, published: Searcher
) -> tuple[list[Passage], Vectors, tuple[Notice, ...]]:
    """Passages, their vectors [n, d], and the notices: the published one and invented ones."""
    folder = current_version(settings.index_dir)
    rows = [_passage(row) for row in json.loads((folder / PASSAGES).read_text(encoding="utf-8"))]
    own = published._vectors.vectors_of(np.arange(len(rows)))
    made = generate(size - len(published.notices[0].measures), clauses_of(_real_notices(settings)))
    cache = settings.home / "bench-scale"
    of_parts = embed([Item(part, False) for part in made.parts], model, cache)
    passages: list[Passage] = [*rows, *(text.passage for text in made.texts)]
    vectors = own
    if made.texts:
        vectors = np.concatenate([own, mixed_vectors([text.parts for text in made.texts], of_parts)])
    return passages, np.ascontiguousarray(vectors), (*published.notices, *made.notices)


def _question_times(searchers: Sequence[Searcher], asked: Sequence[str]) -> list[list[float]]:
    """Per searcher milliseconds of each question without its embedding, with what is named in the notices in question."""
    times: list[list[float]] = [[] for _ in searchers]
    for turn in range(1 + TURNS):
        for own, searcher in zip(times, searchers, strict=True):
            for text in asked:
                begun = time.process_time()
                list(searcher.rank(text).mentions.items())
                if turn:
                    own.append(1000 * (time.process_time() - begun))
    return times


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def _profile(searcher: Searcher, asked: Sequence[str]) -> None:
    """Where the time of a question goes, to stderr."""
    with cProfile.Profile() as profile:
        _question_times((searcher,), asked)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(18)


def _recall(chosen: VectorIndex, vectors: Vectors, vector: Vectors, limit: int = 10) -> float:
    """Share of the really nearest vectors that are found; ties count as found."""
    cosines = vectors @ vector
    bound = np.partition(cosines, -limit)[-limit]
    ids, _ = chosen.search(vector, NEAR)
    return float((cosines[ids[:limit]] >= bound - 1e-6).mean())


def _against_exact(searcher: Searcher, asked: Sequence[str]) -> tuple[float, float, float]:
    """Shares of the first hit, the first TOP and the first MORE of scoring every measure exactly that are among ours."""
    every = searcher._table.scope(np.arange(len(searcher._rows)))
    shares = []
    for text in asked:
        query = searcher.speller.corrected(text)
        one = searcher._asked(query, searcher.encoder.encode_queries([query])[0])
        exact = _numbers(searcher._ranked(query, NO_FILTERS, every, searcher._scores(one, every)))
        ours = _numbers(searcher.rank(text).hits)
        shares.append([len({*ours[:top]} & {*exact[:top]}) / top for top in (1, TOP, MORE)])
    first, few, more = np.mean(shares, axis=0).tolist()
    return first, few, more


def _numbers(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    return [(hit.notice.key, hit.measure.number) for hit in hits]


def _changing(chosen: VectorIndex, vectors: Vectors) -> tuple[float, float]:
    """Milliseconds to add a notice's vectors (about 90) and to remove them."""
    new = vectors[-90:]
    ids = np.arange(len(vectors), len(vectors) + len(new), dtype=np.int64)
    _, added = _timed(lambda: chosen.add(new, ids))
    if ids[0] not in chosen.search(new[0], 20)[0]:
        raise RuntimeError("a vector that was added is not found")
    _, removed = _timed(lambda: chosen.remove(ids))
    if np.isin(chosen.search(new[0], 50)[0], ids).any():
        raise RuntimeError("a vector that was removed is still found")
    return 1000 * added, 1000 * removed


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    result = work()
    return result, time.process_time() - begun


def _rss_mb() -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


HEAD = (
    "measures passages index   words   BM25  vectors   open  embed     p50     p95   alone     p95 growth     p95    RSS"
    "  recall recall recall recall    add  remove\n"
    "                              s      s        s      s     ms      ms      ms  p50 ms      ms  times   times    MiB"
    " vec@10     @1     @3     @5     ms      ms"
)


def line(row: Row) -> str:
    return (
        f"{row.measures:>8}{row.passages:>9} {row.kind:<5}{row.words_s:>8.1f}{row.keywords_s:>7.1f}"
        f"{row.vectors_s:>9.1f}{row.open_s:>7.1f}{row.embed_ms:>7.1f}{row.p50_ms:>8.2f}{row.p95_ms:>8.2f}"
        f"{row.alone_p50_ms:>8.2f}{row.alone_p95_ms:>8.2f}{row.growth:>7.2f}{row.growth_p95:>8.2f}{row.rss_mb:>7}"
        f"{row.vector_recall:>8.3f}{row.first_recall:>7.3f}{row.top_recall:>7.3f}{row.more_recall:>7.3f}"
        f"{row.add_ms:>7.1f}{row.remove_ms:>8.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=int, help="measure this size only and print JSON")
    parser.add_argument("--profile", action="store_true", help="with --one: print where the time goes")
    arguments = parser.parse_args()
    logging.disable(logging.INFO)
    if arguments.one:
        faiss.omp_set_num_threads(1)
        print(json.dumps(asdict(measured(arguments.one, arguments.profile))))
        return 0
    print("Vectors of the invented texts are mixtures of really embedded parts; the questions are embedded for real.")
    print(
        "Times are CPU time of one thread. p50, p95: a question without its embedding (`embed`), which does not grow."
    )
    print(HEAD, flush=True)
    rows = []
    for size in arguments.sizes:
        command = [sys.executable, "-m", "tests.index.bench_scale", "--one", str(size)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        rows.append(Row(**json.loads(done.stdout.splitlines()[-1])))
        print(line(rows[-1]), flush=True)
    last = rows[-1]
    print(
        f"{last.measures} measures: a whole question takes {last.growth:.2f} times as long as of the published notice "
        f"alone, at most {MOST_GROWTH:.1f} wanted; recall@{TOP} {last.top_recall:.3f}, at least {LEAST_RECALL} wanted"
    )
    return 0 if last.growth <= MOST_GROWTH and last.top_recall >= LEAST_RECALL else 1


if __name__ == "__main__":
    sys.exit(main())
