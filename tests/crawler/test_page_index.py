import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import cast

import pytest
from pg8000.native import Connection

from crawler.frontier import Fetch, Leased, PageKind, PageRequest, Reading, Visit
from crawler.page_index import (
    IndexDamagedError,
    PageIndex,
    SiteBusyError,
    SqlitePageIndex,
    close_shared,
    open_index,
    open_shared,
)
from crawler.page_index.heartbeat import Heartbeat
from crawler.page_index.postgres_address import connection_arguments, is_postgres

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def index(place: str) -> Iterator[PageIndex]:
    index = open_index(place)
    yield index
    index.close()


def page(name: str, kind: PageKind = PageKind.ARTICLE, priority: int = 0) -> PageRequest:
    return PageRequest(f"http://a.example/{name}", f"http://a.example/{name}", kind, priority=priority)


def answer(status: int = 200, at: datetime = NOW, digest: str = "sha256:AAAA") -> Fetch:
    return Fetch(status, at, '"e1"', "Mon, 02 Jun 2025 01:00:00 GMT", digest, "a/1.warc.gz", 100, at, "<urn:uuid:1>")


def names(leased: list[Leased]) -> list[str]:
    return [one.request.key.rpartition("/")[2] for one in leased]


def begin(index: PageIndex, site: str = "a", now: datetime = NOW) -> Visit:
    """A visit that asks for what is due by now."""
    return index.begin_visit(site, now, now)


def fetch_all(index: PageIndex, visit: Visit, now: datetime = NOW, next_due: datetime | None = NOW) -> list[str]:
    """Fetch everything that is due, as a crawl would."""
    fetched: list[str] = []
    while leased := index.lease(visit, 2, now, 60):
        for one in leased:
            index.done(visit, one.request, answer(at=now), next_due)
        fetched += names(leased)
    return fetched


def test_requests_are_leased_by_priority_then_in_order(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("1"), page("2"), page("3", priority=5), page("4")], NOW)
    assert names(index.lease(visit, 3, NOW, 60)) == ["3", "1", "2"]
    assert names(index.lease(visit, 3, NOW, 60)) == ["4"]
    assert index.lease(visit, 3, NOW, 60) == []


def test_a_request_comes_back_as_it_was_stored(index: PageIndex) -> None:
    visit = begin(index)
    stored = PageRequest(
        *("POST http://a.example/ds pager 2", "http://a.example/ds", PageKind.LISTING, "POST", b"\x00=\xff"),
        *({"Content-Type": "application/x-www-form-urlencoded"}, {"page": 2, "via": ["http://a.example/"]}, 7),
    )
    index.enqueue(visit, [stored], NOW)
    assert index.lease(visit, 1, NOW, 60) == [Leased(stored, None, 0, NOW)]


def test_an_address_is_stored_once(index: PageIndex) -> None:
    visit = begin(index)
    assert index.enqueue(visit, [page("1"), page("1"), page("2")], NOW) == 2
    assert index.enqueue(visit, [page("2")], NOW) == 0
    assert fetch_all(index, visit) == ["1", "2"]


def test_sites_do_not_see_each_other(index: PageIndex) -> None:
    first, second = begin(index), begin(index, "b")
    index.enqueue(first, [page("1")], NOW)
    assert index.due("b") == 0
    assert index.enqueue(second, [page("1")], NOW) == 1
    assert fetch_all(index, second) == ["1"]
    assert index.due("a") == 1


def test_links_are_stored_with_the_page_that_gave_them(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)
    assert (
        index.done(visit, listing.request, answer(), NOW, [page("1"), page("2"), page("list", PageKind.LISTING)]) == 2
    )
    assert fetch_all(index, visit) == ["1", "2"]


def test_a_failure_while_links_are_stored_leaves_the_page_leased(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)

    def links() -> Iterator[PageRequest]:
        yield page("1")
        raise RuntimeError("the spider failed here")

    with pytest.raises(RuntimeError):
        index.done(visit, listing.request, answer(), NOW, links())
    assert index.counts("a") == {(PageKind.LISTING, "leased"): 1}


