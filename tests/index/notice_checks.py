"""What must hold of every parsed notice, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator

from index.layout import lay_out
from index.notice import Notice, Span
from index.text import is_white


def located(notice: Notice) -> Iterator[tuple[str, Span]]:
    """Every text of the notice that has a place of its own."""
    for measure in notice.measures:
        yield measure.text, measure.span
        yield from ((sentence.text, sentence.span) for sentence in measure.sentences)
        yield from ((amount.text, amount.span) for amount in measure.amounts)
        yield from ((programme.text, programme.span) for programme in measure.programmes)


def assert_spans_hold(notice: Notice) -> None:
    """notice.text[span] == text, for everything that is located."""
    for text, span in located(notice):
        assert notice.quote(span) == text
    for measure in notice.measures:
        assert measure.heading in measure.text


def assert_segments_tile(notice: Notice) -> None:
    """Segments follow each other without gap or overlap, from the first character to the last."""
    place = 0
    for segment in notice.segments:
        assert segment.span[0] == place < segment.span[1]
        place = segment.span[1]
    assert place == len(notice.text)


def solid(text: str) -> str:
    """The characters that are not layout."""
    return "".join(character for character in text if not is_white(character))


def assert_round_trip(raw: str, notice_text: str) -> None:
    """Every non-white character of the published text, page marks aside, stands in the normalised text in order."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for mark in lay_out(raw).page_marks:
        assert len(solid(lines[mark.number - 1])) <= 16
        lines[mark.number - 1] = ""
    assert solid("".join(lines)) == solid(notice_text)
