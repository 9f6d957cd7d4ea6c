"""Intent, search and gate are weighed together: each may be overruled, and more of one never works against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.scope import Scope, Witnesses
from index.calibration import load_calibration
from tests.actions.conftest import DATA

FITTED = load_calibration((DATA / "calibration.yml").read_bytes())
SCOPE = Scope(FITTED.scope_weights, FITTED.scope_bias, FITTED.own_from)
SHARE = st.floats(0, 1)
ODDS = st.floats(-20, 20)
SEEN = st.tuples(SHARE, SHARE, SHARE, SHARE, ODDS)


@pytest.mark.parametrize(
    ("out_of_scope", "score", "known", "foreign", "own", "is_own"),
    [
        (0.01, 0.8, 0.9, 0.2, 4.0, True),
        (0.99, 0.1, 0.1, 0.9, -4.0, False),
        (0.9, 0.9, 1.0, 0.2, 3.0, True),  # what has been asked before outweighs the intent
        (0.02, 0.3, 0.5, 0.3, 1.0, True),  # a sure intent outweighs a poor hit
        (0.5, 0.2, 0.3, 0.8, -1.0, False),
    ],
)
def test_every_witness_is_heard(
    out_of_scope: float, score: float, known: float, foreign: float, own: float, is_own: bool
) -> None:
    assert SCOPE.is_own(Witnesses(out_of_scope, score, known, foreign, own)) is is_own


@given(SEEN)
def test_it_is_a_probability(seen: tuple[float, float, float, float, float]) -> None:
    """Also at 0 and 1, where the log-odds have no end."""
    assert 0 <= SCOPE.probability(Witnesses(*seen)) <= 1


@given(SEEN, st.sampled_from(range(5)), SHARE)
def test_each_witness_speaks_for_one_side(
    seen: tuple[float, float, float, float, float], witness: int, other: float
) -> None:
    """A better hit, a nearer 相似问, a surer gate never make it less likely; intent and foreign question never more."""
    less, more = sorted((seen[witness], other))
    low, high = (
        SCOPE.probability(Witnesses(*(value if place == witness else kept for place, kept in enumerate(seen))))
        for value in (less, more)
    )
    assert low <= high if witness in (1, 2, 4) else low >= high
