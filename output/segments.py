"""Segments: Parquet files that are written once, row after row, and read in small pieces."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import groupby
from os import fsync
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from output.manifest import DatasetError, Segment
from output.schema import Row, complete, fits_format

ROWS_PER_GROUP = 500  # about 4 MB of articles: what a reader of one record has to unpack
ROWS_PER_BATCH = 20_000  # of a few columns; with the texts among them about 60 MB
SORTED_OUT_BY = ["event", "id", "site", "published_on", "first_seen", "last_changed"]  # columns people filter by


class Group(NamedTuple):
    """Some rows of one row group of a segment."""

    start: int
    stop: int
    ranges: Mapping[str, tuple[Any, Any]]
    """Column to its least and greatest value in the whole group, where the file says them."""


class SegmentWriter:
    """Writes rows, or tables of them, to a Parquet file as they come; with no rows there is no file.

    Memory holds at most ``ROWS_PER_GROUP`` rows. Nothing in the file depends on the clock, the path or
    the machine, so the same rows give the same bytes.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self._schema = schema
        self._waiting: list[Row] = []
        self._tables: list[pa.Table] = []
        self._sink: pa.NativeFile = None
        self._writer: pq.ParquetWriter | None = None
        self._rows = 0

    def write(self, row: Row) -> None:
        """Add a row; columns it does not name are null."""
        self._waiting.append(row)
        if len(self._waiting) == ROWS_PER_GROUP:
            self._flush()

    def write_table(self, table: pa.Table) -> None:
        """Add the rows of a table; columns and parts of columns that an older file lacks are null."""
        self._tables.append(complete(table, self._schema))
        while (ready := sum(map(len, self._tables))) >= ROWS_PER_GROUP:
            joined = pa.concat_tables(self._tables)
            self._write_group(joined.slice(0, ROWS_PER_GROUP))
            self._tables = [joined.slice(ROWS_PER_GROUP)] if ready > ROWS_PER_GROUP else []

    def finish(self) -> Segment | None:
        """Close the file and bring it to the disk; ``None`` where no row was written."""
        if self._waiting:
            self._flush()
        if self._tables:
            self._write_group(pa.concat_tables(self._tables))
        if self._writer is None:
            return None
        self._writer.close()
        self._sink.close()
        return Segment(file=self.path.name, rows=self._rows, bytes=self.path.stat().st_size, sha256=_settle(self.path))

    def abandon(self) -> None:
        """Let go of the file, in whatever state it is, and of the room it takes on the disk."""
        if self._writer is not None:
            with suppress(OSError, pa.ArrowException):
                self._writer.close()
            self._writer.is_open = False  # after a failed close, its finalizer would close once more, and raise
            with suppress(OSError):
                self._sink.close()

    def _flush(self) -> None:
        self._write_group(pa.Table.from_pylist(self._waiting, schema=self._schema))
        self._waiting = []

    def _write_group(self, table: pa.Table) -> None:
        if self._writer is None:
            self._sink, self._writer = self._open()
        self._writer.write_table(table.combine_chunks(), row_group_size=ROWS_PER_GROUP)
        self._rows += len(table)

    def _open(self) -> tuple[pa.NativeFile, pq.ParquetWriter]:
        sink = pa.OSFile(str(self.path), "wb")
        statistics = [name for name in SORTED_OUT_BY if name in self._schema.names]
        return sink, pq.ParquetWriter(
            sink, self._schema, compression="zstd", write_page_checksum=True, write_statistics=statistics
        )


def _settle(path: Path) -> str:
    """Force a file to the disk and give its digest."""
    with path.open("rb") as file:
        fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(path: Path) -> str:
    """Read a whole file and give its sha256.

    Raises:
        DatasetError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _damaged(path, error) from error


def count_rows(path: Path) -> int:
    """Read the number of rows from the end of a Parquet file.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def check_file(path: Path, segment: Segment) -> None:
    """Compare a file with what its manifest says.

    Raises:
        DatasetError: it is missing or differs.
    """
    for what, expected, found in (
        ("sha256", segment.sha256, digest_of(path)),
        ("rows", segment.rows, count_rows(path)),
    ):
        if found != expected:
            raise DatasetError(f"{path} is damaged: {what} {found}, expected {expected}; restore it from a copy")


def schema_of(path: Path) -> pa.Schema:
    """Read the columns of a segment.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    with _opened(path) as file:
        return file.schema_arrow


def read_batches(path: Path, columns: Sequence[str], start: int, stop: int) -> Iterator[pa.Table]:
    """Read a few columns of some rows, ``ROWS_PER_BATCH`` at a time; columns that an older file lacks are left out.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    with _opened(path) as file:
        first = start // ROWS_PER_GROUP
        groups = list(range(first, min(-(-stop // ROWS_PER_GROUP), file.num_row_groups)))
        place = first * ROWS_PER_GROUP
        for batch in file.iter_batches(ROWS_PER_BATCH, groups, columns=list(columns)):
            low, high = max(start - place, 0), min(stop - place, len(batch))
            place += len(batch)
            yield pa.Table.from_batches([batch.slice(low, high - low)])


def group_ranges(path: Path, start: int, stop: int, columns: Sequence[str]) -> Iterator[Group]:
    """Give the groups with some of these rows, and between which values some columns lie in them.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    with _opened(path) as file:
        places = {file.metadata.schema.column(at).path: at for at in range(file.metadata.num_columns)}
        asked = {name: places[name] for name in columns if name in places}
        for number in range(start // ROWS_PER_GROUP, min(-(-stop // ROWS_PER_GROUP), file.num_row_groups)):
            group = file.metadata.row_group(number)
            found = ((name, group.column(place).statistics) for name, place in asked.items())
            ranges = {name: (one.min, one.max) for name, one in found if one is not None and one.has_min_max}
            first = number * ROWS_PER_GROUP
            yield Group(max(first, start), min(first + ROWS_PER_GROUP, stop), ranges)


def read_groups(path: Path, wanted: Sequence[int], columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Read some rows, by their numbers in rising order, a group at a time; one with no wanted row is not unpacked.

    ``columns`` are those to read, by default all.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    with _opened(path) as file:
        for group, numbers in groupby(wanted, key=lambda number: number // ROWS_PER_GROUP):
            start = group * ROWS_PER_GROUP
            yield file.read_row_group(group, columns).take([number - start for number in numbers])


def _footer(path: Path) -> pq.FileMetaData:
    found = path.stat()
    return _read_footer(path, found.st_ino, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=16)
def _read_footer(path: Path, *_: int) -> pq.FileMetaData:
    """That of a million articles takes as long to parse as their ids to read; a file with another stamp is another."""
    return pq.read_metadata(path)


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, metadata=_footer(path), page_checksum_verification=True) as file:
            if not fits_format(file.schema_arrow):
                raise pa.ArrowInvalid("its columns are not those of this format")
            yield file
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> DatasetError:
    return DatasetError(
        f"{path} cannot be read: {error}; expected the Parquet file that the manifest of its version names;"
        " restore it from a copy"
    )
