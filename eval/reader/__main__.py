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
from eval.reader.network import DROPPED, UNREAD, Reader
from eval.reader.pack import read_pack
from rag.reader.weights import ReaderWeights


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
    parser.add_argument("--unread", type=float, default=UNREAD, help="of the words are blank")
    parser.add_argument("--dropped", type=float, default=DROPPED, help="of what a layer adds is left out")
    parser.add_argument("--start", type=Path, help="the reader that it begins from, instead of the encoder")
    options = parser.parse_args(arguments)
    names = ("total", "until", "batch", "rate", "every", "seed")
    plan = Plan(**{name: getattr(options, name) for name in names})
    pack = read_pack(options.pack)
    torch.manual_seed(0)  # heads drawn alike in every run, so that the weights of several can be averaged
    reader = Reader(pack.encoder, unread=options.unread, dropped=options.dropped)
    training = Training(options.out, reader.to(options.device), plan, pack.pad)
    if training.resume():
        print(f"goes on after {training.seen} examples", flush=True)
    elif options.start:
        training.begin(ReaderWeights.load(options.start))
    training.run(pack.rounds, pack.test)
    training.export(pack.test)


if __name__ == "__main__":
    main()
