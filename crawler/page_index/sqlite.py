"""The page index in one SQLite file (WAL)."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import cast

from crawler.frontier import PageRequest, Visit
from crawler.page_index import statements as sql
from crawler.page_index.interface import IndexDamagedError, IndexFullError
from crawler.page_index.rows import Row, request_row, to_seconds
from crawler.page_index.tables import TablePageIndex

BUSY_TIMEOUT = 30.0  # seconds to wait for another process's write
_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})  # SQLite's names of a full disk
_FROM_2 = ("ALTER TABLE visit DROP COLUMN owner", "ALTER TABLE visit DROP COLUMN until")  # they stand in ``claim`` now


class SqlitePageIndex(TablePageIndex):
    """A `PageIndex` in a file; one connection for each process that writes.

    Raises:
        IndexDamagedError: the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        try:
            self._database = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise _unusable(path, error) from error
        try:
            self._database.row_factory = sqlite3.Row
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._make_tables()
        except sqlite3.DatabaseError as error:
            self._database.close()
            raise _unusable(path, error) from error

    def _make_tables(self) -> None:
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        is_new = self._one("SELECT 1 FROM sqlite_schema") is None
        if found == sql.FORMAT:
            return
        if not is_new and found != 2:
            raise sqlite3.DatabaseError(f"found format {found}, expected {sql.FORMAT}")
        with self._writing():
            for statement in (*(_FROM_2 if found == 2 else ()), *map(self._in_dialect, sql.TABLES)):
                self._run(statement)
            self._run(f"PRAGMA user_version = {sql.FORMAT}")

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._database.close()

    def committing(self) -> AbstractContextManager[None]:
        """See `PageIndex.committing`."""
        return nullcontext()

    @property
    def _dialect(self) -> sql.Dialect:
        return sql.SQLITE

    def _enqueue(self, visit: Visit, requests: Iterable[PageRequest], now: datetime) -> int:
        return sum(self._enqueue_one(visit, request, now) for request in requests)

    def _enqueue_one(self, visit: Visit, request: PageRequest, now: datetime) -> bool:
        row = request_row(request) | {"site": visit.site, "visit": visit.number, "now": to_seconds(now)}
        if self._run(sql.STORE, **row):
            return True
        self._run(sql.ASK_ON_DEMAND, **row)
        return False

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._run("COMMIT")

    def _run(self, query: str, **values: object) -> int:
        try:
            return self._database.execute(query, values).rowcount
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname in _FULL:
                raise _unusable(self.path, error) from error
            raise

    def _all(self, query: str, **values: object) -> list[Row]:
        return cast("list[Row]", self._database.execute(query, values).fetchall())


def _unusable(path: Path, error: sqlite3.DatabaseError) -> OSError:
    if getattr(error, "sqlite_errorname", "") in _FULL:
        return IndexFullError(f"{path}: the disk is full; nothing stored is lost, free some space")
    return IndexDamagedError(
        f"{path} cannot be used as the page index: {error}; restore it from a copy, or move it away and every page is"
        " asked for again"
    )
