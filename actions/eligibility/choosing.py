"""Which question still decides something: a field is asked only if its answer can change a measure's verdict. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from actions.eligibility.profile import NONE_OF_THEM, Fact, Names, Profile, known
from actions.eligibility.verdicts import Outcome, Verdict, may_also_be, outcome
from index.conditions import Conditions
from index.interview_data import FieldName, InterviewData

MANY = 15
"""A question offers at most so many buttons."""
ASKED_MORE = (FieldName.SUBJECT, FieldName.QUALIFICATION)
"""Fields of which several values may hold, so that one answer leaves others open; the last questions are about them, in
this order."""
ROUNDS = 2
"""So often a field is asked for more: a tap names one value at a time."""
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

    def next_field(self, profile: Profile, narrowed: Collection[FieldName]) -> FieldName | None:
        """The first field that is still open and decides something; then one whose answer left values open that do.

        `narrowed` holds a field once for each time that it was asked for more.
        """
        for name in self._data.fields:
            if profile.of(name).is_open and self.decides(name, profile):
                return name
        for name in ASKED_MORE:
            rounds = sum(one is name for one in narrowed)
            # Another type brings other qualifications; without one, whoever told theirs has been asked.
            if name is FieldName.QUALIFICATION and FieldName.SUBJECT not in narrowed:
                continue
            if rounds < ROUNDS and profile.of(name).is_known and self.more(name, profile):
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
            return self.more(name, profile)
        listed = self._data.fields[name].values
        shown = [value.name for value in listed if value.offered] if self._conditions.reviewed else [*self.needs]
        if name is FieldName.NEED:
            return tuple(value for value in shown if self._relevant(profile.having(name, known(value))))[:MANY]
        nothing = self.outcome(profile.having(name, NONE_OF_THEM))
        alone = {value: replace(known(value), closed=True) for value in shown}
        return tuple(value for value in shown if self.outcome(profile.having(name, alone[value])) != nothing)[:MANY]

    def more(self, name: FieldName, profile: Profile) -> Names:
        """Values that may hold besides those said, and that would decide something if they do, or do not.

        Only what a condition speaks of is asked; whoever is something narrower may say so.
        """
        if name not in ASKED_MORE or not self._relevant(profile):
            return ()
        return tuple(
            value.name
            for value in self._data.fields[name].values
            if value.name in self._accepted[name] and self._settles(name, value.name, profile)
        )[:MANY]

    def _settles(self, name: FieldName, value: str, profile: Profile) -> bool:
        """Whether this value is open, and a yes to it alone leads to other verdicts than a no to all."""
        fact = profile.of(name)
        known_now = {broad for said in fact.values for broad in self._data.closure(name, said)}
        if fact.closed or value in known_now or value in fact.denied:
            return False
        if name is FieldName.SUBJECT and not may_also_be(self._data, fact.values, value):
            return False
        alone, nothing = (replace(fact.adding(values, ()), closed=True) for values in ((value,), ()))
        return self.outcome(profile.having(name, alone)) != self.outcome(profile.having(name, nothing))
