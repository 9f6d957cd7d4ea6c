"""What a text says, and whether the notice (or the caller) said it: figures, bodies, documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.answer import Answer
from actions.wording import Wording
from index.evaluate import comparable
from index.notice import Notice
from tests.actions.bench import Bench

_FIGURE = re.compile(r"\d+年\d+月\d+日|\d+(?:\.\d+)?(?:万元|亿元|元|年|月|日|号|%)?")
_COUNTED = re.compile(r"(?:第|共|分为)(\d+)(?:条|个|章)|（(\d+)家）|\((\d+)家\)|(?m:^)(\d)\.|从第(\d+)条|到第(\d+)条")
_DOCUMENT = re.compile("《([^》]+)》")


def unfounded(text: str, bench: Bench, question: str = "") -> list[str]:
    """Everything of the text that neither the notice nor the question holds; counts of the parsed table aside."""
    source = comparable(bench.notice.text + question)
    said = comparable(_without_counts(text, bench.notice))
    figures = [figure for figure in _FIGURE.findall(said) if not _stands_in(figure, source)]
    bodies = [name for name in bench.linker.unit_names if name in said and name not in source]
    documents = [title for title in _DOCUMENT.findall(said) if title not in source]
    return [*figures, *bodies, *documents]


def _stands_in(figure: str, source: str) -> bool:
    """As a number of its own: 21 does not stand in 2021."""
    return re.search(rf"(?<!\d){re.escape(figure)}(?!(?<=\d)\d)", source) is not None


def _without_counts(text: str, notice: Notice) -> str:
    """第17条, 共5个, 分为6章: taken out where the parsed notice has such a number or count."""
    numbers = {measure.number for measure in notice.measures}
    units = {unit for measure in notice.measures for unit in measure.units}
    tables = (notice.measures, notice.chapters, notice.areas, notice.issuers, units)
    known = numbers | {len(table) for table in tables}

    def kept(found: re.Match[str]) -> str:
        number = next(int(group) for group in found.groups() if group)
        return "" if number in known else found.group()

    return _COUNTED.sub(kept, text)


def incomplete_lines(text: str) -> list[str]:
    """Lines that are no sentence, no quotation, no row of a list, and no label with its value."""
    whole = re.compile(r".*[。？！：」）]|[^：]{2,20}：.+|\d\. .+|第\d+条「.+」.*|[一二三四五六七八九十]+、.+")
    return [line for line in text.split("\n") if not whole.fullmatch(line)]


def slips(text: str) -> list[str]:
    """Traces of a hole in a template."""
    holes = (
        "None",
        "（）",
        "「」",
        "《》",
        "()",
        "。。",
        "，。",
        "：。",
        "、、",
        "、。",
        "的的",
        "  ",
        "，，",
        "[",
        "]",
        "{",
        "}",
    )
    unpaired = [pair for pair in ("「」", "《》", "（）", "“”") if text.count(pair[0]) != text.count(pair[1])]
    return [hole for hole in holes if hole in text] + unpaired


def texts(answers: Iterable[Answer], wording: Wording) -> list[tuple[Answer, str]]:
    return [(answer, wording.text(answer, tell_validity=told)) for answer in answers for told in (False, True)]
