"""Reading segments for the inspector: slices for the index, single records for a page.

A segment never changes, so that its footer is read once: that of a million articles takes longer to parse (0.4 s) than
a record to read.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from output.history import Part
from output.manifest import DatasetError
from output.schema import Row
from output.segments import ROWS_PER_GROUP

KEPT_OPEN: Final = 8  # segments whose footers are held


class SegmentReader:
    """Reads rows of segments by their place; safe for threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._open: OrderedDict[str, pq.ParquetFile] = OrderedDict()

    def read(self, file: str, place: int) -> Row:
        """Read one row.

        Raises:
            DatasetError: the segment is missing or damaged.
        """
        with self._lock, _told(self._folder / file):
            segment = self._opened(file)
            group, number = divmod(place, ROWS_PER_GROUP)
            rows: list[Row] = segment.read_row_group(group, use_threads=False).slice(number, 1).to_pylist()
            return rows[0]

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

    def _opened(self, file: str) -> pq.ParquetFile:
        if file not in self._open:
            self._open[file] = pq.ParquetFile(self._folder / file, page_checksum_verification=True)
            if len(self._open) > KEPT_OPEN:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(file)
        return self._open[file]


def read_slices(part: Part, columns: Sequence[str], rows: int) -> Iterator[pa.Table]:
    """Read some columns of some rows of a segment, so many rows at a time; columns that an older file lacks are left out.

    Raises:
        DatasetError: the segment is missing or damaged.
    """
    step = max(1, rows // ROWS_PER_GROUP)
    with _told(part.path), pq.ParquetFile(part.path, page_checksum_verification=True) as segment:
        groups = range(part.start // ROWS_PER_GROUP, min(-(-part.stop // ROWS_PER_GROUP), segment.num_row_groups))
        for first in groups[::step]:  # one reading for all groups would hold what it has given
            some = [group for group in range(first, first + step) if group in groups]
            table = segment.read_row_groups(some, columns=list(columns), use_threads=False)
            place = first * ROWS_PER_GROUP
            low, high = max(part.start - place, 0), min(part.stop - place, len(table))
            yield table.slice(low, high - low)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell what is wrong with a segment, and what to do."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"{path} cannot be read: {error}; restore it from a copy") from error
