"""Which texts are copies of each other, judged by their signatures alone.

Whether two texts match depends on these two and on nothing else: so a text that comes later finds the same copies
as one that was always there, and an incremental run ends where a rebuild does.

Only texts that fall into one bucket are compared. A band of four slots is a bucket: it is the same in two texts with
the fourth power of their Jaccard index, and one band of 128 is enough. Every slot is in two bands.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from output.signatures import SLOTS

Rows = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]

FEWEST_SYLLABLES = 20  # in shorter texts only exact copies are found: a changed word there is a changed piece of news
FEWEST_PARTICULARS = 8  # names and numbers; texts with fewer fall into buckets by their text
ENOUGH_PARTICULARS = 16  # twice as many, so that a text and its copy are in one kind of buckets in any case

LEAST_ALIKE = (
    0.25  # Jaccard of the pairs of syllables; 0.38 with every fifth word changed (99 of 100 texts), 0.1 by chance
)
LEAST_SHARED = 0.55  # of the particulars of the text that has fewer, in any case
MARGIN = 0.1  # of the share of particulars kept; with DEVIATIONS it lets 98 of 100 copies pass and no news on a frame
DEVIATIONS = 2.0  # standard deviations of that share, as few names and numbers tell little

_BAND = np.dtype("<u4")  # four slots of a byte; of three, ten times as many pairs of news on a frame fall together
_ROUNDS = (  # the slots in two orders: half the bands would lose a tenth of the copies with every fifth word changed
    np.arange(SLOTS),
    np.arange(SLOTS).reshape(4, -1).T.ravel(),
)
_CHANCE = 1 / 256  # that slots of unlike texts are alike
_GATHERED = 2_000_000  # candidate pairs held before they are looked at, 16 MB
_COMPARED = 20_000  # pairs compared at once: 20 MB of slots


class Texts(NamedTuple):
    """The signatures of different texts, a row each."""

    slots: npt.NDArray[np.uint8]  # 2 * SLOTS columns
    syllables: npt.NDArray[np.int32]
    particulars: npt.NDArray[np.int32]


class Pairs(NamedTuple):
    """Pairs of rows, the smaller one on the left, in rising order."""

    left: Rows
    right: Rows
    likeness: Shares
    """Above 0; 1 for texts that differ in nothing that a signature sees."""

    def joined(self, other: "Pairs") -> "Pairs":
        """These pairs and others; a pair may stand in both."""
        left, right = np.concatenate([self.left, other.left]), np.concatenate([self.right, other.right])
        return Pairs(left, right, np.concatenate([self.likeness, other.likeness]))


def matching(texts: Texts, wanted: Truths) -> Pairs:
    """Find the pairs of texts that are copies of each other, of which one at least is wanted."""
    gathered: list[Rows] = []
    found: list[Rows] = []
    waiting = 0
    for packed in _candidates(texts, wanted):
        gathered.append(packed)
        waiting += len(packed)
        if waiting > _GATHERED:
            found.append(_verified(texts, gathered))
            gathered, waiting = [], 0
    left, right = _unpacked(np.unique(np.concatenate([*found, _verified(texts, gathered)])))
    return Pairs(left, right, likeness(texts, left, right))


def likeness(texts: Texts, left: Rows, right: Rows) -> Shares:
    """Say how alike the two texts of each pair are; 0 where none is a copy of the other.

    A copy may have words changed or parts left out. Were changes spread evenly, ``kept`` of the syllables would be
    the same in both; then so many of the names and numbers should be, too. On a common frame they are not.
    """
    parts = [slice(start, start + _COMPARED) for start in range(0, len(left), _COMPARED)]
    return np.concatenate([np.empty(0), *(_likeness(texts, left[part], right[part]) for part in parts)])


def _likeness(texts: Texts, left: Rows, right: Rows) -> Shares:
    equal = texts.slots[left] == texts.slots[right]
    text, particulars = _jaccard(equal[:, :SLOTS]), _jaccard(equal[:, SLOTS:])
    one, other = texts.particulars[left], texts.particulars[right]
    fewer = np.minimum(one, other)
    shared = np.where(fewer == 0, 1.0, particulars * (one + other) / (1 + particulars) / np.maximum(fewer, 1))
    kept = np.sqrt(2 * text / (1 + text))
    slack = MARGIN + DEVIATIONS * np.sqrt(kept * (1 - kept) / np.maximum(fewer, 1))
    is_copy = (text >= LEAST_ALIKE) & (shared >= np.maximum(kept - slack, LEAST_SHARED))
    alike: Shares = np.where(is_copy, text * np.minimum(shared, 1), 0)
    return alike


def _jaccard(equal: npt.NDArray[np.bool_]) -> Shares:
    """Estimate the Jaccard index from the slots that are equal."""
    observed = np.count_nonzero(equal, axis=1) / equal.shape[1]
    jaccard: Shares = np.clip((observed - _CHANCE) / (1 - _CHANCE), 0, 1)
    return jaccard


def _candidates(texts: Texts, wanted: Truths) -> Iterator[Rows]:
    is_long = texts.syllables >= FEWEST_SYLLABLES
    by_particulars = np.flatnonzero(is_long & (texts.particulars >= FEWEST_PARTICULARS))
    by_text = np.flatnonzero(is_long & (texts.particulars < ENOUGH_PARTICULARS))
    for rows, half in ((by_particulars, texts.slots[:, SLOTS:]), (by_text, texts.slots[:, :SLOTS])):
        for order in _ROUNDS:
            for band in np.ascontiguousarray(half[rows][:, order]).view(_BAND).T:
                yield from _in_one_bucket(band, rows, wanted[rows])


def _in_one_bucket(band: npt.NDArray[np.uint32], rows: Rows, wanted: Truths) -> Iterator[Rows]:
    """Give the packed pairs of rows with the same value, each value's neighbours first."""
    reached = np.flatnonzero(np.isin(band, band[wanted]))
    order = reached[np.argsort(band[reached], kind="stable")]
    values = band[order]
    left = np.arange(len(order))
    step = 1
    while len(left := left[left + step < len(order)]):
        left = left[values[left] == values[left + step]]
        one, other = order[left], order[left + step]
        asked = wanted[one] | wanted[other]
        yield _packed(rows[one[asked]], rows[other[asked]])
        step += 1


def _verified(texts: Texts, gathered: list[Rows]) -> Rows:
    packed = np.unique(np.concatenate([np.empty(0, np.int64), *gathered]))
    return packed[likeness(texts, *_unpacked(packed)) > 0]


def _packed(one: Rows, other: Rows) -> Rows:
    return (np.minimum(one, other).astype(np.int64) << 32) | np.maximum(one, other)


def _unpacked(packed: Rows) -> tuple[Rows, Rows]:
    return packed >> 32, packed & 0xFFFFFFFF
