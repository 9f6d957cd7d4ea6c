"""Rasa graph component: logistic regression over the intents that people put into words."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.training_data import TrainingData


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SpokenIntentClassifier(LogisticRegressionClassifier):
    """Rasa's own classifier, but `button_intents` are left out of training.

    They need examples, else `rasa data validate` complains; yet no typed words may ever be taken for a tapped button.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**LogisticRegressionClassifier.get_default_config(), "button_intents": []}

    def train(self, training_data: TrainingData) -> Resource:
        buttons = frozenset(self.config["button_intents"])
        return super().train(training_data.filter_training_examples(lambda example: example.get(INTENT) not in buttons))
