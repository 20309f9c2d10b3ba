"""Sources and copies: of the texts that match, the earliest is the source, the others are its copies."""

import numpy as np

from output.duplicates_buckets import Rows
from output.duplicates_matching import Pairs


def families(number: int, pairs: Pairs) -> Rows:
    """Give each of so many texts the earliest one that copies of copies lead to from it."""
    labels = np.arange(number)
    while True:
        least = np.minimum(labels[pairs.left], labels[pairs.right])
        for side in (pairs.left, pairs.right):
            np.minimum.at(labels, labels[side], least)
        shorter = labels[labels]
        while not np.array_equal(shorter, labels):
            labels, shorter = shorter, shorter[shorter]
        if np.array_equal(labels[pairs.left], labels[pairs.right]):
            return labels


def sources(number: int, pairs: Pairs) -> Rows:
    """Give each of so many texts its source, which is the text itself for a source and for one without copies.

    The texts are taken by their time. One that matches sources before it is a copy of the most alike of them, of
    equals the earliest; one that matches none is a source. So every link is between two texts that match, never
    over a third one.
    """
    order = np.lexsort((pairs.left, pairs.right))
    left, right, likeness = pairs.left[order], pairs.right[order], pairs.likeness[order]
    found = np.arange(number)
    texts, starts = np.unique(right, return_index=True)
    stops = [*starts, len(right)][1:]
    for text, start, stop in zip(texts.tolist(), starts.tolist(), stops, strict=True):
        near = left[start:stop]
        is_source = found[near] == near
        if is_source.any():
            found[text] = near[np.argmax(np.where(is_source, likeness[start:stop], 0))]
    return found
