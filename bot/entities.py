"""Rasa graph component: entities by the patterns and look-up tables that were generated from the notice."""

from __future__ import annotations

import rasa.nlu.utils.pattern_utils as pattern_utils
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.regex_entity_extractor import RegexEntityExtractor
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.training_data import TrainingData


def _longest_first(training_data: TrainingData) -> TrainingData:
    """The same patterns, each table's words by falling length."""
    tables = [
        {**table, "elements": sorted(table["elements"], key=len, reverse=True)} for table in training_data.lookup_tables
    ]
    return TrainingData(regex_features=training_data.regex_features, lookup_tables=tables)


def patterns_of(training_data: TrainingData, *, use_word_boundaries: bool) -> list[dict[str, str]]:
    """Every pattern and table of the training data as a regular expression: [{"name", "pattern"}]."""
    return pattern_utils.extract_patterns(
        _longest_first(training_data), use_only_entities=False, use_word_boundaries=use_word_boundaries
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PatternExtractor(RegexEntityExtractor):
    """Rasa's own extractor, but it uses every pattern.

    The original drops, without a word, patterns whose entity is annotated in no training sentence; ours come from
    the parsed notice, and no sentence needs to be annotated for them. It also tries the words of a table in the order
    of the file, so that 科技委 would hide 科技委员会; here the longest comes first.
    """

    def train(self, training_data: TrainingData) -> Resource:
        """Raises InvalidConfigException where the training data hold no pattern at all."""
        self.patterns = patterns_of(training_data, use_word_boundaries=self._config["use_word_boundaries"])
        if not self.patterns:
            raise InvalidConfigException("no entity patterns among the training data: run `python -m index nlu` first")
        self.persist()
        return self._resource
