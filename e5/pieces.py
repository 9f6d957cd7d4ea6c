"""Text → word pieces: SentencePiece's unigram model, the likeliest way to part the text."""

from __future__ import annotations

import re

import numpy as np

from e5.weights import Pieces

BLANK = "\u2581"
"""SentencePiece's sign for the blank before a word."""
UNKNOWN_PENALTY = np.float32(10.0)
NEVER = np.float32(-1e30)


class Tokenizer:
    """Safe to share between threads."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        ends = pieces.offsets.tolist()
        # Backwards, so that of two same pieces the first one counts.
        self._numbers = {pieces.blob[ends[i] : ends[i + 1]]: i for i in range(len(pieces.scores) - 1, -1, -1)}
        self._numbers.pop(b"", None)
        self._longest = max(map(len, self._numbers))
        self._unknown_score = np.float32(pieces.scores.min()) - UNKNOWN_PENALTY

    def pieces(self, text: str) -> list[int]:
        """Numbers of the pieces, without the marks of beginning and end."""
        plain = re.sub(" {2,}", " ", text.translate(self._pieces.replaced))
        signs = [sign.encode() for sign in (plain if plain.startswith(" ") else " " + plain).replace(" ", BLANK)]
        return self._best_way(signs)

    def _best_way(self, signs: list[bytes]) -> list[int]:
        """Viterbi over the signs (UTF-8, one character each), in single precision, as the model's own engine does it."""
        ends = np.cumsum([0, *map(len, signs)]).tolist()
        whole, number = b"".join(signs), len(signs)
        best = [np.float32(0.0), *[NEVER] * number]
        came = [(0, 0)] * (number + 1)
        for start in range(number):
            so_far = best[start]
            for end in range(start + 1, number + 1):
                if ends[end] - ends[start] > self._longest:
                    break
                piece = self._numbers.get(whole[ends[start] : ends[end]], self._pieces.unknown)
                if piece == self._pieces.unknown:
                    continue
                score = so_far + self._pieces.scores[piece]
                if score > best[end]:
                    best[end], came[end] = score, (start, piece)
            score = so_far + self._unknown_score
            if score > best[start + 1]:
                best[start + 1], came[start + 1] = score, (start, self._pieces.unknown)
        return _backwards(came)


def _backwards(came: list[tuple[int, int]]) -> list[int]:
    found, at = [], len(came) - 1
    while at > 0:
        at, piece = came[at]
        found.append(piece)
    return found[::-1]
