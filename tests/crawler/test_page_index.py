from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from crawler.frontier import Fetch, PageKind, PageRequest, Visit
from crawler.page_index import PageIndex, SiteBusyError

DAY = timedelta(days=1)
NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
TWO_WEEKS = timedelta(days=14)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PageIndex]:
    index = PageIndex(tmp_path / "data" / "index.db")
    yield index
    index.close()


def page(name: str, kind: PageKind = PageKind.ARTICLE, priority: int = 0) -> PageRequest:
    return PageRequest(f"http://a.example/{name}", f"http://a.example/{name}", kind, priority=priority)


def answer(status: int = 200, at: datetime = NOW, digest: str = "sha256:AAAA") -> Fetch:
    return Fetch(status, at, '"e1"', "Mon, 02 Jun 2025 01:00:00 GMT", digest, "a/1.warc.gz", 100, at, "<urn:uuid:1>")


def names(requests: list[PageRequest]) -> list[str]:
    return [request.key.rpartition("/")[2] for request in requests]


def fetch_all(index: PageIndex, visit: Visit, now: datetime = NOW, next_due: datetime | None = NOW) -> list[str]:
    """Fetch everything that is due, as a crawl would."""
    fetched: list[str] = []
    while leased := index.lease(visit, 2, now, 60):
        for request in leased:
            index.done(visit, request, answer(at=now), next_due)
        fetched += names(leased)
    return fetched


