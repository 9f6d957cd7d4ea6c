"""What a person sees while long steps run: one line when a step starts, one when it ends, with its seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """One line, at once, also through a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Says that the step starts, and when it has ended well how long it took."""
    started = time.monotonic()
    say(f"· {title}……")
    yield
    say(f"✓ {title}（{time.monotonic() - started:.1f} 秒）")
