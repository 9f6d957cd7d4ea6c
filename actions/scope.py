"""Is the question the notice's business? Two independent witnesses, the intent and the search, weighed together."""

from __future__ import annotations

import math

OUT_OF_SCOPE_WEIGHT, SCORE_WEIGHT, BIAS = 0.84, 8.47, -3.56
"""Logistic regression on {log-odds of not being out of scope, fused score}, fitted on the 269 dev questions that are
no small talk and name no measure: AUC .988 (docs/decisions.md)."""
IN_SCOPE_FROM = 0.65
"""At this probability 98 % of dev's questions in scope are kept and 88 % of those out of scope are turned away."""
_EDGE = 1e-4


def in_scope_probability(out_of_scope: float, score: float) -> float:
    """From the out-of-scope intent's probability and the best hit's fused score, both in [0, 1]."""
    doubt = min(max(out_of_scope, _EDGE), 1 - _EDGE)
    z = OUT_OF_SCOPE_WEIGHT * math.log((1 - doubt) / doubt) + SCORE_WEIGHT * score + BIAS
    return 1 / (1 + math.exp(-z))
