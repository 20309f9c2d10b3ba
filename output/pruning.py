"""Which rows of a log a filter has to be asked about; the others are not read.

A group of rows is passed over where its statistics say that none of them fits, and that all of them are the first ones
of their ids: then they take the place of no row that does fit. So a month of one site costs what the groups of that
month hold, however long the log is.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from output.bounds import Bound
from output.history import Part
from output.schema import Event
from output.segments import SORTED_OUT_BY, Group, group_ranges

SHORTEST_GAP = 4_000  # rows; to pass over fewer takes longer than to read them, as the file is opened once more


class Stretch(NamedTuple):
    """Rows to read that stand side by side."""

    row: int
    """Number of the first one in the log."""
    part: Part


def stretches(parts: Sequence[Part], bounds: Sequence[Bound]) -> Iterator[Stretch]:
    """Give the rows of these parts that have to be read, in their order; without bounds these are all.

    Raises:
        DatasetError: a segment is missing or damaged.
    """
    telling = [bound for bound in bounds if bound.column in SORTED_OUT_BY]
    before = 0  # rows of the parts before this one
    for part in parts:
        for start, stop in _needed(part, telling) if telling else [(part.start, part.stop)]:
            yield Stretch(before + start - part.start, Part(part.path, start, stop))
        before += part.stop - part.start


def _needed(part: Part, bounds: Sequence[Bound]) -> Iterator[tuple[int, int]]:
    """The rows of a part to read; those apart by less than ``SHORTEST_GAP`` come together."""
    start = stop = part.start
    for group in group_ranges(part.path, part.start, part.stop, ["event", *(bound.column for bound in bounds)]):
        if _is_beside(group, bounds):
            continue
        if group.start - stop >= SHORTEST_GAP:
            if start < stop:
                yield start, stop
            start = group.start
        stop = group.stop
    if start < stop:
        yield start, stop


def _is_beside(group: Group, bounds: Sequence[Bound]) -> bool:
    """Whether none of the rows fits, and none follows another one of its id."""
    if group.ranges.get("event") != (Event.ADD, Event.ADD):
        return False
    return any(bound.column in group.ranges and bound.rules_out(*group.ranges[bound.column]) for bound in bounds)
