"""A question's vector that another process has computed already: read with distrust, used only where it is the same."""

from __future__ import annotations

import base64
import binascii
import logging
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.encoder import NORM_TOLERANCE, Vectors, shortened, unit_rows

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class GivenVector:
    """`text` as it was embedded (shortened), `model` the identity of engine and weights, `vector` float32 [dimension]."""

    text: str
    model: str
    vector: Vectors

    def of(self, query: str, model: str, dimension: int) -> Vectors | None:
        """The unit vector [dimension], if it is the one that this model would give this query; else None."""
        same = (
            bool(model) and self.model == model and self.vector.shape == (dimension,) and self.text == shortened(query)
        )
        return unit_rows(self.vector[np.newaxis, :])[0] if same else None


def read_given(raw: Any) -> GivenVector | None:
    """`{"model", "text", "vector": base64 of little-endian float32}` → vector; None where there is none, or a bad one."""
    if raw is None:
        return None
    try:
        vector = np.frombuffer(base64.b64decode(raw["vector"], validate=True), dtype="<f4").astype(np.float32)
        text, model = raw["text"], raw["model"]
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        log.warning("a vector that came with a message is unreadable (%s): embedding it here", type(error).__name__)
        return None
    length = np.linalg.norm(vector)
    if not isinstance(text, str) or not isinstance(model, str) or not abs(float(length) - 1.0) <= NORM_TOLERANCE:
        log.warning("a vector that came with a message has length %g, not 1: embedding it here", length)
        return None
    return GivenVector(text, model, vector)
