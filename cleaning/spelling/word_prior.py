"""What a doubtful word says by itself: a slip falls on any word, but nobody writes a rare one without meaning it.

The gate was taught with planted slips, which fall on all words alike and lead to rare ones more often than people's
slips do. So ``gừng`` or ``giội``, which papers hardly print, need surer evidence than a frequent word that does not fit.
"""

from typing import Final

import numpy as np

from cleaning.spelling.language_model import Reals

NEUTRAL_SHARE: Final = 5e-4  # share of all words at which a chance of the gate means what it says; ``mạnh`` has it
SLOPE: Final = 0.4  # log odds for each nat that a word is more frequent than that, or rarer
LEAST_SHIFT: Final = -1.0  # log odds, for words that were hardly counted or not at all
MOST_SHIFT: Final = 0.5  # log odds, for the words that join anything
ALMOST: Final = 1e-4  # chances are kept so far from 0 and 1


def weigh_by_word(chances: Reals, shares: Reals) -> Reals:
    """The chances of repairs in the light of how frequent the words are that stand there, as shares of all text."""
    shifts = np.clip(SLOPE * np.log(shares / NEUTRAL_SHARE), LEAST_SHIFT, MOST_SHIFT)
    kept = np.clip(chances, ALMOST, 1 - ALMOST)
    odds = kept / (1 - kept) * np.exp(shifts)
    weighed: Reals = (odds / (1 + odds)).astype(np.float32)
    return weighed
