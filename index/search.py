"""A question → measures, best first, each with the evidence for it and its sentences ranked.

Fusion is a weighted sum on fixed scales, (cos - .78)/.14 and bm/(bm + 8): comparable between queries, which knowing
when not to answer needs, and unmoved when notices are added. Weights: docs/decisions.md.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.beyond import Beyond, beyond_from_bytes
from index.build import FEW_QUESTIONS, FOREIGN, OWN, require_fresh, with_terms
from index.calibration import FILE as CALIBRATION
from index.calibration import Calibration, load_calibration
from index.candidates import MOST_SCORED, NEAR, Candidates
from index.encoder import Encoder, Vectors
from index.errors import IndexNotReady, QueryError
from index.given import GivenVector
from index.head import Head, head_from_bytes
from index.hits import NO_FILTERS, Evidence, Filters, Hit, SearchResult, Unstated, nothing_learned
from index.keywords import KeywordIndex, teach, tokens
from index.lexicon import Lexicon, load_lexicon
from index.library import load_library
from index.linkers import Linkers, Named
from index.nearest import VectorIndex
from index.notice import Notice, label_of
from index.numbered import measures_said, names_measures
from index.passages import Passage, PassageKind
from index.query import asking_part, checked_query
from index.scope import NO_ROW, Ints, PassageTable, Scope
from index.scoring import Asked, Row, Scored, Scores, best, holding_sum
from index.settings import Settings
from index.spelling import Speller
from index.store import (
    GATE,
    HEAD,
    PASSAGES,
    UNSTATED,
    VECTORS,
    Manifest,
    current_version,
    read_manifest,
    verified_files,
)

log = logging.getLogger(__name__)
COSINE_FLOOR, COSINE_RANGE = 0.78, 0.14
BM25_HALF = 8.0
WEIGHTS = {"sentence": 0.5, "question": 1.0, "keyword": 1.0, "question_keyword": 0.5, "head": 1.0}
SUM_BONUS = 0.1
"""Added to the fused score of a measure that names the very sum of the question."""
NEAREST = 4096
MAX_LIMIT = 20
SCORE_ALL = 200
"""Measures up to which each is scored at every question; of more, the candidates (docs/performance.md)."""
MOST_HITS, WHOLE = 30, 3
"""Of a large library: how many hits are made, besides those of the first notices."""
NAMED = 8
"""Of how many hits' notices a question of a large library is linked at once."""
FILTERS_KEPT = 256
SHORTEST_SYNONYM = 3
"""Shorter everyday words sound like too many others."""


def _words_to_spell(lexicon: Lexicon, linkers: Linkers) -> Iterator[str]:
    """Words that a slip of the pen may hide: official terms, their longer synonyms, and names of bodies and areas."""
    for entry in lexicon.synonyms:
        yield entry.term
        yield from (word for word in entry.words if len(word) >= SHORTEST_SYNONYM)
    yield from linkers.spelt_names()


