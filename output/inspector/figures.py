"""Figures over the whole dataset, by DuckDB from its Parquet files: by site, month, day, rule and flag.

They are made once for a version and kept in the index: SQLite takes seconds for what DuckDB does in a fraction of one,
and no page waits for either.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from pydantic import AwareDatetime, Field

from cleaning.record import Record
from output.history import History
from output.manifest import SEGMENTS
from output.schema import ENDED

_MEMORY: Final = "160MB"
_THREADS: Final = 2
_ARCHIVE_FILE: Final = re.compile(r"(?P<site>[^/]+)/(?P<began>\d{8}T\d{6}Z)-.*")
_NAME: Final = "figures"  # in the table ``figure``


class SiteFigures(Record):
    """Figures of one site; of articles that are on the web."""

    site: str
    """Name of the site, empty for articles without one."""
    articles: int
    """Articles."""
    revised: int
    """Articles that changed since they were first seen."""
    edited: int
    """Articles with an edit."""
    last_published: date | None
    """Newest day of publication."""
    months: Mapping[str, int]
    """Month (``2024-03``) to the articles published in it."""


class RuleFigures(Record):
    """What one rule did in the articles that are on the web."""

    edits: int
    """Edits, or blocks taken out."""
    articles: int
    """Articles with one."""
    sites: Mapping[str, int]
    """Site to edits."""


class Figures(Record):
    """Figures of one version."""

    sites: tuple[SiteFigures, ...] = ()
    """By site, in alphabetical order."""
    days: Mapping[str, int] = Field(default_factory=dict)
    """Day (``2024-03-31``) to the articles published on it."""
    rules: Mapping[str, RuleFigures] = Field(default_factory=dict)
    """By rule that edits."""
    stripped: Mapping[str, RuleFigures] = Field(default_factory=dict)
    """By rule that takes blocks out."""
    flags: Mapping[str, int] = Field(default_factory=dict)
    """Flag to the articles that have it."""
    rejections: Mapping[str, Mapping[str, int]] = Field(default_factory=dict)
    """Reason to site to pages that are no articles."""
    news: Mapping[str, Mapping[str, int]] = Field(default_factory=dict)
    """Site to what the latest version brought: event of the log to the articles."""
    visited: Mapping[str, AwareDatetime] = Field(default_factory=dict)
    """Site to the beginning of its latest visit that a version has read (UTC)."""


def keep_figures(database: sqlite3.Connection, history: History) -> None:
    """Make the figures of the dataset as the index has it, and keep them there."""
    written = make_figures(database, history).model_dump_json()
    database.execute("INSERT OR REPLACE INTO figure VALUES (?, ?)", (_NAME, written))


def kept_figures(database: sqlite3.Connection) -> Figures:
    """The figures that the index keeps; empty ones before the first version."""
    row = database.execute("SELECT value FROM figure WHERE name = ?", (_NAME,)).fetchone()
    return _parse(row[0]) if row else Figures()


@lru_cache(2)  # of this version, and of the one before while answers are still made from it
def _parse(written: str) -> Figures:
    return Figures.model_validate_json(written)


def make_figures(database: sqlite3.Connection, history: History) -> Figures:
    """Read the figures from the segments; ``database`` knows which of their rows are current."""
    files = dict(
        database.execute("SELECT file, number FROM segment WHERE number IN (SELECT DISTINCT segment FROM article)")
    )
    if not files:
        return Figures(rejections=_rejections(database), visited=_visited(history))
    with TemporaryDirectory(prefix="danvan-") as spill, duckdb.connect(config=_CONFIG) as engine:
        engine.execute("SET temp_directory = ?", [spill])  # its own choice is a folder wherever the process was started
        engine.execute("SET enable_progress_bar = false")  # it would be drawn on whatever standard output is
        _open(engine, history.folder / SEGMENTS, files, _current(database))
        return Figures(
            sites=tuple(_sites(engine)),
            days={str(day): count for day, count in _rows(engine, _DAYS)},
            rules=_by_rule(engine, "list_concat(edits, title_edits)"),
            stripped=_by_rule(engine, "stripped"),
            flags=dict(_rows(engine, _FLAGS)),
            rejections=_rejections(database),
            news=_news(engine, database),
            visited=_visited(history),
        )


_CONFIG: Final[dict[str, Any]] = {
    "memory_limit": _MEMORY,
    "threads": _THREADS,
    "preserve_insertion_order": False,
    "autoinstall_known_extensions": False,  # nothing is fetched
    "autoload_known_extensions": False,
}
_DAYS: Final = "SELECT published_on, count(*) FROM article WHERE published_on IS NOT NULL GROUP BY 1 ORDER BY 1"
_FLAGS: Final = "SELECT flag, count(*) FROM (SELECT unnest(flags) AS flag FROM article) GROUP BY 1 ORDER BY 1"
_SITES: Final = """
SELECT coalesce(site, ''), count(*), count_if(revision > 1), count_if(len(edits) > 0), max(published_on)
FROM article GROUP BY 1 ORDER BY 1
"""
_MONTHS: Final = """
SELECT coalesce(site, ''), strftime(published_on, '%Y-%m'), count(*)
FROM article WHERE published_on IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
_NEWS: Final = """
SELECT coalesce(site, ''), event, count(DISTINCT hash(id))
FROM log JOIN file ON log.filename = file.path WHERE segment IN ({numbers}) GROUP BY 1, 2 ORDER BY 1, 2
"""
_RULES: Final = """
WITH part AS (SELECT coalesce(site, '') AS site,
                flatten(list_transform({column}, lambda edit: string_split(edit.rule, '+'))) AS rules FROM article),
     one AS (SELECT site, unnest(map_entries(list_histogram(rules))) AS counted FROM part)
SELECT counted.key, site, sum(counted.value)::BIGINT, count(*) FROM one GROUP BY 1, 2 ORDER BY 1, 2
"""
# Counted article by article: distinct ids of a million articles would have to be held, and do not fit.


