"""A question → measures, best first, each with the evidence for it and its sentences ranked.

Fusion is a weighted sum on fixed scales, (cos - .78)/.14 and bm/(bm + 8): comparable between queries, which knowing
when not to answer needs, and unmoved when notices are added. Weights: docs/decisions.md.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.build import FEW_QUESTIONS, FOREIGN, OWN, label_of, require_fresh, with_terms
from index.calibration import FILE as CALIBRATION
from index.calibration import Calibration, load_calibration
from index.encoder import Encoder, Vectors
from index.errors import IndexNotReady, QueryError
from index.given import GivenVector
from index.head import Head, head_from_bytes
from index.keywords import KeywordIndex, teach, tokens
from index.lexicon import Lexicon, load_lexicon
from index.library import load_library
from index.mentions import Linker, Mentions
from index.notice import Chapter, Measure, Notice, Sentence
from index.passages import Passage, PassageKind
from index.query import checked_query
from index.settings import Settings
from index.spelling import Speller
from index.store import (
    GATE,
    HEAD,
    PASSAGES,
    UNSTATED,
    VECTORS,
    Manifest,
    VectorIndex,
    current_version,
    read_manifest,
    verified_files,
)
from index.sums import said_sums
from index.unstated import beyond

log = logging.getLogger(__name__)
COSINE_FLOOR, COSINE_RANGE = 0.78, 0.14
BM25_HALF = 8.0
WEIGHTS = {"sentence": 0.5, "question": 1.0, "keyword": 1.0, "question_keyword": 0.5, "head": 1.0}
SUM_BONUS = 0.1
"""Added to the fused score of a measure that names the very sum of the question."""
NEAREST = 4096
NO_ROW = -1
MAX_LIMIT = 20
SHORTEST_SYNONYM = 3
"""Shorter everyday words sound like too many others."""

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of a hit's score, each on its fixed scale (0 = nothing, about 1 = as good as it gets)."""

    sentence: float
    question: float
    keyword: float
    question_keyword: float
    head: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure found. `score` in [0, 1]; `sentences` are its sentences, best first, with their scores."""

    notice: Notice
    measure: Measure
    score: float
    matched_by: str
    """number | unit | question | text: what spoke most for it."""
    evidence: Evidence
    sentences: tuple[tuple[Sentence, float], ...]
    unstated: float | None = None
    """Log-odds that the question asks for more than the measure states; None where that was not asked or learned."""

    @property
    def chapter(self) -> Chapter | None:
        return chapter_of(self.notice, self.measure)


def _words_to_spell(lexicon: Lexicon, linkers: Iterable[Linker]) -> Iterator[str]:
    """Words that a slip of the pen may hide: official terms, their longer synonyms, and names of bodies and areas."""
    for entry in lexicon.synonyms:
        yield entry.term
        yield from (word for word in entry.words if len(word) >= SHORTEST_SYNONYM)
    for linker in linkers:
        yield from (*linker.unit_names, *linker.home_names)


def chapter_of(notice: Notice, measure: Measure) -> Chapter | None:
    return next((chapter for chapter in notice.chapters if chapter.number == measure.chapter_number), None)


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on what may be found; `None` does not limit. `unit` and `chapter` are as printed, or a part of it."""

    notice: str | None = None
    unit: str | None = None
    chapter: str | None = None

    def admits(self, notice: Notice, measure: Measure) -> bool:
        chapter = chapter_of(notice, measure)
        return (
            (self.notice is None or self.notice in (notice.key, notice.title))
            and (self.unit is None or any(self.unit in unit for unit in measure.units))
            and (
                self.chapter is None
                or (chapter is not None and self.chapter in (str(chapter.number), chapter.title, chapter.heading))
            )
        )


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`query` is the normalised text, slips of the pen put right; `status` found | weak | none; hits best first, one a measure."""

    query: str
    status: str
    hits: tuple[Hit, ...]
    mentions: dict[str, Mentions]
    """Per notice key, what the question names there."""
    known: float = 0.0
    foreign: float = 0.0
    """Likeness to the nearest 相似问, and to the nearest question that is no notice's business (cosines, fixed scale)."""
    own: float = 0.0
    """Log-odds of being a question for a notice, by the gate that was learned from examples of both."""


