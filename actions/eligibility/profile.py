"""What the caller has said about themselves: each field known, skipped, or not spoken of yet. Frozen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.interview_data import FieldName

Names = tuple[str, ...]


class Knowledge(StrEnum):
    UNKNOWN = "unknown"
    KNOWN = "known"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field. `closed`: the caller said that nothing else applies; `denied`: what they said does not."""

    state: Knowledge = Knowledge.UNKNOWN
    values: Names = ()
    denied: Names = ()
    closed: bool = False

    @property
    def is_known(self) -> bool:
        return self.state is Knowledge.KNOWN

    @property
    def is_open(self) -> bool:
        """Not spoken of: it may still be asked."""
        return self.state is Knowledge.UNKNOWN

    def adding(self, values: Names, denied: Names) -> Fact:
        """With what was said now; a value named now is no longer denied, and the other way round."""
        merged = tuple(value for value in dict.fromkeys((*self.values, *values)) if value not in denied)
        refused = tuple(value for value in dict.fromkeys((*self.denied, *denied)) if value not in values)
        state = Knowledge.KNOWN if merged else self.state
        return Fact(state, merged, refused, self.closed and not values)


SKIPPED = Fact(Knowledge.SKIPPED)
NONE_OF_THEM = Fact(Knowledge.KNOWN, closed=True)


def known(*values: str) -> Fact:
    return Fact(Knowledge.KNOWN, values)


@dataclass(frozen=True, slots=True)
class Profile:
    area: Fact = field(default_factory=Fact)
    subject: Fact = field(default_factory=Fact)
    need: Fact = field(default_factory=Fact)
    qualification: Fact = field(default_factory=Fact)

    def of(self, name: FieldName) -> Fact:
        fact: Fact = getattr(self, name.value)
        return fact

    def having(self, name: FieldName, fact: Fact) -> Profile:
        return replace(self, **{name.value: fact})

    @property
    def values(self) -> Names:
        """Everything said, in the order of the fields."""
        return tuple(value for name in FieldName for value in self.of(name).values)
