"""The reviewed conditions of the published notice, and what the interview of the invented one is made from."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from actions.eligibility.choosing import Chooser
from actions.eligibility.hearing import Ear, Heard, named_in
from actions.eligibility.interview import Course
from actions.eligibility.profile import Fact, Profile, known
from actions.eligibility.verdicts import Match, matches
from index.conditions import Conditions, load_conditions
from index.interview_data import FieldName, InterviewData, load_interview_data
from index.lexicon import load_lexicon
from index.library import load_library
from index.mentions import Linker
from index.query import normalise_query
from index.settings import ROOT

DATA = ROOT / "data"


@dataclass(frozen=True)
class Room:
    """Everything pure about one notice's interview."""

    data: InterviewData
    conditions: Conditions
    linker: Linker
    ear: Ear
    chooser: Chooser
    course: Course

    def hear(self, text: str, pending: FieldName | None = None) -> Heard:
        query = normalise_query(text)
        return self.ear.hear(query, named_in(self.linker, query), pending)

    def match(self, profile: Profile) -> dict[int, Match]:
        return {match.measure.number: match for match in matches(self.conditions, profile, self.data)}


def profile(area: str = "", subject: str = "", need: str = "", qualification: str = "") -> Profile:
    """Words parted by blanks; empty: not spoken of; 无: said to be none."""

    def fact(said: str) -> Fact:
        return Fact(known().state, closed=True) if said == "无" else known(*said.split()) if said else Fact()

    return Profile(fact(area), fact(subject), fact(need), fact(qualification))


@pytest.fixture(scope="session")
def room() -> Room:
    data = load_interview_data(DATA)
    notice = load_library(DATA)[0]
    conditions = load_conditions(DATA, notice, data)
    chooser = Chooser(conditions, data)
    return Room(
        data, conditions, Linker(load_lexicon(DATA / "lexicon"), notice), Ear(data), chooser, Course(chooser, data)
    )
