"""The page index: every address of every site, what is known about it, and what is still to be fetched.

It is one SQLite file (WAL). It is the frontier too: requests are leased from it, and an address is done only when
its answer is archived and its links are stored, in one transaction. A process that is killed at any moment leaves
leases behind, which the next visit takes back; nothing else is lost.

An address is in one of three states: ``due`` (to be fetched in this visit or the next), ``leased`` (being fetched)
and ``done`` (nothing to do until ``next_due``).
"""

import json
import os
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.frontier import Fetch, Missing, PageKind, PageRequest, Validators, Visit

BUSY_TIMEOUT = 30.0  # seconds to wait for another process's write
VISIT_LEASE = timedelta(minutes=30)  # a visit that was not heard of for so long has lost its process
CARRY_ON = timedelta(days=1)  # an interrupted visit older than this is not carried on: its listings are stale
_ON_DEMAND = frozenset({PageKind.LISTING, PageKind.FEED, PageKind.SITEMAP})  # fetched whenever a page leads to them
_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})  # SQLite's names of a full disk
_MANY = 500  # values in one statement; SQLite allows 32,766

_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL, key TEXT NOT NULL, address TEXT NOT NULL, kind TEXT NOT NULL,
  method TEXT NOT NULL, body BLOB NOT NULL, headers TEXT NOT NULL, trail TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL, lease_until REAL, attempts INTEGER NOT NULL DEFAULT 0,
  first_visit INTEGER NOT NULL, last_visit INTEGER, first_seen REAL NOT NULL, next_due REAL,
  last_status INTEGER, last_fetch REAL, fails INTEGER NOT NULL DEFAULT 0, failure TEXT,
  misses INTEGER NOT NULL DEFAULT 0, missing_since REAL,
  etag TEXT, last_modified TEXT, payload_digest TEXT,
  archive_file TEXT, archive_offset INTEGER, archived_at REAL, record_id TEXT,
  UNIQUE (site, key)
);
CREATE INDEX IF NOT EXISTS page_queue ON page (site, state, priority DESC, id);
CREATE TABLE IF NOT EXISTS visit (
  site TEXT NOT NULL, number INTEGER NOT NULL, began REAL NOT NULL, ended REAL, reason TEXT,
  owner TEXT, until REAL NOT NULL,
  PRIMARY KEY (site, number)
);
"""


class SiteBusyError(RuntimeError):
    """Another living process is visiting the site."""


class IndexFullError(OSError):
    """The page index cannot be written because its disk is full."""


class IndexDamagedError(OSError):
    """The file of the page index is none, or cannot be read or written."""


def this_process() -> str:
    """Name of the running process, by which a visit's owner can be found dead."""
    return f"{socket.gethostname()} {os.getpid()}"