class Searcher:
    """Everything needed to search one published index. Immutable after construction; safe to share between requests."""

    def __init__(
        self, manifest: Manifest, notices: Sequence[Notice], lexicon: Lexicon, passages: Sequence[Passage],
        token_lists: Sequence[Sequence[str]], vectors: VectorIndex, encoder: Encoder, calibration: Calibration,
        head: Head | None = None, gate: Head | None = None, unstated: Head | None = None,
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
        self.linkers = {notice.key: Linker(lexicon, notice) for notice in notices}
        self.speller = Speller(_words_to_spell(lexicon, self.linkers.values()))
        self.encoder = encoder
        self._vectors = vectors
        self._passages = tuple(passages)
        self._rows = [(notice, measure) for notice in notices for measure in notice.measures]
        self._row_of = {(notice.key, measure.number): i for i, (notice, measure) in enumerate(self._rows)}
        self._keywords = KeywordIndex(token_lists)
        self._owner = np.array([self._row_of.get((p.notice_key, p.measure_number), NO_ROW) for p in passages])
        self._head = head
        self._gate = gate
        self._unstated = unstated
        self._head_rows = self._rows_of_head()
        self._kinds = {kind: np.array([p.kind is kind for p in passages], dtype=bool) for kind in PassageKind}

    def _rows_of_head(self) -> NDArray[np.int64]:
        """Which row each label of the head is for."""
        rows = {label_of(notice.key, measure.number): i for i, (notice, measure) in enumerate(self._rows)}
        return np.array([rows[label] for label in self._head.labels] if self._head else [], dtype=np.int64)

    @cached_property
    def _few_questions(self) -> NDArray[np.bool_]:
        counts = np.bincount(self._owner[self._kinds[PassageKind.QUESTION]], minlength=len(self._rows))
        return np.asarray(counts < FEW_QUESTIONS)

    def search(self, raw: str, limit: int = 5, filters: Filters | None = None) -> SearchResult:
        """Find measures for a request; raises QueryError for an empty or overlong one or a bad limit."""
        if not 1 <= limit <= MAX_LIMIT:
            raise QueryError(f"limit={limit} 超出范围：请用 1 到 {MAX_LIMIT}")
        result = self.rank(raw, filters)
        return replace(result, hits=result.hits[:limit])

    def rank(self, raw: str, filters: Filters | None = None, given: GivenVector | None = None) -> SearchResult:
        """Every measure that the filters admit, best first; raises QueryError like `search`.

        `given`: a vector computed elsewhere, taken only if it is of this very query, put right as it is, and this model.
        """
        query = self.speller.corrected(checked_query(raw))
        mentions = {key: linker.link(query) for key, linker in self.linkers.items()}
        known = given.of(query, self.encoder.identity, self.encoder.dimension) if given else None
        vector = self.encoder.encode_queries([query])[0] if known is None else known
        parts, cosines, keywords = self._scores(query, vector)
        hits = self._ranked(query, mentions, filters or Filters(), parts, cosines, keywords)
        if hits and self._unstated:
            hits[0] = replace(hits[0], unstated=beyond(self._unstated, query, vector, hits[0].measure.text))
        like, foreign = (self._nearest(cosines, kind) for kind in (PassageKind.QUESTION, PassageKind.FOREIGN))
        return SearchResult(query, self._status(hits), tuple(hits), mentions, like, foreign, self._own(query, vector))

    def _status(self, hits: Sequence[Hit]) -> str:
        best = hits[0].score if hits else 0.0
        return (
            "found" if best >= self.calibration.found_from else "weak" if best >= self.calibration.weak_from else "none"
        )

    def _own(self, query: str, vector: Vectors) -> float:
        """Log-odds of a question being for a notice rather than foreign; 0 where no gate was learned."""
        if self._gate is None:
            return 0.0
        logits = dict(zip(self._gate.labels, self._gate.logits(with_terms(query, self.lexicon), vector), strict=True))
        return float(logits[OWN] - logits[FOREIGN])

    def _nearest(self, cosines: Scores, kind: PassageKind) -> float:
        return float(cosines[self._kinds[kind]].max(initial=0.0))

    def _ranked(
        self,
        query: str,
        mentions: dict[str, Mentions],
        filters: Filters,
        parts: dict[str, Scores],
        cosines: Scores,
        keywords: Scores,
    ) -> list[Hit]:
        weighted = np.stack([weight * parts[name] for name, weight in WEIGHTS.items()])
        total: Scores = np.divide(weighted.sum(axis=0), sum(WEIGHTS.values())) + SUM_BONUS * self._holding_sum(query)
        named = np.array([m.number in mentions[n.key].measures for n, m in self._rows], dtype=bool)
        order = sorted(range(len(self._rows)), key=lambda i: (not named[i], -total[i], i))
        return [
            self._hit(i, float(total[i]), bool(named[i]), parts, cosines, keywords)
            for i in order
            if filters.admits(*self._rows[i])
        ]

    def _scores(self, query: str, vector: Vectors) -> tuple[dict[str, Scores], Scores, Scores]:
        """Parts of the fused score per measure [m], and cosine and BM25 scales per passage [n]."""
        cosines = np.zeros(len(self._passages))
        ids, found = self._vectors.search(vector, NEAREST)
        cosines[ids] = np.clip((found - COSINE_FLOOR) / COSINE_RANGE, 0.0, None)
        expanded = with_terms(query, self.lexicon)
        raw = self._keywords.scores(tokens(expanded)).astype(np.float64)
        keywords: Scores = np.divide(raw, raw + BM25_HALF)
        text = {PassageKind.MEASURE, PassageKind.SENTENCE}
        parts = {
            "sentence": self._best(
                cosines, {PassageKind.SENTENCE} if self._kinds[PassageKind.SENTENCE].any() else text
            ),
            "question": self._best(cosines, {PassageKind.QUESTION}),
            "keyword": self._best(keywords, {PassageKind.MEASURE}),
            "question_keyword": self._best(keywords, {PassageKind.QUESTION}),
        }
        few = self._few_questions
        parts["question"] = np.where(few, parts["sentence"], parts["question"])
        parts["question_keyword"] = np.where(few, parts["keyword"], parts["question_keyword"])
        parts["head"] = np.clip(parts["sentence"], 0.0, 1.0)
        if self._head:
            parts["head"][self._head_rows] = self._head.scores(expanded, vector)
        return parts, cosines, keywords

    def _holding_sum(self, query: str) -> Scores:
        """Per measure 1 where it names a sum that the question names (五千万, 5000w), else 0."""
        said = {one.value for one in said_sums(query)}
        return np.array([float(any(a.value in said for a in measure.amounts)) for _, measure in self._rows])

    def _best(self, scores: Scores, kinds: Iterable[PassageKind]) -> Scores:
        """Per measure the highest score among its passages of these kinds, 0 where it has none."""
        best = np.zeros(len(self._rows))
        for kind in kinds:
            mask = self._kinds[kind]
            np.maximum.at(best, self._owner[mask], scores[mask])
        return best

    def _hit(
        self, row: int, total: float, named: bool, parts: dict[str, Scores], cosines: Scores, keywords: Scores
    ) -> Hit:
        notice, measure = self._rows[row]
        evidence = Evidence(**{name: round(float(scores[row]), 4) for name, scores in parts.items()})
        own = [i for i in np.flatnonzero(self._owner == row) if self._passages[i].kind is PassageKind.SENTENCE]
        ranked = sorted(
            ((sentence, float(cosines[i] + keywords[i])) for sentence, i in zip(measure.sentences, own, strict=True)),
            key=lambda pair: -pair[1],
        )
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
        unstated=head_from_bytes(files[UNSTATED]) if UNSTATED in files else None,
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
