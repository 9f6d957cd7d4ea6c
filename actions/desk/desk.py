"""One index as the desk asks it: what answers, what finds, and the notices in full. All of the same version."""

from __future__ import annotations

import json
from dataclasses import dataclass

from actions.desk.catalogue import catalogue
from actions.desk.finding import Finder
from actions.service import Service


@dataclass(frozen=True, slots=True)
class Desk:
    """Safe to share; whoever takes it once stays with one index."""

    service: Service
    finder: Finder
    catalogue: str
    """JSON, fixed once the index is open."""


def open_desk(service: Service) -> Desk:
    """Takes half a second, for the pinyin of everything: do it before the index is put into use."""
    told = json.dumps(catalogue(service.searcher), ensure_ascii=False)
    return Desk(service, Finder(service.searcher), told)
