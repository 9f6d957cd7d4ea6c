"""The eligibility interview in words: its questions, its result with the clause behind every verdict, its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.answer import Answer, Citation, Finding, Interviewed
from actions.eligibility.verdicts import Check, Match, Verdict
from actions.phrases import PROMISE, measure_name, notice_of, source_line
from actions.voice import Line, Piece, Voice, counted, line, yours
from index.interview_data import FieldName

Spoken = str | Line
WORDS = {Verdict.MET: "符合", Verdict.UNKNOWN: "待确认", Verdict.NOT_MET: "不符合"}
IN_FULL = 8
"""Measures that are told with every clause; those after them get a line each."""
HOW = "可以一次说几项，说错了随时改；也可以说“跳过”“直接出结果”或“停止匹配”。"
OPEN = "原文没有写明给申请人的确定支持，所以只能待确认。"
NOT_REVIEWED = "这份通知的享受条件还没有逐条整理，只能按区域和需求找出有关措施，是否符合一律待确认。"


def question_lines(answer: Answer) -> list[Spoken]:
    """One question; at the opening also how it goes."""
    view = _view(answer)
    lines: list[Spoken] = []
    if view.opening:
        lines.append(f"好的，对照《{notice_of(answer).title}》做条件匹配。{HOW}")
    if view.opening and not view.reviewed:
        lines.append(NOT_REVIEWED)
    if view.again:
        lines.append("没有听出您的回答，请换个说法，或点下面的选项；说“跳过”也可以。")
    elif answer.said:
        lines.append(line("已记下：", yours(answer.said), "。"))
    return [*lines, view.question]


def outside_lines(answer: Answer) -> list[Spoken]:
    """The place is none of the notice's: what that means, and what can still be done."""
    notice = notice_of(answer)
    lines: list[Spoken] = [
        line(yours(answer.said), "不在通知所列区域之内，通知的措施支持的是所列区域，按通知不能据此享受。"),
        line("通知所列区域共", counted(len(notice.areas), "个"), f"：{'、'.join(notice.areas)}。"),
    ]
    question = _view(answer).question
    return [*lines, question or "条件匹配到此结束。", source_line(answer)]


def stopped_lines(answer: Answer) -> list[Spoken]:
    return ["好的，条件匹配已停止。想继续时说“条件匹配”，也可以直接提问。"]


def result_lines(answer: Answer) -> list[Spoken]:
    """The ranked measures, each with its verdict, the clause behind it, and what to confirm with whom."""
    view = _view(answer)
    shown = {citation.measure.number: citation for citation in answer.citations}
    matches = [match for match in view.matches if match.measure.number in shown]
    lines = [*_head(answer, view), *_area(matches)]
    for place, match in enumerate(matches):
        citation = shown[match.measure.number]
        full = place < IN_FULL and match.verdict is not Verdict.NOT_MET
        lines += _in_full(match, citation) if full else [_in_brief(match, citation)]
    hidden = len(view.matches) - len(matches)
    rest = [line("其余不符合的", counted(hidden, "条"), "未在这里列出。")] if hidden else []
    return [*lines, *rest, PROMISE, source_line(answer)]


def _head(answer: Answer, view: Interviewed) -> list[Spoken]:
    counts = {verdict: sum(match.verdict is verdict for match in view.matches) for verdict in WORDS}
    total = "，".join(f"{word}{counts[verdict]}条" for verdict, word in WORDS.items()) + "。"
    basis = line("按", yours(answer.said), "对照通知：", Piece(total, Voice.COUNT)) if answer.said else None
    lines: list[Spoken] = [basis or line("您没有说明情况，只能这样对照：", Piece(total, Voice.COUNT))]
    if not view.reviewed:
        lines.append(NOT_REVIEWED)
    if not counts[Verdict.MET] and not counts[Verdict.UNKNOWN]:
        lines.append("按您说的情况，没有找到条件相合的措施；可以换一种需求或主体类型再匹配。")
    return lines


def _area(matches: list[Match]) -> list[Spoken]:
    """The condition that all measures share, told once."""
    checks = [check for match in matches for check in match.checks if check.condition.field is FieldName.AREA]
    return [f"{_weighed(checks[0])}"] if checks else []


def _in_full(match: Match, citation: Citation) -> list[Spoken]:
    checks = [_weighed(check) for check in match.own_checks]
    return [
        f"● {measure_name(citation)}：{WORDS[match.verdict]}",
        f"原文：「{citation.quote}」",
        *(checks or ["除区域外，这一条没有写明别的条件。"] if match.verdict is Verdict.MET else checks),
        *([OPEN] if _only_the_clause_is_open(match) else []),
        _to_confirm(match),
    ]


def _only_the_clause_is_open(match: Match) -> bool:
    """Nothing that the caller could say would make it 符合: so it is said why."""
    return match.way.open and all(check.verdict is Verdict.MET for check in match.checks)


def _in_brief(match: Match, citation: Citation) -> Spoken:
    """One line: of what does not fit, which field and by which clause; of the rest, what to confirm."""
    failing = match.failing
    reason = f"，{failing.condition.title}不合" if failing else ""
    told = f"● {measure_name(citation)}：{WORDS[match.verdict]}{reason}，原文：「{citation.quote}」"
    return told if failing else told + _to_confirm(match)


def _weighed(check: Check) -> str:
    return f"{check.condition.title}：{WORDS[check.verdict]}（「{check.condition.quote}」）"


def _to_confirm(match: Match) -> str:
    """What to confirm, and with whom: what is still open first, then what the notice leaves to the units."""
    open_ones = [check.condition.confirm for check in match.checks if check.verdict is Verdict.UNKNOWN]
    wanted = "；".join(filter(None, (*open_ones, match.way.confirm))) or "是否符合这一条的条件"
    units = "、".join(match.measure.units)
    return (
        f"责任单位：{units}。请向其确认：{wanted}。" if units else f"通知未写明责任单位。请向发文机关确认：{wanted}。"
    )


def _view(answer: Answer) -> Interviewed:
    return answer.interviewed or Interviewed()


WRITERS: Mapping[Finding, Callable[[Answer], list[Spoken]]] = {
    Finding.INTERVIEW_QUESTION: question_lines,
    Finding.INTERVIEW_OUTSIDE: outside_lines,
    Finding.INTERVIEW_RESULT: result_lines,
    Finding.INTERVIEW_STOPPED: stopped_lines,
}
