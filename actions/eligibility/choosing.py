"""Which question still decides something: a field is asked only if its answer can change a measure's verdict. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.eligibility.profile import NONE_OF_THEM, Fact, Names, Profile, known
from actions.eligibility.verdicts import Outcome, Verdict, outcome
from index.conditions import Conditions
from index.interview_data import FieldName, InterviewData

MANY = 15
"""A question offers at most so many buttons."""
OUTSIDE = "·"
"""Stands for any place that the notice does not list."""


class Chooser:
    """Weighs the possible answers of one notice's interview. Build once for each notice."""

    def __init__(self, conditions: Conditions, data: InterviewData) -> None:
        self._conditions = conditions
        self._data = data
        self._accepted = {name: tuple(self._values(name)) for name in FieldName}

    def _values(self, name: FieldName) -> Iterable[str]:
        """The values that any way or condition of the notice speaks of, each once."""
        ways = [way for ways in self._conditions.ways.values() for way in ways]
        if name is FieldName.NEED:
            return dict.fromkeys(need for way in ways for need in way.needs)
        every = [*self._conditions.common, *(one for way in ways for one in way.conditions)]
        return dict.fromkeys(value for one in every if one.field is name for value in one.accept)

    @property
    def needs(self) -> Names:
        return self._accepted[FieldName.NEED]

    def next_field(self, profile: Profile, narrowed: frozenset[FieldName]) -> FieldName | None:
        """The first field that is still open and decides something; then one that was answered too broadly."""
        for name in self._data.fields:
            if profile.of(name).is_open and self.decides(name, profile):
                return name
        for name in self._data.fields:
            if name not in narrowed and self._is_broad(name, profile) and self.narrower(name, profile):
                return name
        return None

    def decides(self, name: FieldName, profile: Profile) -> bool:
        """Whether two possible answers lead to different verdicts."""
        if not self._relevant(profile):
            return False
        outcomes = (self.outcome(profile.having(name, fact)) for fact in self._answers(name))
        first = next(outcomes, None)
        return any(other != first for other in outcomes)

    def outcome(self, profile: Profile) -> Outcome:
        return outcome(self._conditions, profile, self._data)

    def _relevant(self, profile: Profile) -> bool:
        return any(verdict is not Verdict.NOT_MET for _, verdict in self.outcome(profile))

    def _answers(self, name: FieldName) -> list[Fact]:
        values = self._accepted[name]
        if name is FieldName.AREA:
            return [known(values[0]), known(OUTSIDE)] if values else []
        single = [known(value) for value in values]
        if name is FieldName.NEED:
            return single
        everything = [known(*values)] if name is FieldName.QUALIFICATION and values else []
        return [*single, *everything, NONE_OF_THEM]

    def choices(self, name: FieldName, profile: Profile) -> Names:
        """What is offered as buttons: values that make a difference, in the order of the data."""
        if name is FieldName.AREA:
            return self._accepted[name]
        fact = profile.of(name)
        if fact.is_known:
            return self.narrower(name, profile)
        listed = self._data.fields[name].values
        shown = [value.name for value in listed if value.offered] if self._conditions.reviewed else [*self.needs]
        if name is FieldName.NEED:
            return tuple(value for value in shown if self._relevant(profile.having(name, known(value))))[:MANY]
        nothing = self.outcome(profile.having(name, NONE_OF_THEM))
        alone = {value: replace(known(value), closed=True) for value in shown}
        return tuple(value for value in shown if self.outcome(profile.having(name, alone[value])) != nothing)[:MANY]

    def _is_broad(self, name: FieldName, profile: Profile) -> bool:
        fact = profile.of(name)
        return name is FieldName.SUBJECT and fact.is_known and not fact.closed

    def narrower(self, name: FieldName, profile: Profile) -> Names:
        """Values that are narrower than what was said, and that would decide something."""
        fact = profile.of(name)
        without = self.outcome(profile.having(name, replace(fact, closed=True)))
        return tuple(
            value.name
            for value in self._data.fields[name].values
            if value.name not in (*fact.values, *fact.denied)
            and any(said in self._data.closure(name, value.name) for said in fact.values)
            and self.outcome(profile.having(name, fact.adding((value.name,), ()))) != without
        )[:MANY]
