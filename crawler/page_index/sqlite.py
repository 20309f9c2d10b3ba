"""The page index in one SQLite file (WAL)."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from crawler.frontier import Fetch, LastVisit, Leased, Missing, PageKind, PageRequest, Reading, Visit
from crawler.page_index import statements as sql
from crawler.page_index.interface import IndexDamagedError, IndexFullError, SiteBusyError
from crawler.page_index.owners import VISIT_LEASE, may_live, this_process
from crawler.page_index.rows import fetch_row, read_fetch, read_leased, read_missing, request_row, to_seconds, to_time

BUSY_TIMEOUT = 30.0  # seconds to wait for another process's write
CARRY_ON = timedelta(days=1)  # an interrupted visit older than this is not carried on: its listings are stale
_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})  # SQLite's names of a full disk
_MANY = 500  # values in one statement; SQLite allows 32,766


class SqlitePageIndex:
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
        if not is_new and found != sql.FORMAT:
            raise sqlite3.DatabaseError(f"found format {found}, expected {sql.FORMAT}")
        self._database.executescript(f"{sql.TABLES} PRAGMA user_version = {sql.FORMAT};")

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._database.close()

    # Visits ----------------------------------------------------------------------------------------

    def begin_visit(self, site: str, now: datetime, due_before: datetime | None) -> Visit:
        """See `PageIndex.begin_visit`."""
        owned = {"site": site, "owner": this_process(), "until": to_seconds(now + VISIT_LEASE)}
        with self._writing():
            last = self._one(sql.LAST_VISIT, site=site)
            is_open = last is not None and last["ended"] is None
            if last is not None and is_open and may_live(last["owner"], to_time(last["until"]), now):
                raise SiteBusyError(f"{site}: process {last['owner']} is visiting it; wait for its end or stop it")
            self._run(sql.RELEASE, site=site)
            if last is not None and is_open and to_time(last["began"]) > now - CARRY_ON:
                self._run(sql.CARRY_ON, number=last["number"], **owned)
                return Visit(site, last["number"], to_time(last["began"]))
            visit = Visit(site, last["number"] + 1 if last is not None else 1, now)
            self._run(sql.NEW_VISIT, number=visit.number, began=to_seconds(now), **owned)
            self._make_due(site, now if due_before is None else due_before)
            if due_before is None:
                self._run(sql.MAKE_ARTICLES_DUE, site=site)
            return visit

    def _make_due(self, site: str, before: datetime) -> None:
        self._run(sql.MAKE_DUE, site=site, before=to_seconds(before))
        self._run(sql.FORGET_ATTEMPTS, site=site)

    def end_visit(self, visit: Visit, now: datetime, reason: str) -> None:
        """See `PageIndex.end_visit`."""
        with self._writing():
            self._run(sql.RELEASE, site=visit.site)
            self._run(sql.END_VISIT, site=visit.site, number=visit.number, ended=to_seconds(now), reason=reason)

    def interrupt_visit(self, visit: Visit, now: datetime) -> None:
        """See `PageIndex.interrupt_visit`."""
        with self._writing():
            self._run(sql.RELEASE, site=visit.site)
            self._run(sql.CARRY_ON, site=visit.site, number=visit.number, owner=None, until=to_seconds(now))

    def last_visits(self) -> dict[str, LastVisit]:
        """See `PageIndex.last_visits`."""
        rows = self._database.execute(sql.LAST_VISITS)
        return {row["site"]: LastVisit(to_time(row["began"]), row["ended"] is not None) for row in rows}

    # The frontier ----------------------------------------------------------------------------------

    def enqueue(self, visit: Visit, requests: Iterable[PageRequest], now: datetime) -> int:
        """See `PageIndex.enqueue`."""
        with self._writing():
            return sum(self._enqueue(visit, request, now) for request in requests)

    def _enqueue(self, visit: Visit, request: PageRequest, now: datetime) -> bool:
        row = request_row(request) | {"site": visit.site, "visit": visit.number, "now": to_seconds(now)}
        if self._run(sql.STORE, **row):
            return True
        self._run(sql.ASK_ON_DEMAND, **row)
        return False

    def lease(self, visit: Visit, limit: int, now: datetime, seconds: float) -> list[Leased]:
        """See `PageIndex.lease`."""
        until = now + timedelta(seconds=seconds)
        with self._writing():
            self._run(sql.EXPIRE, site=visit.site, now=to_seconds(now))
            rows = self._all(sql.LEASE, site=visit.site, most=limit, until=to_seconds(until))
            owned = {"owner": this_process(), "until": to_seconds(until + VISIT_LEASE)}
            self._run(sql.CARRY_ON, site=visit.site, number=visit.number, **owned)
        rows.sort(key=lambda row: (-row["priority"], row["id"]))  # RETURNING has no order
        return [read_leased(row) for row in rows]

    def done(
        self,
        visit: Visit,
        request: PageRequest,
        fetch: Fetch,
        next_due: datetime | None,
        links: Iterable[PageRequest] = (),
    ) -> int:
        """See `PageIndex.done`."""
        settled = self._key(visit, request.key) | {"kind": request.kind.value, "status": fetch.status}
        settled |= {"at": to_seconds(fetch.at), "next_due": to_seconds(next_due)}
        with self._writing():
            if fetch.archive_file is not None and (fetch.status < 300 or fetch.status == 304):
                self._run(sql.DONE_AND_ARCHIVED, **settled, **fetch_row(fetch))
            else:
                self._run(sql.DONE, **settled)
            return sum(self._enqueue(visit, link, fetch.at) for link in links)

    def gone(self, visit: Visit, key: str, status: int, now: datetime, next_due: datetime | None) -> None:
        """See `PageIndex.gone`."""
        times = {"now": to_seconds(now), "next_due": to_seconds(next_due)}
        self._run(sql.GONE, **self._key(visit, key), status=status, **times)

    def retry(self, visit: Visit, key: str, failure: str) -> None:
        """See `PageIndex.retry`."""
        self._run(sql.RETRY, site=visit.site, key=key, failure=failure)

    def failed(
        self, visit: Visit, key: str, failure: str, status: int | None, now: datetime, next_due: datetime | None
    ) -> None:
        """See `PageIndex.failed`."""
        times = {"now": to_seconds(now), "next_due": to_seconds(next_due)}
        self._run(sql.FAILED, **self._key(visit, key), failure=failure, status=status, **times)

    def note_readings(self, site: str, readings: Iterable[Reading]) -> None:
        """See `PageIndex.note_readings`."""
        with self._writing():
            for reading in readings:
                statement = sql.ARTICLE_READ if reading.missed_at is None else sql.ARTICLE_MISSED
                times = {"stood_since": to_seconds(reading.stood_since), "at": to_seconds(reading.missed_at)}
                self._run(statement, site=site, key=reading.key, next_due=to_seconds(reading.next_due), **times)

    @staticmethod
    def _key(visit: Visit, key: str) -> dict[str, object]:
        return {"site": visit.site, "visit": visit.number, "key": key}

    # What is known ---------------------------------------------------------------------------------

    def last_fetch(self, site: str, key: str) -> Fetch | None:
        """See `PageIndex.last_fetch`."""
        row = self._one(sql.LAST_FETCH, site=site, key=key)
        return None if row is None else read_fetch(row)

    def known(self, site: str, keys: Sequence[str], before: int) -> set[str]:
        """See `PageIndex.known`."""
        known: set[str] = set()
        for start in range(0, len(keys), _MANY):
            some = keys[start : start + _MANY]
            marks = ", ".join("?" * len(some))
            query = f"SELECT key FROM page WHERE site = ? AND first_visit < ? AND key IN ({marks})"  # noqa: S608
            known.update(row["key"] for row in self._database.execute(query, (site, before, *some)))
        return known

    def missing(self, site: str) -> Iterator[Missing]:
        """See `PageIndex.missing`."""
        return map(read_missing, self._all(sql.MISSING, site=site))

    def due(self, site: str) -> int:
        """See `PageIndex.due`."""
        row = self._one(sql.NUMBER_DUE, site=site)
        return 0 if row is None else int(row["n"])

    def counts(self, site: str) -> dict[tuple[PageKind, str], int]:
        """See `PageIndex.counts`."""
        return {(PageKind(row["kind"]), row["state"]): row["n"] for row in self._all(sql.COUNTS, site=site)}

    # The file --------------------------------------------------------------------------------------

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

    def _all(self, query: str, **values: object) -> list[sqlite3.Row]:
        return self._database.execute(query, values).fetchall()

    def _one(self, query: str, **values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._database.execute(query, values).fetchone()
        return row


def _unusable(path: Path, error: sqlite3.DatabaseError) -> OSError:
    if getattr(error, "sqlite_errorname", "") in _FULL:
        return IndexFullError(f"{path}: the disk is full; nothing stored is lost, free some space")
    return IndexDamagedError(
        f"{path} cannot be used as the page index: {error}; restore it from a copy, or move it away and every page is"
        " asked for again"
    )
