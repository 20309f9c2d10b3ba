"""House style of offices, made one on request: the mark that ends a text, and capitals in the names of bodies."""

import re
from collections.abc import Iterator
from typing import Final

from cleaning.steps.step import Change, delete, step

_END_MARK = re.compile(r"(?<=[.…])(?:/\.)+(?=\s|\Z)")

BODIES: Final = (
    "Ủy ban|nhân dân",
    "Uỷ ban|nhân dân",
    "Hội đồng|nhân dân",
    "Tòa án|nhân dân",
    "Toà án|nhân dân",
    "Viện kiểm sát|nhân dân",
    "Ủy ban|kiểm tra",
    "Uỷ ban|kiểm tra",
    "Ủy ban|mặt trận",
    "Uỷ ban|mặt trận",
    "Ban|thường vụ",
    "Ban|chấp hành",
    "Ban|thường trực",
    "Ban|dân vận",
    "Ban|tuyên giáo",
    "Ban|tổ chức",
    "Ban|nội chính",
    "Hội|nông dân",
    "Hội|cựu chiến binh",
    "Hội|chữ thập đỏ",
    "Hội|người cao tuổi",
    "Hội liên hiệp|phụ nữ",
    "Hội Liên hiệp|phụ nữ",
    "Đoàn|thanh niên",
    "Liên đoàn|lao động",
)
"""Names of bodies, parted before the word whose capital is a matter of style."""

_LATER_WORD = re.compile(
    "(?:"
    + "|".join(
        rf"(?<=\b{re.escape(name)} )[{words[0]}{words[0].upper()}]{re.escape(words[1:])}"
        for name, words in (body.split("|") for body in BODIES)
    )
    + r")(?!\w)"
)


@step
def drop_end_mark(text: str) -> Iterator[Change]:
    """Make a full stop of ``./.`` at the end of a paragraph."""
    return (delete(*found.span()) for found in _END_MARK.finditer(text))


@step
def capitalise_first_of_body(text: str) -> Iterator[Change]:
    """Leave only the first capital in the name of a body: ``Ủy ban Nhân dân`` becomes ``Ủy ban nhân dân``."""
    return (Change(start, start + 1, text[start].lower()) for start in _later_words(text) if text[start].isupper())


@step
def capitalise_words_of_body(text: str) -> Iterator[Change]:
    """Capitalise the second word in the name of a body: ``Ủy ban nhân dân`` becomes ``Ủy ban Nhân dân``.

    The name must begin with a capital: ``các hội nông dân`` is no name.
    """
    return (Change(start, start + 1, text[start].upper()) for start in _later_words(text) if text[start].islower())


def _later_words(text: str) -> Iterator[int]:
    return (found.start() for found in _LATER_WORD.finditer(text))
