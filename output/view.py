"""One table as it was at one version: which rows are current, and those rows, a group at a time."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.duplicates_links import LINKED, joined
from output.filters import Filter
from output.history import Part
from output.known import last_rows
from output.pruning import Stretch, stretches
from output.schema import ENDED, Event, Row
from output.segments import read_batches, read_groups
from output.takedowns import NOTHING, Takedowns

_JUDGED = pa.schema([("id", pa.string()), ("event", pa.string()), ("fits", pa.bool_()), ("is_out", pa.bool_())])


class View:
    """The log of a table up to a version; only ids and events are held (about 60 bytes a row).

    What is taken down now is in no view, whatever its version.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        takedowns: Takedowns = NOTHING,
        where: Filter | None = None,
        links: pa.Table | None = None,
    ) -> None:
        """Read the ids and events of these parts of segments, oldest first, and what the filter needs.

        With a filter, rows that it cannot concern may be left out (``output.pruning``): ``current`` and ``gone`` are
        what the filter chooses, ``last`` and ``last_records`` are for views without one.

        ``links`` are those between copies, see ``output.duplicates_links``; they are put into every row.

        Raises:
            DatasetError: a segment is missing or damaged.
        """
        self._parts = parts
        self._links = links
        asked = links if where is not None and where.columns & set(LINKED) else None
        stretches_read = stretches(parts, where.bounds if where else ())
        tables = [
            _judged(joined(batch, asked), takedowns, where).append_column("row", rows)
            for stretch in stretches_read
            for rows, batch in _columns_of(stretch, takedowns, where)
        ]
        log = pa.concat_tables([_JUDGED.empty_table().append_column("row", pa.array([], pa.int64())), *tables])
        if takedowns:
            log = log.filter(pc.invert(log["is_out"]))
        if where is not None:  # what never fits need not be looked at again
            log = log.filter(pc.is_in(log["id"], value_set=log.filter(log["fits"])["id"]))
        self._log = log

    def current(self) -> pa.Table:
        """Columns ``id`` and ``row`` of the last record of every id that has not ended."""
        last = last_rows(self._log)
        return last.filter(pc.and_(last["fits"], pc.invert(_is_any(last["event"], ENDED))))

    def gone(self) -> pa.Table:
        """Columns ``id`` and ``row`` of the last record of every id whose page is gone."""
        last = last_rows(self._log)
        records = last_rows(self._records_of(last.filter(_is_any(last["event"], {Event.GONE}))["id"]))
        return records.filter(records["fits"])

    def narrowed(self, prefix: str) -> Self:
        """The view of the ids that begin so."""
        narrow = copy(self)
        narrow._log = self._log.filter(pc.starts_with(self._log["id"], prefix))
        return narrow

    def last(self, before: int | None = None) -> pa.Table:
        """Columns ``id``, ``event`` and ``row`` of the last row of every id, of those before a row or of all."""
        return last_rows(self._until(before)).select(["id", "event", "row"])

    def last_records(self, before: int | None = None) -> pa.Table:
        """The same of the last row of every id that holds a record."""
        log = self._until(before)
        return last_rows(log.filter(pc.invert(_is_any(log["event"], ENDED)))).select(["id", "event", "row"])

    def rows_of(self, id: str) -> pa.Table:  # noqa: A002 - the field's name
        """Columns ``id`` and ``row`` of every record of one id, oldest first."""
        return self._records_of(pa.array([id]))

    def ids_of_site(self, site: str) -> list[str]:
        """The ids of all articles that ever were of a site, ended ones too, in the order of the log."""
        found: dict[str, None] = {}
        for part in self._parts:
            for batch in read_batches(part.path, ("id", "site"), part.start, part.stop):
                found.update(dict.fromkeys(batch.filter(pc.equal(batch["site"], site))["id"].to_pylist()))
        return list(found)

    def read(self, chosen: pa.Table) -> Iterator[Row]:
        """Read the chosen rows, in the order of the log.

        Raises:
            DatasetError: a segment is missing or damaged.
        """
        for table in self.tables(chosen):
            yield from table.to_pylist()

    def tables(self, chosen: pa.Table, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Read the chosen rows as tables, one for each group of rows of a segment that holds some.

        ``columns`` are those to read, by default all.

        Raises:
            DatasetError: a segment is missing or damaged.
        """
        return (joined(table, self._links) for table in read_chosen(self._parts, chosen["row"], columns))

    def _until(self, before: int | None) -> pa.Table:
        return self._log if before is None else self._log.filter(pc.less(self._log["row"], before))

    def _records_of(self, ids: pa.Array | pa.ChunkedArray) -> pa.Table:
        records = self._log.filter(pc.invert(_is_any(self._log["event"], ENDED)))
        return records.filter(pc.is_in(records["id"], value_set=ids))


def read_chosen(
    parts: Sequence[Part], rows: pa.Array | pa.ChunkedArray, columns: Sequence[str] | None = None
) -> Iterator[pa.Table]:
    """Read some rows of the log, by their rising numbers, as a table for each group of a segment that holds some.

    Raises:
        DatasetError: a segment is missing or damaged.
    """
    start = 0
    for part in parts:
        stop = start + part.stop - part.start
        here = rows.filter(pc.and_(pc.greater_equal(rows, start), pc.less(rows, stop)))
        if len(here):
            yield from read_groups(part.path, pc.add(pc.subtract(here, start), part.start).to_pylist(), columns)
        start = stop


def _is_any(values: pa.ChunkedArray, wanted: AbstractSet[str]) -> pa.ChunkedArray:
    return pc.is_in(values, value_set=pa.array(sorted(wanted), pa.string()))


def _columns_of(stretch: Stretch, takedowns: Takedowns, where: Filter | None) -> Iterator[tuple[pa.Array, pa.Table]]:
    """Batches of the columns that are needed, with the numbers of their rows in the log."""
    columns = {"id", "event"} | ({"site"} if takedowns.sites else set()) | (where.columns if where else set())
    row = stretch.row
    for batch in read_batches(stretch.part.path, sorted(columns), stretch.part.start, stretch.part.stop):
        yield pa.array(np.arange(row, row + len(batch))), batch
        row += len(batch)


def _judged(batch: pa.Table, takedowns: Takedowns, where: Filter | None) -> pa.Table:
    """The ids and events of a batch, whether each row is taken down, and whether it fits the filter."""
    everything = pa.repeat(pa.scalar(value=True), len(batch))
    fits = where.mask(batch) if where else everything
    is_out = pc.or_(
        _is_any(batch["id"], takedowns.ids),
        _is_any(batch["site"], takedowns.sites) if takedowns.sites else pc.invert(everything),
    )
    columns = [batch["id"], batch["event"], fits, is_out]
    return pa.table(columns, names=_JUDGED.names).cast(_JUDGED)
