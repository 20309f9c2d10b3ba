"""Places where a reader can decide: suggestions, and edits that were made without being certain."""

import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2s
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaning.corrections import describe_place
from cleaning.edits import Edit

CERTAIN: Final = 1.0  # confidence of rules that cannot be wrong about meaning; their edits are not put up for review
AROUND: Final = 100  # code points on each side of an edit that its description can need


class Kind(NamedTuple):
    """What many places have in common: the same rule does the same to the same words."""

    applied: bool
    rule: str
    before: str  # in small letters, where only the first was a capital
    after: str

    @property
    def name(self) -> str:
        """A short name for addresses and forms, the same in every index."""
        written = "\0".join((str(self.applied), self.rule, self.before, self.after))
        return blake2s(written.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Finding(NamedTuple):
    """A place where a reader can decide: a suggestion, or an edit that was made and is not certain."""

    kind: "Kind"
    place: int  # code points in the clean text
    before: str  # whole words as they stand here
    after: str
    near: str  # the same with what stands around it
    confidence: float


class EditColumn:
    """A column of edits, taken apart as a whole: a Python object for each edit would cost more than all else."""

    def __init__(self, column: pa.Array) -> None:
        lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        self._ends: list[int] = np.concatenate([[0], np.cumsum(lengths)]).tolist()
        flat = pc.list_flatten(column)
        self._fields = {name: flat.field(name) for name in ("start", "before", "after", "rule", "confidence")}
        grows = pc.subtract(pc.utf8_length(self._fields["after"]), pc.utf8_length(self._fields["before"]))
        self._shift = np.concatenate([[0], np.cumsum(grows.to_numpy(zero_copy_only=False))])
        self._rules: list[str] = self._fields["rule"].to_pylist()
        self._confidence: list[float] = self._fields["confidence"].to_pylist()

    def rules(self, row: int) -> list[str]:
        """The rule of every edit of a row."""
        return self._rules[self._ends[row] : self._ends[row + 1]]

    def applied(self, row: int, text: str) -> Iterator[Finding]:
        """The edits of a row that are not certain, in the clean text that all edits of the row led to."""
        first, end = self._ends[row], self._ends[row + 1]
        for number, confidence in enumerate(self._confidence[first:end], first):
            if confidence < CERTAIN:
                edit = self._edit(number)
                yield describe(edit, text, edit.start + int(self._shift[number] - self._shift[first]), applied=True)

    def suggested(self, row: int, text: str) -> Iterator[Finding]:
        """The edits of a row, which are suggestions for a clean text."""
        edits = map(self._edit, range(self._ends[row], self._ends[row + 1]))
        return (describe(edit, text, edit.start, applied=False) for edit in edits)

    def _edit(self, number: int) -> Edit:
        return Edit.model_validate({name: column[number].as_py() for name, column in self._fields.items()})


def describe(edit: Edit, text: str, place: int, *, applied: bool) -> Finding:
    """Describe an edit at a place of the clean text in whole words, as a correction needs it."""
    end = place + len(edit.after if applied else edit.before)
    left, right = text[max(0, place - AROUND) : place], text[end : end + AROUND]
    words = describe_place(f"{left}{edit.before}{right}", edit.model_copy(update={"start": len(left)}))
    kind = kind_of(edit.rule, words.before, words.after, applied=applied)
    return Finding(kind, place, words.before, words.after, words.near, edit.confidence)


def kind_of(rule: str, before: str, after: str, *, applied: bool) -> Kind:
    """The kind of a place; the capital of a sentence's start makes no other kind, as it makes no other correction."""
    if before[:1].isupper() and after[:1].isupper() and before[1:].islower() and after[1:].islower():
        before, after = before[0].lower() + before[1:], after[0].lower() + after[1:]
    return Kind(applied, rule, before, after)


def add_findings(database: sqlite3.Connection, rows: Sequence[tuple[int, str | None, Sequence[Finding]]]) -> None:
    """Write the findings of articles, each with the row and the site of its article."""
    every = [(found.kind.name, row, site, *found[1:]) for row, site, findings in rows for found in findings]
    kinds = {found.kind for _, _, findings in rows for found in findings}
    database.executemany(
        "INSERT INTO finding (kind, row, site, place, before, after, near, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        every,
    )
    database.executemany(
        "INSERT OR IGNORE INTO kind VALUES (?, ?, ?, ?, ?, 0, 0)",
        ((kind.name, int(kind.applied), kind.rule, kind.before, kind.after) for kind in kinds),
    )


def count_kinds(database: sqlite3.Connection) -> None:
    """Count the places of every kind.

    The worth of a decision is what it mends: of a suggestion the sum of its chances to be right, of an edit that was
    made the sum of its chances to be wrong.
    """
    database.execute(
        "UPDATE kind SET places = sums.places, worth = CASE applied WHEN 0 THEN sums.sure ELSE sums.places - sums.sure END"
        " FROM (SELECT kind AS name, count(*) AS places, sum(confidence) AS sure FROM finding GROUP BY kind) AS sums"
        " WHERE kind = sums.name"
    )
    database.execute("DELETE FROM kind WHERE kind NOT IN (SELECT kind FROM finding)")
