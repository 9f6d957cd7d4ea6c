"""Evidence is fused on fixed scales: numbers first, filters kept, scores in [0, 1], the same order every time."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from index.build import FEW_QUESTIONS, build_index
from index.errors import QueryError
from index.hits import Filters, SearchResult
from index.query import checked_query
from index.search import MAX_LIMIT, Searcher, open_searcher
from index.settings import ROOT, Settings
from tests.index.conftest import FIXTURES
from tests.index.fake_encoder import FakeEncoder

QUERIES = ["产业基金能投多少", "海藻样本库", "第3条", "审批太慢", "市财政局", "完全无关的天气预报", "AI", "药" * 500]


def opened(settings: Settings) -> Searcher:
    build_index(settings, FakeEncoder)
    return open_searcher(settings, FakeEncoder())


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The invented notice: 8 measures in 3 chapters, 8 相似问 each."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(FIXTURES / "library", home / "data")
    shutil.copytree(ROOT / "data" / "lexicon", home / "data" / "lexicon")
    shutil.copy(ROOT / "data" / "calibration.yml", home / "data")
    return opened(Settings(home / "var", home / "data", "fake", 5055, 5005))


def numbers(result: SearchResult) -> list[int]:
    return [hit.measure.number for hit in result.hits]


@pytest.mark.parametrize("query", ["第6条", "第六条讲什么", "第６条的产业基金能投多少", "六条原文"])
def test_a_measure_named_by_number_comes_first(searcher: Searcher, query: str) -> None:
    """Whatever else the question resembles."""
    best = searcher.search(query).hits[0]
    assert (best.measure.number, best.matched_by, best.score) == (6, "number", 1.0)


def test_several_numbers_come_before_everything_else(searcher: Searcher) -> None:
    hits = searcher.search("第2条和第7条有什么不同").hits
    assert {hit.measure.number for hit in hits[:2]} == {2, 7}
    assert [hit.matched_by == "number" for hit in hits] == [True, True, False, False, False]


def test_a_number_that_the_notice_lacks_names_nothing(searcher: Searcher) -> None:
    assert all(hit.matched_by != "number" for hit in searcher.search("第88条").hits)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("产业基金能投我们多少钱", 5),  # a 相似问
        ("蓝色种子平台是干什么的", 2),
        ("首次轻微违法且及时改正的依法不予处罚", 8),  # the notice's own words
        ("组织企业参加国内外医药和海洋产业展会", 6),
    ],
)
def test_what_is_asked_or_written_is_found(searcher: Searcher, query: str, number: int) -> None:
    result = searcher.search(query)
    assert numbers(result)[0] == number and result.status != "none"


def test_matched_by_says_what_spoke_most_for_it(searcher: Searcher) -> None:
    asked = searcher.search("产业基金能投我们多少钱").hits[0]
    written = searcher.search("设立海洋生物医药产业基金，对集聚区内处于种子期、成长期的企业").hits[0]
    assert (asked.matched_by, written.matched_by) == ("question", "text")


def test_the_best_sentence_comes_first(searcher: Searcher) -> None:
    """And every sentence of the measure stands in the ranking once."""
    hit = searcher.search("以专利权、海域使用权为质押的贷款").hits[0]
    assert hit.measure.number == 5 and "海域使用权" in hit.sentences[0][0].text
    assert sorted(s.span for s, _ in hit.sentences) == [s.span for s in hit.measure.sentences]


@pytest.mark.parametrize("query", QUERIES)
def test_scores_lie_between_0_and_1_and_fall(searcher: Searcher, query: str) -> None:
    scores = [hit.score for hit in searcher.search(query, MAX_LIMIT).hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@examples(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_any_text_is_searched_or_refused(searcher: Searcher, text: str) -> None:
    """Never another error, one hit a measure, scores in [0, 1]."""
    try:
        checked_query(text)
    except QueryError:
        with pytest.raises(QueryError):
            searcher.search(text)
        return
    result = searcher.search(text, MAX_LIMIT)
    assert sorted(numbers(result)) == list(range(1, 9))
    assert all(0 <= hit.score <= 1 for hit in result.hits)


@pytest.mark.parametrize("query", QUERIES)
def test_order_is_the_same_every_time(searcher: Searcher, query: str) -> None:
    assert searcher.search(query, MAX_LIMIT) == searcher.search(query, MAX_LIMIT)


def test_order_does_not_depend_on_the_process(searcher: Searcher, settings: Settings) -> None:
    """Another build of the same data, another order of nothing."""
    again = opened(settings)
    for query in QUERIES:
        assert numbers(again.search(query, MAX_LIMIT)) == numbers(searcher.search(query, MAX_LIMIT))


def test_measures_without_any_evidence_stay_in_the_notices_order(searcher: Searcher) -> None:
    hits = searcher.search("xyzzy", MAX_LIMIT).hits
    without = [hit.measure.number for hit in hits if hit.score == 0]
    assert without == sorted(without)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), range(1, 9)),
        (Filters(unit="市财政局"), [5]),
        (Filters(unit="海洋"), [1, 2, 4]),
        (Filters(chapter="2"), [4, 5, 6]),
        (Filters(chapter="三、优化产业环境"), [7, 8]),
        (Filters(chapter="优化产业环境"), [7, 8]),
        (Filters(chapter="2", unit="市海洋局"), [4]),
        (Filters(notice="青海发规〔2024〕5号", chapter="3"), [7, 8]),
        (Filters(notice="青屿市支持海洋生物医药产业发展若干措施", unit="市财政局"), [5]),
        (Filters(notice="别的通知"), []),
        (Filters(unit="税务局"), []),
        (Filters(chapter="20"), []),  # no part of a chapter's number
    ],
)
def test_filters_limit_what_is_found(searcher: Searcher, filters: Filters, expected: list[int]) -> None:
    result = searcher.search("海洋产业基金", MAX_LIMIT, filters)
    assert sorted(numbers(result)) == list(expected)
    assert expected or result.status == "none"


def test_a_filter_is_stronger_than_a_number(searcher: Searcher) -> None:
    assert numbers(searcher.search("第5条", MAX_LIMIT, Filters(chapter="3"))) in ([7, 8], [8, 7])


def test_filters_do_not_change_scores(searcher: Searcher) -> None:
    """They are on a fixed scale, comparable between requests."""
    alone = searcher.search("产业基金", MAX_LIMIT, Filters(unit="市财政局")).hits[0]
    assert alone == next(hit for hit in searcher.search("产业基金", MAX_LIMIT).hits if hit.measure.number == 5)


@pytest.mark.parametrize("limit", [1, 5, 8])
def test_limit_cuts_the_end_off(searcher: Searcher, limit: int) -> None:
    assert numbers(searcher.search("海洋", limit)) == numbers(searcher.search("海洋", MAX_LIMIT))[:limit]


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1])
def test_a_limit_out_of_bounds_is_refused(searcher: Searcher, limit: int) -> None:
    with pytest.raises(QueryError, match=f"1 到 {MAX_LIMIT}"):
        searcher.search("海洋", limit)


@pytest.mark.parametrize("query", ["", "？？", "长" * 501])
def test_what_cannot_be_searched_is_refused(searcher: Searcher, query: str) -> None:
    with pytest.raises(QueryError):
        searcher.search(query)


def with_questions(settings: Settings, count: int) -> Searcher:
    """第6条 has only its first `count` 相似问."""
    path = settings.data / "questions" / "qinghaifa-2024-5.yml"
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    table["measures"][6] = {"content": table["measures"][6]["content"][:count]}
    path.write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    return opened(settings)


@pytest.mark.parametrize(("count", "counts"), [(FEW_QUESTIONS - 1, False), (FEW_QUESTIONS, True)])
def test_few_questions_do_not_outweigh_the_text(settings: Settings, count: int, counts: bool) -> None:
    """With fewer than four, the text's own score stands in for them."""
    result = with_questions(settings, count).search("参加国外医药展会支持吗", MAX_LIMIT)
    own = next(hit for hit in result.hits if hit.measure.number == 6).evidence
    assert ((own.question, own.question_keyword) == (own.sentence, own.keyword)) is not counts


