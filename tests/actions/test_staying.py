"""Whether a message goes on with the measure spoken of: the signs, the weighing, and how the weights are fitted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from actions.calibrate_staying import Turn, fitted_staying
from actions.context import Context
from actions.followup import undecided
from actions.question import MeasureRef, Memory
from actions.staying import chance_of_staying, signs
from index.calibration import STAYING_SIGNS
from index.hits import Hit
from tests.actions.bench import Bench, Found, reading

SPOKEN_OF, OTHER = 17, 8


def asked(bench: Bench, text: str, own: float, other: float, intent: str = "ask_content", **others: float) -> Context:
    """After measure 17 was spoken of; the search scores it `own`, and measure 8 `other`."""
    memory = Memory((MeasureRef(bench.notice.key, SPOKEN_OF),), spoken=(MeasureRef(bench.notice.key, SPOKEN_OF),))
    found = sorted((Found(SPOKEN_OF, score=own), Found(OTHER, score=other)), key=lambda one: -one.score)
    return bench.context(reading(text, intent, 0.9, **others), tuple(found), memory)


def meant(context: Context) -> Hit:
    hit = undecided(context)
    assert hit is not None and hit.measure.number == SPOKEN_OF
    return hit


def test_a_message_that_fits_the_measure_spoken_of_goes_on_with_it(bench: Bench) -> None:
    goes_on, turns = asked(bench, "租赁公司", 0.7, 0.4), asked(bench, "闲置厂房腾退", 0.3, 0.85)
    chances = [chance_of_staying(meant(context), context) for context in (goes_on, turns)]
    assert chances[0] > bench.calibration.stays_from > chances[1]


@pytest.mark.parametrize("other", [0.2, 0.5, 0.8])
def test_the_better_another_measure_fits_the_less_it_goes_on(bench: Bench, other: float) -> None:
    less, more = (asked(bench, "租赁公司", 0.5, score) for score in (other + 0.1, other))
    assert chance_of_staying(meant(less), less) < chance_of_staying(meant(more), more)


def test_every_sign_has_its_weight(bench: Bench) -> None:
    context = asked(bench, "租赁公司呢", 0.7, 0.4)
    found = dict(zip(STAYING_SIGNS, signs(meant(context), context), strict=True))
    assert found["own_score"] == 0.7 and found["other_score"] == 0.4 and found["is_best"] == found["likewise"] == 1.0
    assert found["own_words"] > found["other_words"] == 0.0
    assert len(bench.calibration.staying_weights) == len(STAYING_SIGNS)


@pytest.mark.parametrize(
    "context",
    [
        ("第8条呢", "ask_content"),  # a number
        ("刚才那条找谁", "ask_contact"),  # no topic
        ("第二个是什么", "ask_content"),  # a place
        ("市税务局管不管", "ask_list"),  # a body
        ("一共多少条", "ask_count"),  # the notice
    ],
)
def test_what_the_form_tells_is_not_weighed(bench: Bench, context: tuple[str, str]) -> None:
    text, intent = context
    assert undecided(asked(bench, text, 0.5, 0.6, intent)) is None


def test_somebody_elses_business_is_not_weighed(bench: Bench) -> None:
    assert undecided(asked(bench, "租赁公司", 0.5, 0.6, out_of_scope=0.7)) is None


def test_a_measure_found_by_the_message_s_own_words_is_marked_so(bench: Bench) -> None:
    """Its sums are not taken for what is asked, as they are of a measure that is only spoken of."""
    by_words, by_talk = (meant(asked(bench, "租赁公司", own, 0.6)) for own in (0.7, 0.3))
    assert (by_words.matched_by, by_talk.matched_by) == ("question", "context")


def turn(own: float, other: float, dialogue: int) -> Turn:
    values = dict.fromkeys(STAYING_SIGNS, 0.0) | {"own_score": own, "other_score": other}
    return Turn(tuple(values.values()), own > other, str(dialogue))


def test_the_fit_parts_what_the_signs_part_and_is_repeatable() -> None:
    scores = np.random.default_rng(3).uniform(0.2, 0.9, (200, 2))
    turns = [turn(float(own), float(other), i // 4) for i, (own, other) in enumerate(scores)]
    table = fitted_staying(turns)
    assert table == fitted_staying(turns) and table["turns"] == 200 and table["right"] > 0.95
    assert table["weights"]["own_score"] > 0 > table["weights"]["other_score"] and table["weights"]["gate"] == 0
    assert 0.3 <= table["stays_from"] <= 0.7


def test_the_bias_is_weighed_with_the_signs(bench: Bench) -> None:
    calibration = replace(bench.calibration, staying_bias=-100.0)
    context = replace(asked(bench, "租赁公司", 0.7, 0.4), calibration=calibration)
    assert chance_of_staying(meant(context), context) < 1e-6
