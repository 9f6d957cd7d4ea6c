"""The operator's own contacts (data/site/contacts.yml): the only phone numbers that are ever said."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from index.errors import DataError

FEWEST_DIGITS = 3
"""110 is the shortest number that people dial."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Empty where nothing is configured. `units` maps a unit as printed to its phone."""

    hotline: str | None = None
    hours: str | None = None
    units: dict[str, str] = field(default_factory=dict)


def load_contacts(path: Path) -> Contacts:
    """Read the file; no file means no contacts. Raises DataError naming the bad value."""
    if not path.exists():
        return Contacts()
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise DataError(f"{path.name} is no valid YAML: {error}") from error
    if not isinstance(table, dict) or not set(table) <= {"hotline", "hours", "units"}:
        raise DataError(f"{path.name}: only hotline, hours and units may stand there, found {table!r}")
    units = table.get("units") or {}
    if not isinstance(units, dict):
        raise DataError(f"{path.name}: `units` must map a unit to its phone, found {units!r}")
    for name, value in {"hotline": table.get("hotline"), "hours": table.get("hours"), **units}.items():
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise DataError(f"{path.name}: {name} is {value!r}: write it as text, in quotes")
    for name, phone in {"hotline": table.get("hotline"), **units}.items():
        if not isinstance(name, str) or (phone is None and name != "hotline"):
            raise DataError(
                f"{path.name}: `units` has the row {name!r}: {phone!r}: write a unit as printed and its phone"
            )
        if phone is not None and sum(sign.isdecimal() for sign in phone) < FEWEST_DIGITS:
            raise DataError(
                f"{path.name}: {name} is {phone!r}, which is no phone number: leave the row out until there is one"
            )
    return Contacts(table.get("hotline"), table.get("hours"), dict(units))
