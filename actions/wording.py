"""Typed answers → Chinese text. Facts come only from the notice, the lexicon's names and the operator's contacts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from actions.answer import Answer, Citation, Finding, Kind
from actions.contacts import Contacts
from actions.money import Role, role_of
from index.lexicon import Lexicon
from index.notice import Amount, Notice
from index.search import chapter_of

ROLE_NOTES = {
    Role.GRANT: "",
    Role.EQUITY: "这是股权投资，不是无偿补贴。",
    Role.THRESHOLD: "这是门槛金额，不是补贴。",
}
FAULT_TEXT = "抱歉，系统暂时无法回答，请稍后再试。"
PROMISE = "是否符合，以责任单位认定为准。"


class Wording:
    """Puts answers into words for one operator. Stateless between calls."""

    def __init__(self, lexicon: Lexicon, contacts: Contacts) -> None:
        self._lexicon = lexicon
        self._contacts = contacts
        self._writers: dict[Finding, Callable[[Answer], list[str]]] = {
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
            Finding.LISTING: self._listing,
            Finding.NOTHING_LISTED: self._nothing_listed,
            Finding.ASPECT_NOT_NAMED: self._aspect,
            Finding.NO_SUCH_NUMBER: self._no_such_number,
            Finding.NOT_MENTIONED: self._not_mentioned,
            Finding.WHICH_MEASURE: self._which_measure,
            Finding.WHICH_CHAPTER: self._which_chapter,
            Finding.HUMAN: self._human,
        }

    def text(self, answer: Answer, tell_validity: bool = False) -> str:
        """The whole text of a turn; lines separated by newlines."""
        writer = self._writers.get(answer.finding)
        lines = writer(answer) if writer else _fixed(answer)
        if tell_validity and answer.notice:
            lines.append(validity(answer.notice))
        return "\n".join(lines)

    def _clause(self, answer: Answer) -> list[str]:
        lines = []
        for citation in answer.citations:
            lines += [f"{_name(citation)}写明：", f"「{citation.quote}」", *_units_line(citation)]
        return [*lines, _source(answer)]

    def _sum(self, answer: Answer) -> list[str]:
        citation = answer.citations[0]
        points = [self._amount(amount) for amount in citation.amounts]
        return [*points, f"{_name(citation)}原文：「{citation.quote}」", *_units_line(citation), _source(answer)]

    def _amount(self, amount: Amount) -> str:
        about = "，".join(filter(None, (amount.recipient, amount.purpose)))
        note = ROLE_NOTES[role_of(amount, self._lexicon)]
        return (
            f"{amount.qualifier or ''}{amount.text}（{about}）。{note}"
            if about
            else f"{amount.qualifier or ''}{amount.text}。{note}"
        )

    def _support(self, answer: Answer) -> list[str]:
        citation = answer.citations[0]
        offered = f"{_name(citation)}写明的是：「{citation.quote}」"
        if answer.finding is Finding.RATE_NOT_NAMED:
            point = "通知未写明具体比例、利率或标准。"
        elif answer.finding is Finding.SUM_NOT_NAMED:
            point = "通知未写明具体金额。"
        else:
            return [offered, "通知未写明具体金额。", *_units_line(citation), _source(answer)]
        return [point, offered, *_units_line(citation), _source(answer)]

    def _units(self, answer: Answer) -> list[str]:
        return [*(line for citation in answer.citations for line in self._units_of(citation)), _source(answer)]

    def _units_of(self, citation: Citation) -> list[str]:
        units = citation.measure.units
        if not units:
            return [f"通知未写明{_name(citation)}的责任单位。"]
        about = [f"该条有关规定：「{citation.notice.quote(citation.about)}」"] if citation.about else []
        point = f"{_name(citation)}的责任单位是：{'、'.join(units)}。"
        return [point, f"原文：{citation.quote}", *about, *self._phones(units)]

    def _phones(self, units: tuple[str, ...]) -> list[str]:
        known = [f"{unit} {self._contacts.units[unit]}" for unit in units if unit in self._contacts.units]
        return [f"本站登记的联系电话：{'；'.join(known)}"] if known else []

    def _conditions(self, answer: Answer) -> list[str]:
        citation = answer.citations[0]
        return [
            f"看{_name(citation)}的规定：",
            f"「{citation.quote}」",
            *_units_line(citation),
            PROMISE,
            _source(answer),
        ]

    def _areas(self, answer: Answer) -> list[str]:
        notice = _notice(answer)
        if answer.finding is Finding.NO_AREAS:
            return ["通知未列出具体区域。", _source(answer)]
        quote = f"原文：「{notice.quote(notice.areas_span)}」" if notice.areas_span else ""
        listed = "、".join(notice.areas)
        count = f"通知所列区域共{len(notice.areas)}个：{listed}。"
        if answer.finding is Finding.AREA_OUTSIDE:
            return [
                f"您说的「{'、'.join(answer.said)}」不在通知所列区域之内，通知没有把它列入。",
                count,
                _source(answer),
            ]
        if answer.finding is Finding.AREAS:
            return [count, quote, _source(answer)]
        lines = [f"{answer.subject}在通知所列区域之内。", count, quote]
        if answer.kind is Kind.ELIGIBILITY:
            lines.append(f"能否享受还要看具体措施的条件，{PROMISE}请选择要了解的方面，或直接说出企业类型和需求。")
        return [*filter(None, lines), _source(answer)]

    def _dates(self, answer: Answer) -> list[str]:
        notice = _notice(answer)
        lines = [
            f"施行日期：{_day(notice.effective_from)}。" if notice.effective_from else "通知未写明施行日期。",
            f"印发日期：{_day(notice.issued)}。" if notice.issued else "通知未写明印发日期。",
            f"有效期至：{_day(notice.effective_until)}。" if notice.effective_until else "通知未写明有效期。",
        ]
        if notice.effective_span:
            lines.append(f"原文：「{notice.quote(notice.effective_span)}」")
        return [*lines, _source(answer)]

    def _issuers(self, answer: Answer) -> list[str]:
        notice = _notice(answer)
        lines = [f"文件：《{notice.title}》", f"文号：{notice.document_number or '通知未写明'}"]
        lines.append(
            f"发文机关（{len(notice.issuers)}家）：{'、'.join(notice.issuers)}"
            if notice.issuers
            else "通知未写明发文机关。"
        )
        if notice.addressees:
            lines.append(f"主送：{'，'.join(notice.addressees)}")
        if notice.issued:
            lines.append(f"印发日期：{_day(notice.issued)}")
        return lines

    def _listing(self, answer: Answer) -> list[str]:
        notice = _notice(answer)
        if not answer.citations:
            return [self._count_of_parts(answer), _source(answer)]
        head = (
            f"{answer.subject}的措施共{answer.count}条："
            if answer.subject
            else f"通知共有{answer.count}条措施，分为{len(notice.chapters)}章："
        )
        rows = [f"{_name(citation)}{self._sums(citation)}" for citation in answer.citations]
        return [head, *rows, _source(answer)]

    def _sums(self, citation: Citation) -> str:
        return "：" + "；".join(self._amount(amount) for amount in citation.amounts) if citation.amounts else ""

    def _count_of_parts(self, answer: Answer) -> str:
        notice = _notice(answer)
        if answer.subject == "章":
            return f"通知的措施分为{answer.count}章：" + "；".join(c.title for c in notice.chapters if c.label)
        if answer.subject == "区域":
            return f"通知所列区域共{answer.count}个：{'、'.join(notice.areas)}"
        units = dict.fromkeys(unit for measure in notice.measures for unit in measure.units)
        return f"通知中的责任单位共{answer.count}个：{'、'.join(units)}"

    def _nothing_listed(self, answer: Answer) -> list[str]:
        if answer.said:
            return [f"通知没有提到您说的「{'、'.join(answer.said)}」，没有对应的措施。", _source(answer)]
        return [f"通知没有{answer.subject}的措施。", _source(answer)]

    def _aspect(self, answer: Answer) -> list[str]:
        subject = answer.subject or "这项办理细节"
        lines = [line for citation in answer.citations for line in self._aspect_of(citation, subject)]
        if not answer.citations:
            units = answer.said
            lines = [f"通知未写明{'、'.join(units) + '的' if units else ''}{subject}。", *self._phones(units)]
            lines += [f"{'、'.join(units)}是通知中的责任单位。"] if units else []
        if self._contacts.hotline:
            lines.append(f"本站登记的咨询热线：{self._contacts.hotline}")
        return [*lines, _source(answer)]

    def _aspect_of(self, citation: Citation, subject: str) -> list[str]:
        units = citation.measure.units
        lines = [f"通知未写明{_name(citation)}的{subject}。", f"与您所问有关的规定：「{citation.quote}」"]
        return lines + ([f"可向责任单位咨询：{'、'.join(units)}。", *self._phones(units)] if units else [])

    def _no_such_number(self, answer: Answer) -> list[str]:
        measures = _notice(answer).measures
        named = "、".join(f"第{number}条" for number in answer.said)
        return [
            f"通知没有您说的{named}：通知共{len(measures)}条措施，从第{measures[0].number}条到第{measures[-1].number}条。",
            _source(answer),
        ]

    def _not_mentioned(self, answer: Answer) -> list[str]:
        said = f"您说的「{'、'.join(answer.said)}」" if answer.said else "您问的内容"
        return [
            f"通知没有提到{said}，不能据此答复。",
            "可以换一种说法，或问某项措施的内容、金额、条件、责任单位。",
            _source(answer),
        ]

    def _which_measure(self, answer: Answer) -> list[str]:
        rows = [f"{number}. {_name(citation)}" for number, citation in enumerate(answer.citations, 1)]
        return ["通知里有几条与此有关，您想了解哪一条？", *rows, _source(answer)]

    def _which_chapter(self, answer: Answer) -> list[str]:
        rows = [chapter.title for chapter in _notice(answer).chapters]
        return ["您想了解哪一方面？请选择，或直接说出具体事项：", *rows, _source(answer)]

    def _human(self, answer: Answer) -> list[str]:
        if not self._contacts.hotline:
            return ["本站没有配置人工服务电话，我不能为您转接。您可以继续提问，我按通知原文回答。"]
        hours = f"（{self._contacts.hours}）" if self._contacts.hours else ""
        return [f"可拨打本站登记的人工服务热线：{self._contacts.hotline}{hours}。"]


def _fixed(answer: Answer) -> list[str]:
    title = f"《{answer.notice.title}》" if answer.notice else "收录的政策通知"
    texts = {
        Finding.GREETING: f"您好，我是政策问答程序，可以回答{title}的措施内容、金额、条件和责任单位。请问想了解什么？",
        Finding.THANKS: "不客气。还有问题可以继续问。",
        Finding.GOODBYE: "再见，欢迎随时再来咨询。",
        Finding.BOT: f"我是自动问答程序，不是真人，只按{title}的原文回答；以通知和责任单位的解释为准。",
        Finding.FEEDBACK: "收到。如果答复没有解决问题，请换一种说法再问，或说“转人工”。",
        Finding.OUT_OF_SCOPE: f"这个问题不在{title}的范围内，我不能回答。可以问我：有哪些支持措施、金额多少、找哪个单位、需要什么条件。",
        Finding.UNREADABLE: "没有读到可以回答的文字，请把问题写出来再发一次。",
        Finding.FAULT: FAULT_TEXT,
    }
    return [texts[answer.finding]]


def _notice(answer: Answer) -> Notice:
    if answer.notice is None:
        raise ValueError(f"an answer with finding {answer.finding} needs a notice")
    return answer.notice


def _name(citation: Citation) -> str:
    return f"第{citation.measure.number}条「{citation.measure.heading}」"


def _units_line(citation: Citation) -> list[str]:
    units = citation.measure.units
    return [f"责任单位：{'、'.join(units)}"] if units else []


def _source(answer: Answer) -> str:
    notice = _notice(answer)
    places = []
    if len(answer.citations) == 1:
        citation = answer.citations[0]
        chapter = chapter_of(citation.notice, citation.measure)
        places = [f"第{citation.measure.number}条", *([f"“{chapter.title}”"] if chapter and chapter.label else [])]
    return (
        f"出处：《{notice.title}》"
        + (f"（{notice.document_number}）" if notice.document_number else "")
        + "，".join(places)
    )


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def validity(notice: Notice) -> str:
    """From when and until when it applies, as far as the notice says; told once a conversation."""
    start = f"自{_day(notice.effective_from)}起施行" if notice.effective_from else "通知未写明施行日期"
    if notice.effective_until:
        return f"（{start}，有效期至{_day(notice.effective_until)}，是否仍有效请向发文机关核实。）"
    return f"（{start}，通知未写明有效期，是否仍有效请向发文机关核实。）"