def test_requests_are_leased_by_priority_then_in_order(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1"), page("2"), page("3", priority=5), page("4")], NOW)
    assert names(index.lease(visit, 3, NOW, 60)) == ["3", "1", "2"]
    assert names(index.lease(visit, 3, NOW, 60)) == ["4"]
    assert index.lease(visit, 3, NOW, 60) == []


def test_a_request_comes_back_as_it_was_stored(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    stored = PageRequest(
        *("POST http://a.example/ds pager 2", "http://a.example/ds", PageKind.LISTING, "POST", b"\x00=\xff"),
        *({"Content-Type": "application/x-www-form-urlencoded"}, {"page": 2, "via": ["http://a.example/"]}, 7),
    )
    index.enqueue(visit, [stored], NOW)
    assert index.lease(visit, 1, NOW, 60) == [stored]


def test_an_address_is_stored_once(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    assert index.enqueue(visit, [page("1"), page("1"), page("2")], NOW) == 2
    assert index.enqueue(visit, [page("2")], NOW) == 0
    assert fetch_all(index, visit) == ["1", "2"]


def test_sites_do_not_see_each_other(index: PageIndex) -> None:
    first, second = index.begin_visit("a", NOW), index.begin_visit("b", NOW)
    index.enqueue(first, [page("1")], NOW)
    assert index.due("b") == 0
    assert index.enqueue(second, [page("1")], NOW) == 1
    assert fetch_all(index, second) == ["1"]
    assert index.due("a") == 1


def test_links_are_stored_with_the_page_that_gave_them(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)
    assert index.done(visit, listing, answer(), NOW, [page("1"), page("2"), page("list", PageKind.LISTING)]) == 2
    assert fetch_all(index, visit) == ["1", "2"]


def test_a_failure_while_links_are_stored_leaves_the_page_leased(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)

    def links() -> Iterator[PageRequest]:
        yield page("1")
        raise RuntimeError("the spider failed here")

    with pytest.raises(RuntimeError):
        index.done(visit, listing, answer(), NOW, links())
    assert index.counts("a") == {(PageKind.LISTING, "leased"): 1}


def test_an_expired_lease_is_leased_again(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1")], NOW)
    assert names(index.lease(visit, 1, NOW, 60)) == ["1"]
    assert index.lease(visit, 1, NOW + timedelta(seconds=59), 60) == []
    assert names(index.lease(visit, 1, NOW + timedelta(seconds=61), 60)) == ["1"]


def test_an_interrupted_visit_is_carried_on_without_fetching_anything_twice(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("list", PageKind.LISTING), page("1"), page("2")], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)
    index.done(visit, listing, answer(), NOW)
    index.lease(visit, 1, NOW, 60)
    index.interrupt_visit(visit, NOW)
    again = index.begin_visit("a", NOW + timedelta(minutes=1))
    assert again.number == visit.number
    assert fetch_all(index, again) == ["1", "2"]


def test_an_old_interrupted_visit_is_begun_anew_and_keeps_what_is_due(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("list", PageKind.LISTING), page("1")], NOW)
    (listing,) = index.lease(visit, 1, NOW, 60)
    index.done(visit, listing, answer(), NOW)
    index.interrupt_visit(visit, NOW)
    again = index.begin_visit("a", NOW + 3 * DAY)
    assert again.number == visit.number + 1
    assert sorted(fetch_all(index, again, NOW + 3 * DAY)) == ["1", "list"]


def _visit_elsewhere(path: Path, ready: object, go_on: object) -> None:
    index = PageIndex(path)
    index.lease(index.begin_visit("a", datetime.now(UTC)), 1, datetime.now(UTC), 3600)
    ready.set()  # type: ignore[attr-defined]
    go_on.wait()  # type: ignore[attr-defined]


def test_a_living_visit_keeps_others_out_and_a_killed_one_does_not(tmp_path: Path) -> None:
    path, now = tmp_path / "index.db", datetime.now(UTC)
    index = PageIndex(path)
    visit = index.begin_visit("a", now)
    index.enqueue(visit, [page("1")], now)
    index.interrupt_visit(visit, now)
    context = get_context("spawn")
    ready, go_on = context.Event(), context.Event()
    other = context.Process(target=_visit_elsewhere, args=(path, ready, go_on))
    other.start()
    assert ready.wait(30)
    with pytest.raises(SiteBusyError, match=f"{other.pid} is visiting it"):
        index.begin_visit("a", now)
    index.begin_visit("b", now)
    other.kill()
    other.join()
    assert fetch_all(index, index.begin_visit("a", now), now) == ["1"]
    index.close()


def test_the_next_visit_asks_for_listings_and_young_articles(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW, TWO_WEEKS)
    index.enqueue(visit, [page("list", PageKind.LISTING), page("old")], NOW)
    fetch_all(index, visit)
    index.end_visit(visit, NOW, "finished")
    second = index.begin_visit("a", NOW + 10 * DAY, TWO_WEEKS)
    index.enqueue(second, [page("young")], NOW + 10 * DAY)
    assert sorted(fetch_all(index, second, NOW + 10 * DAY, NOW + 10 * DAY)) == ["list", "old", "young"]
    index.end_visit(second, NOW + 10 * DAY, "finished")
    third = index.begin_visit("a", NOW + 20 * DAY, TWO_WEEKS)
    assert sorted(fetch_all(index, third, NOW + 20 * DAY, NOW + 20 * DAY)) == ["list", "young"]
    index.end_visit(third, NOW + 20 * DAY, "finished")
    everything = index.begin_visit("a", NOW + 60 * DAY, None)
    assert sorted(fetch_all(index, everything, NOW + 60 * DAY)) == ["list", "old", "young"]


def test_what_has_no_next_time_waits_until_a_page_leads_to_it(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW, TWO_WEEKS)
    further, article = page("list?page=2", PageKind.LISTING), page("1")
    index.enqueue(visit, [further, article], NOW)
    fetch_all(index, visit, next_due=None)
    index.end_visit(visit, NOW, "finished")
    second = index.begin_visit("a", NOW + DAY, TWO_WEEKS)
    assert fetch_all(index, second) == []
    assert index.enqueue(second, [further._replace(body=b"new state"), article], NOW + DAY) == 0
    assert index.lease(second, 9, NOW + DAY, 60) == [further._replace(body=b"new state")]


def test_a_listing_is_fetched_once_in_a_visit(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    fetch_all(index, visit)
    index.enqueue(visit, [page("list", PageKind.LISTING)], NOW)
    assert fetch_all(index, visit) == []


def test_a_retry_comes_behind_the_others_and_is_counted(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1"), page("2")], NOW)
    (first,) = index.lease(visit, 1, NOW, 60)
    index.retry(visit, first.key, "timeout")
    leased = index.lease(visit, 2, NOW, 60)
    assert [(*names([request]), request.attempts) for request in leased] == [("2", 0), ("1", 1)]


def test_a_failed_address_is_left_alone_until_the_next_visit(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1")], NOW)
    (request,) = index.lease(visit, 1, NOW, 60)
    index.failed(visit, request.key, "server_error", 503, NOW, NOW)
    assert fetch_all(index, visit) == []
    index.end_visit(visit, NOW, "finished")
    assert fetch_all(index, index.begin_visit("a", NOW + DAY)) == ["1"]


def test_missing_articles_are_counted_until_they_come_back(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1"), page("2"), page("never"), page("list", PageKind.LISTING)], NOW)
    for request in index.lease(visit, 9, NOW, 60):
        if request.key.endswith("never"):
            index.gone(visit, request.key, 404, NOW, NOW)
        else:
            index.done(visit, request, answer(), NOW)
    for day in (1, 2):
        for name in ("1", "2", "list"):
            index.gone(visit, page(name).key, 410, NOW + day * DAY, NOW)
    index.done(visit, page("2"), answer(304), NOW)
    (missing,) = index.missing("a")
    assert missing == ("http://a.example/1", 2, NOW + DAY)


def test_a_missing_page_has_nothing_to_be_compared_with(index: PageIndex) -> None:
    """What comes back unchanged must be sent, archived and read in full, or nobody would see that it is back."""
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1")], NOW)
    index.done(visit, page("1"), answer(), NOW)
    index.gone(visit, page("1").key, 404, NOW, NOW)
    assert index.validators("a", page("1").key) is None
    assert index.comparable("a", page("1").key) is None
    assert index.last_fetch("a", page("1").key) is not None
    index.done(visit, page("1"), answer(), NOW)
    assert index.comparable("a", page("1").key) is not None


def test_validators_are_those_of_the_last_good_answer(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1"), page("2")], NOW)
    assert index.validators("a", page("1").key) is None
    index.done(visit, page("1"), answer(), NOW)
    index.failed(visit, page("1").key, "server_error", 500, NOW, NOW)
    assert index.validators("a", page("1").key) == ('"e1"', "Mon, 02 Jun 2025 01:00:00 GMT")
    index.done(visit, page("2"), answer()._replace(etag=None, last_modified=None), NOW)
    assert index.validators("a", page("2").key) is None
    last = index.last_fetch("a", page("2").key)
    assert last is not None
    assert (last.archive_file, last.archive_offset, last.archived_at) == ("a/1.warc.gz", 100, NOW)


def test_a_redirect_does_not_replace_the_page_that_was_archived(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1")], NOW)
    index.done(visit, page("1"), answer(digest="sha256:GOOD"), NOW)
    index.done(visit, page("1"), answer(302, digest="sha256:EMPTY"), NOW)
    last = index.last_fetch("a", page("1").key)
    assert last is not None
    assert last.payload_digest == "sha256:GOOD"


def test_known_addresses_are_told_from_those_of_this_visit(index: PageIndex) -> None:
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1")], NOW)
    index.end_visit(visit, NOW, "finished")
    second = index.begin_visit("a", NOW + DAY)
    index.enqueue(second, [page("2")], NOW)
    keys = [page(name).key for name in ("1", "2", *map(str, range(3, 1200)))]
    assert index.known("a", keys, second.number) == {page("1").key}
    assert index.known("a", keys, second.number + 1) == {page("1").key, page("2").key}


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    index = PageIndex(path)
    visit = index.begin_visit("a", NOW)
    index.enqueue(visit, [page("1"), page("2")], NOW)
    index.done(visit, page("1"), answer(), NOW)
    index.close()
    again = PageIndex(path)
    assert again.counts("a") == {(PageKind.ARTICLE, "done"): 1, (PageKind.ARTICLE, "due"): 1}
    again.close()
