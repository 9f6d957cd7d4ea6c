"""The vector of the message under way: computed once, read by the featurizer, taken along by the call of the action server.

It lives in the turn's own context, so no other conversation can see it, and it is gone with the turn.
"""

from __future__ import annotations

import base64
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.embedding import Vectors, identity, shortened
from bot.text import folded

KEY = "embedding"
"""Where it travels: beside the text of `latest_message` in the call. It is never stored."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A text as it was embedded, and its unit vector [384]."""

    text: str
    vector: Vectors


_under_way: ContextVar[Embedded | None] = ContextVar("embedded", default=None)


def remember(text: str, vector: Vectors) -> None:
    """`text` as it is compared and embedded (`folded`)."""
    _under_way.set(Embedded(text, vector))


def recalled(text: str) -> Vectors | None:
    """The vector [384] of a folded text, where this turn has computed it."""
    known = _under_way.get()
    return known.vector if known is not None and known.text == text else None


def handed_on(text: str) -> dict[str, Any] | None:
    """What the action server gets for a message: model, text, and base64 of 384 little-endian floats; None where the
    last vector of this turn is another text's."""
    plain = folded(text)
    vector = recalled(plain)
    if vector is None:
        return None
    raw = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    return {"model": identity(), "text": shortened(plain), "vector": base64.b64encode(raw).decode("ascii")}
