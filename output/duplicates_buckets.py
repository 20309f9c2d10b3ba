"""Which texts are compared at all: those that fall into one bucket, of a crowded one only with its earliest.

A band of four slots is a bucket: it is the same in two texts with the fourth power of their Jaccard index, and one
band of 128 is enough. Every slot is in two bands.

Bulletins and forms fill a bucket by the thousand. Each text is compared with the ``EARLIEST`` of its bucket alone,
so that the work grows with the texts, not with their square: the source of a family is among its earliest, and news
that differ on one frame have buckets of their own besides.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from output.signatures import SLOTS

Rows = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

EARLIEST = 16  # of a bucket; the benchmark's recall is that of comparing with all, with 8 it loses one copy in 9,000

FEWEST_SYLLABLES = 20  # in shorter texts only exact copies are found: a changed word there is a changed piece of news
FEWEST_PARTICULARS = 8  # names and numbers; texts with fewer fall into buckets by their text
ENOUGH_PARTICULARS = 16  # twice as many, so that a text and its copy are in one kind of buckets in any case

_BAND = 4  # slots, of a byte each; of three, ten times as many pairs of news on a frame fall together
_ROUNDS = (  # the slots in two orders: half the bands would lose a tenth of the copies with every fifth word changed
    np.arange(SLOTS).reshape(-1, _BAND),
    np.arange(SLOTS).reshape(_BAND, -1).T,
)
_SHORT = np.uint32(0xFFFF)  # of a band's value, to pass over most that are not asked for


class Texts(NamedTuple):
    """The signatures of different texts, a row each, in the order of their time."""

    slots: npt.NDArray[np.uint8]  # 2 * SLOTS columns
    syllables: npt.NDArray[np.int32]
    particulars: npt.NDArray[np.int32]


class _Band(NamedTuple):
    """The buckets of one band: its texts, those of a bucket side by side and in the order of their time."""

    rows: Rows
    starts: Rows
    """For each text the place of the first one of its bucket."""

    @property
    def ranks(self) -> Rows:
        """Places of the texts in their buckets, from 0."""
        return np.arange(len(self.rows)) - self.starts


def candidates(texts: Texts, asked: Truths) -> Iterator[Rows]:
    """Give the packed pairs of texts to compare, of which one at least is asked for, band by band; some come again."""
    for band in _bands(texts, asked):
        later = np.arange(len(band.rows))
        ranks = band.ranks
        for rank in range(EARLIEST):
            later = later[ranks[later] > rank]
            if not len(later):
                break
            one, other = band.rows[band.starts[later] + rank], band.rows[later]
            wanted = asked[one] | asked[other]
            yield packed(one[wanted], other[wanted])


def shaken(texts: Texts, stirred: Truths) -> Truths:
    """Say which texts may be compared with others than before, as the stirred ones came to a bucket or left it.

    Only those in crowded buckets may, and only where a stirred one is among the earliest: in others, all are
    compared with all, or what comes late is nobody's candidate.
    """
    touched = np.zeros(len(stirred), np.bool_)
    for band in _bands(texts, stirred):
        moving = band.starts[stirred[band.rows] & (band.ranks < EARLIEST)]
        crowded = np.unique(band.starts[band.ranks >= EARLIEST])
        touched[band.rows[np.isin(band.starts, np.intersect1d(moving, crowded))]] = True
    return touched


def packed(one: Rows, other: Rows) -> Rows:
    """Make one number of each pair, the smaller one in front."""
    return (np.minimum(one, other).astype(np.int64) << 32) | np.maximum(one, other)


def distinct(pairs: Rows) -> Rows:
    """Give each pair once, in rising order; of a million, ``np.unique`` hashes for 1.2 s and this sorts for 0.02 s."""
    ordered = np.sort(pairs)
    return ordered[np.append(ordered[1:] != ordered[:-1], np.True_)] if len(ordered) else ordered


def unpacked(pairs: Rows) -> tuple[Rows, Rows]:
    """Give the pairs back: the smaller ones, the larger ones."""
    return pairs >> 32, pairs & 0xFFFFFFFF


def _bands(texts: Texts, asked: Truths) -> Iterator[_Band]:
    """The bands one after the other, without the texts that are alone in their buckets.

    Where few texts are asked for, the buckets without one are left out too.
    """
    is_long = texts.syllables >= FEWEST_SYLLABLES
    by_particulars = np.flatnonzero(is_long & (texts.particulars >= FEWEST_PARTICULARS))
    by_text = np.flatnonzero(is_long & (texts.particulars < ENOUGH_PARTICULARS))
    for rows, half in ((by_particulars, texts.slots[:, SLOTS:]), (by_text, texts.slots[:, :SLOTS])):
        for order in _ROUNDS:
            for slots in order:
                yield _band(rows, half[rows[:, np.newaxis], slots].view(np.dtype("<u4"))[:, 0], asked[rows])


def _band(rows: Rows, values: npt.NDArray[np.uint32], asked: Truths) -> _Band:
    reached = _equal_to_any(values, values[asked])
    order = reached[np.argsort(values[reached], kind="stable")]
    sorted_values = values[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = sorted_values[1:] != sorted_values[:-1]
    is_alone = is_first & np.append(is_first[1:], True)
    rest = np.flatnonzero(~is_alone)
    is_first = is_first[rest]
    starts = np.maximum.accumulate(np.where(is_first, np.arange(len(rest)), 0))
    return _Band(rows[order[rest]], starts)


def _equal_to_any(values: npt.NDArray[np.uint32], wanted: npt.NDArray[np.uint32]) -> Rows:
    if 2 * len(wanted) > len(values):
        return np.arange(len(values))  # most would stay, and the others are in nobody's way
    ordered = np.sort(wanted)
    is_near = np.zeros(int(_SHORT) + 1, np.bool_)
    is_near[ordered & _SHORT] = True
    near = np.flatnonzero(is_near[values & _SHORT])
    return near[_contain(ordered, values[near])]


def _contain(ordered: npt.NDArray[np.uint32], values: npt.NDArray[np.uint32]) -> Truths:
    """Whether each value is among ordered ones; ``np.isin`` hashes them, which takes ten times as long."""
    if not len(ordered):
        return np.zeros(len(values), np.bool_)
    is_there: Truths = ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values
    return is_there
