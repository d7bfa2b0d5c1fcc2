"""The reader in torch: the bundled encoder over question and passage together, with four heads.

Written out rather than taken from transformers, so that what is between the matrix products stays in bfloat16 as well:
on a CPU the copies to and from float32 cost as much as the products.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from eval.reader.batches import UNASKED, Batch
from rag.embed.e5s import Container

UNREAD = 0.08
"""Of the words are blank in training, so that no one of them decides."""
DROPPED = 0.1
"""Of what a layer adds is left out in training."""
APART = 0.5
"""What it counts that of twins the supported one gets more, beside the other losses."""
_OUTSIDE = -1e4
HEADS = ("span", "dense", "answers", "supports")

Outputs = tuple[Tensor, Tensor, Tensor, Tensor]
"""The logits of start and end `(rows, tokens)`, of an answer being there `(rows,)`, of support and of the contrary
`(rows, 2)`."""


def product_name(name: str) -> str:
    """What the product's network calls one of the reader's parameters."""
    own = name.removeprefix("weights.").replace("_", ".")
    for head in HEADS:
        own = own.replace(f"{head}.weight", f"{head}.w").replace(f"{head}.bias", f"{head}.b")
    return own


class Reader(nn.Module):
    """Gives `Outputs`.

    Its parameters have the container's names, with `_` for `.`; they are float32, whatever is computed in. The
    embeddings are no parameters: they are most of the weights, come with the bundled model, and need not ship twice.
    """

    _words: Tensor
    _places: Tensor

    def __init__(
        self,
        container: Container,
        compute: torch.dtype = torch.bfloat16,
        *,
        unread: float = UNREAD,
        dropped: float = DROPPED,
    ) -> None:
        super().__init__()
        self._unread, self._drop = unread, dropped
        h = container.header
        self._shape = h.layers, h.heads, h.hidden, h.layer_norm_eps
        self._compute = compute
        places = torch.from_numpy(container.matrix("emb.pos") + container.matrix("emb.type")[0])
        fixed = {"_words": torch.from_numpy(container.matrix("emb.word")), "_places": places}
        for part in "wb":
            fixed[f"_norm_{part}"] = torch.from_numpy(container.tensors[f"emb.ln.{part}"].floats())
        for name, buffer in fixed.items():
            self.register_buffer(name, buffer, persistent=False)
        self.weights = nn.ParameterDict()
        for name, tensor in container.tensors.items():
            if not name.startswith("emb."):
                floats = torch.from_numpy(tensor.floats())
                linear = name.endswith(".w") and not name.endswith(("aln.w", "oln.w"))
                self.weights[name.replace(".", "_")] = nn.Parameter(_matrix(floats, name, h.hidden, linear=linear))
        self.span = nn.Linear(h.hidden, 2)
        self.dense = nn.Linear(h.hidden, h.hidden)
        self.answers = nn.Linear(h.hidden, 1)
        self.supports = nn.Linear(h.hidden, 2)

    def forward(self, ids: Tensor, mask: Tensor, inside: Tensor) -> Outputs:
        """Tokens outside the passage get a logit that no other falls below."""
        states = self._encoded(ids, mask).float()
        start, end = self.span(states).masked_fill(~inside[..., None], _OUTSIDE).unbind(-1)
        whole = self._dropped(torch.tanh(self.dense(states[:, 0])))
        return start, end, self.answers(whole).squeeze(-1), self.supports(whole)

    def _encoded(self, ids: Tensor, mask: Tensor) -> Tensor:
        layers, _, width, eps = self._shape
        words = functional.embedding(ids, self._words)
        if self.training:
            words = words * (torch.rand(*ids.shape, 1, device=ids.device) >= self._unread)
        embedded = words + self._places[: ids.shape[1]]
        norm = self.get_buffer("_norm_w"), self.get_buffer("_norm_b")
        state = functional.layer_norm(embedded, (width,), *norm, eps).to(self._compute)
        unseen = ((1 - mask) * -1e4).to(self._compute)[:, None, None, :]
        for layer in range(layers):
            state = self._layer(state, unseen, f"l{layer}_")
        return state

    def _layer(self, state: Tensor, unseen: Tensor, name: str) -> Tensor:
        _, heads, width, _ = self._shape
        rows, tokens, _ = state.shape
        weight, bias = (torch.cat([self._of(f"{name}{part}_{kind}") for part in "qkv"]) for kind in "wb")
        joint = functional.linear(state, weight, bias).view(rows, tokens, 3, heads, width // heads)
        query, key, value = joint.permute(2, 0, 3, 1, 4).unbind(0)
        seen = self._attended(query, key, value, unseen)
        joined = seen.transpose(1, 2).reshape(rows, tokens, width)
        state = self._normed(state + self._dropped(self._linear(joined, name + "ao")), name + "aln")
        inner = functional.gelu(self._linear(state, name + "fi"))
        return self._normed(state + self._dropped(self._linear(inner, name + "fo")), name + "oln")

    def _attended(self, query: Tensor, key: Tensor, value: Tensor, unseen: Tensor) -> Tensor:
        """All `(rows, heads, tokens, width of a head)`."""
        if query.is_cuda:
            return functional.scaled_dot_product_attention(query, key, value, unseen)
        # On a processor as two products over (rows · heads): the fused kernel's backward pass is several times slower.
        rows, heads, tokens, each = query.shape
        mask = unseen.expand(rows, heads, 1, tokens).reshape(rows * heads, 1, tokens)
        query, key, value = (part.reshape(rows * heads, tokens, each) for part in (query, key, value))
        logits = torch.baddbmm(mask, query, key.transpose(1, 2), alpha=1 / math.sqrt(each))
        return torch.bmm(torch.softmax(logits, -1), value).view(rows, heads, tokens, each)

    def _dropped(self, state: Tensor) -> Tensor:
        # Drawing for each number takes a processor as long as the products do.
        return functional.dropout(state, self._drop, self.training) if self._drop else state

    def _linear(self, state: Tensor, name: str) -> Tensor:
        return functional.linear(state, self._of(name + "_w"), self._of(name + "_b"))

    def _normed(self, state: Tensor, name: str) -> Tensor:
        width, eps = self._shape[2:]
        return functional.layer_norm(state, (width,), self._of(name + "_w"), self._of(name + "_b"), eps)

    def _of(self, name: str) -> Tensor:
        weight: Tensor = self.weights[name]
        return weight.to(self._compute)


def _matrix(floats: Tensor, name: str, width: int, *, linear: bool) -> Tensor:
    """Linear maps as (out, in); the one that narrows, `fo`, takes what `fi` has widened."""
    if not linear:
        return floats
    return floats.view(width, -1) if ".fo." in name or ".ao." in name else floats.view(-1, width)


def loss(outputs: Outputs, batch: Tensors) -> tuple[Tensor, ...]:
    """Of the spans, of whether there is an answer, support, and the contrary, means over the rows that say; and of
    twins, how far the supported one is from getting more.
    """
    start, end, answers, supports = outputs
    spans = start.new_zeros(())
    for logits, places in ((start, batch.starts), (end, batch.ends)):
        spans = spans + functional.cross_entropy(logits, places, ignore_index=-1, reduction="sum")
    spans = spans / (2 * (batch.starts >= 0).sum().clamp(min=1))
    stated = _told(supports[:, 0], batch.supports), _told(supports[:, 1], batch.contradicts)
    more = supports[batch.twins[:, 0], 0] - supports[batch.twins[:, 1], 0]
    apart = APART * functional.softplus(-more).sum() / max(1, len(more))
    return spans, _told(answers, batch.answers), *stated, apart


def _told(logits: Tensor, labels: Tensor) -> Tensor:
    asked = labels != UNASKED
    each = functional.binary_cross_entropy_with_logits(logits, labels.clamp(min=0), reduction="none")
    return (each * asked).sum() / asked.sum().clamp(min=1)


class Tensors:
    """A batch on a device."""

    def __init__(self, batch: Batch, device: torch.device) -> None:
        def there(array: NDArray[Any]) -> Tensor:
            return torch.from_numpy(array).to(device, non_blocking=True)

        self.ids, self.mask, self.inside = there(batch.ids), there(batch.mask), there(batch.inside)
        self.starts, self.ends = there(batch.starts), there(batch.ends)
        self.answers = there(batch.answers)
        self.supports, self.contradicts = there(batch.supports), there(batch.contradicts)
        self.twins = there(batch.twins)