class Searcher:
    """Everything needed to search one published index. Immutable after construction; safe to share between requests."""

    def __init__(
        self, manifest: Manifest, notices: Sequence[Notice], lexicon: Lexicon, passages: Sequence[Passage],
        token_lists: Sequence[Sequence[str]], vectors: VectorIndex, encoder: Encoder, calibration: Calibration,
        head: Head | None = None, gate: Head | None = None, beyond: Beyond | None = None,
    ) -> None:  # fmt: skip
        if vectors.size != len(passages) or vectors.dimension != encoder.dimension:
            raise IndexNotReady(
                f"the index holds {vectors.size} vectors of dimension {vectors.dimension}, expected {len(passages)} of "
                f"{encoder.dimension}: run `make index`"
            )
        self.manifest = manifest
        self.calibration = calibration
        self.notices = tuple(notices)
        self.lexicon = lexicon
        self.linkers = Linkers(lexicon, notices)
        self.speller = Speller(_words_to_spell(lexicon, self.linkers))
        self.encoder = encoder
        self._vectors = vectors
        self._rows = [(notice, measure) for notice in notices for measure in notice.measures]
        self._row_of = {(notice.key, measure.number): i for i, (notice, measure) in enumerate(self._rows)}
        self._keywords = KeywordIndex(token_lists)
        owner = [self._row_of.get((p.notice_key, p.measure_number), NO_ROW) for p in passages]
        self._table = PassageTable(passages, np.array(owner, dtype=np.int64), len(self._rows))
        self._few_questions = self._table.counts(PassageKind.QUESTION) < FEW_QUESTIONS
        self._told_by = (
            (PassageKind.SENTENCE,)
            if self._table.has(PassageKind.SENTENCE)
            else (PassageKind.MEASURE, PassageKind.SENTENCE)
        )
        self._head = head
        self._gate = gate
        self._beyond = beyond
        self._head_rows = self._rows_of_head()
        self._found = Candidates(self._rows, self._table, self._head_rows, self._few_questions)
        self._filtered = lru_cache(FILTERS_KEPT)(self._rows_admitted)

    def _rows_of_head(self) -> NDArray[np.int64]:
        """Which row each label of the head is for."""
        rows = {label_of(notice.key, measure.number): i for i, (notice, measure) in enumerate(self._rows)}
        return np.array([rows[label] for label in self._head.labels] if self._head else [], dtype=np.int64)

    def search(self, raw: str, limit: int = 5, filters: Filters | None = None) -> SearchResult:
        """Find measures for a request; raises QueryError for an empty or overlong one or a bad limit."""
        if not 1 <= limit <= MAX_LIMIT:
            raise QueryError(f"limit={limit} 超出范围：请用 1 到 {MAX_LIMIT}")
        result = self.rank(raw, filters)
        return replace(result, hits=result.hits[:limit])

    def rank(self, raw: str, filters: Filters | None = None, given: GivenVector | None = None) -> SearchResult:
        """Measures that the filters admit, best first; raises QueryError like `search`.

        Every one of a small library; of a large one the best, with all the measures of the notices that come first.
        `given`: a vector computed elsewhere, taken only if it is of this very query, put right as it is, and this model.
        """
        query = self.speller.corrected(checked_query(raw))
        known = given.of(query, self.encoder.identity, self.encoder.dimension) if given else None
        vector = self.encoder.encode_queries([query])[0] if known is None else known
        return self._rank(query, vector, filters or NO_FILTERS)

    def _rank(self, query: str, vector: Vectors, filters: Filters) -> SearchResult:
        asked = self._asked(query, vector)
        scope = self._table.everything if self.is_small else self._table.scope(self._candidates(query, asked, filters))
        scores = self._scores(asked, scope)
        hits = self._ranked(query, filters, scope, scores)
        known, foreign = (scores.nearest(scope, kind) for kind in (PassageKind.QUESTION, PassageKind.FOREIGN))
        own = self._own(asked)
        return SearchResult(
            query, self._status(hits), tuple(hits), self._named(query, hits), known, foreign, own, self._unstated(query, vector),
        )  # fmt: skip

    def _unstated(self, query: str, vector: Vectors) -> Unstated:
        """For one question; each measure's is found once, when it is asked for."""
        beyond = self._beyond
        if beyond is None:
            return nothing_learned
        asked = asking_part(query)
        known: dict[str, float] = {}

        def of(hit: Hit) -> float:
            label = label_of(hit.notice.key, hit.measure.number)
            if label not in known:
                known[label] = beyond.log_odds(label, hit.measure.text, asked, asked_vector())
            return known[label]

        def asked_vector() -> Vectors:
            """The story before what is asked would hide it."""
            return vector if asked == query else self.encoder.encode_queries([asked])[0]

        return of

    @property
    def is_small(self) -> bool:
        """Whether every measure is scored at every question."""
        return len(self._rows) <= SCORE_ALL

    def _asked(self, query: str, vector: Vectors) -> Asked:
        expanded = with_terms(query, self.lexicon)
        head = self._head.scores(expanded, vector) if self._head else np.zeros(0)
        return Asked(expanded, vector, self._keywords.scores(tokens(expanded)), head)

    def _candidates(self, query: str, asked: Asked, filters: Filters) -> Ints:
        admitted = None if filters == NO_FILTERS else self._filtered(filters)
        if admitted is not None and len(admitted) <= MOST_SCORED:
            return admitted
        near, _ = self._vectors.search(asked.vector, NEAR if admitted is None else NEAREST)
        return self._found.of(asked, near, measures_said(query), admitted)

    def _rows_admitted(self, filters: Filters) -> Ints:
        return np.array([i for i, row in enumerate(self._rows) if filters.admits(*row)], dtype=np.int64)

    def _named(self, query: str, hits: Sequence[Hit]) -> Named:
        keys = self.linkers if self.is_small else dict.fromkeys(hit.notice.key for hit in hits[:NAMED])
        return Named(query, self.linkers, tuple(keys))

    def _status(self, hits: Sequence[Hit]) -> str:
        best = hits[0].score if hits else 0.0
        return (
            "found" if best >= self.calibration.found_from else "weak" if best >= self.calibration.weak_from else "none"
        )

    def _own(self, asked: Asked) -> float:
        """Log-odds of a question being for a notice rather than foreign; 0 where no gate was learned."""
        if self._gate is None:
            return 0.0
        logits = dict(zip(self._gate.labels, self._gate.logits(asked.text, asked.vector), strict=True))
        return float(logits[OWN] - logits[FOREIGN])

    def _ranked(self, query: str, filters: Filters, scope: Scope, scores: Scored) -> list[Hit]:
        weighted = np.stack([weight * scores.parts[name] for name, weight in WEIGHTS.items()])
        rows = [self._rows[row] for row in scope.rows]
        total: Scores = np.divide(weighted.sum(axis=0), sum(WEIGHTS.values())) + SUM_BONUS * holding_sum(query, rows)
        named = self._naming(query, rows)
        order = [i for i in np.lexsort((-total, ~named)).tolist() if filters == NO_FILTERS or filters.admits(*rows[i])]
        chosen = order if self.is_small else self._first(order, scope)
        return [self._hit(scope, i, float(total[i]), bool(named[i]), scores) for i in chosen]

    def _first(self, ordered: Sequence[int], scope: Scope) -> list[int]:
        """The first of a large library, and whatever else there is of the notices that come first."""
        keys = {self._rows[scope.rows[i]][0].key for i in ordered[:WHOLE]}
        beside = (i for i in ordered[MOST_HITS:] if self._rows[scope.rows[i]][0].key in keys)
        return [*ordered[:MOST_HITS], *beside]

    def _naming(self, query: str, rows: Sequence[Row]) -> NDArray[np.bool_]:
        """Which of the rows the question names by number."""
        named = np.zeros(len(rows), dtype=bool)
        if names_measures(query):
            numbers = self.linkers.measures_in(query, {notice.key for notice, _ in rows})
            named[:] = [measure.number in numbers[notice.key] for notice, measure in rows]
        return named

    def _scores(self, asked: Asked, scope: Scope) -> Scored:
        cosines = self._cosines(asked.vector, scope)
        raw = asked.keywords[scope.ids].astype(np.float64)
        keywords: Scores = np.divide(raw, raw + BM25_HALF)
        parts = {
            "sentence": best(cosines, scope, self._told_by),
            "question": best(cosines, scope, (PassageKind.QUESTION,)),
            "keyword": best(keywords, scope, (PassageKind.MEASURE,)),
            "question_keyword": best(keywords, scope, (PassageKind.QUESTION,)),
        }
        few = self._few_questions[scope.rows]
        parts["question"] = np.where(few, parts["sentence"], parts["question"])
        parts["question_keyword"] = np.where(few, parts["keyword"], parts["question_keyword"])
        parts["head"] = np.clip(parts["sentence"], 0.0, 1.0)
        places = np.searchsorted(scope.rows, self._head_rows)
        inside = np.isin(self._head_rows, scope.rows)
        parts["head"][places[inside]] = asked.head[inside]
        return Scored(parts, cosines, keywords)

    def _cosines(self, vector: Vectors, scope: Scope) -> Scores:
        """Cosines on their scale, per passage of the scope."""
        cosines = np.zeros(len(scope.ids))
        if scope is self._table.everything:
            ids, found = self._vectors.search(vector, NEAREST)
            cosines[ids] = np.clip((found - COSINE_FLOOR) / COSINE_RANGE, 0.0, None)
        else:
            compared = np.flatnonzero(~scope.are(PassageKind.MEASURE) | (PassageKind.MEASURE in self._told_by))
            found = self._vectors.cosines(vector, scope.ids[compared])
            cosines[compared] = np.clip((found - COSINE_FLOOR) / COSINE_RANGE, 0.0, None)
        return cosines

    def _hit(self, scope: Scope, i: int, total: float, named: bool, scores: Scored) -> Hit:
        row = int(scope.rows[i])
        notice, measure = self._rows[row]
        evidence = Evidence(**{name: round(float(part[i]), 4) for name, part in scores.parts.items()})
        own = np.searchsorted(scope.ids, self._table.of_row(row, PassageKind.SENTENCE))
        told = (scores.cosines[own] + scores.keywords[own]).tolist()
        ranked = sorted(zip(measure.sentences, told, strict=True), key=lambda pair: -pair[1])
        by_question = evidence.question + evidence.question_keyword > evidence.sentence + evidence.keyword
        matched_by = "number" if named else "question" if by_question else "text"
        score = 1.0 if named else min(1.0, max(0.0, total))
        return Hit(notice, measure, round(score, 4), matched_by, evidence, tuple(ranked))