def test_an_expired_lease_is_leased_again(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("1")], NOW)
    assert names(index.lease(visit, 1, NOW, 60)) == ["1"]
    assert index.lease(visit, 1, NOW + timedelta(seconds=59), 60) == []
    assert names(index.lease(visit, 1, NOW + timedelta(seconds=61), 60)) == ["1"]


def test_an_interrupted_visit_is_carried_on_without_fetching_anything_twice(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("list", PageKind.LISTING), page("1"), page("2")], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)
    index.done(visit, listing.request, answer(), NOW)
    index.lease(visit, 1, NOW, 60)
    index.interrupt_visit(visit)
    again = begin(index, "a", NOW + timedelta(minutes=1))
    assert again.number == visit.number
    assert fetch_all(index, again) == ["1", "2"]


def test_an_old_interrupted_visit_is_begun_anew_and_keeps_what_is_due(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("list", PageKind.LISTING), page("1")], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)
    index.done(visit, listing.request, answer(), NOW)
    index.interrupt_visit(visit)
    again = begin(index, "a", NOW + 3 * DAY)
    assert again.number == visit.number + 1
    assert sorted(fetch_all(index, again, NOW + 3 * DAY)) == ["1", "list"]


def _visit_elsewhere(place: str, ready: object, go_on: object) -> None:
    index = open_index(place)
    index.lease(begin(index, "a", datetime.now(UTC)), 1, datetime.now(UTC), 3600)
    ready.set()  # type: ignore[attr-defined]
    go_on.wait()  # type: ignore[attr-defined]


def test_a_living_visit_keeps_others_out_and_a_killed_one_does_not(place: str, index: PageIndex) -> None:
    now = datetime.now(UTC)
    visit = begin(index, "a", now)
    index.enqueue(visit, [page("1")], now)
    index.interrupt_visit(visit)
    index.release()
    context = get_context("spawn")
    ready, go_on = context.Event(), context.Event()
    other = context.Process(target=_visit_elsewhere, args=(place, ready, go_on))
    other.start()
    assert ready.wait(30)
    with pytest.raises(SiteBusyError, match=f"{other.pid} is visiting it"):
        begin(index, "a", now)
    begin(index, "b", now)
    other.kill()
    other.join()
    assert fetch_all(index, begin(index, "a", now), now) == ["1"]


def test_the_next_visit_asks_for_what_is_due_by_then(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("list", PageKind.LISTING), page("young"), page("old"), page("never")], NOW)
    times = {"list": NOW, "young": NOW, "old": NOW + 10 * DAY, "never": None}
    for one in index.lease(visit, 9, NOW, 60):
        index.done(visit, one.request, answer(), times[names([one])[0]])
    index.end_visit(visit, NOW, "finished")
    second = begin(index, now=NOW + DAY)
    assert sorted(fetch_all(index, second, next_due=NOW + 30 * DAY)) == ["list", "young"]
    index.end_visit(second, NOW + DAY, "finished")
    third = begin(index, now=NOW + 11 * DAY)
    assert sorted(fetch_all(index, third, next_due=NOW + 30 * DAY)) == ["old"]
    index.end_visit(third, NOW + 11 * DAY, "finished")
    everything = index.begin_visit("a", NOW + 12 * DAY, None)
    assert sorted(fetch_all(index, everything)) == ["never", "old", "young"]


def test_what_has_no_next_time_waits_until_a_page_leads_to_it(index: PageIndex) -> None:
    visit = begin(index)
    further, article = page("list?page=2", PageKind.LISTING), page("1")
    index.enqueue(visit, [further, article], NOW)
    fetch_all(index, visit, next_due=None)
    index.end_visit(visit, NOW, "finished")
    second = begin(index, now=NOW + DAY)
    assert fetch_all(index, second) == []
    assert index.enqueue(second, [further._replace(body=b"new state"), article], NOW + DAY) == 0
    assert [one.request for one in index.lease(second, 9, NOW + DAY, 60)] == [further._replace(body=b"new state")]


