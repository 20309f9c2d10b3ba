"""Blocks: the pieces that a page's text is read in."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

_SPACES = re.compile(r"\s+")
_BLANK = " \t\r\n\f\v\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"
_NOT_LETTERS = re.compile(r"[\W_]+")
_MARK_AT_END = re.compile(r"[.!?…:;]$|[.!?…][”\"’)\]]$|/\.$")

REMEMBERED = 512  # blocks; pages have up to about 500
LONGEST_REMEMBERED = 2_000  # code points; so that no cache holds more than a megabyte or two
HOLDERS = 3  # elements around a block that are known; paragraphs stand in their own ``div`` in the body's ``div``
LEAST_PROSE = 80  # code points; shorter lines with a full stop are captions and notes
LEAST_UNMARKED_PROSE = 250  # code points; the longest headline seen has 214


class Role(StrEnum):
    """What the markup says about a block."""

    TEXT = "text"
    """A paragraph or a line."""
    HEADING = "heading"
    """A sub-heading."""
    CAPTION = "caption"
    """A caption by its element or its place under a picture."""


class Block(NamedTuple):
    """A paragraph, a line or a caption."""

    text: str
    """Without blanks at its ends; a line feed inside is a line break of the source."""
    role: Role = Role.TEXT
    is_strong: bool = False
    """Whether all of it is set in bold, as leads and signatures are."""
    is_linked: bool = False
    """Whether most of it is link text."""
    is_right: bool = False
    """Whether it is set to the right, as signatures are."""
    holders: tuple[int, ...] = ()
    """Numbers of the elements around its own, innermost first: blocks of one column share one."""
    images: tuple[str, ...] = ()
    """Addresses of the pictures in it and between it and the block before it, as the page writes them."""


def strip_blanks(text: str) -> str:
    """A text without spaces of any kind, line breaks and zero-width characters at its ends."""
    return text.strip(_BLANK)


def fold(text: str) -> str:
    """What two texts have in common when only case, spaces, quotes and marks between words differ."""
    return _remembered_fold(text) if len(text) <= LONGEST_REMEMBERED else _fold(text)


def _fold(text: str) -> str:
    return _NOT_LETTERS.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


_remembered_fold = lru_cache(REMEMBERED)(_fold)  # the blocks of a page are compared in every stage


def is_prose(text: str) -> bool:
    """Whether a block can only be running text: long, and closed by a mark unless it is very long."""
    return len(text) >= LEAST_UNMARKED_PROSE or (len(text) >= LEAST_PROSE and _MARK_AT_END.search(text) is not None)


def collapse_repeat(line: str) -> str:
    """A line that says the same two or three times says it once.

    >>> collapse_repeat("TIN TỨC - SỰ KIỆN TIN TỨC - SỰ KIỆN")
    'TIN TỨC - SỰ KIỆN'
    >>> collapse_repeat("Ngày càng")
    'Ngày càng'
    """
    words = _SPACES.sub(" ", line).strip().split(" ")
    for times in (3, 2):
        size, rest = divmod(len(words), times)
        if rest == 0 and size >= 2 and words == words[:size] * times:
            return " ".join(words[:size])
    return " ".join(words)


def is_wrapped(line: str, following: str) -> bool:
    """Whether a line break falls inside a sentence, as Word's hard line breaks do.

    Lines that end in a comma go on; lines that end without a mark go on when the next begins in lower case.
    """
    end, start = line[-1:], following[:1]
    if not end or not start or end in ".!?…:;":
        return False
    return end == "," or (start.islower() and (end.isalnum() or end in ')”"%'))


def lines_to_blocks(text: str) -> Iterator[Block]:
    """Blocks of a page that is already text: a line is a block, unless it is hard-wrapped."""
    held: list[str] = []
    for line in [*map(strip_blanks, text.splitlines()), ""]:
        if held and not (line and is_wrapped(held[-1], line)):
            yield Block("\n".join(held))
            held = []
        if line:
            held.append(line)


def first_prose(blocks: Sequence[Block]) -> int | None:
    """Place of the first block that can only be running text; of the longest one where none is."""
    for place, block in enumerate(blocks):
        if block.role is Role.TEXT and is_prose(block.text):
            return place
    return max(range(len(blocks)), key=lambda place: len(blocks[place].text), default=None)
