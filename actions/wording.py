"""Typed answers → Chinese text. Facts come only from the notice, the lexicon's names and the operator's contacts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from actions.answer import OF_THESE, Answer, Citation, Finding, Kind, Relation, Remark
from actions.contacts import Contacts
from actions.handover import contact_lines
from actions.interview_wording import WRITERS as INTERVIEW_WRITERS
from actions.money import Role, role_of
from actions.phrases import PROMISE
from actions.phrases import measure_name as _name
from actions.phrases import notice_of as _notice
from actions.phrases import source_line as _source
from actions.voice import Line, Piece, Voice, as_line, counted, line, operators, yours
from index.lexicon import Lexicon
from index.notice import Amount, Notice

Spoken = str | Line
ROLE_NOTES = {
    Role.GRANT: "",
    Role.EQUITY: "这是股权投资，不是无偿补贴。",
    Role.THRESHOLD: "这是门槛金额，不是补贴。",
}
FAULT_TEXT = "抱歉，系统暂时无法回答，请稍后再试。"
RENEWED_TEXT = "距上次对话已有一段时间，这是新的对话，之前谈到的内容不再沿用。"
FEW = 5
"""A list of at most so many measures names their units too."""


class Wording:
    """Puts answers into words for one operator. Stateless between calls."""

    def __init__(self, lexicon: Lexicon, contacts: Contacts) -> None:
        self._lexicon = lexicon
        self._contacts = contacts
        self._writers: dict[Finding, Callable[[Answer], list[Spoken]]] = {
            Finding.CLAUSE: self._clause,
            Finding.WHOLE_MEASURE: self._clause,
            Finding.SUM: self._sum,
            Finding.SUPPORT_WITHOUT_SUM: self._support,
            Finding.SUM_NOT_NAMED: self._support,
            Finding.RATE_NOT_NAMED: self._support,
            Finding.UNITS: self._units,
            Finding.NO_UNITS: self._units,
            Finding.CONDITIONS: self._conditions,
            Finding.AREA_CONFIRMED: self._areas,
            Finding.AREA_OUTSIDE: self._areas,
            Finding.AREAS: self._areas,
            Finding.NO_AREAS: self._areas,
            Finding.DATES: self._dates,
            Finding.ISSUERS: self._issuers,
            Finding.PASSAGE: self._passage,
            Finding.LISTING: self._listing,
            Finding.NOTHING_LISTED: self._nothing_listed,
            Finding.ASPECT_NOT_NAMED: self._aspect,
            Finding.NO_SUCH_NUMBER: self._no_such_number,
            Finding.NOT_MENTIONED: self._not_mentioned,
            Finding.WHICH_MEASURE: self._which_measure,
            Finding.WHICH_CHAPTER: self._which_chapter,
            Finding.HUMAN: self._human,
            **INTERVIEW_WRITERS,
        }

    def lines(self, answer: Answer, tell_validity: bool = False) -> tuple[Line, ...]:
        """What a turn says, line by line; each piece says whose it is."""
        writer = self._writers.get(answer.finding)
        lines = writer(answer) if writer else _fixed(answer)
        if answer.closing:
            lines.append(answer.closing)
        if tell_validity and answer.notice:
            lines.append(validity(answer.notice))
        return tuple(as_line(spoken) for spoken in lines)

    def text(self, answer: Answer, tell_validity: bool = False) -> str:
        """The whole text of a turn, before the guard; lines separated by newlines."""
        return "\n".join(spoken.text for spoken in self.lines(answer, tell_validity))

    def _clause(self, answer: Answer) -> list[Spoken]:
        lines: list[Spoken] = []
        for citation in answer.citations:
            lines += [*_point(citation), f"{_name(citation)}写明：", f"「{citation.quote}」", *_units_line(citation)]
        return [*lines, *_no_sum(answer), _source(answer)]

    def _sum(self, answer: Answer) -> list[Spoken]:
        citation = answer.citations[0]
        remarks = [_remark(remark) for remark in answer.remarks]
        points = [self._amount(amount) for amount in citation.amounts]
        rest = [f"{_name(citation)}原文：「{citation.quote}」", *_units_line(citation)]
        if answer.kind is Kind.ELIGIBILITY:
            rest.append(PROMISE)
        if answer.subject:
            rest.append(f"通知未写明{answer.subject}。")
        return [*remarks, *points, *rest, _source(answer)]

    def _amount(self, amount: Amount) -> str:
        about = "，".join(filter(None, (amount.recipient, amount.purpose)))
        note = ROLE_NOTES[role_of(amount, self._lexicon)]
        return (
            f"{amount.qualifier or ''}{amount.text}（{about}）。{note}"
            if about
            else f"{amount.qualifier or ''}{amount.text}。{note}"
        )

    def _support(self, answer: Answer) -> list[Spoken]:
        citation = answer.citations[0]
        offered = f"{_name(citation)}写明的是：「{citation.quote}」"
        if answer.finding is Finding.RATE_NOT_NAMED:
            point = "通知未写明具体比例、利率或标准。"
        elif answer.finding is Finding.SUM_NOT_NAMED:
            point = "通知未写明具体金额。"
        else:
            return [offered, "通知未写明具体金额。", *_units_line(citation), _source(answer)]
        remarks = [_remark(remark) for remark in answer.remarks]
        return [point, *remarks, offered, *_units_line(citation), _source(answer)]

    def _units(self, answer: Answer) -> list[Spoken]:
        return [*(spoken for citation in answer.citations for spoken in self._units_of(citation)), _source(answer)]

    def _units_of(self, citation: Citation) -> list[Spoken]:
        units = citation.measure.units
        if not units:
            return [f"通知未写明{_name(citation)}的责任单位。"]
        about = [f"该条有关规定：「{citation.notice.quote(citation.about)}」"] if citation.about else []
        point = f"{_name(citation)}的责任单位是：{'、'.join(units)}。"
        return [point, f"原文：{citation.quote}", *about, *self._phones(units)]

    def _phones(self, units: tuple[str, ...]) -> list[Spoken]:
        known = [f"{unit} {self._contacts.units[unit]}" for unit in units if unit in self._contacts.units]
        return [line(operators(f"本站登记的联系电话：{'；'.join(known)}"))] if known else []

    def _conditions(self, answer: Answer) -> list[Spoken]:
        citation = answer.citations[0]
        inside: list[Spoken] = [f"{answer.subject}在通知所列区域之内。"] if answer.subject else []
        if answer.said:
            inside.append(line(yours(answer.said), "不在通知所列区域之内。"))
        return [
            *inside,
            *_point(citation),
            f"看{_name(citation)}的规定：",
            f"「{citation.quote}」",
            *_units_line(citation),
            *_no_sum(answer),
            PROMISE,
            _source(answer),
        ]

    def _areas(self, answer: Answer) -> list[Spoken]:
        notice = _notice(answer)
        if answer.finding is Finding.NO_AREAS:
            return ["通知未列出具体区域。", _source(answer)]
        quote = f"原文：「{notice.quote(notice.areas_span)}」" if notice.areas_span else ""
        listed = "、".join(notice.areas)
        count = line("通知所列区域共", counted(len(notice.areas), "个"), f"：{listed}。")
        if answer.finding is Finding.AREA_OUTSIDE:
            return [
                line(yours(answer.said), "不在通知所列区域之内，通知没有把它列入。"),
                count,
                _source(answer),
            ]
        if answer.finding is Finding.AREAS:
            return [count, quote, _source(answer)]
        lines: list[Spoken] = [f"{answer.subject}在通知所列区域之内。", count, quote]
        if answer.kind is Kind.ELIGIBILITY:
            lines.append(f"能否享受还要看具体措施的条件，{PROMISE}请选择要了解的方面，或直接说出企业类型和需求。")
        return [*(spoken for spoken in lines if spoken), _source(answer)]

    def _dates(self, answer: Answer) -> list[Spoken]:
        notice = _notice(answer)
        lines = [
            f"施行日期：{_day(notice.effective_from)}。" if notice.effective_from else "通知未写明施行日期。",
            f"印发日期：{_day(notice.issued)}。" if notice.issued else "通知未写明印发日期。",
            f"有效期至：{_day(notice.effective_until)}。" if notice.effective_until else "通知未写明有效期。",
        ]
        if notice.effective_span:
            lines.append(f"原文：「{notice.quote(notice.effective_span)}」")
        return [*lines, _source(answer)]

    def _issuers(self, answer: Answer) -> list[Spoken]:
        notice = _notice(answer)
        lines: list[Spoken] = [f"文件：《{notice.title}》", f"文号：{notice.document_number or '通知未写明'}"]
        lines.append(
            line("发文机关（", counted(len(notice.issuers), "家"), f"）：{'、'.join(notice.issuers)}")
            if notice.issuers
            else "通知未写明发文机关。"
        )
        if notice.addressees:
            lines.append(f"主送：{'，'.join(notice.addressees)}")
        if notice.issued:
            lines.append(f"印发日期：{_day(notice.issued)}")
        return lines

    def _passage(self, answer: Answer) -> list[Spoken]:
        quote = _notice(answer).quote(answer.passage) if answer.passage else ""
        return ["通知在各条措施之外这样写：", f"原文：「{quote}」", _source(answer)]

    def _listing(self, answer: Answer) -> list[Spoken]:
        notice = _notice(answer)
        if not answer.citations:
            return [self._count_of_parts(answer), _source(answer)]
        total = counted(answer.count, "条")
        if answer.said:
            head = line("提到", yours(answer.said), "的措施共", total, "：")
        elif answer.subject:
            head = line(Piece(answer.subject, Voice.COUNT), "的措施共", total, "：")
        else:
            head = line("通知共有", total, "措施，分为", counted(len(notice.chapters), "章"), "：")
        few = len(answer.citations) <= FEW
        rows = [
            f"{_name(citation)}{self._sums(citation)}{_units_of_row(citation) if few else ''}"
            for citation in answer.citations
        ]
        return [head, *rows, _source(answer)]

    def _sums(self, citation: Citation) -> str:
        return "：" + "；".join(self._amount(amount) for amount in citation.amounts) if citation.amounts else ""

    def _count_of_parts(self, answer: Answer) -> Line:
        notice = _notice(answer)
        if answer.subject == "章":
            titles = "；".join(chapter.title for chapter in notice.chapters if chapter.label)
            total = counted(len(notice.measures), "条")
            return line("通知共有", total, "措施，分为", counted(answer.count, "章"), f"：{titles}")
        if answer.subject == "区域":
            return line("通知所列区域共", counted(answer.count, "个"), f"：{'、'.join(notice.areas)}")
        units = dict.fromkeys(unit for measure in notice.measures for unit in measure.units)
        return line("通知中的责任单位共", counted(answer.count, "个"), f"：{'、'.join(units)}")

    def _nothing_listed(self, answer: Answer) -> list[Spoken]:
        if answer.said:
            return [line("通知没有提到", yours(answer.said), "，没有对应的措施。"), _source(answer)]
        among, _, wanted = answer.subject.partition(f"{OF_THESE}，")
        said = f"通知没有{among}的措施。" if not wanted else f"{OF_THESE}的措施里，没有{wanted}的。"
        return [said, _source(answer)]

    def _aspect(self, answer: Answer) -> list[Spoken]:
        subject = answer.subject or "这项办理细节"
        lines = [spoken for citation in answer.citations for spoken in self._aspect_of(citation, subject)]
        if not answer.citations:
            units = answer.said
            lines = [f"通知未写明{'、'.join(units) + '的' if units else ''}{subject}。", *self._phones(units)]
            lines += [f"{'、'.join(units)}是通知中的责任单位。"] if units else []
        if self._contacts.hotline:
            lines.append(line(operators(f"本站登记的咨询热线：{self._contacts.hotline}")))
        return [*lines, _source(answer)]

    def _aspect_of(self, citation: Citation, subject: str) -> list[Spoken]:
        units = citation.measure.units
        lines = [f"通知未写明{_name(citation)}的{subject}。", f"与您所问有关的规定：「{citation.quote}」"]
        return lines + ([f"可向责任单位咨询：{'、'.join(units)}。", *self._phones(units)] if units else [])

    def _no_such_number(self, answer: Answer) -> list[Spoken]:
        measures = _notice(answer).measures
        named = "、".join(f"第{number}条" for number in answer.said)
        bounds = counted(len(measures), f"条措施，从第{measures[0].number}条到第{measures[-1].number}条")
        return [line("通知没有", yours(named), "：通知共", bounds, "。"), _source(answer)]

    def _not_mentioned(self, answer: Answer) -> list[Spoken]:
        said = yours(answer.said) if answer.said else "您问的内容"
        return [
            line("通知没有提到", said, "，不能据此答复。"),
            "可以换一种说法，或问某项措施的内容、金额、条件、责任单位。",
            _source(answer),
        ]

    def _which_measure(self, answer: Answer) -> list[Spoken]:
        rows = [line(counted(number, ". "), _name(citation)) for number, citation in enumerate(answer.citations, 1)]
        return ["通知里有几条与此有关，您想了解哪一条？", *rows, _source(answer)]

    def _which_chapter(self, answer: Answer) -> list[Spoken]:
        rows = [chapter.title for chapter in _notice(answer).chapters]
        return ["您想了解哪一方面？请选择，或直接说出具体事项：", *rows, _source(answer)]

    def _human(self, answer: Answer) -> list[Spoken]:
        return [*contact_lines(self._contacts)]


def _fixed(answer: Answer) -> list[Spoken]:
    title = f"《{answer.notice.title}》" if answer.notice else "收录的政策通知"
    texts = {
        Finding.GREETING: f"您好，我是政策问答程序，可以回答{title}的措施内容、金额、条件和责任单位。请问想了解什么？",
        Finding.THANKS: "不客气。还有问题可以继续问。",
        Finding.GOODBYE: "再见，欢迎随时再来咨询。",
        Finding.BOT: f"我是自动问答程序，不是真人，只按{title}的原文回答；以通知和责任单位的解释为准。",
        Finding.FEEDBACK: "收到。如果答复没有解决问题，请换一种说法再问，或说“转人工”。",
        Finding.OUT_OF_SCOPE: f"这个问题不在{title}的范围内，我不能回答。可以问我：有哪些支持措施、金额多少、找哪个单位、需要什么条件。",
        Finding.RATED_USEFUL: "收到，谢谢您的反馈。还有问题可以继续问。",
        Finding.RATED_USELESS: "收到，谢谢您的反馈。哪里没有帮到您？可以选择，也可以直接说一句；或换一种说法再问。",
        Finding.RATED_REASON: "收到，谢谢您说明原因。可以换一种说法再问，或说“转人工”。",
        Finding.UNREADABLE: "没有读到可以回答的文字，请把问题写出来再发一次。",
        Finding.FAULT: FAULT_TEXT,
    }
    return [texts[answer.finding]]


def _point(citation: Citation) -> list[Spoken]:
    """The one ruling that answers best, where more than that is quoted."""
    best = citation.point
    return [f"要点：{citation.notice.quote(best)}"] if best and best != citation.span else []


def _no_sum(answer: Answer) -> list[Spoken]:
    return ["通知未写明具体金额。"] if answer.without_sum else []


def _remark(remark: Remark) -> Line:
    amount = remark.amount
    if amount is None:
        return line("通知没有写", yours(remark.said), "。")
    stated = f"「{amount.qualifier or ''}{amount.text}」"
    if remark.relation is Relation.NOT_STATED:
        return line("通知没有写", yours(remark.said), f"，写明的是{stated}。")
    relation = "达到了" if remark.relation is Relation.REACHES else "低于"
    return line(yours(remark.said), f"{relation}通知写明的{stated}。")


def _units_of_row(citation: Citation) -> str:
    units = citation.measure.units
    return f"（责任单位：{'、'.join(units)}）" if units else ""


def _units_line(citation: Citation) -> list[Spoken]:
    units = citation.measure.units
    return [f"责任单位：{'、'.join(units)}"] if units else []


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def validity(notice: Notice) -> str:
    """From when and until when it applies, as far as the notice says; told once a conversation."""
    start = f"自{_day(notice.effective_from)}起施行" if notice.effective_from else "通知未写明施行日期"
    if notice.effective_until:
        return f"（{start}，有效期至{_day(notice.effective_until)}，是否仍有效请向发文机关核实。）"
    return f"（{start}，通知未写明有效期，是否仍有效请向发文机关核实。）"
