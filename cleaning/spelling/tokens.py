"""A text as numbers: each word its place in the vocabulary, each gap between words its class."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.letters import canonical

BREAK: Final = 0
"""Border of a line or of the text."""
STOP: Final = 1
"""A gap with ``.``, ``!``, ``?``, ``;``, ``:`` or an ellipsis."""
COMMA: Final = 2
"""A gap with a comma."""
MARK: Final = 3
"""A gap with any other mark: quotes, brackets, hyphens."""
NUMBER: Final = 4
"""A gap with a figure."""
UNKNOWN: Final = 5
"""A word outside the vocabulary."""
FIRST_WORD: Final = 8
"""Number of the most frequent word."""
SPACE: Final = -1
"""A gap of spaces only, which is no token."""

PADDING: Final = 3  # tokens of BREAK before the first and behind the last, so that every window of context fits

PIECES_REMEMBERED = 1 << 17  # distinct written forms; 25 million syllables of news have about 150,000

_WORD = re.compile(r"([^\W\d_]+)")
_STOPS = frozenset(".!?;:…")


class Tokens(NamedTuple):
    """The tokens of a text."""

    ids: NDArray[np.int64]
    """Number of each token: a class of gap, ``UNKNOWN``, or a word of the vocabulary."""
    piece: NDArray[np.int64]
    """Place of each token in ``pieces``; -1 in the padding."""
    pieces: Sequence[str]
    """The text in pieces, a gap and a word in turn, beginning and ending with a gap."""

    def starts(self) -> NDArray[np.int64]:
        """Position of each piece in the text (code points), and behind the last the length of the text."""
        lengths = np.fromiter(map(len, self.pieces), np.int64, len(self.pieces))
        return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))


class Vocabulary(dict[str, int]):
    """Written pieces to numbers; what was not seen before is classified, and remembered while there is room."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self.words = words
        """The canonical words; the number of a word is its place here plus ``FIRST_WORD``."""
        self._number = {word: number for number, word in enumerate(words, FIRST_WORD)}

    def __missing__(self, piece: str) -> int:
        number = self.number(piece) if piece[:1].isalpha() else classify_gap(piece)
        if len(self) < PIECES_REMEMBERED:
            self[piece] = number
        return number

    def number(self, word: str) -> int:
        """Number of a word in any case and with the tone in either place; ``UNKNOWN`` if there is none."""
        return self._number.get(canonical(word), UNKNOWN)

    def word(self, number: int) -> str:
        """The word with a number."""
        return self.words[number - FIRST_WORD]

    def tokenize(self, text: str) -> Tokens:
        """Give the tokens of a text in linear time."""
        pieces = _WORD.split(text)
        numbers = np.fromiter(map(self.__getitem__, pieces), np.int64, len(pieces))
        numbers[[0, -1]] = BREAK
        kept = np.flatnonzero(numbers != SPACE)
        ids = np.full(len(kept) + 2 * PADDING, BREAK)
        places = np.full(len(ids), -1)
        ids[PADDING:-PADDING], places[PADDING:-PADDING] = numbers[kept], kept
        return Tokens(ids, places, pieces)


def classify_gap(gap: str) -> int:
    """The class of what stands between two words, by the weightiest character in it."""
    if not gap.strip(" "):
        return SPACE
    if "\n" in gap:
        return BREAK
    if any(map(str.isalnum, gap)):
        return NUMBER
    if not _STOPS.isdisjoint(gap):
        return STOP
    return COMMA if "," in gap else MARK
