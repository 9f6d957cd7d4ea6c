"""Of a large library only candidates are scored; small and large must agree, and an index of either sort can change."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import index.candidates
import index.search
from index.hits import Filters
from index.linkers import Linkers, Named
from index.nearest import VectorIndex
from index.passages import Passage, PassageKind
from index.scope import PassageTable
from index.scoring import best_of
from index.search import Searcher
from index.settings import ROOT, Settings
from tests.index.conftest import FIXTURES
from tests.index.test_search import QUERIES, numbers, opened

KINDS = [PassageKind.MEASURE, PassageKind.SENTENCE, PassageKind.QUESTION, PassageKind.FOREIGN]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The published notice and the invented one."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(FIXTURES / "library", home / "data")
    for name in ("lexicon", "notice"):
        shutil.copytree(ROOT / "data" / name, home / "data" / name, dirs_exist_ok=True)
    shutil.copy(ROOT / "data" / "calibration.yml", home / "data")
    return opened(Settings(home / "var", home / "data", "fake", 5055, 5005))


@pytest.mark.parametrize(
    "query", [*QUERIES, "产业基金能投我们多少钱", "第2条和第7条", "最后一条讲什么", "5000万的研发机构"]
)
@pytest.mark.parametrize("filters", [Filters(), Filters(notice="青海发规〔2024〕5号"), Filters(unit="市财政局")])
def test_candidates_give_what_scoring_everything_gives(
    library: Searcher, monkeypatch: pytest.MonkeyPatch, query: str, filters: Filters
) -> None:
    every = library.rank(query, filters)
    monkeypatch.setattr(index.search, "SCORE_ALL", 0)
    some = library.rank(query, filters)
    assert numbers(some)[:5] == numbers(every)[:5] and some.status == every.status
    assert [hit.score for hit in some.hits[:5]] == pytest.approx([hit.score for hit in every.hits[:5]], abs=2e-4)
    assert some.known == pytest.approx(every.known, abs=1e-5)


def test_a_wide_filter_keeps_to_what_it_admits(library: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.search, "SCORE_ALL", 0)
    monkeypatch.setattr(index.search, "MOST_SCORED", 0)
    found = library.rank("海洋产业基金", Filters(chapter="2")).hits
    assert found and {hit.measure.chapter_number for hit in found} == {2}
    assert library.rank("海洋产业基金", Filters(unit="税务局")).hits == ()


def test_notices_that_come_first_are_there_as_a_whole(library: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers look beyond the best hits of their notice."""
    monkeypatch.setattr(index.search, "SCORE_ALL", 0)
    monkeypatch.setattr(index.search, "MOST_HITS", 1)
    monkeypatch.setattr(index.candidates, "FIRST", 1)
    found = library.rank("设立海洋生物医药产业基金")
    assert found.hits[0].notice.key == "青海发规〔2024〕5号"
    assert sorted(numbers(found)) == list(range(1, 9))


def test_mentions_of_any_notice_can_be_asked(library: Searcher) -> None:
    named = Named("永川的发改委", library.linkers, ("青海发规〔2024〕5号",))
    assert list(named) == ["青海发规〔2024〕5号"] and len(named) == 1
    assert named["渝发改规范〔2021〕12号"].areas == ("永川区",)


def test_linkers_are_made_once(library: Searcher) -> None:
    linkers = Linkers(library.lexicon, library.notices)
    key = library.notices[0].key
    assert linkers[key] is linkers[key] and list(linkers) == [notice.key for notice in library.notices]
    with pytest.raises(KeyError):
        linkers["别的通知"]


@pytest.mark.parametrize("query", ["第2条和第7条", "最后一条讲什么", "倒数第三条", "海洋产业基金"])
def test_numbers_named_are_those_of_each_linker(library: Searcher, query: str) -> None:
    linkers = library.linkers
    assert linkers.measures_in(query, linkers) == {key: linker.link(query).measures for key, linker in linkers.items()}


def test_a_scope_holds_its_measures_and_what_is_no_measures() -> None:
    owner = np.array([0, 0, 1, 2, 2, -1])
    kinds = [PassageKind.MEASURE, PassageKind.SENTENCE, PassageKind.QUESTION, *KINDS[:2], PassageKind.FOREIGN]
    table = PassageTable([Passage("", 0, kind, "", None) for kind in kinds], owner, 3)
    scope = table.scope(np.array([0, 2]))
    assert scope.ids.tolist() == [0, 1, 3, 4, 5] and scope.owner.tolist() == [0, 0, 1, 1, -1]
    assert scope.are(PassageKind.SENTENCE).tolist() == [False, True, False, True, False]
    assert table.of_row(2, PassageKind.SENTENCE).tolist() == [4]
    assert table.counts(PassageKind.QUESTION).tolist() == [0, 1, 0]
    assert table.rows_of(np.array([5, 4, 3, 0]), 2) == [2, 0]
    assert table.scope(np.array([], dtype=np.int64)).ids.tolist() == [5]


def test_best_of_gives_places_highest_first() -> None:
    assert best_of(np.array([0.0, 3.0, 1.0, 0.0, 2.0]), 2).tolist() == [1, 4]
    assert best_of(np.zeros(3), 2).tolist() == []


def unit_vectors(count: int, seed: int = 1) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("flat_until", [1000, 0], ids=["flat", "graph"])
def test_vectors_are_added_removed_and_written(tmp_path: Path, flat_until: int) -> None:
    """A graph passes over what was removed, and writes without it."""
    vectors = unit_vectors(300)
    index_ = VectorIndex.of(vectors, flat_until=flat_until)
    assert index_.is_exact is bool(flat_until)
    assert np.allclose(index_.vectors_of(np.array([7, 3])), vectors[[7, 3]])
    assert np.allclose(index_.cosines(vectors[7], np.array([7, 3])), [1, vectors[7] @ vectors[3]], atol=1e-6)
    new = unit_vectors(5, seed=2)
    index_.add(new, np.arange(300, 305))
    assert index_.search(new[0], 5)[0][0] == 300
    assert np.allclose(index_.cosines(new[4], np.array([304])), [1], atol=1e-6)
    index_.remove(np.array([300, 12]))
    assert np.allclose(index_.cosines(new[4], np.array([304, 0])), [1, new[4] @ vectors[0]], atol=1e-6)
    assert index_.size == 303 and not {300, 12} & set(index_.search(new[0], 303)[0].tolist())
    (tmp_path / "vectors").write_bytes(index_.to_bytes())
    again = VectorIndex.read(tmp_path / "vectors")
    assert again.size == 303 and not {300, 12} & set(again.search(vectors[12], 303)[0].tolist())
    assert np.allclose(again.vectors_of(np.array([304])), new[[4]])


def test_a_graph_finds_what_is_nearest() -> None:
    vectors = unit_vectors(2000)
    graph = VectorIndex.of(vectors, flat_until=0)
    for query in unit_vectors(20, seed=3):
        assert graph.search(query, 10)[0][0] == int((vectors @ query).argmax())
