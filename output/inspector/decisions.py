"""What people decided about repairs: a file of one line for each decision, and the corrections that follow from it.

The file is only ever added to, under a lock, so that people who decide at the same time lose nothing; taking a
decision back is a line too. Lines of two such files can be put together. ``corrections.toml``, which the cleaner obeys,
is written from it.
"""

import fcntl
import getpass
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, NamedTuple, Self
from uuid import uuid4

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError, model_validator

from cleaning.corrections import Action, Correction
from cleaning.record import Record
from output.inspector.corrections_file import CorrectionsFile

_ID_DIGITS: Final = 12
MOST_TEXT: Final = 500  # code points of a field that comes from a form


class DecisionError(ValueError):
    """A decision cannot be taken; the message says why."""


class Verdict(StrEnum):
    """What a person says about a repair."""

    ACCEPT = "accept"
    """It is right."""
    REJECT = "reject"
    """It is wrong."""


class Scope(StrEnum):
    """Where a decision holds."""

    PLACE = "place"
    """At this place of this article."""
    SITE = "site"
    """In all texts of a site."""
    EVERYWHERE = "everywhere"
    """In all texts."""


class Decision(Record):
    """A verdict about a repair."""

    id: str = Field(default_factory=lambda: uuid4().hex[:_ID_DIGITS])
    """Name of the decision."""
    at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    """When it was taken (UTC)."""
    who: str = Field(max_length=MOST_TEXT)
    """Who took it."""
    verdict: Verdict
    """What was said."""
    scope: Scope
    """Where it holds."""
    rule: str = Field(max_length=MOST_TEXT)
    """Rule of the repair."""
    kind: str = Field(max_length=MOST_TEXT)
    """Name of what the places of this repair have in common, see ``findings.Kind``."""
    applied: bool
    """Whether the cleaner had made the repair, or only suggested it."""
    before: str = Field(max_length=MOST_TEXT)
    """Whole words before the repair."""
    after: str = Field(max_length=MOST_TEXT)
    """Whole words after it."""
    site: str | None = None
    """Name of the site; with ``site`` and ``place``."""
    article: str | None = None
    """``id`` of the article; with ``place``."""
    near: str | None = Field(default=None, max_length=MOST_TEXT)
    """The words with what stands around them; with ``place``."""

    @model_validator(mode="after")
    def _name_the_scope(self) -> Self:
        if self.scope is Scope.SITE and not self.site:
            raise ValueError("a decision for a site names the site")
        if self.scope is Scope.PLACE and not (self.article and self.near):
            raise ValueError("a decision for a place names the article and shows the place")
        return self

    def correction(self) -> Correction | None:
        """What the cleaner is to obey; ``None`` for the verdict that what was done is right.

        That is no reason to do it elsewhere: ``ngủ`` is rightly ``ngũ`` in one place, and a word of its own in others.

        Raises:
            DecisionError: these words cannot be a correction.
        """
        if self.verdict is Verdict.ACCEPT and self.applied:
            return None
        place = {"article": self.article, "near": self.near} if self.scope is Scope.PLACE else {}
        fields = {
            "action": Action.ALWAYS if self.verdict is Verdict.ACCEPT else Action.NEVER,
            "before": self.before,
            "after": self.after,
            "site": self.site if self.scope is Scope.SITE else None,
            "who": self.who,
            "when": self.at,
        }
        try:
            return Correction.model_validate(fields | place)
        except ValidationError as error:
            raise DecisionError(error.errors()[0]["msg"]) from error


class Undo(Record):
    """A decision that was taken back."""

    undoes: str
    """``id`` of the decision."""
    at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    """When (UTC)."""
    who: str = Field(max_length=MOST_TEXT)
    """Who took it back."""


_LINE: Final[TypeAdapter[Decision | Undo]] = TypeAdapter(Decision | Undo)


class Judged(NamedTuple):
    """How often a rule was found right."""

    accepted: int = 0
    rejected: int = 0

    @property
    def precision(self) -> float | None:
        """Share of right ones, ``None`` where nobody judged."""
        total = self.accepted + self.rejected
        return self.accepted / total if total else None


class Decisions:
    """The decisions of a file; every call sees what others have added meanwhile.

    Raises:
        DecisionError: from every method, where the file has a line that is no decision.
    """

    def __init__(self, path: Path, corrections: Path) -> None:
        self.path = path
        self._corrections = CorrectionsFile(corrections)

    def history(self) -> list[Decision | Undo]:
        """All lines, oldest first."""
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            return list(self._read(file))

    def active(self) -> list[Decision]:
        """The decisions that were not taken back, oldest first."""
        return _active(self.history())

    def judged(self) -> dict[str, Judged]:
        """Rule to the verdicts about it."""
        counted = Counter((name, one.verdict) for one in self.active() for name in one.rule.split("+"))
        return {
            name: Judged(counted[name, Verdict.ACCEPT], counted[name, Verdict.REJECT])
            for name in {name for name, _ in counted}
        }

    def add(self, decision: Decision) -> None:
        """Take a decision.

        Raises:
            DecisionError: it cannot be a correction, or goes against one that was written by hand.
        """
        correction = decision.correction()
        with self._added_to() as file:
            history = list(self._read(file))
            if correction is not None:
                self._corrections.check(correction, _ever(history))
            self._append(file, history, decision)

    def undo(self, name: str, who: str) -> Decision:
        """Take a decision back.

        Raises:
            DecisionError: there is no such decision, or it was taken back already.
        """
        with self._added_to() as file:
            history = list(self._read(file))
            decision = next((one for one in _active(history) if one.id == name), None)
            if decision is None:
                raise DecisionError(f"no decision {name!r} stands; it may have been taken back already")
            self._append(file, history, Undo(undoes=name, who=who))
            return decision

    def _append(self, file: IO[bytes], history: list[Decision | Undo], line: Decision | Undo) -> None:
        """Add a line, and bring the corrections in line with the file; the next line does so where this one cannot."""
        file.seek(0, os.SEEK_END)
        file.write(line.model_dump_json(exclude_none=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        history = [*history, line]
        standing = [correction for one in _active(history) if (correction := one.correction()) is not None]
        self._corrections.write(standing, _ever(history))

    @contextmanager
    def _added_to(self) -> Iterator[IO[bytes]]:
        """The file, for nobody else until it is closed; half a line that a killed process left is taken away."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)
            file.seek(0)
            yield file

    def _read(self, file: IO[bytes]) -> Iterator[Decision | Undo]:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n") or not line.strip():
                continue
            try:
                yield _LINE.validate_json(line)
            except ValidationError as error:
                raise DecisionError(f"{self.path}, line {number}: no decision; mend or remove the line") from error


def user_name() -> str:
    """Name of the person at this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in containers
        return str(os.getuid())


def _active(history: list[Decision | Undo]) -> list[Decision]:
    undone = {line.undoes for line in history if isinstance(line, Undo)}
    return [line for line in history if isinstance(line, Decision) and line.id not in undone]


def _ever(history: list[Decision | Undo]) -> list[Correction]:
    """Every correction that was ever decided, also those taken back."""
    decided = (line.correction() for line in history if isinstance(line, Decision))
    return [correction for correction in decided if correction is not None]
