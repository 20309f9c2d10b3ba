"""What stands around a place: the words and tokens that decide whether a mark is out of its place.

Every look is bounded, so that a step stays linear whatever the text holds. Steps that judge words ask first which
words of the text are odd at all: in most texts few are, and the others need no second look.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from cleaning.spelling.syllables import LONGEST_SYLLABLE, is_legal_syllable, is_marked

LETTER = r"[^\W\d_]"
"""Pattern of one letter of any script; combining marks are no letters."""

LONGEST_TOKEN = 60  # code points; document numbers of the seeds have up to 20, what is longer is an address or a code
_LONGEST_WORD = LONGEST_SYLLABLE + 1  # letters, enough to see that a word is no syllable

_LETTERS = re.compile(LETTER + "*")
_NO_SPACE = re.compile(r"\S*")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:vn|com|net|org|gov|edu|info|html?|aspx?|php)(?![^\W_])", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?:vn|com|net|org|gov|edu|info|biz|html?|aspx?|php|js"
    r"|pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|bmp|mp[34]|avi|zip|rar|txt)(?![^\W_])",
    re.IGNORECASE,
)


TOKENS_REMEMBERED = 1 << 17  # distinct tokens known to be ordinary; 25 million syllables of news have about 150,000
ODD_REMEMBERED = 1 << 15  # distinct tokens known to be odd, which texts in disorder hold again and again
LONGEST_ORDINARY = 20  # code points; a longer token is a code, an address or run together
MOST_SUSPECTS = 50  # words that a pattern can look for at once; with more of them it is slower than reading every word

_ordinary = set[str]()
_odd = set[str]()
MARKS = ".,;:!?()[]“”‘’\"'…/–-"
_WORD = re.compile(LETTER + "+")


@lru_cache(2)
def odd_tokens(text: str) -> frozenset[str]:
    """What stands between spaces and is no syllable in one of the usual cases, no figure and no abbreviation.

    Marks around it do not count.
    """
    odd = frozenset(text.split()) - _ordinary
    ordinary = set(filter(_is_ordinary, odd - _odd))
    if len(_ordinary) < TOKENS_REMEMBERED:
        _ordinary.update(ordinary)
    odd -= ordinary
    if len(_odd) < ODD_REMEMBERED:
        _odd.update(token for token in odd if len(token) <= LONGEST_ORDINARY)
    return odd


def _is_ordinary(token: str) -> bool:
    if len(token) > LONGEST_ORDINARY:
        return False
    word = token.strip(MARKS)
    if not word.rstrip("%") or word.rstrip("%").isdigit():
        return True
    if word.isupper() and len(word) > 1 and word.isascii():
        return True
    if word.lower() in ("gi", "qu") or not is_legal_syllable(word):
        return False
    return word.islower() or word.isupper() or word[1:].islower()


@lru_cache(2)
def odd_words(text: str) -> frozenset[str]:
    """The runs of letters in odd tokens."""
    return frozenset(word for token in odd_tokens(text) for word in _WORD.findall(token))


def find_words(text: str, words: Collection[str]) -> Iterator[re.Match[str]]:
    """Where any of some words stands as a whole run of letters, in order."""
    if not words:
        return
    if len(words) > MOST_SUSPECTS:
        yield from (found for found in _WORD.finditer(text) if found[0] in words)
        return
    pattern = re.compile(f"(?:{'|'.join(map(re.escape, sorted(words)))})(?!{LETTER})")
    for found in pattern.finditer(text):
        if not text[found.start() - 1 : found.start()].isalpha():
            yield found


def letters_around(text: str, place: int, longest: int) -> tuple[int, int]:
    """Start and end of the run of letters around a place, at most ``longest`` on each side."""
    start, end = place, place
    least, most = max(0, place - longest), min(len(text), place + longest)
    while start > least and text[start - 1].isalpha():
        start -= 1
    while end < most and text[end].isalpha():
        end += 1
    return start, end


def word_before(text: str, end: int) -> str:
    """The letters that end at a position, at most one more than a syllable has."""
    start = end
    least = max(0, end - _LONGEST_WORD)
    while start > least and text[start - 1].isalpha():
        start -= 1
    return text[start:end]


def word_after(text: str, start: int) -> str:
    """The letters that begin at a position, at most one more than a syllable has."""
    return _letters_of(text[start : start + _LONGEST_WORD])


def _letters_of(piece: str) -> str:
    found = _LETTERS.match(piece)
    return found[0] if found else ""


def token_before(text: str, end: int) -> str:
    """What stands without a space before a position, cut at ``LONGEST_TOKEN``."""
    piece = text[max(0, end - LONGEST_TOKEN) : end]
    return "" if not piece or piece[-1].isspace() else piece.split()[-1]


def token_after(text: str, start: int) -> str:
    """What stands without a space behind a position, cut at ``LONGEST_TOKEN``."""
    found = _NO_SPACE.match(text[start : start + LONGEST_TOKEN])
    return found[0] if found else ""


def begins_line(text: str, start: int) -> bool:
    """Whether nothing but spaces and opening marks stands before a position on its line."""
    line = text[max(0, start - LONGEST_TOKEN) : start].rpartition("\n")
    return not line[2].strip(" (“\"'*•+") and (bool(line[1]) or start <= LONGEST_TOKEN)


def is_in_address(text: str, position: int) -> bool:
    """Whether a position is inside an internet or mail address, or the name of a web page."""
    return _ADDRESS.search(token_before(text, position) + token_after(text, position)) is not None


def is_extension(text: str, start: int) -> bool:
    """Whether a top-level domain or the ending of a file name begins at a position."""
    return _EXTENSION.match(text, start) is not None


def is_capitalised(word: str) -> bool:
    """Whether a word has a capital first and small letters after it."""
    return len(word) > 1 and word[0].isupper() and word[1:].islower()


def is_abbreviation(word: str) -> bool:
    """Whether a word is two or more capitals: ``UBND``, ``MTTQ``."""
    return len(word) > 1 and word.isupper()


def is_prose_word(word: str) -> bool:
    """Whether a word is plainly Vietnamese prose: a legal syllable of two letters or more, or a marked vowel."""
    return is_legal_syllable(word) if len(word) > 1 else is_marked(word)
