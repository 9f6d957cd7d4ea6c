"""A graph in ONNX's form, as bytes: the few messages of its protobuf that are needed, so that no package writes them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IR_VERSION = 8
OPSETS = {"": 17, "com.microsoft": 1}
FLOAT_TYPE = 1
_TENSOR_TYPES = {"float32": FLOAT_TYPE, "uint8": 2, "int64": 7}
_OF_FLOAT, _OF_INT, _OF_INTS = 1, 2, 7


@dataclass(frozen=True)
class Node:
    """One operation: names of what goes in ("": left out) and comes out."""

    kind: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    attributes: Mapping[str, float | int | Sequence[int]]
    domain: str = ""


def model_bytes(
    nodes: Sequence[Node],
    constants: Mapping[str, npt.NDArray[np.generic]],
    given: tuple[str, Sequence[int | str]],
    found: tuple[str, Sequence[int | str]],
) -> bytes:
    """A whole model; `given` and `found` are name and shape of its one input and its one output (float32)."""
    graph = b"".join(_message(1, _node(node)) for node in nodes) + _text(2, "e5")
    graph += b"".join(_message(5, _tensor(name, values)) for name, values in constants.items())
    graph += _message(11, _value(*given)) + _message(12, _value(*found))
    opsets = b"".join(_message(8, _text(1, domain) + _number(2, version)) for domain, version in OPSETS.items())
    return _number(1, IR_VERSION) + opsets + _message(7, graph)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _message(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, text: str) -> bytes:
    return _message(field, text.encode())


def _node(node: Node) -> bytes:
    names = b"".join(_text(1, name) for name in node.inputs) + b"".join(_text(2, name) for name in node.outputs)
    attributes = b"".join(_message(5, _attribute(name, value)) for name, value in node.attributes.items())
    return names + _text(4, node.kind) + attributes + _text(7, node.domain)


def _attribute(name: str, value: float | int | Sequence[int]) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, _OF_FLOAT)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _OF_INT)
    return _text(1, name) + b"".join(_number(8, one) for one in value) + _number(20, _OF_INTS)


def _tensor(name: str, values: npt.NDArray[np.generic]) -> bytes:
    shape = b"".join(_number(1, size) for size in values.shape)
    return shape + _number(2, _TENSOR_TYPES[values.dtype.name]) + _text(8, name) + _message(9, values.tobytes())


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = (_text(2, size) if isinstance(size, str) else _number(1, size) for size in shape)
    dimensions = b"".join(_message(1, size) for size in sizes)
    return _text(1, name) + _message(2, _message(1, _number(1, FLOAT_TYPE) + _message(2, dimensions)))
