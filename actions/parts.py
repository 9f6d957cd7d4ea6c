"""Several questions in one message (…最高多少？找谁？) → its parts, each a question of its own kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.answer import Kind
from actions.question import NOT_ASKED
from index.lexicon import Lexicon, found_in
from index.sums import said_sums

MOST = 4
"""More parts than this are a story, not a list of questions."""
SHORTEST, LONGEST = 2, 80
"""Characters of the shortest question, and of the longest message that is more than one story with its question."""
OWN = 2
"""Characters beside question words and filler from which a question has a topic of its own."""
# 5G基站用地和人才公寓分别找谁: one question of two things
_EACH = re.compile(
    r"(?P<first>[^和跟与及,]{2,20})(?:[和跟与及]|,?还有)(?P<second>[^和跟与及,]{2,20}?),?(?:分别|各自|各)(?P<asked>.{2,12})"
)
OF_EACH = {Kind.CONTACT, Kind.FUNDING, Kind.ELIGIBILITY}
# 招商 土地 这俩分别归谁; 刚说的贷款、利率这两条 were spoken of, and are known
_BOTH = re.compile(
    r"(?:^|[ ,])(?!刚|上面|前面)(?P<first>[^ ,]{2,12})[ 、,]"
    r"(?P<second>[^ ,]{2,12}) ?(?:这俩|这两[个条样块边]|俩)都?(?:分别|各自|各)?(?P<asked>.{2,20})"
)
# A跟B哪个给得多: what is asked of each is how much; 这条和刚才那条 were spoken of
_MORE = re.compile(
    r"(?:^|[ ,])(?![这那刚上前])(?P<first>[^ ,]{4,24}?),?(?:[和跟与比]|还是)(?![这那刚上前])(?P<second>[^ ,]{4,24}?)(?:相比|比起来)?,?"
    r"(?:哪个|哪笔|哪边|哪样|哪种|哪一个|谁)(?:的)?(?:钱|金额|数额|额度|上限|封顶|数目|给得|给的|补得|补的|拿得|拿的)(?:更|要|最)?[多高大少低]"
)
_HOW_MUCH = "最高多少"
# 五千万、三千万、两千万分别出自哪一条; 5000万跟2000万是一回事吗
_TOLD_APART = re.compile(r"分别|各自|各是|区别|不同|不一样|一样|一回事|同一|两码事")
_WHAT_SUM = "是什么钱"
# 一是工业用地怎么优先，二是人才公寓归谁; 第一，…第二，…; ①…②… (NFKC makes numerals of these)
_NUMBERED = re.compile(
    r"(?:.{0,16}?(?:一是|第一[,:是个问]+|1[.、])|^1)(?P<first>.{4,40}?)"
    r"(?:[,;。? ]*(?:二是|第二[,:是个问]+|2[.、])|[,;。? ]+2)(?P<second>.{4,40}?)"
    r"(?:(?:[,;。? ]*(?:三是|第三[,:是个问]+|3[.、])|[,;。? ]+3)(?P<third>.{4,40}?))?[。?]*$"
)
# 这个归谁管？刚才孵化基地那个又归谁？
_POINTING = re.compile(r"(?:哦|嗯|那)?(?:这|那)(?:一?[个条项])|它")
_NO_WORD = re.compile(r"[\W_]|[又也还呢吗嘛啊呀哈的了是在有能要给归管找谁哪几多少]")
_CLAUSE = re.compile(r"(?P<text>[^?;。!\n,、]+)(?P<end>[?;。!\n,、]?)")
KIND_CUES = {
    Kind.CONTACT: "asks_contact",
    Kind.FUNDING: "asks_sum",
    Kind.ELIGIBILITY: "asks_eligibility",
    Kind.DATE: "asks_date",
    Kind.ISSUER: "asks_issuer",
    Kind.AREA: "asks_areas",
    Kind.LIST: "which",
    Kind.CONTENT: "asks_content",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions. `text` is normalised."""

    text: str
    kind: Kind


