"""The page index in a PostgreSQL database, which any number of machines share."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import cast

from pg8000.native import Connection, DatabaseError, InterfaceError

from crawler.frontier import PageRequest, Visit
from crawler.page_index import statements as sql
from crawler.page_index.interface import IndexDamagedError, IndexFullError, IndexLostError
from crawler.page_index.postgres_address import connection_arguments, without_password
from crawler.page_index.rows import Row, request_row, to_seconds
from crawler.page_index.tables import TablePageIndex

MAKING = 0x64616E76616E  # key of the advisory lock under which tables are made
COMMITTING = MAKING + 1  # of that under which versions of the dataset are committed
ASK_EVERY = 1.0  # seconds between two tries to get the turn to commit; asking costs less than it takes to wait in line
DIALS = 5  # tries to be heard by a server; of refusals, every third or so was lost
_FULL = "53100"  # SQLSTATE disk_full
_SHUT_DOWN = "57P0"  # SQLSTATE of the server's own end, and of connections that it ends
_LOST = (InterfaceError, OSError)
_SETTINGS = (  # a crash of the server may take half a second of settled pages back, as with SQLite: they are due again
    "SET synchronous_commit = off",
    "SET idle_in_transaction_session_timeout = '60s'",  # a machine that is cut off holds no row for longer
)


class PostgresPageIndex(TablePageIndex):
    """A `PageIndex` in a database; one connection for each process that uses it.

    A connection that is found broken is made anew once, before anything of a transaction was sent.

    Raises:
        IndexDamagedError: the database cannot be used.
        IndexLostError: from every method, where the connection breaks and cannot be made anew.
    """

    def __init__(self, address: str) -> None:
        self.address = without_password(address)
        self._is_writing = False
        try:
            self._arguments = connection_arguments(address)
            self._connection = self._connect()
        except (DatabaseError, ValueError, *_LOST) as error:
            raise self._unusable(error) from error
        try:
            self._make_tables()
        except (DatabaseError, *_LOST) as error:
            self.close()
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self.address} cannot be used as the page index: {_words(error)}; check that the server runs, that the"
            " database exists, and the user's rights"
        )

    def close(self) -> None:
        """Close the connection; what was written stays."""
        with suppress(*_LOST):
            self._connection.close()

    @contextmanager
    def committing(self) -> Iterator[None]:
        """See `PageIndex.committing`."""
        while not self._all("SELECT pg_try_advisory_lock(:key) AS mine", key=COMMITTING)[0]["mine"]:
            time.sleep(ASK_EVERY)
        try:
            yield
        finally:
            with suppress(IndexLostError):
                self._all("SELECT pg_advisory_unlock(:key)", key=COMMITTING)

    def _connect(self) -> Connection:
        connection = self._dial()
        for statement in _SETTINGS:
            connection.run(statement)
        return connection

    def _dial(self) -> Connection:
        """Ask again where the server hung up: it may do so before the reason that it gives is read."""
        for _ in range(DIALS - 1):
            with suppress(InterfaceError):
                return Connection(**self._arguments)
        return Connection(**self._arguments)

    def _make_tables(self) -> None:
        ((encoding,),) = self._connection.run("SHOW server_encoding")
        if encoding != "UTF8":
            raise InterfaceError(f"found a database in {encoding}, expected one in UTF8")
        with self._writing():
            self._run("SELECT pg_advisory_xact_lock(:key)", key=MAKING)
            found = self._format()
            if found not in (None, sql.FORMAT):
                raise InterfaceError(f"found format {found}, expected {sql.FORMAT}")
            if found is None:
                for statement in map(self._in_dialect, sql.TABLES):
                    self._run(statement)
                self._run(f"COMMENT ON TABLE page IS '{_COMMENT}{sql.FORMAT}'")

    def _format(self) -> int | None:
        """The format of the tables, ``None`` where there are none."""
        (row,) = self._all(
            "SELECT to_regclass('page') IS NOT NULL AS known, obj_description(to_regclass('page')) AS says"
        )
        if not row["known"]:
            return None
        says = str(row["says"] or "")
        return int(says.removeprefix(_COMMENT)) if says.startswith(_COMMENT) else 0

    # What `TablePageIndex` builds on ---------------------------------------------------------------

    @property
    def _dialect(self) -> sql.Dialect:
        return sql.POSTGRESQL

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._again("BEGIN", {})
        self._is_writing = True
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            with suppress(DatabaseError, *_LOST):  # the server undoes what is not committed
                self._connection.run("ROLLBACK")
            raise
        finally:
            self._is_writing = False

    def _enqueue(self, visit: Visit, requests: Iterable[PageRequest], now: datetime) -> int:
        rows: dict[str, dict[str, object]] = {}
        for place, request in enumerate(requests):
            row = request_row(request) | {"body": request.body.hex(), "place": place}
            rows.setdefault(request.key, row)
        if not rows:
            return 0
        values = {"site": visit.site, "visit": visit.number, "items": json.dumps(list(rows.values()))}
        self._run(sql.ASK_ALL_ON_DEMAND, **values)
        return self._run(sql.STORE_ALL, now=to_seconds(now), **values)

    def _run(self, query: str, **values: object) -> int:
        self._answer(query, values)
        return int(self._connection.row_count)

    def _all(self, query: str, **values: object) -> list[Row]:
        rows = (self._answer if self._is_writing else self._again)(query, values)
        names = [column["name"] for column in self._connection.columns]
        return [cast("Row", dict(zip(names, row, strict=True))) for row in rows]

    def _again(self, query: str, values: dict[str, object]) -> list[list[object]]:
        """The answer to a statement that may be sent twice; over a new connection where the old one broke."""
        try:
            return self._answer(query, values)
        except IndexLostError:
            self.close()
            with suppress(DatabaseError, *_LOST):
                self._connection = self._connect()
            return self._answer(query, values)

    def _answer(self, query: str, values: dict[str, object]) -> list[list[object]]:
        storable = {name: _storable(value) for name, value in values.items()}
        try:
            return self._connection.run(query, **storable) or []
        except DatabaseError as error:
            code = str(error.args[0].get("C"))
            if code == _FULL:
                raise IndexFullError(
                    f"{self.address}: the disk is full; nothing stored is lost, free some space"
                ) from error
            if code.startswith(_SHUT_DOWN):
                raise self._lost(error) from error
            raise
        except _LOST as error:
            raise self._lost(error) from error

    def _lost(self, error: Exception) -> IndexLostError:
        return IndexLostError(f"{self.address}: the connection broke: {_words(error)}; the next run carries on")


_COMMENT = "danvan page index, format "


def _storable(value: object) -> object:
    """A value as PostgreSQL takes it: its texts hold no NUL, alone or as an escape in JSON."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return str(said.get("M", said)) if isinstance(said, dict) else str(said) or type(error).__name__
