"""A folder for the Hugging Face hub: Parquet shards, a card with its metadata, and Croissant.

    FOLDER/
      README.md                             the card
      croissant.json
      data/train-00000-of-00002.parquet     50,000 articles each

``datasets.load_dataset(FOLDER)`` reads it as it is; so does every Parquet reader.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from output.exports.card import Origin, card
from output.exports.croissant import About, Shard, croissant
from output.exports.facts import Facts
from output.exports.files import OURS, appearing_folder
from output.exports.parquet import write_table
from output.segments import digest_of

ROWS_PER_SHARD = 50_000  # about 100 MB
SPLIT = "train"  # what readers take for the whole where there is one split only


def write_hugging_face(tables: Iterable[pa.Table], folder: Path, fields: Sequence[str], origin: Origin) -> int:
    """Write rows of the dataset to a folder and give their number; memory holds one group of rows.

    The folder appears whole or not at all; an earlier export of that name is replaced.

    Raises:
        FileExistsError: the folder holds something that is no export.
        DatasetError: the disk is full.
    """
    facts = Facts()
    with appearing_folder(folder) as draft:
        shards = _write_shards(facts.seen(tables), draft, fields)
        (draft / "README.md").write_text(card(origin, facts, shards, fields), encoding="utf-8")
        about = About(
            name=origin.name,
            description=origin.summary(facts),
            version=f"{origin.version}.0.0",
            published=origin.published,
            terms=origin.terms,
        )
        text = json.dumps(croissant(about, shards, fields), ensure_ascii=False, indent=2)
        (draft / OURS).write_text(text + "\n", encoding="utf-8")
    return facts.articles


def _write_shards(tables: Iterable[pa.Table], folder: Path, fields: Sequence[str]) -> list[Shard]:
    (folder / "data").mkdir()
    drafts = []
    for number, part in enumerate(_parts(tables)):
        path = folder / "data" / f"{number:05}"
        write_table(part, path, fields)
        drafts.append(path)
    if not drafts:
        drafts.append(folder / "data" / "00000")
        write_table([], drafts[0], fields)
    names = [f"data/{SPLIT}-{number:05}-of-{len(drafts):05}.parquet" for number in range(len(drafts))]
    places = [path.rename(folder / name) for path, name in zip(drafts, names, strict=True)]
    return [Shard(name, path.stat().st_size, digest_of(path)) for name, path in zip(names, places, strict=True)]


def _parts(tables: Iterable[pa.Table]) -> Iterator[Iterator[pa.Table]]:
    """Part tables into runs of ``ROWS_PER_SHARD``; each has to be read before the next one is asked for."""
    pieces = _pieces(tables)
    for first in pieces:
        yield _until_full(first, pieces)


def _until_full(first: pa.Table, pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    rows = len(first)
    yield first
    while rows % ROWS_PER_SHARD and (piece := next(pieces, None)) is not None:
        rows += len(piece)
        yield piece


def _pieces(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Cut tables where a shard is full."""
    room = ROWS_PER_SHARD
    for table in tables:
        while len(table):
            piece = table.slice(0, room)
            table = table.slice(room)
            room = (room - len(piece)) or ROWS_PER_SHARD
            yield piece
