"""Words that run together or fell apart, where only counts of what people write can tell.

The phonology decides first (``words``); what it leaves open, as ``bíthư``, is parted here if the parts are a pair that
people write and the whole is no word of theirs, as ``nilông`` is.
"""

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import pairwise
from typing import Final, NamedTuple, Protocol, runtime_checkable

from cleaning.spelling.syllables import has_native_tone, is_legal_syllable, looks_like_syllable
from cleaning.steps.context import MARKS, is_in_address, odd_tokens, token_after, token_before
from cleaning.steps.step import Change, Step, delete, step
from cleaning.steps.words import WORDS_REMEMBERED, has_word_case, part_words, ways_to_part


class WordCounts(Protocol):
    """What people write, counted in some text; words in any case and with the tone in either place."""

    def __hash__(self) -> int:
        """By identity; its steps are made once."""

    def count_word(self, word: str) -> float:
        """Occurrences of a word, 0 for one that is rare or unknown."""

    def count_pair(self, first: str, second: str) -> float:
        """Occurrences of two words behind each other, 0 for rare ones."""

    def share_capital(self, word: str) -> float:
        """How often a word begins with a capital, 0 to 1."""


@runtime_checkable
class HasCounts(Protocol):
    """A corrector whose model counted words."""

    @property
    def counts(self) -> WordCounts:
        """What it counted."""


LEAST_PAIR: Final = 100.0  # occurrences in 60 million words; loan words that part by chance have 0 to 30
LEAST_PLAIN_PAIR: Final = 400.0  # where no part has a tone or mark, as other languages have none
MUCH_OFTENER: Final = 20.0  # than any other way to part the word, and than the word as one
LEAST_PART: Final = 2_000.0  # occurrences of each part where the pair is rare but there is no other way
MOST_CAPITAL: Final = 0.9  # share from which a word begins names: ``Hànội`` would need two capitals
MOST_CAPITAL_LAST: Final = 0.4  # share from which a word ends names, as in ``Đỗ Mạnhhùng``; that of ``nữ`` is 0.1
LEAST_ODD_PART: Final = 3  # letters of a part that is no word; ``ô-xy`` and ``on-line`` are variants
LEAST_JOINED: Final = 1_000.0  # occurrences of a word from which the same word with a hyphen inside is a slip


LOAN_WORDS: Final = frozenset(
    """
    angten ăngten apphích ápphích axít balô bêtông búpbê cabin cacao cacbon cácbon cáctông càphê camnhông camnông canô
    càvạt chămpa côca côcacôla côngtơ côngtenơ comlê cônggô đôla đioxin đềpa gara ghita hécta hyđrô kilô kilôgam kilômét
    lôgíc lôgích lôcốt mácxít maratông mêkông menxêvích mêtan mittinh míttinh môđun môtô nilông nitơ ôliu ôtô ôxi ôxy
    ôzôn ốpla panô patê phátxít phétanh phoócmôn pianô pôlyme prôtêin rađa rađiô rơmoóc sêcốt sôcôla sơmi tắcxi tivi
    tôtem vali vắcxin vắcxanh vacxin vitamin vôn xàphòng xêri xíchlô ximăng xirô xôviết xôcôla xúpde xúcxích
    """.split()
)
"""Words of other languages that are written whole as well as in syllables."""

_HYPHEN = re.compile("-")


class _Parting(NamedTuple):
    """A way to part a word, and how often people write its parts behind each other."""

    pairs: float
    parts: tuple[str, ...]


@lru_cache(4)
def counted_steps(counts: WordCounts) -> tuple[Step, ...]:
    """The steps that need counts, in order."""
    part = lru_cache(WORDS_REMEMBERED)(partial(_part, counts=counts))

    @step
    def part_by_counts(text: str) -> Iterator[Change]:
        """Put a space between words that people write apart: ``bíthư`` becomes ``bí thư``."""
        return part_words(text, part, lambda parts: counts.share_capital(parts[-1]) > MOST_CAPITAL_LAST)

    @step
    def join_by_counts(text: str) -> Iterator[Change]:
        """Take the hyphen out of a word that people write as one: ``cam-era`` becomes ``camera``.

        One of the two parts must be no word: ``vắc-xin`` and ``cà-phê`` are variants.
        """
        tokens = (token.strip(MARKS) for token in odd_tokens(text) if "-" in token)
        suspects = {token for token in tokens if _is_broken(token, counts)}
        for found in _HYPHEN.finditer(text) if suspects else ():
            hyphen = found.start()
            whole = token_before(text, hyphen) + token_after(text, hyphen)
            if whole.strip(MARKS) in suspects and not is_in_address(text, hyphen):
                yield delete(hyphen, hyphen + 1)

    return part_by_counts, join_by_counts


def _part(word: str, counts: WordCounts) -> tuple[str, ...]:
    """The parts of a word that people write apart, or nothing where that is not plain."""
    if looks_like_syllable(word) or not has_word_case(word) or word.lower() in LOAN_WORDS:
        return ()
    if word[0].isupper() and (word.isascii() or any(map(str.isupper, word[1:]))):
        return ()
    whole = counts.count_word(word)
    for number in (2, 3) if word.islower() else (2,):
        ways = sorted((_weigh(parts, counts) for parts in ways_to_part(word, number)), reverse=True)
        if not ways:
            continue
        rival = max(whole, ways[1].pairs if len(ways) > 1 else 0.0)
        if ways[0].pairs >= _least_pair(word) and ways[0].pairs >= MUCH_OFTENER * rival:
            return ways[0].parts if _may_stand_apart(ways[0].parts, counts) else ()
        if number == 2 and not rival and _has_frequent_parts(ways, counts):
            return ways[0].parts
    return ()


def _weigh(parts: tuple[str, ...], counts: WordCounts) -> _Parting:
    return _Parting(min(counts.count_pair(*pair) for pair in pairwise(parts)), parts)


def _least_pair(word: str) -> float:
    return LEAST_PLAIN_PAIR if word.isascii() else LEAST_PAIR


def _may_stand_apart(parts: tuple[str, ...], counts: WordCounts) -> bool:
    """Whether parts are words of their own, neither a name with one capital nor a loan word of rare syllables."""
    if parts[0][0].isupper() and counts.share_capital(parts[0]) > MOST_CAPITAL:
        return False
    return any(map(has_native_tone, parts)) or min(map(counts.count_word, parts)) >= LEAST_PART


def _has_frequent_parts(ways: list[_Parting], counts: WordCounts) -> bool:
    """Whether there is one way only, and its parts are frequent though seldom neighbours: ``liênấp``."""
    word = "".join(ways[0].parts)
    if len(ways) > 1 or not ways[0].pairs or word.isascii() or not word.islower():
        return False
    return all(counts.count_word(part) >= LEAST_PART for part in ways[0].parts)


def _is_broken(token: str, counts: WordCounts) -> bool:
    """Whether a token is a word with a hyphen in it, one part of which is no word."""
    left, _, right = token.partition("-")
    if not (left.isalpha() and right.isalpha() and token.islower()):
        return False
    is_odd = any(
        len(part) >= LEAST_ODD_PART and not is_legal_syllable(part) and not counts.count_word(part)
        for part in (left, right)
    )
    return is_odd and counts.count_word(left + right) >= LEAST_JOINED
