"""Rasa graph component: logistic regression over the intents that people put into words."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
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

    def process(self, messages: list[Message]) -> list[Message]:
        """The original's ranking, without its sparse matrices: for one row they took longer than the multiplication."""
        if len(self.clf.classes_) < 3:  # of two classes scikit-learn keeps one row
            return super().process(messages)
        limit = self.config["ranking_length"] or None
        for message in messages:
            chances = self._chances(message)
            ranking = [
                {"name": self.clf.classes_[i], "confidence": chances[i]} for i in np.argsort(-chances, kind="stable")
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:limit], add_to_output=True)
        return messages

    def _chances(self, message: Message) -> npt.NDArray[np.float64]:
        """Probabilities [intents]: the softmax that scikit-learn computes for several classes."""
        (_, sparse), (_, dense) = message.get_sparse_features(TEXT), message.get_dense_features(TEXT)
        grams, vector = sparse.features.tocsr(), dense.features[0]
        coefficients, split = self.clf.coef_, grams.shape[1]
        logits = coefficients[:, grams.indices] @ grams.data + coefficients[:, split:] @ vector + self.clf.intercept_
        likely = np.exp(logits - logits.max())
        return likely / likely.sum()
