"""The page index in the tables of a database, in the SQL that SQLite and PostgreSQL have in common."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from crawler.frontier import Fetch, LastVisit, Leased, Missing, PageKind, PageRequest, Reading, Visit
from crawler.page_index import statements as sql
from crawler.page_index.interface import SiteBusyError
from crawler.page_index.owners import CLAIM_LEASE, Owner, may_live, this_process
from crawler.page_index.rows import Row, fetch_row, read_fetch, read_leased, read_missing, to_seconds, to_time

CARRY_ON = timedelta(days=1)  # an interrupted visit older than this is not carried on: its listings are stale


class TablePageIndex(ABC):
    """A `PageIndex` in tables; its subclasses know the database, and the few statements that differ."""

    # Visits ----------------------------------------------------------------------------------------

    def begin_visit(self, site: str, now: datetime, due_before: datetime | None) -> Visit:
        """See `PageIndex.begin_visit`."""
        self._know([site])
        with self._writing():
            self._take(site, now)
            last = self._one(sql.LAST_VISIT, site=site)
            self._run(sql.RELEASE, site=site)
            if last is not None and last["ended"] is None and to_time(last["began"]) > now - CARRY_ON:
                return Visit(site, last["number"], to_time(last["began"]))
            visit = Visit(site, last["number"] + 1 if last is not None else 1, now)
            self._run(sql.NEW_VISIT, site=site, number=visit.number, began=to_seconds(now))
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
            if self._is_mine(visit.site):
                self._run(sql.RELEASE, site=visit.site)
                self._run(sql.END_VISIT, site=visit.site, number=visit.number, ended=to_seconds(now), reason=reason)

    def interrupt_visit(self, visit: Visit) -> None:
        """See `PageIndex.interrupt_visit`."""
        with self._writing():
            if self._is_mine(visit.site):
                self._run(sql.RELEASE, site=visit.site)

    def last_visits(self) -> dict[str, LastVisit]:
        """See `PageIndex.last_visits`."""
        rows = self._all(sql.LAST_VISITS)
        return {row["site"]: LastVisit(to_time(row["began"]), row["ended"] is not None) for row in rows}

    # Who visits what -------------------------------------------------------------------------------

    def claim(self, sites: Sequence[str], now: datetime) -> str | None:
        """See `PageIndex.claim`."""
        self._know(sites)
        with self._writing():
            self._free_what_the_dead_hold(now)
            free = self._one(self._in_dialect(sql.FREE_SITE), items=json.dumps(sites), now=to_seconds(now))
            if free is None:
                return None
            self._take(free["site"], now)
            return str(free["site"])

    def renew(self, now: datetime) -> None:
        """See `PageIndex.renew`."""
        with self._writing():
            self._run(sql.RENEW, owner=this_process(), until=to_seconds(now + CLAIM_LEASE))

    def release(self, site: str | None = None) -> None:
        """See `PageIndex.release`."""
        with self._writing():
            if site is None:
                self._run(sql.RELEASE_ALL, owner=this_process())
            else:
                self._run(sql.RELEASE_SITE, owner=this_process(), site=site)

    def claimed_by_others(self, now: datetime) -> set[str]:
        """See `PageIndex.claimed_by_others`."""
        return {row["site"] for row in self._all(sql.CLAIMED, owner=this_process(), now=to_seconds(now))}

    def _free_what_the_dead_hold(self, now: datetime) -> None:
        for row in self._all(sql.OWNERS, now=to_seconds(now)):
            if row["owner"] != this_process() and not may_live(row["owner"], now + CLAIM_LEASE, now):
                self._run(sql.RELEASE_ALL, owner=row["owner"])

    def _know(self, sites: Sequence[str]) -> None:
        with self._writing():
            self._run(self._in_dialect(sql.KNOW_SITES), items=json.dumps(sites))

    def _take(self, site: str, now: datetime) -> None:
        owner = self._owner(site)
        if may_live(owner.name, owner.until, now):
            raise SiteBusyError(f"{site}: process {owner.name} is visiting it; wait for its end or stop it")
        self._run(sql.TAKE, site=site, owner=this_process(), until=to_seconds(now + CLAIM_LEASE))

    def _is_mine(self, site: str) -> bool:
        return self._owner(site).name == this_process()

    def _owner(self, site: str) -> Owner:
        """The owner of a site, which cannot change before the transaction ends."""
        row = self._one(self._in_dialect(sql.OWNER_OF), site=site)
        return Owner(None, to_time(0)) if row is None else Owner(row["owner"], to_time(row["until"]))

    # The frontier ----------------------------------------------------------------------------------

    def enqueue(self, visit: Visit, requests: Iterable[PageRequest], now: datetime) -> int:
        """See `PageIndex.enqueue`."""
        with self._writing():
            return self._enqueue(visit, requests, now)

    def lease(self, visit: Visit, limit: int, now: datetime, seconds: float) -> list[Leased]:
        """See `PageIndex.lease`."""
        until = now + timedelta(seconds=seconds)
        with self._writing():
            if not self._is_mine(visit.site):
                raise SiteBusyError(f"{visit.site}: process {self._owner(visit.site).name} has taken it over")
            self._run(sql.EXPIRE, site=visit.site, now=to_seconds(now))
            rows = self._all(sql.LEASE, site=visit.site, most=limit, until=to_seconds(until))
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
            return self._enqueue(visit, links, fetch.at)

    def gone(self, visit: Visit, key: str, status: int, now: datetime, next_due: datetime | None) -> None:
        """See `PageIndex.gone`."""
        times = {"now": to_seconds(now), "next_due": to_seconds(next_due)}
        with self._writing():
            self._run(sql.GONE, **self._key(visit, key), status=status, **times)

    def retry(self, visit: Visit, key: str, failure: str) -> None:
        """See `PageIndex.retry`."""
        with self._writing():
            self._run(sql.RETRY, site=visit.site, key=key, failure=failure)

    def failed(
        self, visit: Visit, key: str, failure: str, status: int | None, now: datetime, next_due: datetime | None
    ) -> None:
        """See `PageIndex.failed`."""
        times = {"now": to_seconds(now), "next_due": to_seconds(next_due)}
        with self._writing():
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
        rows = self._all(self._in_dialect(sql.KNOWN), items=json.dumps(keys), site=site, before=before)
        return {row["key"] for row in rows}

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

    # The database ----------------------------------------------------------------------------------

    @property
    @abstractmethod
    def _dialect(self) -> sql.Dialect:
        """How the database says it."""

    def _in_dialect(self, statement: str) -> str:
        return statement.format(**self._dialect._asdict())

    @abstractmethod
    def _writing(self) -> AbstractContextManager[None]:
        """One transaction."""

    @abstractmethod
    def _enqueue(self, visit: Visit, requests: Iterable[PageRequest], now: datetime) -> int:
        """Store requests in the transaction that is open; see `enqueue`."""

    @abstractmethod
    def _run(self, query: str, **values: object) -> int:
        """Run a statement; the number of rows that it changed."""

    @abstractmethod
    def _all(self, query: str, **values: object) -> list[Row]:
        """The rows that a statement gives."""

    def _one(self, query: str, **values: object) -> Row | None:
        return next(iter(self._all(query, **values)), None)