def test_a_listing_is_fetched_once_in_a_visit(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    fetch_all(index, visit)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    assert fetch_all(index, visit) == []


def test_a_retry_comes_behind_the_others_and_is_counted(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("1"), page("2")], NOW)
    (first,) = index.lease(visit, 1, NOW, 60)
    index.retry(visit, first.request.key, "timeout")
    leased = index.lease(visit, 2, NOW, 60)
    assert [(*names([one]), one.request.attempts) for one in leased] == [("2", 0), ("1", 1)]


def test_a_failed_address_is_left_alone_until_the_next_visit(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("1")], NOW)
    (request,) = index.lease(visit, 1, NOW, 60)
    index.failed(visit, request.request.key, "server_error", 503, NOW, NOW)
    assert fetch_all(index, visit) == []
    index.end_visit(visit, NOW, "finished")
    assert fetch_all(index, begin(index, "a", NOW + DAY)) == ["1"]


def leased_again(index: PageIndex, name: str) -> Leased:
    """An address as the next visit leases it."""
    visit = index.begin_visit("a", NOW, None)
    found = {names([one])[0]: one for one in index.lease(visit, 99, NOW, 60)}
    index.end_visit(visit, NOW, "finished")
    return found[name]


def visit_once(index: PageIndex, *pages: PageRequest) -> Visit:
    """A visit that fetched these pages, and has ended."""
    visit = begin(index)
    index.enqueue(visit, pages, NOW)
    for one in index.lease(visit, 99, NOW, 60):
        index.done(visit, one.request, answer(), NOW)
    index.end_visit(visit, NOW, "finished")
    return visit


def test_misses_are_counted_until_the_article_is_read_again(index: PageIndex) -> None:
    visit = visit_once(index, page("1"), page("2"), page("list", PageKind.LISTING))
    for day in (1, 2):
        for name in ("1", "2", "list"):
            index.gone(visit, page(name).key, 404, NOW + day * DAY, NOW)
    index.done(visit, page("2"), answer(), NOW)  # it may be a page of excuses
    assert [(one.key, one.misses, one.since, one.status) for one in index.missing("a")] == [
        (page("1").key, 2, NOW + DAY, 404),
        (page("2").key, 2, NOW + DAY, 200),
    ]
    index.note_readings("a", [Reading(page("2").key)])
    assert [one.key for one in index.missing("a")] == [page("1").key]


def test_what_never_was_an_article_is_not_missing(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("never")], NOW)
    index.gone(visit, page("never").key, 404, NOW, NOW)
    assert list(index.missing("a")) == []


def test_a_page_of_excuses_is_a_miss_when_it_was_read(index: PageIndex) -> None:
    visit_once(index, page("1"))
    for day in (1, 2):
        index.note_readings("a", [Reading(page("1").key, missed_at=NOW + day * DAY, next_due=NOW + 5 * DAY)])
    (missing,) = index.missing("a")
    assert (missing.misses, missing.since) == (2, NOW + DAY)
    assert fetch_all(index, begin(index, now=NOW + 4 * DAY)) == []


def test_readings_say_since_when_a_text_stands_and_when_it_is_asked_for(index: PageIndex) -> None:
    visit_once(index, page("1"), page("2"))
    old = NOW - 900 * DAY
    readings = [
        Reading(page("1").key, stood_since=old, next_due=NOW + 90 * DAY),
        Reading(page("2").key),
        Reading(page("unknown").key, stood_since=old),
    ]
    index.note_readings("a", readings)
    visit = begin(index, now=NOW + DAY)
    assert fetch_all(index, visit) == ["2"]
    index.end_visit(visit, NOW + DAY, "finished")
    assert [leased_again(index, name).stood_since for name in ("1", "2")] == [old, NOW]


