"""The map that n-grams are kept in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.spelling.static_map import LARGEST_VALUE, build

MOST = (1 << 64) - 1


@given(st.dictionaries(st.integers(0, MOST), st.integers(1, LARGEST_VALUE), max_size=300))
def test_every_key_gives_its_value(pairs: dict[int, int]) -> None:
    keys = np.array(list(pairs), np.uint64)
    table = build(keys, np.array(list(pairs.values()), np.uint8))
    assert table.find(keys).tolist() == list(pairs.values())


@given(st.dictionaries(st.integers(0, MOST), st.integers(1, LARGEST_VALUE), max_size=300), st.integers(0, MOST))
def test_one_key_gives_what_many_give(pairs: dict[int, int], other: int) -> None:
    keys = np.array([*pairs, other], np.uint64)
    table = build(keys[:-1], np.array(list(pairs.values()), np.uint8))
    assert [table.find_one(key) for key in keys.tolist()] == table.find(keys).tolist()


def test_a_key_that_was_not_put_in_is_almost_never_found() -> None:
    keys = np.arange(20_000, dtype=np.uint64) * np.uint64(7919)
    table = build(keys, np.ones(len(keys), np.uint8))
    others = np.arange(500_000, dtype=np.uint64) * np.uint64(7919) + np.uint64(1)
    assert np.count_nonzero(table.find(others)) < 5  # 2 ** -24 of them are 0.03


def test_the_same_keys_give_the_same_map() -> None:
    keys = np.arange(1000, dtype=np.uint64)
    first, second = (build(keys, np.full(1000, 3, np.uint8)) for _ in range(2))
    assert first.cells.tobytes() == second.cells.tobytes()
    assert first.seed == second.seed


def test_size_is_five_bytes_a_key() -> None:
    keys = np.arange(50_000, dtype=np.uint64)
    table = build(keys, np.ones(len(keys), np.uint8))
    assert table.cells.nbytes / len(keys) < 5


def test_equal_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="not distinct"):
        build(np.array([5, 5], np.uint64), np.ones(2, np.uint8))
