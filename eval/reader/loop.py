"""The training itself: one run, resumed where it was cut off, and what it has logged."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from eval.reader.batches import Row, batched, padded
from eval.reader.export import temperature
from eval.reader.export import tensors as tensors_of
from eval.reader.measure import figures
from eval.reader.network import Reader, Tensors, loss, product_name
from rag.reader.spans import Read, Window
from rag.reader.weights import ReaderWeights, save

CHECKPOINT = "checkpoint.pt"
LOG = "log.jsonl"
PRODUCT = "reader.npz"
_PARTS = ("span loss", "answer loss", "support loss", "contrary loss", "twin loss")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. `total` is in examples: the rate of learning rises over `warm`, a share of it, is held, and falls
    to nothing over the last `cooling`. `every` is in examples too: between two checkpoints. A run ends after `until`
    where that comes before `total`, with a rate that has not fallen.
    """

    total: int = 60_000
    batch: int = 16
    rate: float = 1e-4
    warm: float = 0.03
    cooling: float = 0.4
    decay: float = 0.01
    clip: float = 1.0
    every: int = 3_000
    seed: int = 1
    until: int | None = None

    @property
    def end(self) -> int:
        """Examples after which the run ends."""
        return self.total if self.until is None else min(self.until, self.total)

    def rate_at(self, seen: int) -> float:
        """A trapezium, so that a run can be made longer, or ended, without having been planned so from its start."""
        share = seen / self.total
        return self.rate * max(0.0, min(1.0, share / self.warm, (1 - share) / self.cooling))


class Training:
    """A run in a folder of its own: `checkpoint.pt`, written atomically, `log.jsonl`, and `reader.npz` at its end."""

    def __init__(self, folder: Path, reader: Reader, plan: Plan, pad: int) -> None:
        self.folder = folder
        self.reader = reader
        self.plan = plan
        self._pad = pad
        self._learnt = list(reader.parameters())
        self._optimizer = torch.optim.AdamW(self._learnt, lr=plan.rate, weight_decay=plan.decay, fused=True)
        self.seen = self._round = self._batch = 0
        folder.mkdir(parents=True, exist_ok=True)

    def resume(self) -> bool:
        """From the folder's checkpoint; False where there is none."""
        path = self.folder / CHECKPOINT
        if not path.exists():
            return False
        state = torch.load(path, weights_only=True, map_location=device_of(self.reader))
        self.reader.load_state_dict(state["reader"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.seen, self._round, self._batch = state["seen"], state["round"], state["batch"]
        return True

    def begin(self, weights: ReaderWeights) -> None:
        """From a reader that there is."""
        state = self.reader.state_dict()
        known = {name: torch.from_numpy(weights.tensors[product_name(name)].floats().copy()) for name in state}
        self.reader.load_state_dict({name: known[name].view(state[name].shape) for name in state})

    def run(self, rounds: Sequence[Sequence[Row]], test: Sequence[Row]) -> None:
        """Until `plan.end` examples have been seen, round after round and from the first again."""
        since, count = time.perf_counter(), 0
        sums = torch.zeros(len(_PARTS))
        while self.seen < self.plan.end:
            rng = random.Random(self.plan.seed * 1000 + self._round)  # noqa: S311 - for drawing, not for secrets
            made = rounds[self._round % len(rounds)]
            for batch in list(batched(made, self.plan.batch, rng))[self._batch :]:
                parts = self._step(batch)
                sums = sums.to(parts.device) + parts * len(batch)
                before, self.seen, self._batch = self.seen, self.seen + len(batch), self._batch + 1
                count += len(batch)
                done = self.seen >= self.plan.end
                if done or before // self.plan.every != self.seen // self.plan.every:
                    losses = dict(zip(_PARTS, (sums / count).tolist(), strict=True))
                    self._note({**losses, "per second": count / (time.perf_counter() - since)}, test)
                    self._save()
                    since, count, sums = time.perf_counter(), 0, torch.zeros(len(_PARTS))
                if done:
                    return
            self._round, self._batch = self._round + 1, 0

    def export(self, test: Sequence[Row]) -> Path:
        """Writes the reader as the product takes it, with a temperature fitted on rows of articles kept out."""
        warmth = temperature(test, read_rows(self.reader, test, self._pad))
        save(self.folder / PRODUCT, tensors_of(self.reader.state_dict()), warmth)
        print(f"{PRODUCT}: {(self.folder / PRODUCT).stat().st_size / 1e6:.1f} MB, temperature {warmth:.2f}", flush=True)
        return self.folder / PRODUCT

    def _step(self, batch: Sequence[Row]) -> Tensor:
        """The losses, each as it counts."""
        torch.manual_seed(self.plan.seed + self.seen)  # at each step, so that a run resumed is the same run
        self.reader.train()
        for group in self._optimizer.param_groups:
            group["lr"] = self.plan.rate_at(self.seen)
        rows = Tensors(padded(batch, self._pad), device_of(self.reader))
        parts = torch.stack(loss(self.reader(rows.ids, rows.mask, rows.inside), rows))
        self._optimizer.zero_grad(set_to_none=True)
        parts.sum().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._learnt, self.plan.clip)
        self._optimizer.step()
        return parts.detach()

    def _note(self, losses: dict[str, float], test: Sequence[Row]) -> None:
        entry = {"seen": self.seen, **losses, **figures(test, read_rows(self.reader, test, self._pad))}
        entry = {name: round(value, 4) for name, value in entry.items()}
        with (self.folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
        print(json.dumps(entry), flush=True)

    def _save(self) -> None:
        state = {
            "reader": self.reader.state_dict(), "optimizer": self._optimizer.state_dict(), "plan": asdict(self.plan),
            "seen": self.seen, "round": self._round, "batch": self._batch,
        }  # fmt: skip
        own = self.folder / f".{CHECKPOINT}"
        torch.save(state, own)
        own.replace(self.folder / CHECKPOINT)


def device_of(reader: Reader) -> torch.device:
    """Where it computes."""
    return next(reader.parameters()).device


def read_rows(reader: Reader, rows: Sequence[Row], pad: int, size: int = 32) -> list[Read]:
    """What a reader in torch says of rows, in their order; `answers` of a statement is the logit of its support."""
    reader.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].pair.ids))
    found: dict[int, Read] = {}
    with torch.inference_mode():
        for at in range(0, len(order), size):
            chosen = order[at : at + size]
            batch = Tensors(padded([rows[i] for i in chosen], pad), device_of(reader))
            start, end, *odds = reader(batch.ids, batch.mask, batch.inside)
            both = torch.stack([start, end], dim=-1).cpu().numpy()
            answers, supports = odds[0].tolist(), odds[1][:, 0].tolist()
            for place, i in enumerate(chosen):
                pair = rows[i].pair
                logits = both[place, pair.first : len(pair.ids) - 1]
                told = supports[place] if rows[i].states else answers[place]
                found[i] = Read(rows[i].text, (Window(pair.spans, logits, told),))
    return [found[i] for i in range(len(rows))]