class PageIndex:
    """The page index in one SQLite file; one connection for each process that writes.

    Raises:
        IndexDamagedError: the file cannot be used.
        IndexFullError: from every method that writes, where the disk is full.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        try:
            self._database = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
            self._database.row_factory = sqlite3.Row
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise _unusable(path, error) from error

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._database.close()

    # Visits ----------------------------------------------------------------------------------------

    def begin_visit(self, site: str, now: datetime, recheck: timedelta | None = None) -> Visit:
        """Begin a visit, or carry on the last one if it was interrupted.

        A new visit makes due what may be due again: listings, feeds and sitemaps, failed addresses, and articles
        that were first seen within ``recheck`` (all of them where that is ``None``).

        Raises:
            SiteBusyError: a living process is visiting the site.
        """
        with self._writing():
            last = self._one("SELECT * FROM visit WHERE site = ? ORDER BY number DESC LIMIT 1", site)
            if last is not None and last["ended"] is None and _is_alive(last, now):
                raise SiteBusyError(f"{site}: process {last['owner']} is visiting it; wait for its end or stop it")
            self._run("UPDATE page SET state = 'due', lease_until = NULL WHERE site = ? AND state = 'leased'", site)
            if last is not None and last["ended"] is None and _time(last["began"]) > now - CARRY_ON:
                self._run(
                    "UPDATE visit SET owner = ?, until = ? WHERE site = ? AND number = ?",
                    *(this_process(), _seconds(now + VISIT_LEASE), site, last["number"]),
                )
                return Visit(site, last["number"], _time(last["began"]))
            return self._new_visit(site, last["number"] + 1 if last is not None else 1, now, recheck)

    def _new_visit(self, site: str, number: int, now: datetime, recheck: timedelta | None) -> Visit:
        self._run(
            "INSERT INTO visit (site, number, began, owner, until) VALUES (?, ?, ?, ?, ?)",
            *(site, number, _seconds(now), this_process(), _seconds(now + VISIT_LEASE)),
        )
        since = 0.0 if recheck is None else _seconds(now - recheck)
        self._run(
            "UPDATE page SET state = 'due' WHERE site = ? AND state = 'done' AND next_due <= ?"
            " AND (kind <> 'article' OR first_seen >= ?)",
            *(site, _seconds(now), since),
        )
        if recheck is None:
            self._run("UPDATE page SET state = 'due' WHERE site = ? AND kind = 'article' AND state = 'done'", site)
        self._run("UPDATE page SET attempts = 0 WHERE site = ? AND state = 'due'", site)
        return Visit(site, number, now)

    def end_visit(self, visit: Visit, now: datetime, reason: str) -> None:
        """End a visit; what is still due waits for the next."""
        with self._writing():
            self.release(visit.site)
            self._run(
                "UPDATE visit SET ended = ?, reason = ?, owner = NULL WHERE site = ? AND number = ?",
                *(_seconds(now), reason, visit.site, visit.number),
            )

    def interrupt_visit(self, visit: Visit, now: datetime) -> None:
        """Leave a visit so that the next one carries it on."""
        with self._writing():
            self.release(visit.site)
            self._run(
                "UPDATE visit SET owner = NULL, until = ? WHERE site = ? AND number = ?",
                *(_seconds(now), visit.site, visit.number),
            )

    def release(self, site: str) -> None:
        """Give back all leases of a site."""
        self._run("UPDATE page SET state = 'due', lease_until = NULL WHERE site = ? AND state = 'leased'", site)

    def expire_leases(self, site: str, now: datetime) -> int:
        """Give back the leases whose time is over; their number."""
        return self._run(
            "UPDATE page SET state = 'due', lease_until = NULL WHERE site = ? AND state = 'leased' AND lease_until <= ?",
            *(site, _seconds(now)),
        )

    # The frontier ----------------------------------------------------------------------------------

    def enqueue(self, visit: Visit, requests: Iterable[PageRequest], now: datetime) -> int:
        """Store requests; give the number of addresses that were not known before.

        A known article is left as it is: ``next_due`` decides when it is asked for again. A known listing, feed or
        sitemap that this visit has not fetched becomes due, with the new body (form posts carry a page's state).
        """
        with self._writing():
            return sum(self._enqueue(visit, request, now) for request in requests)

    def _enqueue(self, visit: Visit, request: PageRequest, now: datetime) -> bool:
        known = self._one(
            "SELECT id, state, kind, last_visit FROM page WHERE site = ? AND key = ?", visit.site, request.key
        )
        if known is None:
            self._run(
                "INSERT INTO page (site, key, address, kind, method, body, headers, trail, priority, state,"
                " first_visit, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'due', ?, ?)",
                *(visit.site, request.key, request.address, request.kind, request.method, request.body),
                *(json.dumps(dict(request.headers)), json.dumps(dict(request.trail)), request.priority),
                *(visit.number, _seconds(now)),
            )
            return True
        if known["state"] == "done" and known["kind"] in _ON_DEMAND and (known["last_visit"] or 0) < visit.number:
            self._run(
                "UPDATE page SET state = 'due', attempts = 0, body = ?, headers = ?, trail = ?, priority = ? WHERE id = ?",
                *(request.body, json.dumps(dict(request.headers)), json.dumps(dict(request.trail)), request.priority),
                known["id"],
            )
        return False

    def lease(self, visit: Visit, limit: int, now: datetime, seconds: float) -> list[PageRequest]:
        """Take the next requests, highest priority first; an expired lease counts as due."""
        with self._writing():
            self.expire_leases(visit.site, now)
            rows = self._all(
                "UPDATE page SET state = 'leased', lease_until = ? WHERE id IN"
                " (SELECT id FROM page WHERE site = ? AND state = 'due' ORDER BY priority DESC, id LIMIT ?) RETURNING *",
                *(_seconds(now) + seconds, visit.site, limit),
            )
            self._run(
                "UPDATE visit SET until = ? WHERE site = ? AND number = ?",
                *(_seconds(now + VISIT_LEASE) + seconds, visit.site, visit.number),
            )
        rows.sort(key=lambda row: (-row["priority"], row["id"]))  # RETURNING has no order
        return [_request(row) for row in rows]

    def done(
        self,
        visit: Visit,
        request: PageRequest,
        fetch: Fetch,
        next_due: datetime | None,
        links: Iterable[PageRequest] = (),
    ) -> int:
        """Settle an address together with the links of its page; the number of new addresses among them.

        ``request.kind`` is what the address turned out to be. The answer is remembered where it has a body that a
        later one can be compared with (2xx and 304).
        """
        with self._writing():
            self._run(
                "UPDATE page SET state = 'done', lease_until = NULL, attempts = 0, fails = 0, failure = NULL, misses = 0,"
                " missing_since = NULL, kind = ?, last_visit = ?, last_status = ?, last_fetch = ?, next_due = ?"
                " WHERE site = ? AND key = ?",
                *(request.kind, visit.number, fetch.status, _seconds(fetch.at), _seconds_or_none(next_due)),
                *(visit.site, request.key),
            )
            if fetch.archive_file is not None and (fetch.status < 300 or fetch.status == 304):
                self._store_answer(visit.site, request.key, fetch)
            return sum(self._enqueue(visit, link, fetch.at) for link in links)

    def _store_answer(self, site: str, key: str, fetch: Fetch) -> None:
        self._run(
            "UPDATE page SET etag = ?, last_modified = ?, payload_digest = ?, archive_file = ?, archive_offset = ?,"
            " archived_at = ?, record_id = ? WHERE site = ? AND key = ?",
            *(fetch.etag, fetch.last_modified, fetch.payload_digest, fetch.archive_file, fetch.archive_offset),
            *(_seconds_or_none(fetch.archived_at), fetch.record_id, site, key),
        )

    def gone(self, visit: Visit, key: str, status: int, now: datetime, next_due: datetime | None) -> None:
        """Settle an address where the page was not found; the misses in a row are counted."""
        self._run(
            "UPDATE page SET state = 'done', lease_until = NULL, attempts = 0, misses = misses + 1,"
            " missing_since = coalesce(missing_since, ?), last_visit = ?, last_status = ?, last_fetch = ?, next_due = ?"
            " WHERE site = ? AND key = ?",
            *(_seconds(now), visit.number, status, _seconds(now), _seconds_or_none(next_due), visit.site, key),
        )

    def retry(self, visit: Visit, key: str, failure: str) -> None:
        """Put a failed address back into this visit, behind the others."""
        self._run(
            "UPDATE page SET state = 'due', lease_until = NULL, attempts = attempts + 1, failure = ?,"
            " priority = priority - 10 WHERE site = ? AND key = ?",
            *(failure, visit.site, key),
        )

    def failed(
        self, visit: Visit, key: str, failure: str, status: int | None, now: datetime, next_due: datetime | None
    ) -> None:
        """Give an address up for this visit."""
        self._run(
            "UPDATE page SET state = 'done', lease_until = NULL, attempts = 0, fails = fails + 1, failure = ?,"
            " last_visit = ?, last_status = ?, last_fetch = ?, next_due = ? WHERE site = ? AND key = ?",
            *(failure, visit.number, status, _seconds(now), _seconds_or_none(next_due), visit.site, key),
        )

    # What is known ---------------------------------------------------------------------------------

    def last_fetch(self, site: str, key: str) -> Fetch | None:
        """The last archived answer of an address."""
        row = self._one("SELECT * FROM page WHERE site = ? AND key = ? AND archive_file IS NOT NULL", site, key)
        return None if row is None else _fetch(row)

    def comparable(self, site: str, key: str) -> Fetch | None:
        """The last archived answer if a new one may be a mere reference to it.

        While a page is missing there is none: what comes back, even unchanged, must be archived and read as a page.
        """
        row = self._one(
            "SELECT * FROM page WHERE site = ? AND key = ? AND archive_file IS NOT NULL AND misses = 0", site, key
        )
        return None if row is None else _fetch(row)

    def validators(self, site: str, key: str) -> Validators | None:
        """What to send so that an unchanged page need not be sent again, ``None`` where the server gave nothing."""
        last = self.comparable(site, key)
        return Validators(last.etag, last.last_modified) if last and (last.etag or last.last_modified) else None

    def known(self, site: str, keys: Sequence[str], before: int) -> set[str]:
        """Those of the addresses that were known before the visit number ``before`` began."""
        known: set[str] = set()
        for start in range(0, len(keys), _MANY):
            some = keys[start : start + _MANY]
            marks = ", ".join("?" * len(some))
            query = f"SELECT key FROM page WHERE site = ? AND first_visit < ? AND key IN ({marks})"  # noqa: S608
            known.update(row["key"] for row in self._all(query, site, before, *some))
        return known

    def misses(self, site: str, key: str) -> int:
        """How many visits in a row found an address gone."""
        row = self._one("SELECT misses FROM page WHERE site = ? AND key = ?", site, key)
        return 0 if row is None else int(row["misses"])

    def missing(self, site: str) -> Iterator[Missing]:
        """Articles that were there once and were not found last."""
        rows = self._all(
            "SELECT address, misses, missing_since FROM page WHERE site = ? AND kind = 'article' AND misses > 0"
            " AND payload_digest IS NOT NULL ORDER BY id",
            site,
        )
        return (Missing(row["address"], row["misses"], _time(row["missing_since"])) for row in rows)

    def due(self, site: str) -> int:
        """How many addresses of a site wait to be fetched."""
        row = self._one("SELECT count(*) AS n FROM page WHERE site = ? AND state = 'due'", site)
        return 0 if row is None else int(row["n"])

    def counts(self, site: str) -> dict[tuple[PageKind, str], int]:
        """Number of addresses by kind and state."""
        rows = self._all("SELECT kind, state, count(*) AS n FROM page WHERE site = ? GROUP BY kind, state", site)
        return {(PageKind(row["kind"]), row["state"]): row["n"] for row in rows}

    # SQLite ----------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction; inside another one, a part of it."""
        if self._database.in_transaction:
            yield
            return
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._run("COMMIT")

    def _run(self, query: str, *values: object) -> int:
        try:
            return self._database.execute(query, values).rowcount
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname in _FULL:
                raise _unusable(self.path, error) from error
            raise

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        return self._database.execute(query, values).fetchall()

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._database.execute(query, values).fetchone()
        return row


def _unusable(path: Path, error: sqlite3.DatabaseError) -> OSError:
    if error.sqlite_errorname in _FULL:
        return IndexFullError(f"{path}: the disk is full; nothing stored is lost, free some space")
    return IndexDamagedError(
        f"{path} cannot be used as the page index: {error}; restore it from a copy, or move it away and every page is"
        " asked for again"
    )


def _is_alive(visit: sqlite3.Row, now: datetime) -> bool:
    """Whether the owner of an open visit may still be at work."""
    if visit["owner"] is None or visit["until"] <= _seconds(now):
        return False
    host, _, process = visit["owner"].rpartition(" ")
    if host != socket.gethostname():
        return True
    if int(process) == os.getpid():
        return False
    return _runs(int(process))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, and belongs to somebody else
        return True
    return True


def _request(row: sqlite3.Row) -> PageRequest:
    return PageRequest(
        *(row["key"], row["address"], PageKind(row["kind"]), row["method"], row["body"]),
        *(json.loads(row["headers"]), json.loads(row["trail"]), row["priority"], row["attempts"]),
    )


def _fetch(row: sqlite3.Row) -> Fetch:
    return Fetch(
        *(row["last_status"], _time(row["last_fetch"]), row["etag"], row["last_modified"], row["payload_digest"]),
        *(row["archive_file"], row["archive_offset"], _time(row["archived_at"]), row["record_id"]),
    )


def _seconds(time: datetime) -> float:
    return time.timestamp()


def _seconds_or_none(time: datetime | None) -> float | None:
    return None if time is None else time.timestamp()


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_shared: dict[Path, list[PageIndex]] = {}


def open_shared(path: Path) -> PageIndex:
    """Open the page index that all crawls of this process share; each gives it back with ``close_shared``."""
    users = _shared.setdefault(path.absolute(), [])
    users.append(users[0] if users else PageIndex(path))
    return users[0]


def close_shared(index: PageIndex) -> None:
    """Give a shared page index back; the last one to do so closes it."""
    users = _shared[index.path.absolute()]
    users.pop()
    if not users:
        del _shared[index.path.absolute()]
        index.close()
