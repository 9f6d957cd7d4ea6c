"""How far the parser gets on each file of a folder, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from index.errors import YuceError
from index.layout import lay_out
from index.notice import Notice
from index.parse import decode_notice, parse_notice
from index.text import columns

_HEAD = (
    "file",
    "form",
    "chapters",
    "measures",
    "units",
    "amounts",
    "issued",
    "from",
    "until",
    "in measures",
    "accounted for",
)
_UNKNOWN = "other"


def accounted_share(notice: Notice) -> float:
    """Share (0..1) of the normalised text that the parser has a name for."""
    named = sum(end - start for segment in notice.segments if segment.kind != _UNKNOWN for start, end in [segment.span])
    return named / len(notice.text)


def measure_share(notice: Notice) -> float:
    """Share (0..1) of the normalised text that stands in measures and can be quoted in answers."""
    return sum(measure.span[1] - measure.span[0] for measure in notice.iter_measures()) / len(notice.text)


def form_of(notice: Notice) -> str:
    """The forms of numbering that chapters and measures have, as 一、 + 1., or 无编号."""
    places = {paragraph.span[0]: paragraph.marker for paragraph in lay_out(notice.text).paragraphs}
    chapters = [places.get(chapter.span[0]) for chapter in notice.chapters if chapter.label]
    measures = [places.get(measure.span[0]) for measure in notice.iter_measures()]
    names = [
        "/".join(dict.fromkeys(marker.level.value for marker in markers if marker)) for markers in (chapters, measures)
    ]
    return " + ".join(name for name in names if name) or "无编号"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def _row(name: str, notice: Notice) -> tuple[str, ...]:
    measures = notice.measures
    with_units = sum(1 for measure in measures if measure.units)
    return (
        name,
        form_of(notice),
        str(sum(1 for chapter in notice.chapters if chapter.label)),
        str(len(measures)),
        f"{with_units}/{len(measures)}",
        str(sum(len(measure.amounts) for measure in measures)),
        _day(notice.issued),
        _day(notice.effective_from),
        _day(notice.effective_until),
        f"{measure_share(notice):.1%}",
        f"{accounted_share(notice):.1%}",
    )


def _read_row(path: Path) -> tuple[str, ...]:
    try:
        return _row(path.name, parse_notice(decode_notice(path)))
    except YuceError as error:
        return (path.name, str(error))


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """Aligned columns; a row of two cells is an error and takes no part in the widths."""
    listed = list(rows)
    whole = [row for row in listed if len(row) == len(_HEAD)]
    widths = [max(columns(row[place]) for row in whole) for place in range(len(_HEAD))]
    widths[0] = max(columns(row[0]) for row in listed)
    lines = []
    for row in listed:
        cells = [cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def parse_report(folder: Path) -> str:
    """A row for each .txt file of `folder`: what was found in it, or the error that it gives."""
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        return f"no .txt file in {folder}"
    return _table([_HEAD, *(_read_row(path) for path in paths)])
