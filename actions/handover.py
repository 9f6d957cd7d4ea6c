"""The hand-over: the site's contacts, and a summary of the conversation that a person can give to the staff. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.answer import Answer, Citation, Finding, Status
from actions.contacts import Contacts
from actions.context import cite_units
from actions.guard import Basis, basis_of
from actions.talk import Talk
from actions.voice import Line, Piece, Voice, line, operators
from index.notice import Notice

NONE_CONFIGURED = "本站没有配置人工服务电话，我不能为您转接。您可以继续提问，我按通知原文回答。"
NOT_HELPED = "这几次可能都没有帮到您，可以请工作人员来答。"
COMPLAINT = "投诉和意见由工作人员处理，我是程序，不能代为受理。"
SUMMARY = "可以告诉工作人员的摘要（个人信息已隐去）："
MOST_PHONES = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """What was asked (masked, in order) and what it concerned."""

    asked: tuple[str, ...] = ()
    concerned: tuple[Citation, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Responsible units of the measures concerned, each once."""
        return tuple(dict.fromkeys(unit for citation in self.concerned for unit in citation.measure.units))


def summary_of(talk: Talk, notices: Sequence[Notice]) -> Summary:
    """Measures that the library no longer holds are left out."""
    wanted = dict.fromkeys((one.notice, number) for one in talk.asked for number in one.measures)
    found = [
        cite_units(notice, measure, 1.0)
        for key, number in wanted
        for notice in notices
        for measure in notice.measures
        if (notice.key, measure.number) == (key, number)
    ]
    return Summary(tuple(dict.fromkeys(one.question for one in talk.asked)), tuple(found))


def contact_lines(contacts: Contacts, units: Sequence[str] = ()) -> list[Line]:
    """The hotline with its hours and the phones of `units`, as far as they are configured; else that none is."""
    lines = []
    if contacts.hotline:
        hours = f"（{contacts.hours}）" if contacts.hours else ""
        lines.append(line(operators(f"可拨打本站登记的人工服务热线：{contacts.hotline}{hours}。")))
    phones = [f"{unit} {contacts.units[unit]}" for unit in units if unit in contacts.units][:MOST_PHONES]
    if phones:
        lines.append(line(operators(f"本站登记的联系电话：{'；'.join(phones)}")))
    return lines or [line(NONE_CONFIGURED)]


def summary_lines(summary: Summary) -> list[Line]:
    """Nothing where nothing was asked."""
    if not summary.asked:
        return []
    lines = [line(SUMMARY), line("问过：", Piece("；".join(f"「{text}」" for text in summary.asked), Voice.CALLER))]
    for citation in summary.concerned:
        units = citation.measure.units
        named = f"（责任单位：{'、'.join(units)}）" if units else ""
        lines.append(line(f"涉及：第{citation.measure.number}条「{citation.measure.heading}」{named}"))
    return lines


def basis_of_summary(summary: Summary) -> Basis:
    """What the lines of a summary may state as the notices'."""
    notices = {citation.notice.key: citation.notice for citation in summary.concerned}
    answers = [
        Answer(Status.SOCIAL, None, Finding.HUMAN, notice, tuple(c for c in summary.concerned if c.notice.key == key))
        for key, notice in notices.items()
    ]
    return Basis("\n".join(basis_of(answer).text for answer in answers))
