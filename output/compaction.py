"""Compaction: the log of many versions in few segments, and versions that nobody needs dropped.

The rows stay in their order, so that every kept version is still the rows up to its own last one (``output.history``).
What was taken down loses its text here, in every version. Whatever stops a compaction, the log is the old or the new
one, whole; the next refresh removes the rest.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from output.history import Base, History, Part, base_name
from output.known import last_rows, numbered
from output.manifest import DatasetError, Segment
from output.schema import ENDED, FORMAT_VERSION, TABLES, Event
from output.segments import SegmentWriter, read_batches, schema_of
from output.staging import Staging, stage, telling
from output.takedowns import Takedowns, in_force
from output.view import read_chosen

ROWS_PER_SEGMENT = 200_000  # about 400 MB of articles: few files, none too large to copy

_KEPT_OF_TAKEN_DOWN = frozenset({"id", "digest", "revision", "first_seen", "last_changed", "ended_at"})


class Compacted(NamedTuple):
    """What a compaction did."""

    base: Base
    files_before: int
    bytes_before: int

    @property
    def bytes_after(self) -> int:
        """Size of the files that hold the log now."""
        return sum(segment.bytes for segment in self.base.segments)


def compact(folder: Path, first: int | None = None) -> Compacted | None:
    """Write the log of a dataset into few segments; ``None`` where it is in them already.

    With ``first``, the versions before that one are dropped, and with them the texts that are in no kept version.

    Raises:
        DatasetError: the disk is full, a file is damaged, or a refresh published meanwhile; nothing was changed.
        LookupError: there is no such version.
    """
    history = History(folder)
    latest = history.check()
    first = history.check(history.versions[0] if first is None else first)
    if history.base and (history.base.version, history.base.first) == (latest, first):
        return None
    before = list(history.segments())
    staging = stage(folder)
    try:
        if staging.parent != latest:
            raise DatasetError(f"{folder}: a refresh published meanwhile; nothing was changed, run again")
        base = _write_base(staging, history, first)
        with telling(staging, f"bases/{base_name(base.number)}"):
            staging.publish_base(base)
    finally:
        staging.remove()
    return Compacted(base, len(before), sum(segment.bytes for segment in before))


def first_since(history: History, moment: datetime) -> int:
    """The oldest version published at a moment or later; the latest, where all are older.

    Raises:
        LookupError: there is no version.
    """
    latest = history.check()
    return next((found.version for found in history.manifests() if found.created_at >= moment), latest)


def _write_base(staging: Staging, history: History, first: int) -> Base:
    number = (staging.bases or [0])[-1] + 1
    takedowns = in_force(history.takedowns())
    segments: list[Segment] = []
    rows: dict[str, dict[int, int]] = {}
    for table in sorted({segment.table for segment in history.segments()}):
        parts = history.parts(table)
        sizes = {version: _size(history.parts(table, version)) for version in history.versions if version >= first}
        kept = _needed(parts, sizes[first]) if first > history.versions[0] else _all(parts)
        rows[table] = {version: pc.sum(pc.less(kept, size)).as_py() or 0 for version, size in sizes.items()}
        segments += _write(staging, f"b{number:06}", table, parts, kept, takedowns)
    dropped = [manifest for manifest in history.manifests() if manifest.version < first]
    old = history.base
    consumed = dict(old.consumed) if old else {}
    for manifest in dropped:
        consumed |= manifest.consumed
    return Base(
        number=number,
        first=first,
        version=history.check(),
        created_at=datetime.now(UTC),
        format_version=FORMAT_VERSION,
        segments=tuple(segments),
        rows=rows,
        consumed=consumed,
        takedowns=(*(old.takedowns if old else ()), *(note for manifest in dropped for note in manifest.takedowns)),
    )


def _size(parts: list[Part]) -> int:
    return sum(part.stop - part.start for part in parts)


def _all(parts: list[Part]) -> pa.Array:
    return pa.array(range(_size(parts)), pa.int64())


def _needed(parts: list[Part], size: int) -> pa.Array:
    """The numbers of the rows that the kept versions need; ``size`` rows belong to the oldest of them.

    Of those, each id keeps its last row, and its last record where that row is an end without one.
    """
    tables = [batch for part in parts for batch in read_batches(part.path, ("id", "event"), part.start, part.stop)]
    log = numbered(pa.concat_tables(tables))
    older = log.filter(pc.less(log["row"], size))
    needed = [log.filter(pc.greater_equal(log["row"], size)), last_rows(older)]
    if "event" in log.column_names:
        ends = pa.array(sorted(ENDED), pa.string())
        needed.append(last_rows(older.filter(pc.invert(pc.is_in(older["event"], value_set=ends)))))
    rows = pa.chunked_array([chunk for table in needed for chunk in table["row"].chunks], pa.int64())
    return pc.unique(rows).sort()


def _write(
    staging: Staging, prefix: str, table: str, parts: list[Part], kept: pa.Array, takedowns: Takedowns
) -> Iterator[Segment]:
    schema = TABLES.get(table) or schema_of(parts[0].path)
    for place, start in enumerate(range(0, len(kept), ROWS_PER_SEGMENT)):
        writer = SegmentWriter(staging.folder / f"{prefix}-{place:03}-{table}.parquet", schema)
        try:
            with telling(staging, f"segments/{writer.path.name}"):
                for rows in read_chosen(parts, kept.slice(start, ROWS_PER_SEGMENT)):
                    writer.write_table(_wiped(rows, takedowns) if table == "articles" else rows)
                segment = writer.finish()
        except BaseException:
            writer.abandon()
            raise
        if segment is not None:
            yield segment


def _wiped(rows: pa.Table, takedowns: Takedowns) -> pa.Table:
    """The rows with those of what was taken down left without text, as ends."""
    if not takedowns:
        return rows
    ids, sites = (pa.array(sorted(names), pa.string()) for names in (takedowns.ids, takedowns.sites))
    is_out = pc.or_(pc.is_in(rows["id"], value_set=ids), pc.is_in(rows["site"], value_set=sites))
    if not pc.any(is_out).as_py():
        return rows
    numbers = pa.array(range(len(rows)), pa.int64())
    left = pc.if_else(is_out, pa.scalar(None, pa.int64()), numbers)  # a place of null gives a value of null
    columns = [rows[name] if name in _KEPT_OF_TAKEN_DOWN else rows[name].take(left) for name in rows.column_names]
    columns[rows.column_names.index("event")] = pc.if_else(is_out, Event.TAKEDOWN.value, rows["event"])
    return pa.table(columns, schema=rows.schema)