def test_a_notice_without_questions_is_found_by_its_text(settings: Settings) -> None:
    shutil.rmtree(settings.data / "questions")
    result = opened(settings).search("海域使用权质押贷款")
    assert numbers(result)[0] == 5 and result.known == 0.0


def test_likeness_to_what_is_asked_and_to_what_is_not_our_business(settings: Settings) -> None:
    """known and foreign tell the two apart."""
    folder = settings.data / "nlu"
    folder.mkdir()
    text = "nlu:\n- intent: out_of_scope\n  examples: |\n    - 公积金怎么提取\n    - 今天天气如何\n"
    (folder / "out_of_scope.yml").write_text(text, encoding="utf-8")
    searcher = opened(settings)
    ours, theirs = searcher.search("产业基金能投我们多少钱"), searcher.search("公积金怎么提取")
    assert ours.known > ours.foreign and theirs.foreign > theirs.known
    assert sorted(numbers(searcher.search("公积金怎么提取", MAX_LIMIT))) == list(range(1, 9))


def test_everyday_words_find_the_official_term(searcher: Searcher) -> None:
    """A synonym of the lexicon adds keyword evidence."""
    plain, hit = (
        next(hit for hit in searcher.search(query, MAX_LIMIT).hits if hit.measure.number == 5)
        for query in ("戊己庚", "入股")
    )
    assert hit.evidence.keyword > plain.evidence.keyword


def test_mentions_are_told_per_notice(settings: Settings) -> None:
    """The same words mean other things elsewhere."""
    shutil.copytree(ROOT / "data" / "notice", settings.data / "notice", dirs_exist_ok=True)
    mentions = opened(settings).search("永川的发改委").mentions
    assert mentions["渝发改规范〔2021〕12号"].areas == ("永川区",)
    assert mentions["渝发改规范〔2021〕12号"].units == ("市发展改革委",)
    assert mentions["青海发规〔2024〕5号"].areas == () and mentions["青海发规〔2024〕5号"].unknown_units == ("发改委",)


def test_adding_a_notice_does_not_change_cosine_evidence(searcher: Searcher, settings: Settings) -> None:
    """Scales are fixed: what is found must not fade because the library grows."""
    shutil.copytree(ROOT / "data" / "notice", settings.data / "notice", dirs_exist_ok=True)
    query = "产业基金能投我们多少钱"
    alone = searcher.search(query).hits[0]
    among = next(
        h
        for h in opened(settings).search(query, MAX_LIMIT).hits
        if (h.notice.key, h.measure.number) == (alone.notice.key, 5)
    )
    assert replace(among.evidence, keyword=0, question_keyword=0) == replace(
        alone.evidence, keyword=0, question_keyword=0
    )
