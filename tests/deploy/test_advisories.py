"""The table of advisories is about what is pinned now, and gives a reason for each; floors hold; the files are locks."""

from __future__ import annotations

import re

import pytest

from index.settings import ROOT

TABLE = (ROOT / "docs" / "advisories.md").read_text(encoding="utf-8")
ADVISORY = re.compile(r"(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3}|PYSEC-\d{4}-\d+)")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s#]+)", re.MULTILINE)
FILES = ("bot", "actions")


def rows(heading: str) -> list[list[str]]:
    """Cells of the table below a heading."""
    part = TABLE.split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def pins(room: str) -> dict[str, str]:
    """Package (lower case) → version."""
    text = (ROOT / room / "requirements.txt").read_text(encoding="utf-8")
    return {name.lower(): version for name, version in PIN.findall(text)}


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


@pytest.mark.parametrize("row", rows("Known, and why it does no harm here"), ids=lambda row: f"{row[0]} {row[1]}")
def test_an_advisory_is_about_the_version_that_is_pinned_and_has_a_reason(row: list[str]) -> None:
    """Another version has to be looked at again."""
    room, package, version, advisories, what, reason = row
    assert pins(room)[package] == version
    assert all(ADVISORY.fullmatch(one) for one in advisories.split(", ")) and advisories
    assert what and len(reason) > 20


@pytest.mark.parametrize("row", rows("Not below"), ids=lambda row: f"{row[0]} {row[1]}")
def test_no_package_falls_below_its_floor(row: list[str]) -> None:
    room, package, least, reason = row
    assert numbers(pins(room)[package]) >= numbers(least)
    assert ADVISORY.search(reason)


@pytest.mark.parametrize("room", FILES)
def test_every_requirement_is_pinned(room: str) -> None:
    """Else the table would speak of versions that nobody installs."""
    text = (ROOT / room / "requirements.txt").read_text(encoding="utf-8")
    asked = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert [line for line in asked if not PIN.match(line)] == []


def test_what_the_reasons_rest_on_holds() -> None:
    """No API of Rasa's, no telemetry, no file that `future` would import, no component of TensorFlow's."""
    assert not (ROOT / "test.py").exists()
    config = (ROOT / "config.yml").read_text(encoding="utf-8")
    assert not re.search(r"DIET|ResponseSelector|TEDPolicy|UnexpecTED", config)
    endpoints = (ROOT / "bot" / "endpoints.yml").read_text(encoding="utf-8")
    assert not re.search(r"mongo", endpoints, re.IGNORECASE)
