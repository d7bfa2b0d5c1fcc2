"""Trains the reader: `python -m eval.reader PACK --out FOLDER`, with a PACK from `eval.reader.prepare`.

On a processor or, with `--device cuda`, on a GPU, where torch and numpy are all that it needs. A run that is cut off
goes on where its last checkpoint was when the same command is given again.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from eval.reader.loop import Plan, Training
from eval.reader.network import Reader
from eval.reader.pack import read_pack


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the pack, trains, writes the reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path, help="what eval.reader.prepare wrote")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the run")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    plan = Plan()
    parser.add_argument("--total", type=int, default=plan.total, help="examples to be seen")
    parser.add_argument("--until", type=int, help="examples after which it ends though more are planned")
    parser.add_argument("--batch", type=int, default=plan.batch, help="examples of a step")
    parser.add_argument("--rate", type=float, default=plan.rate, help="the highest rate of learning")
    parser.add_argument("--every", type=int, default=plan.every, help="examples between two checkpoints")
    parser.add_argument("--seed", type=int, default=plan.seed)
    options = parser.parse_args(arguments)
    names = ("total", "until", "batch", "rate", "every", "seed")
    plan = Plan(**{name: getattr(options, name) for name in names})
    pack = read_pack(options.pack)
    torch.manual_seed(0)  # heads drawn alike in every run, so that the weights of several can be averaged
    training = Training(options.out, Reader(pack.encoder).to(options.device), plan, pack.pad)
    if training.resume():
        print(f"goes on after {training.seen} examples", flush=True)
    training.run(pack.rounds, pack.test)
    training.export(pack.test)


if __name__ == "__main__":
    main()
