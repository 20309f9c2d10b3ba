"""What a person decided about repairs: ``corrections.toml``, written by hand or by the inspector.

    [[correction]]
    action = "always"            # or "never"
    before = "Dân vận khóe"
    after = "Dân vận khéo"
    why = "name of the movement"

``always`` makes a change that no rule makes, ``never`` stops one that a rule would make. Both hold everywhere, or for
one ``site``, or for one ``article``, there at the one place that ``near`` shows.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple, Self

from pydantic import AwareDatetime, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from cleaning.edits import Edit
from cleaning.record import Record

CORRECTION: Final = "correction"
"""Rule of the edits that ``always`` makes."""

CONTEXT: Final = 20  # code points shown on each side of a place, four or five syllables


class CorrectionsFileError(ValueError):
    """A file of corrections has mistakes; the message has a line for each."""


class Action(StrEnum):
    """What a correction asks for."""

    ALWAYS = "always"
    """``before`` becomes ``after``."""
    NEVER = "never"
    """``before`` stays: it does not become ``after``, or nothing else at all where ``after`` is not given."""


class Correction(Record):
    """One decision of a person."""

    action: Action
    """What is asked for."""
    before: str
    """Whole words as they stand in the text, in this case or with a capital first."""
    after: str | None = None
    """What they become, or must not become; ``None``, with ``never`` only, for any change."""
    rule: str | None = None
    """The only rule that ``never`` stops; ``None`` for all."""
    site: str | None = None
    """The only site it holds for; ``None`` for all."""
    article: str | None = None
    """``id`` of the only article it holds for; ``None`` for all."""
    near: str | None = Field(default=None, max_length=200)
    """The text around one place of ``article``, with ``before`` in it; the place that looks most like it is meant."""
    who: str | None = None
    """Who decided."""
    when: AwareDatetime | date | None = None
    """When, as a time with its zone or as a date."""
    why: str | None = None
    """The reason, for other people."""

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        if not self.before.strip():
            raise ValueError("before is blank; words of the text are expected")
        if self.before == self.after:
            raise ValueError("before and after are the same; a change is expected")
        if self.near is not None and (self.article is None or self.before not in self.near):
            raise ValueError("near shows a place of one article: article is expected too, and before as a part of near")
        if self.action is Action.ALWAYS:
            self._check_always()
        return self

    def _check_always(self) -> None:
        if self.after is None or self.after != self.after.strip() or self.before != self.before.strip():
            raise ValueError("always needs before and after, both without spaces around them")
        if self.rule is not None:
            raise ValueError("rule belongs to never: it says which rule is stopped")

    def contradicts(self, other: Self) -> bool:
        """Whether the two cannot both be obeyed."""
        if self.before != other.before or _scope(self) != _scope(other):
            return False
        if self.action is other.action:
            return self.action is Action.ALWAYS and self.after != other.after
        never, always = (self, other) if self.action is Action.NEVER else (other, self)
        return never.rule in (None, CORRECTION) and never.after in (None, always.after)


def _scope(correction: Correction) -> tuple[str | None, ...]:
    return correction.site, correction.article, correction.near


class Place(NamedTuple):
    """An edit as a person sees it: whole words, and what stands around them."""

    before: str
    after: str
    near: str


def describe_place(text: str, edit: Edit) -> Place:
    """Widen an edit of a text to whole words, for a correction about it.

    A space put in before a hyphen says nothing by itself; ``tế- xã`` becoming ``tế - xã`` does.
    """
    changed = edit.before + edit.after
    start = _widen(text[: edit.start][::-1], is_in_word=changed[:1].isalnum())
    end = edit.end + _widen(text[edit.end :], is_in_word=changed[-1:].isalnum())
    start = edit.start - start
    before = text[start : edit.start] + edit.before + text[edit.end : end]
    after = text[start : edit.start] + edit.after + text[edit.end : end]
    return Place(before, after, text[max(0, start - CONTEXT) : end + CONTEXT])


def _widen(outside: str, *, is_in_word: bool) -> int:
    """Code points until the word ends; from a space or mark, until the next word does."""
    length = 0
    while not is_in_word and length < CONTEXT and not outside[length : length + 1].isalnum():
        length += 1
    while outside[length : length + 1].isalnum():
        length += 1
    return min(length, len(outside))


def add_correction(corrections: Iterable[Correction], decided: Correction) -> tuple[Correction, ...]:
    """Add a decision; it takes the place of those that it repeats or contradicts."""
    kept = (known for known in corrections if not known.contradicts(decided) and _deed(known) != _deed(decided))
    return (*kept, decided)


def _deed(correction: Correction) -> tuple[str | None, ...]:
    return correction.action, correction.before, correction.after, correction.rule, *_scope(correction)


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """Read a file of corrections; one that does not exist holds none.

    Raises:
        CorrectionsFileError: the file has mistakes, each named with its table and field.
    """
    if not path.exists():
        return ()
    mistakes: list[str] = []
    corrections = tuple(_read(path, mistakes))
    mistakes += () if mistakes else _contradictions(path, corrections)
    if mistakes:
        raise CorrectionsFileError("\n".join(mistakes))
    return corrections


def _read(path: Path, mistakes: list[str]) -> Iterator[Correction]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"{path}: no TOML: {error}")
        return
    tables = document.pop("correction", [])
    if document or not isinstance(tables, list):
        mistakes.append(f"{path}: found {', '.join(document) or '[correction]'}; expected only [[correction]] tables")
        return
    for number, table in enumerate(tables, 1):
        try:
            yield Correction.model_validate(table)
        except ValidationError as error:
            mistakes += (f"{path}, [[correction]] {number}{_in_words(mistake)}" for mistake in error.errors())


def _in_words(mistake: ErrorDetails) -> str:
    expected = mistake["msg"].removeprefix("Value error, ").replace("Input should be ", "expected ")
    if not mistake["loc"]:
        return f": {expected}"
    field = f", field {mistake['loc'][0]}"
    match mistake["type"]:
        case "missing":
            return f"{field}: missing; this field is needed"
        case "extra_forbidden":
            return f"{field}: unknown; expected one of {', '.join(Correction.model_fields)}"
        case _:
            return f"{field}: found {mistake['input']!r}; {expected[0].lower()}{expected[1:]}"


def _contradictions(path: Path, corrections: Sequence[Correction]) -> Iterator[str]:
    about = defaultdict[str, list[tuple[int, Correction]]](list)
    for number, correction in enumerate(corrections, 1):
        about[correction.before].append((number, correction))
    for before, numbered in about.items():
        for (first, one), (second, other) in combinations(numbered, 2):
            if one.contradicts(other):
                yield f"{path}, [[correction]] {first} and {second} contradict each other about {before!r}; keep one"


def dump_corrections(corrections: Iterable[Correction]) -> str:
    """The text of a file with these corrections; what cannot be seen is written as an escape."""
    return "\n".join(
        "".join(["[[correction]]\n", *(f"{name} = {_as_toml(value)}\n" for name, value in given)])
        for given in (correction.model_dump(exclude_none=True).items() for correction in corrections)
    )


def _as_toml(value: str | date) -> str:
    if isinstance(value, str):
        return f'"{"".join(map(_escape, value))}"'
    return value.isoformat()


def _escape(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
