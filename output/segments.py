"""Segments: Parquet files that are written once, row after row, and read in small pieces."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from os import fsync
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from output.manifest import DatasetError, Segment
from output.schema import ARTICLES, REJECTIONS, Row

ROWS_PER_GROUP = 500  # about 4 MB of articles: what a reader of one record has to unpack
SORTED_OUT_BY = ["event", "id", "site", "published_on", "first_seen", "last_changed"]  # columns people filter by


class SegmentWriter:
    """Writes rows to a Parquet file as they come; with no rows there is no file.

    Memory holds at most ``ROWS_PER_GROUP`` rows. Nothing in the file depends on the clock, the path or
    the machine, so the same rows give the same bytes.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self._schema = schema
        self._waiting: list[Row] = []
        self._sink: pa.NativeFile = None
        self._writer: pq.ParquetWriter | None = None
        self._rows = 0

    def write(self, row: Row) -> None:
        """Add a row; columns it does not name are null."""
        self._waiting.append(row)
        if len(self._waiting) == ROWS_PER_GROUP:
            self._flush()

    def finish(self) -> Segment | None:
        """Close the file and bring it to the disk; ``None`` where no row was written."""
        if self._waiting:
            self._flush()
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
        if self._writer is None:
            self._sink, self._writer = self._open()
        self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=self._schema))
        self._rows += len(self._waiting)
        self._waiting = []

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


def read_columns(path: Path, columns: Sequence[str]) -> pa.Table:
    """Read a few columns of a segment; ``struct.field`` names a part of a column.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    with _opened(path) as file:
        return file.read(columns=list(columns))


def count_rows(path: Path) -> int:
    """Read the number of rows from the end of a segment.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def read_rows(path: Path, wanted: Sequence[int]) -> Iterator[Row]:
    """Read some rows, by their numbers in rising order; a group with no wanted row is not unpacked.

    Raises:
        DatasetError: the file is missing or damaged.
    """
    with _opened(path) as file:
        for group, numbers in groupby(wanted, key=lambda number: number // ROWS_PER_GROUP):
            start = group * ROWS_PER_GROUP
            yield from file.read_row_group(group).take([number - start for number in numbers]).to_pylist()


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            if file.schema_arrow not in (ARTICLES, REJECTIONS):
                raise pa.ArrowInvalid("its columns are not those of this format")
            yield file
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> DatasetError:
    return DatasetError(
        f"{path} cannot be read: {error}; expected the Parquet file that the manifest of its version names;"
        " restore it from a copy"
    )
