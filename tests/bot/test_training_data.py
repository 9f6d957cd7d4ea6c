"""The product's domain, rules and NLU data fit together: what `rasa data validate` checks, each warning an error."""

from __future__ import annotations

import warnings
from collections import Counter
from functools import lru_cache
from itertools import pairwise

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.validator import Validator

FEWEST_EXAMPLES = 40
CONTRACT_SLOTS = {"last_measures", "last_kind", "last_notice", "offered", "told_validity"}
INTERVIEW_SLOTS = {"interview", "interview_area", "interview_subject", "interview_need", "interview_qualification"}
CONTRACT_ENTITIES = {"measure_number", "area", "unit", "chapter", "choice"}


@lru_cache(maxsize=1)
def importer() -> RasaFileImporter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return RasaFileImporter("config.yml", "bot/domain", ["data/nlu", "data/dialogue"])


@lru_cache(maxsize=1)
def nlu_data() -> TrainingData:
    return importer().get_nlu_data()


@lru_cache(maxsize=1)
def domain() -> Domain:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importer().get_domain()


def test_intents_rules_and_actions_fit_without_a_warning() -> None:
    validator = Validator(domain(), nlu_data(), importer().get_stories(), importer().get_config())
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        assert validator.verify_nlu(ignore_warnings=False)
        assert validator.verify_actions_in_stories_rules()
        assert validator.verify_story_structure(ignore_warnings=False)
        assert validator.verify_domain_validity()
        validator.warn_if_config_mandatory_keys_are_not_set()


def test_every_intent_has_a_rule_that_answers() -> None:
    rules = [tuple(step.events) for step in importer().get_stories().story_steps]
    answered = {
        said.intent_name
        for events in rules
        for said, done in pairwise(events)
        if isinstance(said, UserUttered) and isinstance(done, ActionExecuted) and done.action_name == "action_answer"
    }
    assert answered >= set(domain().intents) - {"restart", "back", "session_start", "nlu_fallback"}


def test_every_spoken_intent_has_enough_examples_and_none_twice() -> None:
    counts = Counter(example.get("intent") for example in nlu_data().intent_examples)
    assert {intent: count for intent, count in counts.items() if count < FEWEST_EXAMPLES and intent != "choose"} == {}
    texts = Counter(example.get("text") for example in nlu_data().intent_examples)
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("name", sorted(CONTRACT_SLOTS | INTERVIEW_SLOTS))
def test_slots_are_kept_by_the_action_server_alone_and_decide_no_action(name: str) -> None:
    slot = next(slot for slot in domain().slots if slot.name == name)
    assert slot.type_name == "any"
    assert slot.influence_conversation is False
    assert slot.mappings == [{"type": "custom"}]


def test_entities_and_session_are_as_specified() -> None:
    assert set(domain().entities) >= CONTRACT_ENTITIES
    assert domain().session_config.session_expiration_time == 30
    assert domain().session_config.carry_over_slots is False  # nothing is remembered of an older conversation


def test_the_form_runs_our_own_action_over_the_fields_of_the_interview() -> None:
    """Rasa takes an action that bears the form's name instead of its own, so that a turn is one call."""
    [(name, form)] = domain().forms.items()
    assert name in domain().user_actions
    assert set(form["required_slots"]) == INTERVIEW_SLOTS - {"interview"}
