"""What cleaning tells the page index."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cleaning import Article, Reason, Rejection
from cleaning.dates import VIETNAM
from crawler.frontier import Fetch, PageKind, PageRequest
from crawler.page_index import PageIndex, SqlitePageIndex
from crawler.readings import Patience, Readings
from crawler.revisits import LONGEST_REST
from crawler.site import Site
from output.refresh import Change
from tests.output.records import article, day, rejection

SITE = Site.model_validate(
    {
        "name": "donglinh",
        "title": "t",
        "organization": "o",
        "kind": "women",
        "level": "commune",
        "start": ["https://donglinh.example/"],
        "hosts": ["donglinh.example", "www.donglinh.example"],
    }
)
KEY = "https://donglinh.example/a1"
PATIENCE = Patience(checks=3, apart=timedelta(days=2), young=timedelta(days=3))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PageIndex]:
    """A page index that knows the article ``a1``, fetched on day 0."""
    index = SqlitePageIndex(tmp_path / "index.db")
    visit = index.begin_visit("donglinh", day(0), None)
    request = PageRequest(KEY, KEY, PageKind.ARTICLE)
    index.enqueue(visit, [request], day(0))
    fetch = Fetch(200, day(0), None, None, "sha256:A", "a.warc.gz", 0, day(0), "<urn:uuid:1>")
    index.done(visit, request, fetch, day(0))
    index.end_visit(visit, day(0), "finished")
    yield index
    index.close()


def miss(index: PageIndex, *days: int, status: int = 404) -> None:
    """Visits that found the article missing."""
    for number in days:
        visit = index.begin_visit("donglinh", day(number), None)
        index.gone(visit, KEY, status, day(number), None)
        index.end_visit(visit, day(number), "finished")


def is_due(index: PageIndex, number: int) -> bool:
    """Whether a visit on that day would ask for the article."""
    visit = index.begin_visit("donglinh", day(number), day(number))
    due = index.due("donglinh") > 0
    index.end_visit(visit, day(number), "finished")
    return due


def readings(index: PageIndex) -> Readings:
    return Readings(index, {"donglinh": SITE}, PATIENCE)


def missing_page(number: int, reason: Reason = Reason.HTTP_ERROR, detail: str = "status 404") -> Rejection:
    return rejection(reason=reason, detail=detail, fetched_at=day(number))


@pytest.mark.parametrize(
    ("published", "change", "asked_on"),
    [
        (date(2026, 2, 28), Change.NEW, {1: True}),  # of yesterday
        (date(2024, 5, 1), Change.NEW, {1: False, LONGEST_REST.days - 1: False, LONGEST_REST.days + 1: True}),
        (datetime(2026, 2, 19, 8, 30, tzinfo=VIETNAM), Change.NEW, {1: False, 4: False, 6: True}),
        (None, Change.NEW, {1: True}),
        (date(2030, 1, 1), Change.NEW, {1: True}),  # nonsense on the page
        (date(2024, 5, 1), Change.CHANGED, {1: True}),  # what was corrected today may be corrected tomorrow
        (date(2024, 5, 1), Change.UNCHANGED, {1: True}),  # the crawl's own time stays
    ],
)
def test_old_articles_rest_and_corrected_ones_are_watched(
    index: PageIndex, published: date | None, change: Change, asked_on: dict[int, bool]
) -> None:
    found = readings(index)
    found.note(article(published=published), change)
    found.store()
    for number, expected in asked_on.items():
        assert is_due(index, number) is expected, number
        if expected:
            break


def test_one_article_on_two_hosts_is_one_address(index: PageIndex) -> None:
    found = readings(index)
    found.note(article(url="http://www.donglinh.example/a1?fbclid=x", published=date(2020, 1, 1)), Change.NEW)
    found.store()
    assert not is_due(index, 1)


def test_nothing_is_told_before_it_is_stored(index: PageIndex) -> None:
    readings(index).note(article(published=date(2020, 1, 1)), Change.NEW)
    assert is_due(index, 1)


@pytest.mark.parametrize(
    ("days", "on", "expected"),
    [((1,), 1, False), ((1, 2), 2, False), ((1, 2, 3), 3, True), ((1, 1, 1), 1, False), ((1, 1, 1, 4), 4, True)],
)
def test_misses_add_up_over_days(index: PageIndex, days: tuple[int, ...], on: int, expected: bool) -> None:
    miss(index, *days)
    assert readings(index).confirms(missing_page(on)) is expected


def test_one_miss_is_enough_where_the_settings_say_so(index: PageIndex) -> None:
    miss(index, 1)
    earlier = missing_page(1).provenance.model_copy(update={"fetched_at": day(1) - timedelta(seconds=1)})
    page = missing_page(1).model_copy(update={"provenance": earlier})  # archived a moment before it was settled
    at_once = Readings(index, {"donglinh": SITE}, Patience(1, timedelta(), timedelta()))
    assert at_once.confirms(page)


def test_gone_for_good_needs_no_second_look(index: PageIndex) -> None:
    miss(index, 1, status=410)
    assert readings(index).confirms(missing_page(1, detail="status 410"))


def test_a_page_of_excuses_counts_as_a_miss_once_for_each_visit(index: PageIndex) -> None:
    for number, expected in ((1, False), (2, False), (3, True)):
        found = readings(index)
        page = missing_page(number, Reason.SOFT_404, "Không tìm thấy trang")
        found.note(page, Change.REJECTED)
        assert found.confirms(page) is expected
        found.store()
    (missing,) = index.missing("donglinh")
    assert (missing.misses, missing.since) == (3, day(1))


@pytest.mark.parametrize(
    ("outcome", "change"),
    [
        (article(fetched_at=day(2)), Change.UNCHANGED),
        (article(fetched_at=day(2)), Change.RESTORED),
        (rejection(reason=Reason.STATIC_PAGE, fetched_at=day(2)), Change.REJECTED),
    ],
)
def test_what_is_there_again_starts_anew(index: PageIndex, outcome: Article | Rejection, change: Change) -> None:
    miss(index, 1)
    found = readings(index)
    found.note(outcome, change)
    found.store()
    assert list(index.missing("donglinh")) == []


@pytest.mark.parametrize("reason", [Reason.HTTP_ERROR, Reason.BLOCK_PAGE, Reason.CRASH])
def test_a_page_that_could_not_be_seen_says_nothing(index: PageIndex, reason: Reason) -> None:
    miss(index, 1)
    found = readings(index)
    found.note(rejection(reason=reason, fetched_at=day(2), detail="status 500"), Change.REJECTED)
    found.store()
    assert [missing.misses for missing in index.missing("donglinh")] == [1]


def test_a_page_of_a_site_that_nobody_knows_is_no_error(index: PageIndex) -> None:
    found = readings(index)
    for outcome in (article(site=None), article(site="khac"), rejection(fetched_at=None)):
        found.note(outcome, Change.NEW)
    found.store()
    assert not found.confirms(rejection(reason=Reason.HTTP_ERROR, detail="status 404"))
