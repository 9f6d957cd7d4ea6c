"""What stands around the measures: title, issuers, 文号, addressees, letter, preamble; closing and 抄送 after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from index.layout import Paragraph
from index.markers import DATE, DOCUMENT_NOUN, Level, is_date_line, is_special, is_title_line, organs
from index.text import Folded, fold, squeeze


class Part(Enum):
    """The kinds of paragraph outside the measures; the values are the kinds of `Segment`."""

    TITLE = "title"
    NUMBER = "document_number"
    ISSUER = "issuer"
    ADDRESSEE = "addressee"
    LETTER = "letter"
    DATE = "date"
    METADATA = "metadata"
    ATTACHMENT = "attachment"
    NOTE = "note"
    PREAMBLE = "preamble"
    CONTENTS = "contents"
    CLOSING = "closing"
    DISTRIBUTION = "distribution"
    ANNEX = "annex"
    OTHER = "other"


NUMBER = r"[一-龥A-Za-z]{1,12}[〔\[(【]\d{4}[〕\])】]第?\d{1,5}号"
_NUMBER_LINE = re.compile(rf"(?:(?:发文字号|文号|发文号)[::])?(?P<number>{NUMBER})")
METADATA_LABEL = re.compile(
    r"(索引号|主题分类|发文机关|发文机构|发布机构|成文日期|发布日期|公开日期|标题|发文字号|文号|主题词|有效性|公开方式|信息公开选项)[::]?"
)
_NOTE = re.compile(
    r"(?:\(此件|\(联系人|扫一扫|点击|打印|关闭|分享|来源[::]|字号[::]|浏览次数|当前位置|政策解读|相关解读|相关附件|责任编辑)"
)
_HARD_END = re.compile(
    r"附件(?:\d{1,2}|[一二三四五六七八九十]{1,2})?(?:[::].*|[^。,;]{0,40})|附件[::].*|抄送.*|抄报.*|公开方式.*|\(此件公开.*"
)
_PRINTED = re.compile(rf".{{0,40}}{DATE}印发")
_CLOSING = re.compile(
    rf"""(?:本|以上|上述)[一-龥]{{0,8}}?{DOCUMENT_NOUN}[^。]{{0,16}}
           (?: (?:自|从|于)[^。]{{2,24}}(?:施行|实施|执行|生效|试行) | 由[^。]{{2,60}}负责解释 | 有效期)
       | (?:自|从)[^。,]{{2,24}}起[^。,]{{0,6}}(?:施行|实施|执行|生效|试行)
       | 本[一-龥]{{0,8}}?{DOCUMENT_NOUN}由[^。]{{2,60}}解释
       | ^特此(?:通知|公告|通告)""",
    re.VERBOSE,
)
_LETTER_TITLE = re.compile(
    rf"(?:批转|转发|印发|发布|公布)(?:实施)?(?:《(?P<quoted>.+?)》|(?P<bare>[^《]+?{DOCUMENT_NOUN}(?:\([^()]*\))?))的(?:通知|通告|公告)"
)
_LETTER_OPENING = re.compile(r"《(?P<quoted>.+?)》(?:已经|已|业经|经)")
_PREAMBLE_HEAD = re.compile(r"为|根据|按照|依据|经")
_PREAMBLE_TAIL = re.compile(r"(?:制定|制订|通知如下|提出如下|提出以下|公告如下|规定如下|如下)")
_PLACE_END = (
    r"(?:部门|单位|政府|机构|局|委|办|厅|部|院|企业|公司|中心|办事处|园区|开发区|会|区|县|市|镇|乡|街道|学校|同志)"
)
_ADDRESSEE = re.compile(rf"[^。;]{{1,400}}{_PLACE_END}(?:\([^()]*\))?[::]")
_LONGEST_TITLE_RUN = 6
_FRONT_LIMIT = 60
"""Front matter is looked for among this many paragraphs."""


def is_hard_end(text: str) -> bool:
    """Lines that no measure can hold: an annex, 抄送, 公开方式, 印发."""
    folded = squeeze(text[:200])
    return _HARD_END.fullmatch(folded) is not None or (len(folded) < 60 and _PRINTED.fullmatch(folded) is not None)


def _is_signature(paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Bodies on lines of their own, and then a date."""
    while place < len(paragraphs) and organs(paragraphs[place].text):
        place += 1
    return place < len(paragraphs) and is_date_line(paragraphs[place].text)


