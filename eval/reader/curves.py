"""What a run has logged, as a picture: `python -m eval.reader.curves RUN OUT.svg`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.reader.loop import LOG

PANELS = ("loss", "exact match", "F1", "AUROC")


def draw(entries: Sequence[dict[str, float]], path: Path) -> None:
    """A panel for the losses and one for each kind of figure, over the examples seen."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 7), layout="constrained")
    seen = [entry["seen"] for entry in entries]
    for panel, axes in zip(PANELS, figure.subplots(2, 2).flat, strict=True):
        for name in entries[-1]:
            if name.startswith(panel) or (panel == "loss" and name.endswith("loss")):
                label = name.removeprefix(panel).strip()
                axes.plot(seen, [entry.get(name, float("nan")) for entry in entries], marker=".", label=label)
        axes.set_title(panel)
        axes.set_xlabel("examples seen")
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend(fontsize="small")
    with mpl.rc_context({"svg.hashsalt": "reader", "svg.fonttype": "none"}):  # the same file for the same log
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def main() -> None:
    """Of the run named first, into the file named second."""
    run, out = map(Path, sys.argv[1:])
    lines = (run / LOG).read_text(encoding="utf-8").splitlines()
    draw([json.loads(line) for line in lines], out)


if __name__ == "__main__":
    main()
