"""What the rest of a page says about a doubtful word: faults come in flocks, and some offices have more of them.

Most pages of news have none; those typed in a hurry have 10 to 20 in a thousand words. One doubtful word on a long
page without any other is probably right; the same word on a page full of faults is probably wrong. Pages of party
committees and mass organizations, which show themselves by their terms, are typed with less care than newspapers.
"""

from typing import Final

import numpy as np

from cleaning.spelling.language_model import Reals

EXPECTED_FAULTS: Final = 1.0  # faults expected before the page is read ...
EXPECTED_WORDS: Final = 50.0  # ... and the words they are expected in; both little, so that the page soon decides
TAUGHT_RATE: Final = 0.01  # faults to a word at which a chance of the gate means what it says
OFFICE_RATE: Final = 0.015  # least faults to a word on a page of an office: commune and youth pages have 0.01 to 0.02
OFFICE_SHARE: Final = 0.35  # share of terms from which a page is an office's; the seeds have 0.52 to 0.61, news 0.10
LEAST_COUNTED: Final = 0.3  # chance from which a word counts as a fault for the others
ALMOST: Final = 1e-4  # chances are kept so far from 0 and 1


def weigh_by_page(chances: Reals, words: int, terms: float) -> Reals:
    """The chances of all doubtful words of a page, each in the light of the others and of the page's length.

    ``terms`` is the share of the page's words that begin a pair of the terms of party and mass organizations.
    """
    counted = np.where(chances > LEAST_COUNTED, chances, 0)
    rates = (counted.sum() - counted + EXPECTED_FAULTS) / (words + EXPECTED_WORDS)
    if terms >= OFFICE_SHARE:
        rates = np.maximum(rates, OFFICE_RATE)
    kept = np.clip(chances, ALMOST, 1 - ALMOST)
    odds = kept / (1 - kept) * rates / TAUGHT_RATE
    weighed: Reals = (odds / (1 + odds)).astype(np.float32)
    return weighed
