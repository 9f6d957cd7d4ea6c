"""What an amount in a notice is: money given, money invested against shares, or a threshold that somebody must reach."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from actions.answer import Relation, Remark
from index.lexicon import Lexicon
from index.notice import Amount, Measure
from index.sums import SaidSum


class Role(StrEnum):
    GRANT = "grant"
    EQUITY = "equity"
    THRESHOLD = "threshold"


def role_of(amount: Amount, lexicon: Lexicon) -> Role:
    """By the words around the amount (data/lexicon/cues.yml: threshold, equity); what is neither is money given."""
    words = " ".join(filter(None, (amount.qualifier, amount.purpose)))
    if lexicon.has_cue("threshold", amount.qualifier or ""):
        return Role.THRESHOLD
    return Role.EQUITY if lexicon.has_cue("equity", words) else Role.GRANT


def gives_money(measure: Measure, lexicon: Lexicon) -> bool:
    """Whether the measure names a sum that somebody can receive."""
    return any(role_of(amount, lexicon) is not Role.THRESHOLD for amount in measure.amounts)


def remarks_on(
    sums: Sequence[SaidSum], amounts: Sequence[Amount], lexicon: Lexicon, claimed: bool = False
) -> tuple[Remark, ...]:
    """The caller's sums beside what the notice states: compared with a threshold, or set right where nobody states them.

    `claimed`: the caller takes the sum for money that is given, so that it is not compared with a threshold.
    """
    remarks = (_remark(said, amounts, lexicon, claimed) for said in sums)
    return tuple(remark for remark in remarks if remark)


def _remark(said: SaidSum, amounts: Sequence[Amount], lexicon: Lexicon, claimed: bool) -> Remark | None:
    threshold = next((amount for amount in amounts if role_of(amount, lexicon) is Role.THRESHOLD), None)
    stated = any(amount.value == said.value for amount in amounts)
    if threshold is None or claimed:
        return None if stated else Remark(Relation.NOT_STATED, said.text, amounts[0] if amounts else None)
    relation = Relation.REACHES if said.value >= threshold.value else Relation.BELOW
    return Remark(relation, said.text, threshold)
