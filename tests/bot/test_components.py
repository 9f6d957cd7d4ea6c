"""Our graph components, without a trained model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.classifier import SpokenIntentClassifier
from bot.embedding import DIMENSION
from bot.entities import PatternExtractor
from bot.featurizer import BundledE5Featurizer

SMALL = "tests/fixtures/nlu/small.yml"


def small_data() -> TrainingData:
    return RasaFileImporter(training_data_paths=[SMALL]).get_nlu_data()


def extractor(folder: Path, data: TrainingData) -> PatternExtractor:
    config = {**PatternExtractor.get_default_config(), "use_word_boundaries": False}
    component = PatternExtractor(config, LocalModelStorage(folder), Resource("patterns"))
    component.train(data)
    return component


def featurizer(scale: object) -> BundledE5Featurizer:
    return BundledE5Featurizer({**BundledE5Featurizer.get_default_config(), "scale": scale}, "e5")


def test_patterns_and_tables_are_found_inside_chinese_without_annotated_sentences(tmp_path: Path) -> None:
    message = Message({TEXT: "请问市科技局的第17条讲什么"})
    extractor(tmp_path, small_data()).process([message])
    assert [(found["entity"], found["value"]) for found in message.get("entities")] == [
        ("measure_number", "第17条"),
        ("unit", "市科技局"),
    ]


def test_the_longest_word_of_a_table_is_found(tmp_path: Path) -> None:
    message = Message({TEXT: "找科委会"})
    extractor(tmp_path, small_data()).process([message])
    assert [found["value"] for found in message.get("entities")] == ["科委会"]


def test_training_without_any_pattern_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfigException, match="python -m index nlu"):
        extractor(tmp_path, TrainingData([Message({TEXT: "你好", INTENT: "greet"})]))


@pytest.mark.model
def test_intents_of_buttons_are_never_learned(tmp_path: Path) -> None:
    data = small_data()
    for number, example in enumerate(data.training_examples):
        vector = np.eye(1, DIMENSION, number, dtype=np.float32)  # any feature will do
        featurizer(10).add_features_to_message(vector, vector, TEXT, example)
    config = {**SpokenIntentClassifier.get_default_config(), "button_intents": ["choose"]}
    classifier = SpokenIntentClassifier(config, "spoken", LocalModelStorage(tmp_path), Resource("spoken"))
    classifier.train(data)
    assert set(classifier.clf.classes_) == {"ask_funding", "ask_contact", "greet", "out_of_scope"}


def test_an_empty_text_gets_features_of_zeros_and_a_message_without_text_none() -> None:
    empty, action = Message({TEXT: ""}), Message({"action_name": "action_answer"})
    featurizer(10).process([empty, action])
    sequence, sentence = empty.get_dense_features(TEXT)
    assert sequence is None or sequence.features.shape == (0, DIMENSION)
    assert sentence.features.shape == (1, DIMENSION) and not sentence.features.any()
    assert action.get_dense_features(TEXT) == (None, None)


@pytest.mark.parametrize("scale", [0, -1, "10", None, True])
def test_a_scale_that_is_no_number_above_zero_is_refused(scale: object) -> None:
    with pytest.raises(InvalidConfigException, match="scale"):
        featurizer(scale)


@pytest.mark.model
def test_features_have_the_shapes_that_rasa_expects_and_the_length_that_was_asked_for() -> None:
    message = Message({TEXT: "你好", TOKENS_NAMES[TEXT]: [Token("你好", 0)]})
    featurizer(10).process([message])
    sequence, sentence = message.get_dense_features(TEXT)
    assert (sequence.features.shape, sentence.features.shape) == ((1, DIMENSION), (1, DIMENSION))
    assert np.linalg.norm(sentence.features) == pytest.approx(10, abs=0.01)


def described(text: str) -> Message:
    """A message with both features, as the pipeline gives them."""
    rng = np.random.default_rng(len(text))
    message = Message({TEXT: text, INTENT: f"ask_{len(text) % 4}"})
    grams = csr_matrix(rng.random((1, 30)) * (rng.random((1, 30)) < 0.2))
    for kind, values in ((SparseFeaturizer, grams), (DenseFeaturizer, rng.random((1, 5)))):
        sequence = csr_matrix((1, 1)) if kind is SparseFeaturizer else np.zeros((1, 1))
        message.add_features(Features(sequence, FEATURE_TYPE_SEQUENCE, TEXT, kind.__name__))
        message.add_features(Features(values, FEATURE_TYPE_SENTENCE, TEXT, kind.__name__))
    return message


@pytest.mark.parametrize("intents", [2, 4])
def test_the_ranking_is_the_one_of_rasas_classifier(tmp_path: Path, intents: int) -> None:
    examples = [described("好" * n) for n in range(1, 40) if n % 4 < intents]
    config = {**SpokenIntentClassifier.get_default_config(), "ranking_length": 3}
    ours = SpokenIntentClassifier(config, "ours", LocalModelStorage(tmp_path), Resource("ours"))
    ours.train(TrainingData(examples))
    asked, same = described("好" * 50), described("好" * 50)
    ours.process([asked])
    LogisticRegressionClassifier.process(ours, [same])
    assert [one["name"] for one in asked.get("intent_ranking")] == [one["name"] for one in same.get("intent_ranking")]
    for mine, rasas in zip(asked.get("intent_ranking"), same.get("intent_ranking"), strict=True):
        assert mine["confidence"] == pytest.approx(rasas["confidence"], abs=1e-12)
    assert asked.get("intent") == asked.get("intent_ranking")[0] and len(asked.get("intent_ranking")) == min(3, intents)
