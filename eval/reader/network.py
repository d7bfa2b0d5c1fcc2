"""The reader in torch: the bundled encoder over question and passage together, with three heads.

Written out rather than taken from transformers, so that what is between the matrix products stays in bfloat16 as well:
on a CPU the copies to and from float32 cost as much as the products.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from eval.reader.rows import Batch
from rag.embed.e5s import Container
from rag.reader.weights import ReaderWeights

UNREAD = 0.08
"""Of the words are blank in training, so that no one of them decides. Dropout inside the layers would take a quarter
longer."""
_OUTSIDE = -1e4
HEADS = ("span", "dense", "answers")


def product_name(name: str) -> str:
    """What the product's network calls one of the reader's parameters."""
    own = name.removeprefix("weights.").replace("_", ".")
    for head in HEADS:
        own = own.replace(f"{head}.weight", f"{head}.w").replace(f"{head}.bias", f"{head}.b")
    return own


class Reader(nn.Module):
    """`forward` gives the logits of start and end, `(rows, tokens)`, and of an answer being there, `(rows,)`.

    Its parameters have the container's names, with `_` for `.`; they are float32, whatever is computed in. The
    embeddings are no parameters: they are most of the weights, come with the bundled model, and need not ship twice.
    """

    def __init__(self, container: Container, compute: torch.dtype = torch.bfloat16) -> None:
        super().__init__()
        h = container.header
        self._container = container
        self._shape = h.layers, h.heads, h.hidden, h.layer_norm_eps
        self._compute = compute
        self._places = torch.from_numpy(container.matrix("emb.pos") + container.matrix("emb.type")[0])
        self._norm = tuple(torch.from_numpy(container.tensors[f"emb.ln.{part}"].floats()) for part in "wb")
        self.weights = nn.ParameterDict()
        for name, tensor in container.tensors.items():
            if not name.startswith("emb."):
                floats = torch.from_numpy(tensor.floats())
                linear = name.endswith(".w") and not name.endswith(("aln.w", "oln.w"))
                self.weights[name.replace(".", "_")] = nn.Parameter(_matrix(floats, name, h.hidden, linear=linear))
        self.span = nn.Linear(h.hidden, 2)
        self.dense = nn.Linear(h.hidden, h.hidden)
        self.answers = nn.Linear(h.hidden, 1)

    def take(self, weights: ReaderWeights) -> None:
        """Goes on from a reader that was exported, whose matrices are int8. Raises KeyError when it lacks one."""
        with torch.no_grad():
            for name, own in self.named_parameters():
                own.copy_(torch.from_numpy(weights.tensors[product_name(name)].floats()).view_as(own))

    def forward(self, ids: Tensor, mask: Tensor, inside: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tokens outside the passage get a logit that no other falls below."""
        states = self._encoded(ids, mask).float()
        start, end = self.span(states).masked_fill(~inside[..., None], _OUTSIDE).unbind(-1)
        whole = torch.tanh(self.dense(states[:, 0]))
        return start, end, self.answers(whole).squeeze(-1)

    def _encoded(self, ids: Tensor, mask: Tensor) -> Tensor:
        layers, heads, width, eps = self._shape
        rows, tokens = ids.shape
        distinct, inverse = np.unique(ids.numpy(), return_inverse=True)
        words = torch.from_numpy(self._container.tensors["emb.word"].rows(width, distinct))
        words = words[torch.from_numpy(inverse.reshape(ids.shape))]
        if self.training:
            words = words * (torch.rand(rows, tokens, 1) >= UNREAD)
        embedded = words + self._places[:tokens]
        state = functional.layer_norm(embedded, (width,), self._norm[0], self._norm[1], eps).to(self._compute)
        # Attention as two products over (rows · heads): the fused kernel's backward pass is several times slower here.
        unseen = ((1 - mask) * -1e4).to(self._compute)[:, None, None, :].expand(rows, heads, 1, tokens)
        unseen = unseen.reshape(rows * heads, 1, tokens)
        for layer in range(layers):
            state = self._layer(state, unseen, f"l{layer}_")
        return state

    def _layer(self, state: Tensor, unseen: Tensor, name: str) -> Tensor:
        _, heads, width, _ = self._shape
        rows, tokens, _ = state.shape
        weight, bias = (torch.cat([self._of(f"{name}{part}_{kind}") for part in "qkv"]) for kind in "wb")
        joint = functional.linear(state, weight, bias).view(rows, tokens, 3, heads, width // heads)
        query, key, value = joint.permute(2, 0, 3, 1, 4).reshape(3, rows * heads, tokens, -1).unbind(0)
        logits = torch.baddbmm(unseen, query, key.transpose(1, 2), alpha=1 / math.sqrt(width // heads))
        seen = torch.bmm(torch.softmax(logits, -1), value)
        joined = seen.view(rows, heads, tokens, -1).transpose(1, 2).reshape(rows, tokens, width)
        state = self._normed(state + self._linear(joined, name + "ao"), name + "aln")
        inner = functional.gelu(self._linear(state, name + "fi"))
        return self._normed(state + self._linear(inner, name + "fo"), name + "oln")

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


def loss(outputs: tuple[Tensor, Tensor, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
    """Of the spans, over the rows that have one, and of whether there is an answer: means over their rows."""
    start, end, answers = outputs
    spans = torch.zeros(())
    for logits, places in ((start, batch.starts), (end, batch.ends)):
        spans = spans + functional.cross_entropy(logits, torch.from_numpy(places), ignore_index=-1, reduction="sum")
    found = functional.binary_cross_entropy_with_logits(answers, torch.from_numpy(batch.answers))
    return spans / (2 * max(1.0, float(batch.answers.sum()))), found


def tensors(batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """What `forward` takes of a batch."""
    return torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.inside)
