"""Intent and search are weighed together: each may overrule the other, and more of either never works against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.scope import IN_SCOPE_FROM, in_scope_probability

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("out_of_scope", "score", "known", "foreign", "in_scope"),
    [
        (0.01, 0.8, 0.9, 0.2, True),
        (0.99, 0.1, 0.1, 0.9, False),
        (0.9, 0.9, 1.0, 0.2, True),  # what has been asked before outweighs the intent
        (0.02, 0.3, 0.5, 0.3, True),  # a sure intent outweighs a poor hit
        (0.5, 0.2, 0.3, 0.8, False),
    ],
)
def test_every_witness_is_heard(
    out_of_scope: float, score: float, known: float, foreign: float, in_scope: bool
) -> None:
    assert (in_scope_probability(out_of_scope, score, known, foreign) >= IN_SCOPE_FROM) is in_scope


@given(SHARE, SHARE, SHARE, SHARE)
def test_it_is_a_probability(out_of_scope: float, score: float, known: float, foreign: float) -> None:
    """Also at 0 and 1, where the log-odds have no end."""
    assert 0 < in_scope_probability(out_of_scope, score, known, foreign) < 1


@given(st.tuples(SHARE, SHARE, SHARE, SHARE), st.sampled_from(range(4)), SHARE)
def test_each_witness_speaks_for_one_side(seen: tuple[float, ...], witness: int, other: float) -> None:
    """A better hit or a nearer 相似问 never makes it less likely; a surer intent or a nearer foreign question never more."""
    less, more = sorted((seen[witness], other))
    low = in_scope_probability(*(less if place == witness else value for place, value in enumerate(seen)))
    high = in_scope_probability(*(more if place == witness else value for place, value in enumerate(seen)))
    assert low <= high if witness in (1, 2) else low >= high
