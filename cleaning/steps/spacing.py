"""Spaces and line breaks: one space between words, one blank line between paragraphs."""

import re
from collections.abc import Iterator
from itertools import pairwise

from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps.context import word_after, word_before
from cleaning.steps.step import Change, delete, insert, step

_RUN = re.compile("  +")
_BREAK = re.compile(r"\n")
_HYPHEN_AT_END = re.compile("-\n(?=[^\\W\\d_])")
_BREAKS = re.compile(r"\n+")

_OPENING = "“‘(["
_CLOSING = "”’)],.;:!?…%"
_SENTENCE_END = ".!?…:;”\"')]/"
_ENUMERATOR = re.compile(r"(?:[a-zđ]|[ivx]{1,4}|\d{1,2})[.)/] ")
_BULLETS = "-–—+*•●▪◦"


@step
def collapse_spaces(text: str) -> Iterator[Change]:
    """Keep one space of a run."""
    for found in _RUN.finditer(text):
        yield delete(found.start() + 1, found.end())


@step
def trim_lines(text: str) -> Iterator[Change]:
    """Take away spaces at the start and at the end of a line; a line of spaces becomes empty."""
    if " \n" not in text and "\n " not in text and text[:1] != " " and text[-1:] != " ":
        return
    for start, end in pairwise([-1, *(found.start() for found in _BREAK.finditer(text)), len(text)]):
        line = text[start + 1 : end]
        left = len(line) - len(line.lstrip(" "))
        right = len(line) - len(line.rstrip(" ")) if left < len(line) else 0
        if left:
            yield delete(start + 1, start + 1 + left)
        if right:
            yield delete(end - right, end)


@step
def join_hyphenated(text: str) -> Iterator[Change]:
    """Join a syllable that was broken with a hyphen at the end of a line: ``tru-`` and ``yền``.

    The whole must be a syllable; anything else may be two words with a hyphen of their own.
    """
    for found in _HYPHEN_AT_END.finditer(text):
        left, right = word_before(text, found.start()), word_after(text, found.end())
        if right.islower() and is_legal_syllable(left + right):
            yield delete(*found.span())


@step
def join_wrapped_lines(text: str) -> Iterator[Change]:
    """Join lines that a word processor broke inside a sentence.

    The first line must not end a sentence and the second must begin in lower case, or the break must
    stand behind a comma, inside an opening or before a closing mark. A line that begins with a bullet
    or with ``a)`` is an item of a list and stays, and so does every blank line.
    """
    for found in _BREAKS.finditer(text):
        place = found.start()
        if len(found[0]) > 1 or place in (0, len(text) - 1) or not _belong_together(text, place):
            continue
        if text[place - 1] in _OPENING or text[place + 1] in _CLOSING:
            yield delete(place, place + 1)
        else:
            yield Change(place, place + 1, " ")


def _belong_together(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place + 1]
    if after in _CLOSING:
        return before.isalnum() and after not in ".…"
    if before in _OPENING:
        return True
    if after in _BULLETS or _ENUMERATOR.match(text, place + 1):
        return False
    if before == ",":
        return after.isalnum()
    return after.islower() and before not in _SENTENCE_END


@step
def part_paragraphs(text: str) -> Iterator[Change]:
    """Leave exactly one blank line between paragraphs and none around the text.

    A single line break that was not joined parts two paragraphs and gets its blank line.
    """
    for found in _BREAKS.finditer(text):
        start, end = found.span()
        if start == 0 or end == len(text):
            yield delete(start, end)
        elif end - start == 1:
            yield insert(end, "\n")
        elif end - start > 2:
            yield delete(start + 2, end)
