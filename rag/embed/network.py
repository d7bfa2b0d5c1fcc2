"""The twelve layers of multilingual-e5-small as an OpenVINO graph, made from the container's weights or others.

Making it takes 0.6 s of one core, and nothing is kept on disk for it. Reading a compiled graph back takes 0.5 s with
its checksum, so it would gain little; and OpenVINO's own cache of them does not tell one precision from another: a
graph compiled in float32 and read back for bfloat16 crashed the process (2026.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.embed.e5s import Header

if TYPE_CHECKING:
    from openvino import CompiledModel, Model

_HINTS = {"float32": "f32", "bfloat16": "bf16"}


class Weights(Protocol):
    """A tensor, in whatever form it is kept."""

    def floats(self) -> NDArray[np.float32]:
        """All its weights, `(count,)`; those of a linear map row by row, (out, in)."""


@dataclass(frozen=True, slots=True)
class Network:
    """What to compute: the layers by the container's names, and on top of them those of a reader's `heads` named.

    They are `span` (2, hidden), over each token, `answers` (1, hidden) and `supports` (2, hidden), over what `dense`
    (hidden, hidden) makes of the first one; each with `.w` and `.b`.
    """

    header: Header
    weights: Mapping[str, Weights]
    heads: Sequence[str] = ()


def compiled(network: Network, precision: str, streams: int, threads: int | None = None) -> CompiledModel:
    """Takes `embedded` (texts, tokens, hidden) and `mask` (texts, 1, 1, tokens), added to the attention's logits.

    Gives the last layer, (texts, tokens, hidden), or where it has heads the logits of each: of start and end, (texts,
    tokens, 2), of an answer being there, (texts, 1), of a statement being supported and of it being contradicted,
    (texts, 2); all float32, whatever it computes in.
    `streams` texts or batches are computed at a time, each on its share of the processor's cores, or of so many
    `threads`, where other processes do the same beside this one.
    """
    import openvino as ov

    hints = {"INFERENCE_PRECISION_HINT": _HINTS[precision], "NUM_STREAMS": str(streams)}
    # Without generated kernels for the attention it compiles in three quarters of the time and runs as fast or faster.
    hints["SNIPPETS_MODE"] = "DISABLE"
    if threads is not None:
        hints["INFERENCE_NUM_THREADS"] = str(threads)
        hints["ENABLE_CPU_PINNING"] = "NO"  # each process would take the same cores, the first ones
    return ov.Core().compile_model(_graph(network), "CPU", hints)


def _graph(network: Network) -> Model:
    import openvino as ov
    from openvino import opset13 as ops

    width = network.header.hidden
    embedded = ops.parameter([-1, -1, width], np.float32, name="embedded")
    mask = ops.parameter([-1, 1, 1, -1], np.float32, name="mask")
    build = _Builder(network, ops)
    state = build.normed(embedded, "emb.ln")
    for layer in range(network.header.layers):
        state = build.layer(state, mask, f"l{layer}.")
    outputs = build.heads(state) if network.heads else [state]
    return ov.Model([ops.result(output) for output in outputs], [embedded, mask], "multilingual-e5-small")


@dataclass(frozen=True, slots=True)
class _Builder:
    """Adds nodes to a graph. Nodes are the vendor's, which has no useful type for them."""

    network: Network
    ops: Any

    def layer(self, state: Any, mask: Any, name: str) -> Any:
        """One layer of BERT: attention, then two linear maps, each added to what went in and normalised."""
        h = self.network.header
        joint = self._heads(self._linear(state, *(name + part for part in "qkv")), 3)
        query, key, value = self.ops.split(joint, self.ops.constant(np.int64(1)), 3).outputs()
        seen = self.ops.scaled_dot_product_attention(query, key, value, mask, causal=False)
        joined = self.ops.reshape(self._swapped(seen), self._whole(0, 0, h.hidden), special_zero=True)
        state = self.normed(self.ops.add(state, self._linear(joined, name + "ao")), name + "aln")
        inner = self.ops.gelu(self._linear(state, name + "fi"), "erf")
        return self.normed(self.ops.add(state, self._linear(inner, name + "fo")), name + "oln")

    def heads(self, state: Any) -> list[Any]:
        """Those of the network, in their order."""
        first = self.ops.gather(state, self.ops.constant(np.int64(0)), self.ops.constant(np.int64(1)))
        whole = self.ops.tanh(self._linear(first, "dense"))
        return [self._linear(state if name == "span" else whole, name) for name in self.network.heads]

    def normed(self, state: Any, name: str) -> Any:
        """Layer normalisation over the last axis."""
        eps = self.network.header.layer_norm_eps
        even = self.ops.mvn(state, self._whole(-1), True, eps, "INSIDE_SQRT")
        return self.ops.add(self.ops.multiply(even, self._weights(name + ".w")), self._weights(name + ".b"))

    def _linear(self, state: Any, *names: str) -> Any:
        """The maps of those names side by side, in one multiplication."""
        tensors = self.network.weights
        bias = np.concatenate([tensors[name + ".b"].floats() for name in names])
        weights = np.concatenate([tensors[name + ".w"].floats() for name in names]).reshape(len(bias), -1)
        product = self.ops.matmul(state, self.ops.constant(weights), False, True)  # weights are (out, in)
        return self.ops.add(product, self.ops.constant(bias))

    def _heads(self, state: Any, maps: int) -> Any:
        h = self.network.header
        apart = self._whole(0, 0, maps * h.heads, h.hidden // h.heads)
        return self._swapped(self.ops.reshape(state, apart, special_zero=True))

    def _swapped(self, state: Any) -> Any:
        return self.ops.transpose(state, self._whole(0, 2, 1, 3))

    def _weights(self, name: str) -> Any:
        return self.ops.constant(self.network.weights[name].floats())

    def _whole(self, *numbers: int) -> Any:
        array: NDArray[np.int64] = np.array(numbers, dtype=np.int64)
        return self.ops.constant(array)
