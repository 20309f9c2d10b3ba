"""The gate: from the evidence for a repair to the probability that it is right, by boosted decision tables."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.language_model import Reals

BINS: Final = 64  # cuts tried for each feature, at quantiles
DEPTH: Final = 5  # questions of a table; 32 leaves
TABLES: Final = 120
RATE: Final = 0.15  # share of each table's answer that is believed
CALM: Final = 20.0  # weight of the prior answer 0 in each leaf


class Gate(NamedTuple):
    """Decision tables, each asking the same few questions of every row, whose answers add up to log odds."""

    features: NDArray[np.uint8]
    """Feature asked by each question, tables x DEPTH."""
    cuts: Reals
    """What the feature has to exceed for the answer yes, tables x DEPTH."""
    leaves: Reals
    """Log odds that each combination of answers adds, tables x 2 ** DEPTH."""
    prior: float
    """Log odds before any question."""

    def judge(self, rows: Reals) -> Reals:
        """Probability that each row, one repair with its evidence, is right."""
        leaf = np.zeros((len(rows), len(self.features)), np.int64)
        for depth, (feature, cut) in enumerate(zip(self.features.T, self.cuts.T, strict=True)):
            leaf |= (rows.take(feature, axis=1) > cut).astype(np.int64) << depth
        odds = self.prior + self.leaves[np.arange(len(self.leaves)), leaf].sum(axis=1)
        chances: Reals = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return chances


def train_gate(rows: Reals, right: NDArray[np.bool_], tables: int = TABLES) -> Gate:
    """Learn which repairs are right, by gradient boosting; the same rows give the same gate.

    A table asks the same question in all its branches (an "oblivious" tree), so that it is judged without branching.
    """
    grid = [np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1], method="lower")) for column in rows.T]
    binned = np.stack([np.searchsorted(cuts, column) for cuts, column in zip(grid, rows.T, strict=True)]).astype(
        np.uint8
    )
    prior = float(np.log(right.mean() / (1 - right.mean())))
    odds = np.full(len(rows), prior)
    built = []
    for _ in range(tables):
        chance = 1 / (1 + np.exp(-odds))
        questions, leaf = _ask(binned, right - chance, chance * (1 - chance))
        gradient = np.bincount(leaf, right - chance, 1 << DEPTH)
        answers = RATE * gradient / (np.bincount(leaf, chance * (1 - chance), 1 << DEPTH) + CALM)
        odds += answers[leaf]
        built.append((questions, answers))
    return Gate(
        np.array([[feature for feature, _ in questions] for questions, _ in built], np.uint8),
        np.array([[grid[feature][cut] for feature, cut in questions] for questions, _ in built], np.float32),
        np.array([answers for _, answers in built], np.float32),
        prior,
    )


def _ask(
    binned: NDArray[np.uint8], gradient: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
    """The questions of one table, each the best after those before it, and the leaf of every row."""
    leaf = np.zeros(len(gradient), np.int64)
    questions = []
    for depth in range(DEPTH):
        gains = np.stack([_gains(leaf, column, gradient, weight, 1 << depth) for column in binned])
        feature, cut = map(int, np.unravel_index(np.argmax(gains), gains.shape))
        questions.append((feature, cut))
        leaf += (binned[feature] > cut).astype(np.int64) << depth
    return questions, leaf


def _gains(
    leaf: NDArray[np.int64],
    column: NDArray[np.uint8],
    gradient: NDArray[np.float64],
    weight: NDArray[np.float64],
    leaves: int,
) -> NDArray[np.float64]:
    """What each cut of one feature would gain, over all leaves."""
    cell = leaf * BINS + column
    sums = np.bincount(cell, gradient, leaves * BINS).reshape(leaves, BINS).cumsum(axis=1)
    weights = np.bincount(cell, weight, leaves * BINS).reshape(leaves, BINS).cumsum(axis=1)
    total, whole = sums[:, -1:], weights[:, -1:]
    gain = sums**2 / (weights + CALM) + (total - sums) ** 2 / (whole - weights + CALM)
    return np.where(np.arange(BINS) < column.max(), gain.sum(axis=0), -np.inf)
