"""Rasa graph component: character n-grams as tf-idf, with names of units, places and numbers masked."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.entities import patterns_of
from bot.text import folded

LONGEST = 3
FILE = "ngrams.json"
MASK_BASE = 0xE000
"""Private-use characters stand for names, one for each pattern: all units look alike to the classifier."""


def grams_of(text: str) -> list[str]:
    """All runs of 1 to 3 characters inside the words that blanks part."""
    return [part[i : i + n] for part in text.split() for n in range(1, LONGEST + 1) for i in range(len(part) - n + 1)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds a sentence feature [1, v] of length `scale`: (1 + ln tf) · idf of each n-gram, normalised.

    Rasa's CountVectorsFeaturizer gives raw counts, so that long stories outweigh their question; and its regular
    expressions are features beside the words, not in their place. Figures: docs/decisions.md.

    `seen`: examples that must hold an n-gram for it to count. Three of four stand in one alone, and learning takes as
    long as there are n-grams.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**SparseFeaturizer.get_default_config(), "scale": 14.0, "seen": 1}

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, config)
        self._scale = float(config["scale"])
        self._seen = int(config["seen"])
        self._model_storage = model_storage
        self._resource = resource
        self._masks: list[tuple[re.Pattern[str], str]] = []
        self._places: dict[str, int] = {}
        self._idf = np.zeros(0)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._set(json.loads((folder / FILE).read_text(encoding="utf-8")))
        return component

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to refuse but what `float` and `int` refuse."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which n-grams there are, and how rare each is, from the sentences that have an intent."""
        patterns = [pattern["pattern"] for pattern in patterns_of(training_data, use_word_boundaries=False)]
        self._set({"patterns": patterns, "grams": [], "idf": []})
        texts = [self._masked(example.get(TEXT)) for example in _spoken(training_data.intent_examples)]
        seen = Counter(gram for text in texts for gram in set(grams_of(text)))
        grams = sorted(gram for gram, number in seen.items() if number >= self._seen)
        idf = [float(np.log((1 + len(texts)) / (1 + seen[gram])) + 1) for gram in grams]
        table = {"patterns": patterns, "grams": grams, "idf": idf}
        self._set(table)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the feature to each message that has text."""
        for message in _spoken(messages):
            self.add_features_to_message(None, self._features(message.get(TEXT)), TEXT, message)
        return messages

    def _set(self, table: dict[str, Any]) -> None:
        self._masks = [
            (re.compile(pattern, re.IGNORECASE), chr(MASK_BASE + i)) for i, pattern in enumerate(table["patterns"])
        ]
        self._places = {gram: place for place, gram in enumerate(table["grams"])}
        self._idf = np.array(table["idf"], dtype=np.float64)

    def _masked(self, text: str) -> str:
        masked = folded(text)
        for pattern, mask in self._masks:
            masked = pattern.sub(mask, masked)
        return masked

    def _features(self, text: str) -> csr_matrix:
        counts = Counter(gram for gram in grams_of(self._masked(text)) if gram in self._places)
        columns = np.array([self._places[gram] for gram in counts], dtype=np.int64)
        values = (1 + np.log(np.array(list(counts.values()), dtype=np.float64))) * self._idf[columns]
        length = np.linalg.norm(values)
        scaled = values * (self._scale / length) if length else values
        return csr_matrix((scaled, (np.zeros_like(columns), columns)), shape=(1, len(self._places)))


def _spoken(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if message.get(TEXT) is not None]