def ends_body(paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Whether an unnumbered paragraph after the last measure belongs to the notice as a whole."""
    paragraph = paragraphs[place]
    if paragraph.marker is not None:
        return False
    folded = squeeze(paragraph.text)
    return _CLOSING.search(folded) is not None or is_special(paragraph.text) or _is_signature(paragraphs, place)


def _key(text: str) -> str:
    return re.sub(r"\(.*?\)|\W", "", squeeze(text))


def name_in_letter(paragraphs: Sequence[Paragraph]) -> str | None:
    """The name of the document that a covering letter sends: 关于印发《…》的通知, or 《…》已经…审议通过."""
    front = [paragraph.text for paragraph in paragraphs[:_FRONT_LIMIT] if paragraph.marker is None]
    for text in front:
        folded = fold(text)
        found = _LETTER_TITLE.search(folded.text) if is_title_line(text) else None
        if found:
            return _printed(text, folded, found, "quoted" if found["quoted"] else "bare")
    for text in front:
        folded = fold(text)
        found = _LETTER_OPENING.match(folded.text)
        if found:
            return _printed(text, folded, found, "quoted")
    return None


def _printed(text: str, folded: Folded, found: re.Match[str], group: str) -> str:
    start, end = folded.span(*found.span(group))
    return text[start:end]


def find_annex_title(paragraphs: Sequence[Paragraph], name: str | None) -> range:
    """The lines that print the title of the document sent, anew after the letter; empty when they are missing."""
    wanted = _key(name) if name else ""
    for first in range(min(len(paragraphs), _FRONT_LIMIT) if wanted else 0):
        joined = ""
        for last in range(first, min(first + _LONGEST_TITLE_RUN, len(paragraphs))):
            if paragraphs[last].marker or not wanted.startswith(joined):
                break
            joined += _key(paragraphs[last].text)
            if joined == wanted:
                return range(first, last + 1)
    return range(0)


def attachment_list(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """The numbered names of annexes under an 附件： line of the front matter; they are no measures."""
    found: set[int] = set()
    for place, paragraph in enumerate(paragraphs[:_FRONT_LIMIT]):
        if not re.match(r"附件[::]", squeeze(paragraph.text[:10])):
            continue
        after = place + 1
        while after < len(paragraphs) and _is_list_item(paragraphs[after]):
            found.add(after)
            after += 1
    return frozenset(found)


def _is_list_item(paragraph: Paragraph) -> bool:
    marker = paragraph.marker
    return (
        marker is not None and marker.level is Level.ARABIC and len(paragraph.body) <= 60 and "。" not in paragraph.body
    )


def _label_front(paragraph: Paragraph, before: Part | None, place: int, skip: frozenset[int]) -> Part | None:
    """What a paragraph before the measures is by its own looks; None for running text."""
    folded = squeeze(paragraph.text)
    if METADATA_LABEL.match(folded):
        return Part.METADATA
    if _NUMBER_LINE.fullmatch(folded):
        return Part.NUMBER
    if place in skip or (re.match(r"附件\d*[::]?", folded) and len(folded) < 120):
        return Part.ATTACHMENT
    if _NOTE.match(folded):
        return Part.NOTE
    if is_date_line(folded) or _PRINTED.fullmatch(folded):
        return Part.DATE
    if folded == "目录":
        return Part.CONTENTS
    if is_title_line(paragraph.text) and not folded.endswith(":"):
        return Part.TITLE
    if organs(paragraph.text):
        return Part.ISSUER
    if _ADDRESSEE.fullmatch(folded) and before not in (Part.LETTER, Part.ADDRESSEE):
        return Part.ADDRESSEE
    return None


def label_front(front: Sequence[Paragraph], annex: range, skip: frozenset[int]) -> list[Part]:
    """Say what each paragraph before the measures is; running text after the last line of another kind is preamble."""
    parts: list[Part] = []
    value_due = False
    for place, paragraph in enumerate(front):
        label = Part.TITLE if place in annex else _label_front(paragraph, parts[-1] if parts else None, place, skip)
        if value_due and label is not Part.METADATA:
            label, value_due = Part.METADATA, False
        elif label is Part.METADATA:
            value_due = METADATA_LABEL.fullmatch(squeeze(paragraph.text)) is not None
        running = "。" in paragraph.text or len(paragraph.text) > 60 or paragraph.text[-1:] in "：:"
        parts.append(label or (Part.LETTER if running else Part.OTHER))
    return _name_preamble(parts)


def _name_preamble(parts: list[Part]) -> list[Part]:
    last = max((place for place, part in enumerate(parts) if part is not Part.LETTER), default=-1)
    return parts[: last + 1] + [Part.PREAMBLE] * (len(parts) - last - 1)


def label_tail(tail: Sequence[Paragraph]) -> list[Part]:
    """Say what each paragraph after the measures is; all that follows an annex's heading is annex."""
    parts: list[Part] = []
    for place, paragraph in enumerate(tail):
        folded = squeeze(paragraph.text)
        following = squeeze(tail[place + 1].text) if place + 1 < len(tail) else ""
        if parts and parts[-1] is Part.ANNEX:
            parts.append(Part.ANNEX)
        elif folded.startswith("附件"):
            parts.append(Part.ATTACHMENT if len(folded) > 3 and folded[2] in "::" else Part.ANNEX)
        elif re.match("抄送|抄报", folded) or _PRINTED.fullmatch(folded) or _PRINTED.fullmatch(folded + following):
            parts.append(Part.DISTRIBUTION)
        elif METADATA_LABEL.match(folded) or _NOTE.match(folded):
            parts.append(Part.NOTE)
        elif is_date_line(folded):
            parts.append(Part.DATE)
        elif organs(paragraph.text):
            parts.append(Part.ISSUER)
        else:
            previous = parts[-1] if parts else Part.CLOSING
            known = (Part.CLOSING, Part.DISTRIBUTION, Part.ATTACHMENT)
            parts.append(previous if previous in known else Part.OTHER)
    return parts


def prose_start(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Where the first paragraph of content stands, for a notice without numbers: after front matter and preamble."""
    place = start
    before: Part | None = None
    while place < len(paragraphs):
        label = _label_front(paragraphs[place], before, place, frozenset())
        if label is None:
            break
        before = label
        place += 1
    while place < len(paragraphs) and _is_preamble(squeeze(paragraphs[place].text)):
        place += 1
    return place


def _is_preamble(folded: str) -> bool:
    return _PREAMBLE_HEAD.match(folded) is not None and _PREAMBLE_TAIL.search(folded[-40:]) is not None
