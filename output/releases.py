"""Releases: a version as a folder of its own that never changes, for people who cite or publish it.

The folder of a release holds ``release.json``, which says what it is, with the digest of every file, and
``articles/000000.parquet`` and on: the current articles of the version, without the columns of the log. The Parquet
files have a folder of their own, because readers of a whole folder stumble over any other file.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from pydantic import AwareDatetime

from cleaning.record import Record
from output.at import At
from output.dataset import Dataset
from output.durable import PrivateFolder, locked, sync_folder, write_durably
from output.manifest import DatasetError, Segment, read_record
from output.schema import ARTICLES, FORMAT_VERSION, complete
from output.segments import SegmentWriter, check_file
from output.staging import is_disk_full

MANIFEST = "release.json"
ARTICLES_FOLDER = "articles"
ROWS_PER_FILE = 100_000  # about 200 MB
COLUMNS = pa.schema([field for field in ARTICLES if field.name not in {"event", "digest", "ended_at"}])
"""The columns of the files of a release."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PREFIX = ".release-"


class Release(Record):
    """What a release is."""

    name: str
    """Its name, that of its folder."""
    version: int
    """Version of the dataset that it holds."""
    created_at: AwareDatetime
    """When it was made (UTC)."""
    format_version: int
    """Version of the format of the columns."""
    code_version: str
    """Version of danvan that made the version."""
    model_version: str | None
    """Version of the spelling model, ``None`` where none was used."""
    log_sha256: str | None
    """Digest of the log of the version: equal in two releases with the same content."""
    articles: int
    """Number of articles."""
    sites: Mapping[str, int]
    """Site to its articles."""
    files: tuple[Segment, ...]
    """The Parquet files, with their folder."""


def make_release(dataset: Dataset, folder: Path, name: str, at: At | None = None) -> Release:
    """Write a version as a release in a folder of releases; it appears whole or not at all.

    Raises:
        ValueError: the name does not fit a folder.
        DatasetError: there is a release of that name, the disk is full, or a segment is damaged.
        LookupError: there is no such version.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"a name of up to 64 letters, digits, '.', '_' and '-' is expected, found {name!r}")
    manifest = dataset.manifest(at)
    place = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        if place.exists():
            raise DatasetError(f"{place} exists, and a release never changes: choose another name")
        private = PrivateFolder(folder, _PREFIX)
    try:
        files, sites = _write_articles(dataset, private.path, manifest.version)
        release = Release(
            name=name,
            version=manifest.version,
            created_at=datetime.now(UTC),
            format_version=FORMAT_VERSION,
            code_version=manifest.code_version,
            model_version=manifest.model_version,
            log_sha256=manifest.log_sha256,
            articles=sum(sites.values()),
            sites=dict(sorted(sites.items())),
            files=tuple(files),
        )
        write_durably(private.path / MANIFEST, release.model_dump_json(indent=2) + "\n")
        _publish(private.path, place)
    except OSError as error:
        if is_disk_full(error):
            raise DatasetError(
                f"disk full while writing {place}: no release was made; free space and run again"
            ) from error
        raise
    finally:
        private.remove()
    return release


def releases_in(folder: Path) -> Iterator[Release]:
    """Read what releases there are, by name.

    Raises:
        DatasetError: the manifest of one is damaged, or of a newer format.
    """
    for path in sorted(folder.glob(f"[!.]*/{MANIFEST}")):
        yield read_record(path, Release, "restore the release from a copy, or remove its folder")


def verify_release(folder: Path, release: Release) -> None:
    """Compare every file of a release with its manifest.

    Raises:
        DatasetError: the first file that differs, by name.
    """
    for file in release.files:
        check_file(folder / release.name / file.file, file)


def _publish(written: Path, place: Path) -> None:
    sync_folder(written / ARTICLES_FOLDER)
    sync_folder(written)
    with locked(place.parent):
        if place.exists():
            raise DatasetError(f"{place} was made meanwhile, and a release never changes: choose another name")
        written.chmod(0o755)  # private folders are for their owner only
        written.rename(place)
        sync_folder(place.parent)


def _write_articles(dataset: Dataset, folder: Path, version: int) -> tuple[list[Segment], dict[str, int]]:
    view = dataset.view(version)
    current = view.current()
    (folder / ARTICLES_FOLDER).mkdir()
    files: list[Segment] = []
    sites: dict[str, int] = {}
    for number, start in enumerate(range(0, len(current), ROWS_PER_FILE)):
        writer = SegmentWriter(folder / ARTICLES_FOLDER / f"{number:06}.parquet", COLUMNS)
        try:
            for rows in view.tables(current.slice(start, ROWS_PER_FILE)):
                writer.write_table(complete(rows, ARTICLES).select(COLUMNS.names))
                for count in rows["site"].value_counts().to_pylist():
                    sites[count["values"] or ""] = sites.get(count["values"] or "", 0) + count["counts"]
            files += [_in_folder(segment) for segment in [writer.finish()] if segment is not None]
        except BaseException:
            writer.abandon()
            raise
    return files, sites


def _in_folder(segment: Segment) -> Segment:
    return segment.model_copy(update={"file": f"{ARTICLES_FOLDER}/{segment.file}"})
