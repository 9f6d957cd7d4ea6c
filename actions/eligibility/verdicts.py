"""Profile and conditions → 符合 / 待确认 / 不符合, per condition, way and measure, ranked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from actions.eligibility.profile import Profile
from index.conditions import Condition, Conditions, Way
from index.interview_data import FieldName, InterviewData
from index.notice import Measure


class Verdict(IntEnum):
    """Ordered: of several conditions the lowest counts, of several ways the highest."""

    NOT_MET = 0
    UNKNOWN = 1
    MET = 2

    @property
    def word(self) -> str:
        return self.name.lower()


Outcome = tuple[tuple[int, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One condition, weighed."""

    condition: Condition
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Match:
    """One measure, by the way that speaks most for it."""

    measure: Measure
    way: Way
    verdict: Verdict
    checks: tuple[Check, ...]
    needs: tuple[str, ...]
    """Those of the caller's needs that the measure serves."""

    @property
    def own_checks(self) -> tuple[Check, ...]:
        """Without the area, which is the same for all measures."""
        return tuple(check for check in self.checks if check.condition.field is not FieldName.AREA)

    @property
    def failing(self) -> Check | None:
        return next((check for check in self.checks if check.verdict is Verdict.NOT_MET), None)


class Scales:
    """One profile, ready to be weighed against many conditions: each is weighed once."""

    def __init__(self, conditions: Conditions, profile: Profile, data: InterviewData) -> None:
        self._conditions = conditions
        self._profile = profile
        self._data = data
        self._said = {
            name: self._closure(name) for name in (FieldName.AREA, FieldName.SUBJECT, FieldName.QUALIFICATION)
        }
        self._wanted = frozenset(profile.need.values)
        self._weighed: dict[int, Verdict] = {}

    def _closure(self, name: FieldName) -> frozenset[str]:
        values = self._profile.of(name).values
        return frozenset(broad for value in values for broad in self._data.closure(name, value))

    def serves(self, way: Way) -> bool:
        """Whether it is for a need of the caller's; any is, where none was named."""
        return not self._wanted or not self._wanted.isdisjoint(way.needs)

    def verdict(self, way: Way) -> Verdict:
        lowest = min((self.weigh(one) for one in (*self._conditions.common, *way.conditions)), default=Verdict.MET)
        decides = self._conditions.reviewed and not way.open
        return lowest if decides else min(lowest, Verdict.UNKNOWN)

    def weigh(self, condition: Condition) -> Verdict:
        key = id(condition)
        if key not in self._weighed:
            self._weighed[key] = self._weigh(condition)
        return self._weighed[key]

    def _weigh(self, condition: Condition) -> Verdict:
        """What was not said is unknown, and so is what the things said leave open."""
        fact = self._profile.of(condition.field)
        if not self._said[condition.field].isdisjoint(condition.accept):
            return Verdict.MET
        left = [value for value in condition.accept if value not in fact.denied]
        if not left or fact.closed:
            return Verdict.NOT_MET
        if not fact.is_known or condition.field is FieldName.QUALIFICATION:
            return Verdict.UNKNOWN
        said = self._profile.subject.values
        possible = condition.field is FieldName.SUBJECT and any(may_also_be(self._data, said, one) for one in left)
        return Verdict.UNKNOWN if possible else Verdict.NOT_MET


def may_also_be(data: InterviewData, said: Iterable[str], type_: str) -> bool:
    """Whether whoever has the types said may have this one too: it is narrower, or may go together with them."""
    kinds = data.closure(FieldName.SUBJECT, type_)
    return any(name in kinds or type_ in data.may_be(FieldName.SUBJECT, name) for name in said)


def outcome(conditions: Conditions, profile: Profile, data: InterviewData) -> Outcome:
    """Only the verdicts of the measures that serve a need of the caller's: what a question may change."""
    scales = Scales(conditions, profile, data)
    return tuple(
        (number, max(verdicts))
        for number, ways in conditions.ways.items()
        if (verdicts := [scales.verdict(way) for way in ways if scales.serves(way)])
    )


def matches(conditions: Conditions, profile: Profile, data: InterviewData) -> tuple[Match, ...]:
    """The measures that serve a need of the caller's (all, where none was named): met first, then most likely first."""
    scales = Scales(conditions, profile, data)
    found = (_match(measure, conditions, profile, scales) for measure in conditions.notice.measures)
    return tuple(sorted((match for match in found if match), key=_rank))


def _rank(match: Match) -> tuple[int, ...]:
    met = sum(check.verdict is Verdict.MET for check in match.own_checks)
    open_ones = sum(check.verdict is Verdict.UNKNOWN for check in match.checks)
    return (-match.verdict, -met, open_ones, -len(match.needs), match.measure.number)


def _match(measure: Measure, conditions: Conditions, profile: Profile, scales: Scales) -> Match | None:
    ways = [way for way in conditions.ways.get(measure.number, ()) if scales.serves(way)]
    if not ways:
        return None
    best = min((_weighed(measure, way, conditions, profile, scales) for way in ways), key=_rank)
    return replace(best, needs=tuple(need for need in profile.need.values if any(need in way.needs for way in ways)))


def _weighed(measure: Measure, way: Way, conditions: Conditions, profile: Profile, scales: Scales) -> Match:
    checks = tuple(Check(one, scales.weigh(one)) for one in (*conditions.common, *way.conditions))
    needs = tuple(need for need in profile.need.values if need in way.needs)
    return Match(measure, way, scales.verdict(way), checks, needs)