def open_searcher(settings: Settings, encoder: Encoder | None = None) -> Searcher:
    """Verify and load the published index; loads the model unless one is given. Raises IndexNotReady, EncoderError."""
    folder = current_version(settings.index_dir)
    manifest = read_manifest(folder)
    require_fresh(settings, manifest)
    files = verified_files(folder, manifest)
    table = json.loads(files[PASSAGES])
    if encoder is None:
        from index.encoder import load_encoder

        encoder = load_encoder(settings.embedding_model)
    if dict(encoder.prompts) != manifest.prompts:
        raise IndexNotReady(f"the model's prompts {encoder.prompts} are not those of the index: run `make index`")
    lexicon = load_lexicon(settings.data / "lexicon")
    teach(entry.term for entry in lexicon.synonyms)
    return Searcher(
        manifest=manifest,
        notices=load_library(folder),
        lexicon=lexicon,
        passages=[_passage(row) for row in table],
        token_lists=[row["tokens"] for row in table],
        vectors=VectorIndex.read(folder / VECTORS),
        encoder=encoder,
        calibration=_calibration(files[CALIBRATION], settings),
        head=head_from_bytes(files[HEAD]) if HEAD in files else None,
        gate=head_from_bytes(files[GATE]) if GATE in files else None,
        beyond=beyond_from_bytes(files[UNSTATED]) if UNSTATED in files else None,
    )


def _calibration(raw: bytes, settings: Settings) -> Calibration:
    calibration = load_calibration(raw)
    if calibration.model != settings.embedding_model:
        log.warning(
            "thresholds were fitted for model %r, the setting is %r: run `make calibrate`",
            calibration.model,
            settings.embedding_model,
        )
    return calibration


def _passage(row: dict[str, object]) -> Passage:
    span = row["span"]
    return Passage(
        notice_key=str(row["notice_key"]),
        measure_number=int(str(row["measure_number"])),
        kind=PassageKind(str(row["kind"])),
        text=str(row["text"]),
        span=(int(span[0]), int(span[1])) if isinstance(span, list) else None,
    )
