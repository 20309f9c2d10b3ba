"""The manifest of a version: which files it added, what it read, and what it counted.

A version exists when its manifest stands in the folder; nothing else says so.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self, TypeVar

from pydantic import AwareDatetime, Field, ValidationError, model_validator
from pydantic_core import from_json

from cleaning.article import Reason
from cleaning.record import Record
from output.schema import FORMAT_VERSION

MANIFESTS = "manifests"
SEGMENTS = "segments"

Stored = TypeVar("Stored", bound=Record)

_NAME = re.compile(r"(\d{6,})\.json")


class DatasetError(Exception):
    """The dataset cannot be read or written as it is; the message names the file and what to do."""


class Segment(Record):
    """A Parquet file of a version."""

    file: str
    """Name in the folder ``segments``."""
    rows: int
    """Rows, which are events."""
    bytes: int
    """Size of the file."""
    sha256: str
    """Digest of the file, 64 hex digits."""

    @property
    def table(self) -> str:
        """Name of the table that its rows belong to, such as ``articles``: the end of the file's name."""
        return self.file.removesuffix(".parquet").rpartition("-")[2]


class Takedown(Record):
    """A decision to take something down, or to lift that; the last one about a target holds."""

    target: str
    """Address or name of a site, as it was given."""
    id: str | None
    """``id`` that the address leads to, ``None`` where the target is a site."""
    why: str
    """The reason, for people."""
    at: AwareDatetime
    """When it was decided (UTC)."""
    lifted: bool = False
    """Whether this lifts an earlier one."""


class Counts(Record):
    """How the pages of a refresh ended, each counted once, by its last outcome."""

    pages: int = 0
    """Pages read: articles and rejections."""
    articles: int = 0
    """Pages that are articles: new, changed, unchanged and restored ones."""
    new: int = 0
    """Articles that no earlier version knows."""
    changed: int = 0
    """Articles with another text than in the version before."""
    unchanged: int = 0
    """Articles with the same text as in the version before."""
    restored: int = 0
    """Articles that had ended and are back."""
    rejections: int = 0
    """Pages that are none."""
    reasons: Mapping[Reason, int] = Field(default_factory=dict)
    """Rejections by reason."""
    gone: int = 0
    """Articles whose page is no longer on the web: no page was read for them."""
    withdrawn: int = 0
    """Articles of the version before that are now judged to be none; their pages are among the rejections."""
    taken_down: int = 0
    """Articles of the version before that were taken down."""
    reinstated: int = 0
    """Articles whose takedown was lifted and that are current again: no page was read for them."""

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        by_change = self.new + self.changed + self.unchanged + self.restored
        if self.pages != self.articles + self.rejections or self.articles != by_change:
            raise ValueError(f"pages must be articles and rejections, articles the sum of their changes: {self!r}")
        if self.rejections != sum(self.reasons.values()):
            raise ValueError(f"rejections must be the sum of their reasons: {self!r}")
        return self


class Manifest(Record):
    """One version of the dataset."""

    version: int = Field(ge=1)
    """Number of the version, from 1."""
    parent: int | None
    """Version that this one adds to, ``None`` for the first."""
    created_at: AwareDatetime
    """When the version was published (UTC)."""
    format_version: int
    """Version of the format of manifests and columns."""
    code_version: str
    """Version of danvan."""
    model_version: str | None
    """Version of the spelling model, ``None`` where none was used."""
    layouts_sha256: str | None = None
    """Digest of the layouts that the pages were read with, 64 hex digits; ``None`` in old versions."""
    corrections_sha256: str | None = None
    """Digest of people's corrections that were obeyed, ``None`` where there were none."""
    settings_sha256: str | None = None
    """Digest of the settings that the cleaning depends on; ``None`` in old versions."""
    segments: tuple[Segment, ...]
    """Files that this version added; once compacted, their rows are in the segments of the base."""
    log_sha256: str | None = None
    """Digest of the segments and of this field of the parent: equal in two builds whose logs are; ``None`` in old versions."""
    takedowns: tuple[Takedown, ...] = ()
    """What was taken down, or lifted, by this version."""
    consumed: Mapping[str, int]
    """Archive file to the byte offset up to which this version cleaned it; only files it advanced in."""
    counts: Counts
    """How the pages ended."""
    edits: Mapping[str, int]
    """Rule to the edits it made in the articles read, rules that made none included."""
    stripped: Mapping[str, int]
    """Boilerplate rule to the blocks it took out of the articles read."""
    selectors: Mapping[str, Mapping[str, Mapping[str, tuple[int, int]]]] = Field(default_factory=dict)
    """Site to layout to field to the articles on which its selectors found something, and found nothing; a sample of
    the refresh's articles, empty in old versions."""
    seconds: Mapping[str, float]
    """Stage to the wall-clock seconds it took."""

    @model_validator(mode="after")
    def _follow_parent(self) -> Self:
        if self.parent is not None and self.parent >= self.version:
            raise ValueError(f"the parent must be an earlier version than {self.version}, found {self.parent}")
        return self


def log_digest(before: str | None, segments: Iterable[Segment]) -> str:
    """Digest the log: the digest of the version before, and the segments that a version adds."""
    lines = [before or "", *(f"{segment.file} {segment.sha256}" for segment in segments)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def manifest_name(version: int) -> str:
    """Name of a version's manifest; names sort as versions do."""
    return f"{version:06}.json"


def version_numbers(folder: Path) -> list[int]:
    """List the versions whose manifests stand in a dataset folder, which may not exist, oldest first."""
    names = (_NAME.fullmatch(path.name) for path in (folder / MANIFESTS).glob("*.json"))
    return sorted(int(name[1]) for name in names if name)


def read_manifest(folder: Path, version: int) -> Manifest:
    """Read the manifest of a version.

    Raises:
        DatasetError: it is missing, damaged, or of a newer format.
    """
    path = folder / MANIFESTS / manifest_name(version)
    back = (
        f"restore the file from a copy, or move it and the later ones away to go back to the version before {version}"
    )
    manifest = read_record(path, Manifest, back)
    if manifest.version != version:
        raise DatasetError(f"{path} holds version {manifest.version}, expected {version}; {back}")
    return manifest


def read_record(path: Path, model: type[Stored], back: str) -> Stored:
    """Read a file that holds one record with a ``format_version``; ``back`` says what to do where that fails.

    Raises:
        DatasetError: it is missing, damaged, or of a newer format.
    """
    try:
        fields = from_json(path.read_bytes())
        _check_format(path, fields)
        return model.model_validate(fields)
    except FileNotFoundError as error:
        raise DatasetError(f"{path} is missing: later versions build on it; {back}") from error
    except ValueError as error:  # no JSON, or not the fields of the record
        raise DatasetError(f"{path} is damaged: {_first_line(error)}; {back}") from error


def _check_format(path: Path, fields: object) -> None:
    found = fields.get("format_version") if isinstance(fields, dict) else None
    if isinstance(found, int) and found > FORMAT_VERSION:
        raise DatasetError(
            f"{path} has format {found}, this danvan reads formats up to {FORMAT_VERSION}: a newer danvan wrote it;"
            " update danvan, nothing was changed"
        )


def _first_line(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'record'}: {first['msg']}"
    return str(error)