def parts_of(query: str, lexicon: Lexicon) -> tuple[Part, ...]:
    """The questions of a message, in order; empty unless there are at least two of them.

    Clauses without a question (the story) join the question after them, so that its topic is not lost.
    """
    if len(query) > LONGEST:
        return ()
    several = _of_sums(query, lexicon) or _compared(query) or _of_each(query, lexicon) or _numbered(query, lexicon)
    if several:
        return several
    parts: list[Part] = []
    story = ""
    for piece in _CLAUSE.finditer(query):
        clause = piece["text"].strip()
        kind = kind_of_clause(clause, lexicon) or (Kind.CONTENT if _asks(piece, clause, query, lexicon) else None)
        if kind is None:
            story += clause + ","
        elif parts and kind is Kind.LIST and not _has_own_topic(clause, lexicon):
            parts[-1] = Part(f"{parts[-1].text},{story}{clause}", parts[-1].kind)  # …? 在哪条: which measure says so
            story = ""
        elif len(clause) >= SHORTEST:
            parts.append(Part(story + clause, kind))
            story = ""
    if not 2 <= len(parts) <= MOST or _same(parts, lexicon):
        return ()
    if story:
        parts[-1] = Part(parts[-1].text + "," + story.rstrip(","), parts[-1].kind)
    return tuple(parts)


def _asks(piece: re.Match[str], clause: str, query: str, lexicon: Lexicon) -> bool:
    """Whether a clause without a question word is a question, too; 就这？ is none."""
    return piece["end"] == "?" and piece.end() < len(query) and _has_own_topic(clause, lexicon)


def kind_of_clause(clause: str, lexicon: Lexicon) -> Kind | None:
    """The kind whose phrase stands last in the clause; None where it asks nothing that a phrase tells."""
    clause = NOT_ASKED.sub(" ", clause)
    if lexicon.aspect_of(clause):
        return Kind.PROCEDURE
    found = [
        (clause.rfind(said) + len(said), kind)
        for kind, cue in KIND_CUES.items()
        for word in lexicon.cues[cue]
        if (said := found_in(word, clause))
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _numbered(query: str, lexicon: Lexicon) -> tuple[Part, ...]:
    """两个问题：一是…，二是…"""
    found = _NUMBERED.match(query)
    if found is None:
        return ()
    texts = [found[name].strip(" ,;:。?") for name in ("first", "second", "third") if found[name]]
    return tuple(Part(text, kind_of_clause(text, lexicon) or Kind.CONTENT) for text in texts)


def _of_sums(query: str, lexicon: Lexicon) -> tuple[Part, ...]:
    """Sums that are to be told apart: which is which, or what is asked of each; not one's own beside the notice's."""
    sums = said_sums(query)
    apart = _TOLD_APART.search(query)
    if not apart or not 2 <= len(sums) <= MOST or lexicon.has_cue("own_sum", query):
        return ()
    asked = query[apart.end() :]
    if kind_of_clause(asked, lexicon) is Kind.CONTACT:
        return tuple(Part(said.text + asked, Kind.CONTACT) for said in sums)
    return tuple(Part(said.text + _WHAT_SUM, Kind.FUNDING) for said in sums)


def _compared(query: str) -> tuple[Part, ...]:
    """How much each of two things is, so that the caller sees which is more."""
    found = _MORE.search(query)
    return tuple(Part(found[thing] + _HOW_MUCH, Kind.FUNDING) for thing in ("first", "second")) if found else ()


def _of_each(query: str, lexicon: Lexicon) -> tuple[Part, ...]:
    """The same question of two things, asked of each of them."""
    found = _EACH.search(query) or _BOTH.search(query)
    kind = kind_of_clause(found["asked"], lexicon) if found else None
    if found is None or kind not in OF_EACH or (found["first"] + found["second"]).isdecimal():
        return ()  # 17和18分别归谁: measures by number
    story = query[: found.start()]
    return tuple(Part(f"{story}{found[thing]}{found['asked']}", kind) for thing in ("first", "second"))


def _same(parts: list[Part], lexicon: Lexicon) -> bool:
    """找谁,哪个部门: one question said twice — the same kind, and one of them names nothing of its own."""
    [first, *others] = {part.kind for part in parts}
    own = (_has_own_topic(part.text, lexicon) or _POINTING.match(part.text) for part in parts)
    return not others and (first is Kind.PROCEDURE or not all(own))


def _has_own_topic(text: str, lexicon: Lexicon) -> bool:
    """Whether something is left of a question without its question words and filler."""
    for word in (*(word for cue in KIND_CUES.values() for word in lexicon.cues[cue]), *lexicon.cues["filler"]):
        text = text.replace(found_in(word, text) or "\0", " ") if len(word) > 1 else text
    return len(_NO_WORD.sub("", text)) >= OWN
