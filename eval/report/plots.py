"""The plots of a report, as SVG to be set into its page: colours that suit a light and a dark theme, no background."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import escape

from eval.report.texts import TEXTS
from eval.summary import Summary
from rag.messages import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#010203"
"""Stands for the page's own text colour, which an SVG in the page may use and matplotlib does not know."""

FIRST, SECOND = "#3b82c4", "#d9772b"
BINS = 20
WIDTH, HEIGHT = 4.8, 3.0
Draw = Callable[["Axes"], None]


def plots(summary: Summary, language: Language) -> list[tuple[str, str]]:
    """Title and SVG of each plot to which there are data."""

    def text(key: str) -> str:
        return TEXTS[key][language]

    drawn: list[tuple[str, Draw]] = []
    given = [(o.case.answerable, o.given) for o in summary.outcomes if o.given is not None]
    if given:
        kinds = [[g.confidence for answerable, g in given if answerable is kind] for kind in (True, False)]
        drawn.append(("plot_confidence", lambda axes: _confidence(axes, kinds, text)))
    if len(summary.curve) > 1:
        drawn.append(("plot_curve", lambda axes: _curve(axes, summary, text)))
    times = [g.latency_ms for _, g in given if g.latency_ms is not None]
    if times:
        drawn.append(("plot_latency", lambda axes: _latency(axes, times, text)))
    return [(text(key), _svg(key, draw, text(key))) for key, draw in drawn]


def _confidence(axes: Axes, kinds: list[list[float]], text: Callable[[str], str]) -> None:
    labels = [text("answerable"), text("unanswerable")]
    axes.hist(kinds, bins=BINS, range=(0, 1), color=[FIRST, SECOND], label=labels)
    axes.set_xlabel(text("confidence"))
    axes.set_ylabel(text("axis_questions"))
    axes.legend(frameon=False, labelcolor=INK)


def _curve(axes: Axes, summary: Summary, text: Callable[[str], str]) -> None:
    points = sorted((point.answered, point.wrong) for point in summary.curve)
    axes.plot(*zip(*points, strict=True), color=FIRST, marker=".", linewidth=1.5)
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(text("axis_answered"))
    axes.set_ylabel(text("axis_wrong"))


def _latency(axes: Axes, times: list[float], text: Callable[[str], str]) -> None:
    axes.hist(times, bins=BINS, color=FIRST)
    axes.set_xlabel(text("axis_latency"))
    axes.set_ylabel(text("axis_questions"))


def _svg(name: str, draw: Draw, title: str) -> str:
    """A figure as an `<svg>` element whose ids are its own within the page."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "sans-serif"}):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        draw(axes)
        _plain(axes)
        out = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(out, format="svg", transparent=True, metadata=nothing)
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]  # without the prolog, which names a document type on the network
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg)  # HTML knows SVG without
    svg = re.sub(r'xlink:href="#', 'href="#', svg)
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    box = re.search(r'viewBox="[^"]*"', svg)
    assert box is not None
    start = f'<svg {box[0]} role="img" aria-label="{escape(title)}">'
    return (start + svg[svg.index(">") + 1 :]).replace(INK, "currentColor")


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(INK)
    axes.tick_params(colors=INK)
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set_color(INK)