def test_a_reading_asks_for_nothing_that_no_visit_asks_for(index: PageIndex) -> None:
    visit = visit_once(index, page("moved"))
    index.done(visit, page("moved"), answer(301), None)
    index.note_readings("a", [Reading(page("moved").key, stood_since=NOW, next_due=NOW)])
    assert fetch_all(index, begin(index, now=NOW + DAY)) == []


def test_a_missing_page_has_nothing_to_be_compared_with(index: PageIndex) -> None:
    """What comes back unchanged must be sent, archived and read in full, or nobody would see that it is back."""
    visit = visit_once(index, page("1"))
    assert leased_again(index, "1").comparable is not None
    index.gone(visit, page("1").key, 404, NOW, NOW)
    missing = leased_again(index, "1")
    assert (missing.comparable, missing.last is None, missing.misses) == (None, False, 1)
    index.note_readings("a", [Reading(page("1").key)])
    assert leased_again(index, "1").comparable is not None


def test_a_request_comes_with_its_last_good_answer(index: PageIndex) -> None:
    visit = visit_once(index, page("1"), page("2"))
    index.failed(visit, page("1").key, "server_error", 500, NOW, NOW)
    last = leased_again(index, "1").last
    assert last is not None
    assert (last.etag, last.last_modified) == ('"e1"', "Mon, 02 Jun 2025 01:00:00 GMT")
    assert (last.archive_file, last.archive_offset, last.archived_at) == ("a/1.warc.gz", 100, NOW)
    index.enqueue(visit, [page("new")], NOW)
    assert leased_again(index, "new").last is None


def test_a_redirect_does_not_replace_the_page_that_was_archived(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("1")], NOW)
    index.done(visit, page("1"), answer(digest="sha256:GOOD"), NOW)
    index.done(visit, page("1"), answer(302, digest="sha256:EMPTY"), NOW)
    last = index.last_fetch("a", page("1").key)
    assert last is not None
    assert last.payload_digest == "sha256:GOOD"


def test_known_addresses_are_told_from_those_of_this_visit(index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("1")], NOW)
    index.end_visit(visit, NOW, "finished")
    second = begin(index, "a", NOW + DAY)
    index.enqueue(second, [page("2")], NOW)
    keys = [page(name).key for name in ("1", "2", *map(str, range(3, 1200)))]
    assert index.known("a", keys, second.number) == {page("1").key}
    assert index.known("a", keys, second.number + 1) == {page("1").key, page("2").key}


def test_everything_is_there_after_reopening(place: str) -> None:
    index = open_index(place)
    visit = begin(index)
    index.enqueue(visit, [page("1"), page("2")], NOW)
    index.done(visit, page("1"), answer(), NOW)
    index.close()
    again = open_index(place)
    assert again.counts("a") == {(PageKind.ARTICLE, "done"): 1, (PageKind.ARTICLE, "due"): 1}
    again.close()


def test_a_claimed_site_is_given_to_nobody_else(index: PageIndex) -> None:
    assert [index.claim(["b", "a", "c"], NOW) for _ in range(4)] == ["b", "a", "c", None]
    assert index.claimed_by_others(NOW) == set()
    index.release("a")
    assert index.claim(["b", "a", "c"], NOW) == "a"
    index.release()
    assert index.claim(["c", "b"], NOW) == "c"


def test_without_sites_there_is_nothing_to_claim(index: PageIndex) -> None:
    assert index.claim([], NOW) is None


def _hold(place: str, ready: object, go_on: object) -> None:
    index = open_shared(place)
    assert index.claim(["a"], datetime.now(UTC)) == "a"
    ready.set()  # type: ignore[attr-defined]
    go_on.wait()  # type: ignore[attr-defined]
    close_shared(place)


