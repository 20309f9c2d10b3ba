"""Parquet: the columns of the dataset in one file, for tools that read tables."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from output.exports.choice import exported, schema_of
from output.exports.files import appearing

ROWS_PER_GROUP = 1_000  # about 8 MB of articles: viewers of published datasets unpack a group to show a record


def write_parquet(tables: Iterable[pa.Table], path: Path, fields: Sequence[str]) -> int:
    """Write rows of the dataset to a file and give their number; memory holds one group.

    The same rows give the same bytes. The file appears whole or not at all.

    Raises:
        DatasetError: the disk is full.
    """
    with appearing(path) as draft:
        return write_table(tables, draft, fields)


def write_table(tables: Iterable[pa.Table], path: Path, fields: Sequence[str]) -> int:
    """Write rows of the dataset to a file as it stands, and give their number."""
    rows = 0
    waiting: list[pa.Table] = []
    with path.open("wb") as file, pq.ParquetWriter(file, schema_of(fields), **_OPTIONS) as writer:
        for table in tables:
            waiting.append(exported(table, fields))
            rows += len(table)
            if sum(map(len, waiting)) >= ROWS_PER_GROUP:
                waiting = _write_groups(writer, pa.concat_tables(waiting))
        writer.write_table(pa.concat_tables([schema_of(fields).empty_table(), *waiting]))
    return rows


_OPTIONS = {
    "compression": "zstd",
    "write_page_index": True,
    "use_content_defined_chunking": True,  # a later export shares most of its bytes with an earlier one
}


def _write_groups(writer: pq.ParquetWriter, table: pa.Table) -> list[pa.Table]:
    """Write the full groups, and give what is left."""
    full = len(table) - len(table) % ROWS_PER_GROUP
    writer.write_table(table.slice(0, full), row_group_size=ROWS_PER_GROUP)
    return [table.slice(full)] if full < len(table) else []
