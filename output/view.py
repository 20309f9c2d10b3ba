"""One table as it was at one version: which rows are current, and those rows, a group at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from output.known import last_rows, numbered
from output.schema import ENDED, Event, Row
from output.segments import read_columns, read_rows

_COLUMNS = ("id", "event")


class View:
    """The log of a table up to a version; only ids and events are held (about 60 bytes a row)."""

    def __init__(self, segments: Sequence[Path]) -> None:
        """Read the ids and events of the segments, oldest first."""
        self._segments = segments
        parts = [read_columns(path, _COLUMNS) for path in segments]
        self._lengths = [len(part) for part in parts]
        nothing = pa.table({name: pa.array([], pa.string()) for name in _COLUMNS})
        self._log = numbered(pa.concat_tables([nothing, *(part.cast(nothing.schema) for part in parts)]))

    def current(self) -> pa.Table:
        """Columns ``id`` and ``row`` of the last record of every id that has not ended."""
        last = last_rows(self._log)
        return last.filter(pc.invert(_is_any(last["event"], ENDED)))

    def gone(self) -> pa.Table:
        """Columns ``id`` and ``row`` of the last record of every id whose page is gone."""
        last = last_rows(self._log)
        gone = last.filter(_is_any(last["event"], {Event.GONE}))["id"]
        records = self._log.filter(pc.invert(_is_any(self._log["event"], ENDED)))
        return last_rows(records.filter(pc.is_in(records["id"], value_set=gone)))

    def read(self, chosen: pa.Table) -> Iterator[Row]:
        """Read the chosen rows, in the order of the log.

        Raises:
            DatasetError: a segment is missing or damaged.
        """
        start = 0
        rows = chosen["row"]
        for path, length in zip(self._segments, self._lengths, strict=True):
            here = rows.filter(pc.and_(pc.greater_equal(rows, start), pc.less(rows, start + length)))
            if len(here):
                yield from read_rows(path, pc.subtract(here, start).to_pylist())
            start += length


def _is_any(events: pa.ChunkedArray, wanted: frozenset[Event] | set[Event]) -> pa.ChunkedArray:
    return pc.is_in(events, value_set=pa.array(sorted(wanted), pa.string()))