@pytest.fixture
def holder(place: str, index: PageIndex) -> Iterator[Callable[[bool], None]]:  # noqa: ARG001 - it makes the tables
    """Another process that has site a; called, it is killed or ends in order."""
    context = get_context("spawn")
    ready, go_on = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(place, ready, go_on))
    other.start()
    assert ready.wait(60)

    def end(is_killed: bool) -> None:
        if is_killed:
            other.kill()
        else:
            go_on.set()
        other.join()

    yield end
    end(True)


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_site_is_free_when_its_owner_is_gone(
    index: PageIndex, holder: Callable[[bool], None], is_killed: bool
) -> None:
    now = datetime.now(UTC)
    assert index.claim(["a", "b"], now) == "b"
    assert index.claimed_by_others(now) == {"a"}
    with pytest.raises(SiteBusyError, match=r"a: process .* is visiting it"):
        begin(index, "a", now)
    holder(is_killed)
    assert index.claim(["a", "b"], now) == "a"


def _owned_elsewhere(place: str, until: datetime) -> None:
    """Say that a process of another machine has site a."""
    statement, values = "UPDATE claim SET owner = 'songmoi 7', until = :until", {"until": until.timestamp()}
    if is_postgres(place):
        with closing(Connection(**connection_arguments(place))) as connection:
            connection.run(statement, **values)
    else:
        with closing(sqlite3.connect(place)) as database, database:
            database.execute(statement, values)


def test_of_another_machine_only_the_lease_tells(place: str, index: PageIndex) -> None:
    visit = begin(index)
    index.enqueue(visit, [page("1")], NOW)
    _owned_elsewhere(place, NOW + 5 * MINUTE)
    assert index.claim(["a"], NOW + 4 * MINUTE) is None
    with pytest.raises(SiteBusyError, match="process songmoi 7 has taken it over"):
        index.lease(visit, 1, NOW, 60)
    index.renew(NOW + DAY)
    index.release()
    assert index.claimed_by_others(NOW + 4 * MINUTE) == {"a"}
    assert index.claimed_by_others(NOW + 6 * MINUTE) == set()
    assert index.claim(["a"], NOW + 6 * MINUTE) == "a"


def test_who_lost_a_site_does_not_end_the_visit_of_the_new_owner(place: str, index: PageIndex) -> None:
    visit = begin(index)
    _owned_elsewhere(place, NOW + 5 * MINUTE)
    index.end_visit(visit, NOW, "finished")
    assert not index.last_visits()["a"].has_ended


def test_a_renewed_claim_lasts(index: PageIndex) -> None:
    assert index.claim(["a"], NOW) == "a"
    index.renew(NOW + 4 * MINUTE)
    assert index.claim(["a"], NOW + 8 * MINUTE) is None
    assert index.claim(["a"], NOW + 10 * MINUTE) == "a"


def test_the_heartbeat_renews(place: str, index: PageIndex) -> None:
    index.claim(["a"], NOW)
    renewed = threading.Event()

    class Telling:
        def __init__(self) -> None:
            self._index = open_index(place)

        def renew(self, now: datetime) -> None:
            self._index.renew(now)
            renewed.set()

        def close(self) -> None:
            self._index.close()

    heart = Heartbeat(cast("Callable[[], PageIndex]", Telling), 0.01)
    assert renewed.wait(30)
    heart.stop()
    assert index.claim(["a"], datetime.now(UTC) + 4 * MINUTE) is None


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    path.write_bytes(b"no database " * 100)
    with pytest.raises(IndexDamagedError, match=r"index\.db cannot be used as the page index: file is not a database"):
        SqlitePageIndex(path)


def test_a_file_of_another_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    SqlitePageIndex(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexDamagedError, match="found format 99, expected 3"):
        SqlitePageIndex(path)


def test_a_file_of_the_format_before_is_carried_on(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    index = SqlitePageIndex(path)
    index.enqueue(begin(index), [page("1")], NOW)
    index.close()
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "DROP TABLE claim; ALTER TABLE visit ADD COLUMN owner TEXT; ALTER TABLE visit ADD COLUMN until REAL NOT NULL"
            " DEFAULT 0; PRAGMA user_version = 2"
        )
    again = SqlitePageIndex(path)
    assert fetch_all(again, begin(again)) == ["1"]
    again.close()
