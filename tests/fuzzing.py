"""How many examples a generated test tries: a bounded number in `make test`, more of them with YUCE_FUZZ=20."""

from __future__ import annotations

import os

from hypothesis import settings

FACTOR = max(1, int(os.environ.get("YUCE_FUZZ", "1")))


def fuzz(examples: int) -> settings:
    """Settings for a test of so many examples; a slow machine is no fault."""
    return settings(max_examples=examples * FACTOR, deadline=None)
