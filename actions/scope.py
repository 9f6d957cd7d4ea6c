"""Is the question the notice's business? Two independent witnesses, the intent and the search, weighed together."""

from __future__ import annotations

import math

OUT_OF_SCOPE_WEIGHT, SCORE_WEIGHT, KNOWN_WEIGHT, FOREIGN_WEIGHT, BIAS = 0.97, 4.43, 4.72, -7.13, -0.30
"""Logistic regression on {log-odds of not being out of scope, fused score, likeness to the nearest 相似问, to the
nearest question of other business}, fitted on the development questions that a measure may answer
(figures: docs/decisions.md)."""
IN_SCOPE_FROM = 0.65
ABOUT_NOTICE_FROM = 0.35
"""Lower for questions about the notice itself (areas, dates, issuers): no 相似问 or measure is like them."""
_EDGE = 1e-4


def in_scope_probability(out_of_scope: float, score: float, known: float, foreign: float) -> float:
    """From the out-of-scope intent's probability, the best hit's fused score (both in [0, 1]), and the two likenesses."""
    doubt = min(max(out_of_scope, _EDGE), 1 - _EDGE)
    z = (
        OUT_OF_SCOPE_WEIGHT * math.log((1 - doubt) / doubt)
        + SCORE_WEIGHT * score
        + KNOWN_WEIGHT * known
        + FOREIGN_WEIGHT * foreign
        + BIAS
    )
    return 1 / (1 + math.exp(-z))
