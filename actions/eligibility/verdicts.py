"""Profile and conditions → 符合 / 待确认 / 不符合, per condition, way and measure, ranked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
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


def matches(conditions: Conditions, profile: Profile, data: InterviewData) -> tuple[Match, ...]:
    """The measures that serve a need of the caller's (all, where none was named): met first, then most likely first."""
    found = [
        match
        for measure in conditions.notice.measures
        if (match := _match(measure, conditions, profile, data)) is not None
    ]
    return tuple(sorted(found, key=_rank))


def _rank(match: Match) -> tuple[int, ...]:
    met = sum(check.verdict is Verdict.MET for check in match.own_checks)
    open_ones = sum(check.verdict is Verdict.UNKNOWN for check in match.checks)
    return (-match.verdict, -met, open_ones, -len(match.needs), match.measure.number)


def _match(measure: Measure, conditions: Conditions, profile: Profile, data: InterviewData) -> Match | None:
    ways = [way for way in conditions.ways.get(measure.number, ()) if _serves(way, profile)]
    weighed = [_weighed(measure, way, conditions, profile, data) for way in ways]
    if not weighed:
        return None
    needs = tuple(need for need in profile.need.values if any(need in way.needs for way in ways))
    best = min(weighed, key=_rank)
    return Match(best.measure, best.way, best.verdict, best.checks, needs)


def _serves(way: Way, profile: Profile) -> bool:
    wanted = profile.need.values
    return not wanted or any(need in way.needs for need in wanted)


def _weighed(measure: Measure, way: Way, conditions: Conditions, profile: Profile, data: InterviewData) -> Match:
    checks = tuple(Check(one, weigh(one, profile, data)) for one in (*conditions.common, *way.conditions))
    verdict = min((check.verdict for check in checks), default=Verdict.MET)
    if not conditions.reviewed:
        verdict = min(verdict, Verdict.UNKNOWN)
    return Match(measure, way, verdict, checks, tuple(need for need in profile.need.values if need in way.needs))


def weigh(condition: Condition, profile: Profile, data: InterviewData) -> Verdict:
    """One condition. What was not said is unknown, and so is what the things said leave open."""
    fact = profile.of(condition.field)
    said = {name for value in fact.values for name in data.closure(condition.field, value)}
    if said & set(condition.accept):
        return Verdict.MET
    left = [value for value in condition.accept if value not in fact.denied]
    if not left or fact.closed:
        return Verdict.NOT_MET
    if not fact.is_known:
        return Verdict.UNKNOWN
    if condition.field is FieldName.AREA:
        return Verdict.NOT_MET
    if condition.field is FieldName.QUALIFICATION or any(_possible(value, profile, condition, data) for value in left):
        return Verdict.UNKNOWN
    return Verdict.NOT_MET


def _possible(accepted: str, profile: Profile, condition: Condition, data: InterviewData) -> bool:
    """Whether somebody who has the values said may have this one too: it is narrower, or may go together with them."""
    narrower_than = data.closure(condition.field, accepted)
    for name in profile.of(condition.field).values:
        value = data.values.get((condition.field, name))
        if name in narrower_than or (value and accepted in value.may_be):
            return True
    return False
