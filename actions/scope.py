"""Is the question the notice's business? Independent witnesses, the intent, the search and the gate, weighed together."""

from __future__ import annotations

import math
from dataclasses import dataclass

_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What speaks for or against a question being a notice's business.

    `out_of_scope`: probability of that intent, [0, 1]; `score`: fused score of the best hit, [0, 1]; `known`,
    `foreign`: likeness to the nearest 相似问 and to the nearest foreign question; `own`: the gate's log-odds.
    """

    out_of_scope: float
    score: float
    known: float
    foreign: float
    own: float

    @property
    def features(self) -> tuple[float, ...]:
        """In the order of `Scope.weights`: log-odds of not being out of scope, score, known, foreign, own."""
        doubt = min(max(self.out_of_scope, _EDGE), 1 - _EDGE)
        return (math.log((1 - doubt) / doubt), self.score, self.known, self.foreign, self.own)


@dataclass(frozen=True, slots=True)
class Scope:
    """Logistic regression on the witnesses, fitted on the development questions by `make calibrate`."""

    weights: tuple[float, ...]
    bias: float
    own_from: float
    """Probability from which a question is taken for a notice's business."""

    def probability(self, witnesses: Witnesses) -> float:
        z = self.bias + sum(weight * value for weight, value in zip(self.weights, witnesses.features, strict=True))
        return 1 / (1 + math.exp(-z))

    def is_own(self, witnesses: Witnesses) -> bool:
        return self.probability(witnesses) >= self.own_from
