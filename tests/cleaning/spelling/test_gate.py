"""The learned gate."""

import numpy as np

from cleaning.spelling.gate import train_gate


def make_rows(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(6000, 5)).astype(np.float32)
    right = (rows[:, 0] + rows[:, 1] * rows[:, 2] > 0) & (rows[:, 3] < 1)
    return rows, right


def blur(rows: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn a fifth of the answers round, so that no answer is certain."""
    return rows, right ^ (np.random.default_rng(3).random(len(right)) < 0.2)


def test_it_learns_rules_that_need_two_features_at_once() -> None:
    rows, right = make_rows(1)
    others, truth = make_rows(2)
    assert np.mean((train_gate(rows, right, tables=80).judge(others) > 0.5) == truth) > 0.9


def test_its_chances_are_as_often_right_as_they_say() -> None:
    (rows, right), (others, truth) = (blur(*make_rows(seed)) for seed in (1, 2))
    chances = train_gate(rows, right, tables=100).judge(others)
    for low in (0.1, 0.4, 0.7):
        inside = (chances >= low) & (chances < low + 0.25)
        assert abs(truth[inside].mean() - chances[inside].mean()) < 0.1


def test_the_same_rows_give_the_same_gate() -> None:
    rows, right = make_rows(1)
    first, second = train_gate(rows, right, tables=5), train_gate(rows, right, tables=5)
    assert first.leaves.tobytes() == second.leaves.tobytes()


def test_a_feature_that_never_changes_is_never_asked() -> None:
    rows, right = make_rows(1)
    rows[:, 4] = 7
    assert 4 not in train_gate(rows, right, tables=20).features


def test_no_rows_no_chances() -> None:
    rows, right = make_rows(1)
    assert train_gate(rows, right, tables=2).judge(rows[:0]).shape == (0,)
