"""Several questions in one message (…最高多少？找谁？) → its parts, each a question of its own kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.answer import Kind
from index.lexicon import Lexicon

MOST = 4
"""More parts than this are a story, not a list of questions."""
SHORTEST, LONGEST = 2, 80
"""Characters of the shortest question, and of the longest message that is more than one story with its question."""
MIN_OWN = 6
"""Characters of the shortest question that has a topic beside its question words."""
_CLAUSE = re.compile(r"(?P<text>[^?;。!\n,、]+)(?P<end>[?;。!\n,、]?)")
KIND_CUES = {
    Kind.CONTACT: "asks_contact",
    Kind.FUNDING: "asks_sum",
    Kind.ELIGIBILITY: "asks_eligibility",
    Kind.DATE: "asks_date",
    Kind.ISSUER: "asks_issuer",
    Kind.AREA: "asks_areas",
    Kind.LIST: "which",
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
    parts: list[Part] = []
    story = ""
    for piece in _CLAUSE.finditer(query):
        clause = piece["text"].strip()
        kind = kind_of_clause(clause, lexicon) or (
            Kind.CONTENT if piece["end"] == "?" and piece.end() < len(query) else None
        )
        if kind is None:
            story += clause + ","
        elif len(clause) >= SHORTEST:
            parts.append(Part(story + clause, kind))
            story = ""
    if not 2 <= len(parts) <= MOST or _same(parts):
        return ()
    if story:
        parts[-1] = Part(parts[-1].text + "," + story.rstrip(","), parts[-1].kind)
    return tuple(parts)


def kind_of_clause(clause: str, lexicon: Lexicon) -> Kind | None:
    """The kind whose phrase stands last in the clause; None where it asks nothing that a phrase tells."""
    if lexicon.aspect_of(clause):
        return Kind.PROCEDURE
    found = [
        (clause.rfind(word) + len(word), kind)
        for kind, cue in KIND_CUES.items()
        for word in lexicon.cues[cue]
        if word in clause
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _same(parts: list[Part]) -> bool:
    """找谁,哪个部门: one question said twice — the same kind, and one of them names nothing of its own."""
    [first, *others] = {part.kind for part in parts}
    return not others and (first is Kind.PROCEDURE or min(len(part.text) for part in parts) < MIN_OWN)
