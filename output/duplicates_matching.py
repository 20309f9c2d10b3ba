"""Which texts are copies of each other, judged by their signatures alone.

Whether two texts that are compared match depends on these two and on nothing else; which ones are compared depends
on the texts that there are, not on when they came: so an incremental run ends where a rebuild does.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from output.duplicates_buckets import Rows, Texts, Truths, candidates, distinct, unpacked
from output.signatures import SLOTS

Shares = npt.NDArray[np.float64]

LEAST_ALIKE = (
    0.25  # Jaccard of the pairs of syllables; 0.38 with every fifth word changed (99 of 100 texts), 0.1 by chance
)
LEAST_SHARED = 0.55  # of the particulars of the text that has fewer, in any case
MARGIN = 0.07  # of the share of particulars kept; 0.1 confuses ten times as many bulletins, 0.05 loses 8 more copies in 1,000
DEVIATIONS = 2.0  # standard deviations of that share, as few names and numbers tell little

_CHANCE = 1 / 256  # that slots of unlike texts are alike
_GATHERED = 1_000_000  # candidate pairs held before they are looked at, 8 MB
_COMPARED = 20_000  # pairs compared at once: 20 MB of slots


class Pairs(NamedTuple):
    """Pairs of texts that match, by their rows, each once."""

    left: Rows
    """The earlier one."""
    right: Rows
    likeness: Shares
    """Above 0; 1 for texts that differ in nothing that a signature sees."""

    def joined(self, other: "Pairs") -> "Pairs":
        """These pairs and others; a pair may stand in both."""
        left, right = np.concatenate([self.left, other.left]), np.concatenate([self.right, other.right])
        _, firsts = np.unique((right << 32) | left, return_index=True)
        return Pairs(left[firsts], right[firsts], np.concatenate([self.likeness, other.likeness])[firsts])


def matching(texts: Texts, asked: Truths) -> Pairs:
    """Find the pairs of texts that are copies of each other, of which one at least is asked for."""
    nothing = np.empty(0, np.int64)
    compared, gathered, found, waiting = nothing, [nothing], [Pairs(nothing, nothing, np.empty(0))], 0
    for some in candidates(texts, asked):
        gathered.append(some)
        waiting += len(some)
        if waiting > _GATHERED:
            new = _not_in(compared, distinct(np.concatenate(gathered)))
            found.append(_matching(texts, new))
            compared, gathered, waiting = _merged(compared, new), [], 0
    found.append(_matching(texts, _not_in(compared, distinct(np.concatenate(gathered)))))
    return Pairs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _not_in(known: Rows, pairs: Rows) -> Rows:
    """The pairs that are not known; both are in rising order."""
    if not len(known):
        return pairs
    is_new: Truths = known[np.minimum(np.searchsorted(known, pairs), len(known) - 1)] != pairs
    return pairs[is_new]


def _merged(known: Rows, new: Rows) -> Rows:
    both: Rows = np.insert(known, np.searchsorted(known, new), new)
    return both


def _matching(texts: Texts, pairs: Rows) -> Pairs:
    left, right = unpacked(pairs)
    alike = likeness(texts, left, right)
    is_copy = alike > 0
    return Pairs(left[is_copy], right[is_copy], alike[is_copy])


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
