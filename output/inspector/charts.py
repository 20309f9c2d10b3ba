"""Small drawings in lines of SVG, made on the server so that they are there without script."""

from collections.abc import Sequence
from typing import Final, NamedTuple

WIDTH: Final = 120  # units of the drawing
HEIGHT: Final = 28
_EDGE: Final = 2  # units around the line, half its width


class Sparkline(NamedTuple):
    """A line of values."""

    points: str  # of a polyline
    most: int
    last: int


def sparkline(values: Sequence[int]) -> Sparkline:
    """Draw values from left to right, the largest at the top and 0 at the bottom."""
    most = max(values, default=0) or 1
    step = (WIDTH - 2 * _EDGE) / max(1, len(values) - 1)
    points = (
        f"{_EDGE + place * step:.1f},{HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * value / most:.1f}"
        for place, value in enumerate(values)
    )
    return Sparkline(" ".join(points), max(values, default=0), values[-1] if values else 0)


def last_months(last: str | None, number: int) -> list[str]:
    """So many months up to the last one, oldest first, as ``2024-03``.

    >>> last_months("2024-01", 3)
    ['2023-11', '2023-12', '2024-01']
    """
    if last is None:
        return []
    months = int(last[:4]) * 12 + int(last[5:7]) - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(months - number + 1, months + 1)]