def _current(database: sqlite3.Connection) -> pa.Table:
    """Segment and place of every article that is on the web."""
    places = database.execute("SELECT segment << 32 | place FROM article WHERE gone = 0")
    numbers = np.fromiter((place for (place,) in places), np.int64)
    return pa.table({"segment": numbers >> 32, "place": numbers & 0xFFFFFFFF})


def _rejections(database: sqlite3.Connection) -> dict[str, dict[str, int]]:
    found = defaultdict[str, dict[str, int]](dict)
    for reason, site, count in database.execute(
        "SELECT reason, coalesce(site, ''), count(*) FROM rejection GROUP BY 1, 2"
    ):
        found[reason][site] = count
    return found


def _visited(history: History) -> dict[str, datetime]:
    """The latest visits, by the names of the archive files that were read: ``site/20260301T083000Z-00001.warc.gz``."""
    visited = dict[str, datetime]()
    for file in history.consumed():
        if named := _ARCHIVE_FILE.fullmatch(file):
            began = datetime.strptime(named["began"], "%Y%m%dT%H%M%S%z")
            visited[named["site"]] = max(began, visited.get(named["site"], began))
    return visited


def _news(engine: duckdb.DuckDBPyConnection, database: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """What the latest version brought; rows that end an article name no site."""
    latest = database.execute("SELECT number FROM segment WHERE version = (SELECT max(version) FROM segment)")
    numbers = ", ".join(str(number) for (number,) in latest)
    found = defaultdict[str, dict[str, int]](dict)
    for site, event, count in _rows(engine, _NEWS.format(numbers=numbers)):
        found[site][event] = count
    return found


def _open(engine: duckdb.DuckDBPyConnection, folder: Path, files: Mapping[str, int], current: pa.Table) -> None:
    """Define ``article``: the current rows of the segments."""
    engine.register("current_row", current)
    paths = {str(folder / file): number for file, number in files.items()}
    engine.register("file", pa.table({"path": list(paths), "segment": list(paths.values())}))
    engine.read_parquet(list(paths), filename=True, file_row_number=True, union_by_name=True).create_view("log")
    ended = ", ".join(f"'{event}'" for event in sorted(ENDED))
    engine.execute(
        "CREATE VIEW article AS SELECT log.* FROM log JOIN file ON log.filename = file.path"  # noqa: S608 - our own names
        " JOIN current_row ON current_row.segment = file.segment AND current_row.place = log.file_row_number"
        f" WHERE event NOT IN ({ended})"
    )


def _rows(engine: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return engine.execute(query).fetchall()


def _sites(engine: duckdb.DuckDBPyConnection) -> list[SiteFigures]:
    months = defaultdict[str, dict[str, int]](dict)
    for site, month, count in _rows(engine, _MONTHS):
        months[site][month] = count
    names = ("site", "articles", "revised", "edited", "last_published")
    return [
        SiteFigures.model_validate({**dict(zip(names, row, strict=True)), "months": months[row[0]]})
        for row in _rows(engine, _SITES)
    ]


def _by_rule(engine: duckdb.DuckDBPyConnection, column: str) -> dict[str, RuleFigures]:
    found = defaultdict[str, list[tuple[str, int, int]]](list)
    for rule, site, edits, articles in _rows(engine, _RULES.format(column=column)):
        found[rule].append((site, edits, articles))
    return {
        rule: RuleFigures(
            edits=sum(edits for _, edits, _ in rows),
            articles=sum(articles for _, _, articles in rows),
            sites={site: edits for site, edits, _ in rows},
        )
        for rule, rows in found.items()
    }
