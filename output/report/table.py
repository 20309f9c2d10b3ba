"""The articles of a version as a table of DuckDB: what is counted of each, without its texts."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from output.dataset import ARTICLES_TABLE, REJECTIONS_TABLE, Dataset
from output.duplicates_links import LINKED, joined
from output.history import Part
from output.schema import ARTICLES, complete
from output.segments import read_batches
from output.view import View

_EDITS = pa.list_(pa.struct([("rule", pa.string())]))
_SUGGESTIONS = pa.list_(
    pa.struct([("before", pa.string()), ("after", pa.string()), ("rule", pa.string()), ("confidence", pa.float64())])
)
_COUNTED = pa.schema(
    [
        ("id", pa.string()),
        ("site", pa.string()),
        ("published_on", pa.date32()),
        ("title_edits", _EDITS),
        ("edits", _EDITS),
        ("suggestions", _SUGGESTIONS),
        ("stripped", _EDITS),
        ("flags", pa.list_(pa.string())),
        ("quality", ARTICLES.field("quality").type),
        ("provenance", pa.struct([("layout", pa.string())])),
        ("duplicate_of", pa.string()),
        ("cluster", pa.string()),
    ]
)
_REJECTED = pa.schema([("id", pa.string()), ("site", pa.string()), ("reason", pa.string())])

_MAKE = """
    CREATE TABLE articles AS
    SELECT
        id, coalesce(site, '-') AS site, published_on, flags, suggestions, duplicate_of, cluster, quality,
        coalesce(provenance.layout, 'generic') AS layout,
        [one.rule FOR one IN stripped] AS stripped,
        [one.rule FOR one IN edits] || [one.rule FOR one IN title_edits] AS rules
    FROM batches
"""


def open_tables(dataset: Dataset, version: int) -> duckdb.DuckDBPyConnection:
    """Make the tables ``articles`` and ``rejections`` of a version; memory grows by about 300 bytes an article.

    Raises:
        DatasetError: a segment is missing or damaged.
    """
    history = dataset.history()
    connection = duckdb.connect()
    parts = history.parts(ARTICLES_TABLE, version)
    links = dataset.duplicates(version)
    articles = _chosen(parts, dataset.view(version).current()["row"], _COUNTED)
    batches = _reader(_COUNTED, (joined(table, links) for table in articles))
    connection.register("batches", batches)
    connection.execute(_MAKE)
    parts = history.parts(REJECTIONS_TABLE, version)
    batches = _reader(_REJECTED, _chosen(parts, View(parts).current()["row"], _REJECTED))
    connection.register("batches", batches)
    connection.execute("CREATE TABLE rejections AS SELECT id, coalesce(site, '-') AS site, reason FROM batches")
    return connection


def _reader(schema: pa.Schema, tables: Iterator[pa.Table]) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(
        schema, (batch for table in tables for batch in table.cast(schema).to_batches())
    )


def _chosen(parts: list[Part], rows: pa.ChunkedArray, schema: pa.Schema) -> Iterator[pa.Table]:
    """Read the columns of a schema of some rows of the log."""
    start = 0
    columns = [name for field in schema if field.name not in LINKED for name in _leaves(field)]
    for part in parts:
        for table in read_batches(part.path, columns, part.start, part.stop):
            numbers = pa.array(range(start, start + len(table)), pa.int64())
            start += len(table)
            yield complete(table.filter(pc.is_in(numbers, value_set=rows.combine_chunks())), schema)


def _leaves(field: pa.Field) -> list[str]:
    """The columns of a file that hold a field, as Parquet names them."""
    kind = field.type
    if field.name == "quality" or not (pa.types.is_list(kind) or pa.types.is_struct(kind)):
        return [field.name]
    inside = f"{field.name}.list.element" if pa.types.is_list(kind) else field.name
    inner = kind.value_type if pa.types.is_list(kind) else kind
    return [f"{inside}.{part.name}" for part in inner] if pa.types.is_struct(inner) else [inside]
