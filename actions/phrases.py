"""Phrases that every writer of wordings uses: a measure's name, the source, and that nothing is promised."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer import Answer, Citation
from index.hits import chapter_of
from index.notice import Notice

PROMISE = "是否符合，以责任单位认定为准。"


def notice_of(answer: Answer) -> Notice:
    """The notice of an answer that cannot do without; ValueError names the finding."""
    if answer.notice is None:
        raise ValueError(f"an answer with finding {answer.finding} needs a notice")
    return answer.notice


def measure_name(citation: Citation) -> str:
    return f"第{citation.measure.number}条「{citation.measure.heading}」"


def source_line(answer: Answer) -> str:
    """出处：《…》（文号）, and the measure where there is just one."""
    notice = notice_of(answer)
    places = []
    if len(answer.citations) == 1:
        citation = answer.citations[0]
        chapter = chapter_of(citation.notice, citation.measure)
        places = [f"第{citation.measure.number}条", *([f"“{chapter.title}”"] if chapter and chapter.label else [])]
    return _source_of(notice) + "，".join(places)


def source_of_several(answers: Sequence[Answer]) -> str:
    """One line for answers from the same notice, with the measures of those that rest on just one."""
    alone = [answer.citations[0].measure.number for answer in answers if len(answer.citations) == 1]
    return _source_of(notice_of(answers[0])) + "、".join(f"第{number}条" for number in dict.fromkeys(alone))


def _source_of(notice: Notice) -> str:
    return f"出处：《{notice.title}》" + (f"（{notice.document_number}）" if notice.document_number else "")
