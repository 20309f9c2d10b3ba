"""What the crawler and the cleaner say about a site or a page, in the reader's language.

They say it in English, and so it stands in the dataset. The English messages under ``detail`` are the patterns by which
a sentence is known; its values are taken over, and whatever no pattern knows is shown as it stands.
"""

import re
import string
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from output.inspector.languages import Words, messages
from output.inspector.naming import name_reason, name_term

LONGEST: Final = 1_000  # code points that are looked at; the fixed parts of a detail have at most 80
_SPOKEN: Final = "en"  # the language of details
_SECTION: Final = "detail."
_NUMBER: Final = r"\d+(?:\.\d+)?"
_VALUES: Final[Mapping[str, str]] = {
    "field": r"\w+",
    "reason": r"\w+",
    "day": r"\d{4}-\d\d-\d\d",
    "text": r".+",
    "other": r".+",
}
"""Value of a message to what it can be; every other one is a number."""


class Told(NamedTuple):
    """A detail, and the code of the language that it is in."""

    text: str
    language: str


class Pattern(NamedTuple):
    """How a detail is known."""

    key: str
    expression: re.Pattern[str]


def tell_detail(words: Words, detail: str) -> Told:
    """Say a detail in a language; one that the messages do not know, or that is very long, as it stands."""
    if words.language != _SPOKEN and len(detail) <= LONGEST:
        for pattern in _patterns():
            if found := pattern.expression.fullmatch(detail):
                values = {name: _said(words, name, value) for name, value in found.groupdict().items()}
                return Told(words(pattern.key, **values), words.language)
    return Told(detail, _SPOKEN)


def _said(words: Words, name: str, value: str) -> str | int:
    match name:
        case "field":
            return name_term(words, "field", value).lower()
        case "reason":
            return name_reason(words, value).lower()
        case "day":
            return words.day(value) if _is_day(value) else value
        case _:
            return int(value) if name not in _VALUES and value.isdecimal() else value


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


@cache
def _patterns() -> tuple[Pattern, ...]:
    """The patterns, those that say most first: ``status 301 to …`` before ``status 404``."""
    spoken = {key: text for key, text in messages(_SPOKEN).items() if key.startswith(_SECTION)}
    ordered = sorted(spoken.items(), key=lambda item: (-_fixed(item[1]), item[0]))
    return tuple(Pattern(key, re.compile(_expression(text), re.DOTALL | re.ASCII)) for key, text in ordered)


def _fixed(message: str) -> int:
    """Code points of a message that are no values."""
    return sum(len(literal) for literal, *_ in string.Formatter().parse(message))


def _expression(message: str) -> str:
    parts = string.Formatter().parse(message)
    return "".join(
        re.escape(literal) + (f"(?P<{name}>{_VALUES.get(name, _NUMBER)})" if name else "")
        for literal, name, *_ in parts
    )
