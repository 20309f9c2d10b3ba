"""Articles of the user's own corpus, by site: the JSON lines of an export, or the segments of a dataset."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow.parquet as pq

ROWS_AT_ONCE: Final = 1_000  # rows of a segment in memory; an article has some 3 kB
_TEXTS: Final = ("extracted", "text")
"""Columns that can hold the text; as the site wrote it comes first, because a repair must not pass for a habit."""


class SiteArticle(NamedTuple):
    """What counts of an article."""

    site: str
    text: str


class ArticlesError(ValueError):
    """A file holds no articles that can be counted."""

    def __init__(self, path: Path, place: str, found: str) -> None:
        super().__init__(
            f"{path}{place}: {found}; give a dataset's folder, or JSON lines or Parquet with `site` and `text`"
        )


def read_articles(path: Path) -> Iterator[SiteArticle]:
    """Give the articles of a file (``.jsonl``, ``.parquet``) or of all such files in a folder, in the order of names.

    Of an article that comes again, with the same ``id``, only the first counts. Rows without site or text are
    passed over: they are rejections, or records of articles that went away.

    Raises:
        ArticlesError: there is no such file, or it is something else.
    """
    known = set[int]()
    for row in _rows(path):
        text = next((row[name] for name in _TEXTS if row.get(name)), None)
        if not text or not row.get("site"):
            continue
        if row.get("id") is not None:
            name = hash((row["site"], row["id"]))  # 8 bytes each, so that ten million articles fit into memory
            if name in known:
                continue
            known.add(name)
        yield SiteArticle(row["site"], text)


def read_all(paths: Iterable[Path]) -> Iterator[SiteArticle]:
    """Give the articles of several files or folders."""
    for path in paths:
        yield from read_articles(path)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    files = (
        sorted(found for kind in ("*.jsonl", "*.parquet") for found in path.rglob(kind)) if path.is_dir() else [path]
    )
    if not files or not path.exists():
        raise ArticlesError(path, "", "there is nothing to read")
    for file in files:
        yield from _segment_rows(file) if file.suffix == ".parquet" else _json_rows(file)


def _segment_rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with pq.ParquetFile(path) as file:
            wanted = [name for name in ("id", "site", *_TEXTS) if name in file.schema_arrow.names]
            if "text" not in wanted:
                return  # a segment of rejections
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=wanted):
                yield from batch.to_pylist()
    except (OSError, ValueError) as error:
        raise ArticlesError(path, "", f"it cannot be read ({error})") from error


def _json_rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ArticlesError(path, f":{number}", f"the line is no JSON ({error})") from error
            if not isinstance(row, dict):
                raise ArticlesError(path, f":{number}", "the line is no record")
            yield row
