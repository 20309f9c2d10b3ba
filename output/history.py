"""What stands in a dataset folder: the versions that are kept, and in which files their rows are.

The log of a table is the rows of its segments, version after version. A compaction writes the rows of many versions
into few segments, in the same order, and a *base* says how many of them belong to each version, so that a version is
still the rows up to its own last one.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import AwareDatetime, Field

from cleaning.record import Record
from output.manifest import (
    MANIFESTS,
    SEGMENTS,
    Manifest,
    Segment,
    Takedown,
    read_manifest,
    read_record,
    version_numbers,
)

BASES = "bases"

_NAME = re.compile(r"(\d{6,})\.json")


class Base(Record):
    """The log up to a version, in few segments; of several, the one with the highest number holds."""

    number: int = Field(ge=1)
    """Number of the base, from 1."""
    first: int = Field(ge=1)
    """Oldest version that can be read; the ones before were dropped."""
    version: int = Field(ge=1)
    """Version up to which it holds the log."""
    created_at: AwareDatetime
    """When it was made (UTC)."""
    format_version: int
    """Version of the format of bases and columns."""
    segments: tuple[Segment, ...]
    """Its files, by table in the order of their rows."""
    rows: Mapping[str, Mapping[int, int]]
    """Table to version to the rows of the log up to that version."""
    consumed: Mapping[str, int]
    """Archive file to the byte offset up to which the dropped versions cleaned it."""
    takedowns: tuple[Takedown, ...]
    """What the dropped versions took down, or lifted."""


class Part(NamedTuple):
    """Some rows of a segment."""

    path: Path
    start: int
    stop: int


class History:
    """The kept versions of a folder, as they stand when it is made; a folder that does not exist has none.

    Raises:
        DatasetError: from every method, where a manifest or base is missing, damaged or of a newer format.
        LookupError: from every method with a version, where there is no such version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = read_base(folder)
        first = self.base.first if self.base else 1
        self.versions = [version for version in version_numbers(folder) if version >= first]
        self._manifests: dict[int, Manifest] = {}

    def check(self, version: int | None = None) -> int:
        """Give a version that exists, by default the latest."""
        if not self.versions:
            raise LookupError(f"{self.folder} has no version yet")
        if version is not None and version not in self.versions:
            raise LookupError(
                f"{self.folder} has no version {version}; its versions are {self.versions[0]} to {self.versions[-1]}"
            )
        return self.versions[-1] if version is None else version

    def manifests(self, at: int | None = None) -> list[Manifest]:
        """Read the manifests up to a version, each of which builds on the one before, oldest first."""
        if at is None and not self.versions:
            return []
        chain = [self.manifest(self.check(at))]
        while (parent := chain[-1].parent) is not None and parent >= self.versions[0]:
            chain.append(self.manifest(parent))
        return chain[::-1]

    def manifest(self, version: int) -> Manifest:
        """Read the manifest of a version, once."""
        if version not in self._manifests:
            self._manifests[version] = read_manifest(self.folder, version)
        return self._manifests[version]

    def parts(self, table: str, at: int | None = None, after: int = 0) -> list[Part]:
        """The rows of a table that the versions behind ``after`` and up to ``at`` added, oldest first."""
        manifests = self.manifests(at)
        if not manifests:
            return []
        parts = [*self._of_base(table, manifests[-1].version, after)]
        for manifest in manifests:
            if manifest.version > max(after, self.base.version if self.base else 0):
                parts += (self._whole(segment) for segment in manifest.segments if segment.table == table)
        return parts

    def segments(self) -> Iterator[Segment]:
        """Every segment that is read for some version."""
        if self.base:
            yield from self.base.segments
        for manifest in self.manifests():
            if not self.base or manifest.version > self.base.version:
                yield from manifest.segments

    def consumed(self) -> dict[str, int]:
        """Archive file to the byte offset up to which it was cleaned, over all versions."""
        consumed = dict(self.base.consumed) if self.base else {}
        for manifest in self.manifests():
            consumed.update(manifest.consumed)
        return consumed

    def takedowns(self) -> list[Takedown]:
        """Every decision to take something down, or to lift that, oldest first."""
        dropped = self.base.takedowns if self.base else ()
        return [*dropped, *(takedown for manifest in self.manifests() for takedown in manifest.takedowns)]

    def _of_base(self, table: str, at: int, after: int) -> Iterator[Part]:
        if self.base is None or table not in self.base.rows:
            return
        ends = self.base.rows[table]
        start, stop = ends.get(after, 0), ends[min(at, self.base.version)]
        if after > self.base.version:
            return
        before = 0  # rows of the segments before this one
        for segment in (segment for segment in self.base.segments if segment.table == table):
            low, high = max(start - before, 0), min(stop - before, segment.rows)
            if low < high:
                yield Part(self.folder / SEGMENTS / segment.file, low, high)
            before += segment.rows

    def _whole(self, segment: Segment) -> Part:
        return Part(self.folder / SEGMENTS / segment.file, 0, segment.rows)


def base_name(number: int) -> str:
    """Name of a base's file."""
    return f"{number:06}.json"


def base_numbers(folder: Path) -> list[int]:
    """List the numbers of the bases in a dataset folder, oldest first; more than one stands there after a crash."""
    names = (_NAME.fullmatch(path.name) for path in (folder / BASES).glob("*.json"))
    return sorted(int(name[1]) for name in names if name)


def read_base(folder: Path) -> Base | None:
    """Read the base that holds, ``None`` where nothing was ever compacted.

    Raises:
        DatasetError: it is damaged, or of a newer format.
    """
    numbers = base_numbers(folder)
    if not numbers:
        return None
    back = "restore the file from a copy: the log of the older versions is found through it"
    return read_record(folder / BASES / base_name(numbers[-1]), Base, back)


def unnamed_files(folder: Path) -> list[Path]:
    """The files that no version needs: what a publication cut short left, or what a base has replaced.

    Raises:
        DatasetError: what is needed cannot be told, because a manifest or base is damaged.
    """
    history = History(folder)
    named = {segment.file for segment in history.segments()}
    first = history.versions[0] if history.versions else 1
    dropped = [folder / MANIFESTS / f"{version:06}.json" for version in version_numbers(folder) if version < first]
    replaced = [folder / BASES / base_name(number) for number in base_numbers(folder)[:-1]]
    segments = [path for path in (folder / SEGMENTS).glob("*.parquet") if path.name not in named]
    return [*sorted(segments), *replaced, *dropped]
