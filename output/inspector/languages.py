"""The words of the pages, in Vietnamese and English, and how each language writes numbers and times."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from cleaning.dates import VIETNAM

LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English"}
"""Code and own name of every language; the first is spoken where a browser asks for none of them."""

_FOLDER: Final = Path(__file__).parent / "messages"
_DATES: Final = {"vi": ("%d/%m/%Y", "%H:%M %d/%m/%Y"), "en": ("%Y-%m-%d", "%Y-%m-%d %H:%M")}
_POINTS: Final = {"vi": str.maketrans(",.", ".,"), "en": {}}


class Words:
    """One language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._messages = messages(language)

    def __call__(self, key: str, **values: object) -> str:
        """A message; ``{name}`` in it stands for a value, and numbers are written as the language does.

        A language in which one thing is said otherwise than many has that message under ``key_one`` too.
        """
        if values.get("number") == 1:
            key = f"{key}_one" if f"{key}_one" in self._messages else key
        written = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return self._messages[key].format(**written)

    def find(self, key: str) -> str | None:
        """A message that may not be there, such as the name of a rule that was added lately."""
        return self._messages.get(key)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with its thousands apart."""
        return f"{value:,.{digits}f}".translate(_POINTS[self.language])

    def percent(self, share: float, digits: int = 0) -> str:
        """A share, 0 to 1, in hundredths."""
        return f"{self.number(100 * share, digits)}\N{NO-BREAK SPACE}%"

    def day(self, moment: date | datetime | str | None) -> str:
        """A day in Vietnam; a time is given to the minute. Text is read as ISO 8601."""
        if moment is None or moment == "":
            return "\N{EN DASH}"
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
        day, time = _DATES[self.language]
        return moment.astimezone(VIETNAM).strftime(time) if isinstance(moment, datetime) else moment.strftime(day)


@cache
def messages(language: str) -> Mapping[str, str]:
    """All messages of a language, by ``section.key``."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        sections = tomllib.load(file)
    return {f"{section}.{key}": text for section, keys in sections.items() for key, text in keys.items()}


@cache
def words_of(language: str) -> Words:
    """The words of a language."""
    return Words(language)


def choose(asked: str, chosen: str | None = None) -> str:
    """The language of an answer: what the reader chose, else what the browser asks for (``Accept-Language``)."""
    if chosen in LANGUAGES:
        return str(chosen)
    wishes = [part.strip().partition(";q=") for part in asked.split(",")]
    ranked = sorted(wishes, key=lambda wish: -_weight(wish[2]))
    known = (name.strip().lower().partition("-")[0] for name, _, _ in ranked)
    return next((name for name in known if name in LANGUAGES), next(iter(LANGUAGES)))


def _weight(written: str) -> float:
    try:
        return float(written) if written else 1.0
    except ValueError:
        return 0.0
