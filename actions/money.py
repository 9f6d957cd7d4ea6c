"""What an amount in a notice is: money given, money invested against shares, or a threshold that somebody must reach."""

from __future__ import annotations

from enum import StrEnum

from index.lexicon import Lexicon
from index.notice import Amount, Measure


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
