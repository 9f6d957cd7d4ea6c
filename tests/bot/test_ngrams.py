"""Sentences become tf-idf of character n-grams, in which every unit, place and number looks like any other."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.ngrams import FILE, MASK_BASE, NgramFeaturizer, grams_of

RESOURCE = Resource("ngrams")
CONTEXT = ExecutionContext(GraphSchema({}), node_name="ngrams")


def config(scale: float = 14.0) -> dict[str, object]:
    return {**NgramFeaturizer.get_default_config(), "scale": scale}


def trained(folder: Path, data: TrainingData, scale: float = 14.0) -> NgramFeaturizer:
    component = NgramFeaturizer.create(config(scale), LocalModelStorage(folder), RESOURCE, CONTEXT)
    component.train(data)
    return component


def small_data() -> TrainingData:
    return RasaFileImporter(training_data_paths=["tests/fixtures/nlu/small.yml"]).get_nlu_data()


def sentences(*texts: str) -> TrainingData:
    return TrainingData([Message({TEXT: text, INTENT: "ask"}) for text in texts])


def row(component: NgramFeaturizer, text: str) -> np.ndarray:
    message = Message({TEXT: text})
    component.process([message])
    sequence, sentence = message.get_sparse_features(TEXT)
    assert sequence is None
    return sentence.features.toarray()[0]


def table_of(folder: Path) -> dict[str, list[object]]:
    with LocalModelStorage(folder).read_from(RESOURCE) as found:
        return json.loads((found / FILE).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("", []),
        ("补", ["补"]),
        ("最高补", ["最", "高", "补", "最高", "高补", "最高补"]),
        ("你好 在", ["你", "好", "你好", "在"]),  # none across a blank
        ("补补", ["补", "补", "补补"]),  # as often as it stands there
    ],
)
def test_grams_are_all_runs_of_one_to_three_characters(text: str, grams: list[str]) -> None:
    assert grams_of(text) == grams


def test_a_feature_is_one_row_of_the_length_that_was_asked_for(tmp_path: Path) -> None:
    component = trained(tmp_path, small_data(), scale=7.5)
    for text in ("最高资助多少万", "给多少", "找谁办理，归谁管，给多少经费支持，有没有资金补贴"):
        found = row(component, text)
        assert found.shape == (len(table_of(tmp_path)["grams"]),)
        assert np.linalg.norm(found) == pytest.approx(7.5)


def test_the_values_are_tf_idf(tmp_path: Path) -> None:
    """(1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), normalised: worked out by hand for 补补贴."""
    component = trained(tmp_path, sentences("补贴", "补助", "补"), scale=1.0)
    grams = ["助", "补", "补助", "补贴", "贴"]
    assert table_of(tmp_path)["grams"] == grams
    rare, common = np.log(4 / 2) + 1, np.log(4 / 4) + 1
    expected = np.array([0, (1 + np.log(2)) * common, 0, rare, rare])
    np.testing.assert_allclose(row(component, "补补贴"), expected / np.linalg.norm(expected))


def test_a_rare_gram_weighs_more_than_one_of_every_sentence(tmp_path: Path) -> None:
    component = trained(tmp_path, sentences("补甲", "补乙", "补丙"))
    places = table_of(tmp_path)["grams"]
    found = row(component, "补甲")
    assert found[places.index("甲")] > found[places.index("补")] > 0


def test_a_repetition_counts_less_than_a_second_gram(tmp_path: Path) -> None:
    """A long story must not outweigh its question."""
    component = trained(tmp_path, sentences("补 贴"), scale=1.0)
    once, thrice = row(component, "补 贴"), row(component, "补 补 补 贴")
    assert thrice[0] / thrice[1] == pytest.approx(1 + np.log(3))
    assert once[0] == once[1]


@pytest.mark.parametrize("text", ["", "  ", "龘龘龘"])
def test_a_text_without_known_grams_gives_zeros(tmp_path: Path, text: str) -> None:
    found = row(trained(tmp_path, small_data()), text)
    assert found.shape[0] > 0 and not found.any()


def test_names_and_numbers_of_one_pattern_look_alike(tmp_path: Path) -> None:
    """市科技局, 科委 and the longer 科委会 of one table; 第17条 and 第3条 of one expression; not those of two."""
    component = trained(tmp_path, small_data())
    for one, other in (
        ("市科技局归谁管", "科委归谁管"),
        ("科委会归谁管", "科委归谁管"),
        ("第17条给多少", "第3条给多少"),
    ):
        np.testing.assert_array_equal(row(component, one), row(component, other))
    assert component._masked("科委会第17条") == chr(MASK_BASE + 1) + chr(MASK_BASE)
    assert component._masked("第17条科委会") == chr(MASK_BASE) + chr(MASK_BASE + 1)


def test_masks_are_learned_as_grams_of_their_own(tmp_path: Path) -> None:
    """归市科技局管 is like 归科委管, and unlike 归谁管."""
    data = TrainingData(
        [Message({TEXT: text, INTENT: "ask"}) for text in ("市科技局电话", "谁的电话")],
        lookup_tables=[{"name": "unit", "elements": ["市科技局", "科委"]}],
    )
    component = trained(tmp_path, data)
    place = table_of(tmp_path)["grams"].index(chr(MASK_BASE))
    assert row(component, "科委电话")[place] > 0 and row(component, "谁的电话")[place] == 0
    assert not [gram for gram in table_of(tmp_path)["grams"] if "科" in gram]


@pytest.mark.parametrize(
    ("one", "other"), [("第１７條給多少", "第17条给多少"), ("R＆D", "r&d"), ("给 多少", "给　　多少")]
)
def test_spellings_of_one_sentence_give_one_feature(tmp_path: Path, one: str, other: str) -> None:
    component = trained(
        tmp_path, TrainingData([*small_data().training_examples, Message({TEXT: "r&d 给", INTENT: "ask"})])
    )
    found = row(component, one)
    assert found.any()
    np.testing.assert_array_equal(found, row(component, other))


def test_what_is_loaded_gives_what_was_trained(tmp_path: Path) -> None:
    component = trained(tmp_path, small_data(), scale=3.0)
    loaded = NgramFeaturizer.load(config(3.0), LocalModelStorage(tmp_path), RESOURCE, CONTEXT)
    for text in ("最高资助多少万", "市科技局的第17条归谁管", "龘", ""):
        np.testing.assert_array_equal(row(loaded, text), row(component, text))
        assert row(loaded, text).shape == row(component, text).shape


def test_the_same_data_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        trained(tmp_path / name, small_data())
    assert table_of(tmp_path / "one") == table_of(tmp_path / "two")


def test_it_learns_only_from_sentences_with_an_intent(tmp_path: Path) -> None:
    """Not from the texts of stories or of the bot's own replies."""
    data = TrainingData([Message({TEXT: "补", INTENT: "ask"}), Message({TEXT: "贴"}), Message({INTENT: "ask"})])
    trained(tmp_path, data)
    assert table_of(tmp_path)["grams"] == ["补"]


def test_a_message_without_text_gets_no_feature(tmp_path: Path) -> None:
    component = trained(tmp_path, small_data())
    action = Message({"action_name": "action_answer"})
    assert component.process([action]) == [action]
    assert action.get_sparse_features(TEXT) == (None, None)


def test_training_data_get_their_features(tmp_path: Path) -> None:
    data = small_data()
    component = trained(tmp_path, data)
    assert component.process_training_data(data) is data
    assert all(example.get_sparse_features(TEXT)[1] is not None for example in data.intent_examples)
