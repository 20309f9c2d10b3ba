"""Precision and recall of the corrector as pictures, beside what others published."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "danvan"  # the same curve gives the same file
mpl.rcParams["svg.fonttype"] = "none"  # text stays text: smaller, and found by a search

from matplotlib import pyplot as plt  # noqa: E402 - the backend is chosen first

IMAGES: Final = Path(__file__).parents[1] / "docs" / "images"
SIZE: Final = (5.2, 3.6)  # inches


class Point(NamedTuple):
    """Precision and recall of another system, or what is asked for."""

    name: str
    recall: float
    precision: float | None
    """``None`` where only the recall was published."""


VSEC_POINTS: Final = (
    Point("asked", 0.70, 0.97),
    Point("prototype, gate 0.8", 0.640, 0.971),
    Point("prototype, gate 0.3", 0.743, 0.922),
    Point("1 M hierarchical transformer", 0.19, 0.47),
    Point("PhoBERT tagger, easier half", 0.767, 0.955),
    Point("large language model", 0.949, 0.936),
    Point("n-grams (2021)", 0.793, None),
    Point("transformer (2021)", 0.815, None),
)
"""Figures of other systems on human errors, as collected in research; the two of 2021 are of the whole corpus."""

VIWIKI_POINTS: Final = (
    Point("asked", 0.40, 0.85),
    Point("prototype, gate 0.3", 0.51, 0.52),
    Point("prototype, gate 0.8", 0.40, 0.74),
    Point("prototype, gate 0.95", 0.29, 0.83),
)


def draw_curve(title: str, curve: Sequence[tuple[float, float]], points: Sequence[Point], path: Path) -> None:
    """Draw recall and precision of the corrector from the strictest threshold to the laxest, and points beside them."""
    figure, axes = plt.subplots(figsize=SIZE, layout="constrained")
    axes.plot(*zip(*curve, strict=True), color="tab:blue", label="danvan, all thresholds")
    for number, (name, recall, precision) in enumerate(points):
        color = f"C{number + 1}"
        if precision is None:
            axes.axvline(recall, color=color, linestyle=":", linewidth=1, label=f"{name}, recall only")
        else:
            axes.plot(recall, precision, "*" if name == "asked" else "o", color=color, label=name)
    axes.set(xlabel="recall", ylabel="precision", title=title, xlim=(0, 1), ylim=(0.4, 1.01))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7, loc="lower left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
