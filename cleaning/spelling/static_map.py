"""A map that does not change: 64-bit keys to small numbers, in 5 bytes a key, looked up in bulk.

An XOR filter that also carries a value (Graf and Lemire, 2020: "Xor Filters"; a Bloomier filter): the
exclusive or of three cells gives 8 bits of value and 24 bits of fingerprint. A key that was not put in
looks as if it had been with probability 2 ** -24. The keys themselves are not stored and cannot be listed.
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

VALUE_BITS: Final = 8
LARGEST_VALUE: Final = (1 << VALUE_BITS) - 1
CELL_BITS: Final = 32
CELLS_PER_KEY: Final = 1.23  # below this ratio three hash functions do not peel
SPARE_CELLS: Final = 96
MOST_SEEDS: Final = 50  # a seed fails with probability well under one half

_FIRST_FACTOR, _SECOND_FACTOR, _STEP = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15
_FINGERPRINT_FACTOR = 0xD6E8FEB86659FD93
_64_BITS, _32_BITS = (1 << 64) - 1, (1 << 32) - 1
_HALF, _WORD = np.uint64(32), np.uint64(0xFFFFFFFF)
_TURNS, _THIRDS = np.array([[[32], [0], [16]], [[0], [1], [2]]], np.uint64)

Keys: TypeAlias = NDArray[np.uint64]
Values: TypeAlias = NDArray[np.uint8]


class StaticMap(NamedTuple):
    """Cells of 32 bits, in three equal parts; each key has one cell in each."""

    cells: NDArray[np.uint32]
    seed: int
    """Seed of the hash functions."""

    def find(self, keys: Keys) -> Values:
        """The value of each key, 0 for a key that is not in the map."""
        mixed = _mix(keys, self.seed)
        cell: NDArray[np.uint32] = np.bitwise_xor.reduce(self.cells.take(_slots(mixed, len(self.cells) // 3)), axis=0)
        cell ^= _fingerprint(mixed)
        cell[cell > LARGEST_VALUE] = 0
        return cell.astype(np.uint8)

    def find_one(self, key: int) -> int:
        """The value of one key, as ``find`` gives it; arrays of one take 15 times as long."""
        mixed = key * _FIRST_FACTOR & _64_BITS
        mixed = ((mixed ^ mixed >> 32) + self.seed * _STEP) * _SECOND_FACTOR & _64_BITS
        mixed ^= mixed >> 32
        segment = len(self.cells) // 3
        cell = mixed * _FINGERPRINT_FACTOR >> 64 - CELL_BITS + VALUE_BITS << VALUE_BITS & _32_BITS
        for third, turn in enumerate((32, 0, 16)):
            cell ^= self.cells.item(third * segment + ((mixed >> turn & _32_BITS) * segment >> 32))
        return cell if cell <= LARGEST_VALUE else 0


def build(keys: Keys, values: Values) -> StaticMap:
    """Make a map of distinct keys to values from 1 to ``LARGEST_VALUE``; the same keys give the same map.

    Raises:
        ValueError: the keys are not distinct.
    """
    segment = int(len(keys) * CELLS_PER_KEY + SPARE_CELLS) // 3 + 1
    for seed in range(1, MOST_SEEDS + 1):
        mixed = _mix(keys, seed)
        slots = _slots(mixed, segment)
        layers = _peel(slots, segment * 3)
        if layers is not None:
            return StaticMap(_fill(layers, slots, _fingerprint(mixed) ^ values, segment * 3), seed)
    raise ValueError(f"{len(keys)} keys fit no map: they are not distinct")


def _mix(keys: Keys, seed: int) -> Keys:
    """Scatter the keys over 64 bits: two multiplications of splitmix64, which are enough for keys that nobody chose."""
    mixed = keys * np.uint64(_FIRST_FACTOR)
    mixed ^= mixed >> _HALF
    mixed += np.uint64(seed * _STEP % (1 << 64))
    mixed *= np.uint64(_SECOND_FACTOR)
    mixed ^= mixed >> _HALF
    return mixed


def _fingerprint(mixed: Keys) -> NDArray[np.uint32]:
    """24 bits of each key, above room for the value."""
    scattered = mixed * np.uint64(_FINGERPRINT_FACTOR)
    return (scattered >> np.uint64(64 - CELL_BITS + VALUE_BITS)).astype(np.uint32) << np.uint32(VALUE_BITS)


def _slots(mixed: Keys, segment: int) -> NDArray[np.int64]:
    """One cell for each key in each third of the table; all thirds at once, because few keys are asked at a time."""
    parts = mixed >> _TURNS
    parts &= _WORD
    parts *= np.uint64(segment)
    parts >>= _HALF
    parts += _THIRDS * np.uint64(segment)
    slots: NDArray[np.int64] = parts.view(np.int64)  # below 2 ** 63: a view is no copy
    return slots


def _peel(slots: NDArray[np.int64], cells: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]] | None:
    """Order the keys so that each layer owns cells that no later layer touches; ``None`` where that fails."""
    keys = slots.shape[1]
    degree = np.bincount(slots.ravel(), minlength=cells)
    total = np.zeros(cells, np.int64)  # sum of the numbers of the keys in a cell: the key itself where there is one
    for third in slots:
        np.add.at(total, third, np.arange(keys))
    layers, left = [], keys
    free = np.flatnonzero(degree == 1)
    while len(free):
        peeled, first = np.unique(total[free], return_index=True)
        layers.append((peeled, free[first]))
        left -= len(peeled)
        for third in slots:
            touched = third[peeled]
            np.subtract.at(degree, touched, 1)
            np.subtract.at(total, touched, peeled)
        near = np.unique(slots[:, peeled])
        free = near[degree[near] == 1]
    return layers if not left else None


def _fill(
    layers: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
    slots: NDArray[np.int64],
    wanted: NDArray[np.uint32],
    cells: int,
) -> NDArray[np.uint32]:
    """Set the cells, the last layer first, so that the three cells of every key give what is wanted."""
    table = np.zeros(cells, np.uint32)
    for peeled, own in reversed(layers):
        first, second, third = slots[:, peeled]
        table[own] = wanted[peeled] ^ table[first] ^ table[second] ^ table[third]
    return table
