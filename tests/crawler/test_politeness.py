from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dates import VIETNAM
from crawler.failures import Failure, PageFailure, failure_of, failure_of_status
from crawler.frontier import PageKind
from crawler.hours import is_within, parse_hours
from crawler.middlewares.hosts import is_private
from crawler.middlewares.pace import retry_after
from crawler.revisits import EMPTY_MENU, LONGEST_REST, MISS_RESTS, due_after_miss, is_confirmed, next_due, rest

NOW = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.9",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "240.0.0.1",
        ),
        *("::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1"),
    ],
)
def test_private_addresses_are_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["113.160.0.1", "8.8.8.8", "172.32.0.1", "2405:4800::1", "::ffff:113.160.0.1"])
def test_public_addresses_are_not(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Mon, 02 Jun 2025 08:01:30 GMT", 90.0),
        ("Mon, 02 Jun 2025 07:00:00 GMT", 0.0),
        ("Mon, 02 Jun 2025 15:01:00 +0700", 60.0),
        *(("", None), ("soon", None), ("-5", None), ("1.5", None)),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        *((200, None), (204, None), (304, None), (301, None)),
        *((404, Failure.NOT_FOUND), (410, Failure.NOT_FOUND), (401, Failure.FORBIDDEN), (403, Failure.FORBIDDEN)),
        *((418, Failure.CLIENT_ERROR), (499, Failure.CLIENT_ERROR), (429, Failure.TOO_MANY_REQUESTS)),
        *((500, Failure.SERVER_ERROR), (503, Failure.SERVER_ERROR), (525, Failure.SERVER_ERROR)),
    ],
)
def test_every_status_has_its_failure(status: int, failure: Failure | None) -> None:
    assert failure_of_status(status) is failure


def test_our_own_failures_keep_their_name() -> None:
    assert failure_of(PageFailure(Failure.OFF_SITE, "x")) is Failure.OFF_SITE
    assert failure_of(RuntimeError("x")) is Failure.OTHER


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "status", "stood", "due"),
    [
        (PageKind.LISTING, 200, DAY, NOW),
        (PageKind.LISTING, 301, DAY, NOW),
        (PageKind.FEED, 304, 100 * DAY, NOW),
        (PageKind.UNKNOWN, 200, DAY, NOW + EMPTY_MENU),
        (PageKind.ARTICLE, 200, DAY, NOW),
        (PageKind.ARTICLE, 200, 4 * DAY, NOW + 2 * DAY),
        (PageKind.ARTICLE, 304, 30 * DAY, NOW + 15 * DAY),
        (PageKind.ARTICLE, 200, 4000 * DAY, NOW + LONGEST_REST),
        (PageKind.ARTICLE, 302, DAY, NOW),
        (PageKind.ARTICLE, 301, DAY, None),
        (PageKind.ARTICLE, 308, 900 * DAY, None),
    ],
)
def test_when_an_address_is_asked_for_again(
    kind: PageKind, status: int, stood: timedelta, due: datetime | None
) -> None:
    assert next_due(kind, status, NOW, stood, young=3 * DAY) == due


@given(st.timedeltas(timedelta(), 5000 * DAY), st.timedeltas(timedelta(), 5000 * DAY))
def test_the_longer_a_text_has_stood_the_longer_it_rests(first: timedelta, second: timedelta) -> None:
    one, other = sorted((first, second))
    assert timedelta() <= rest(one, DAY) <= rest(other, DAY) <= LONGEST_REST


def test_an_article_of_one_visit_a_day_is_asked_for_some_ten_times_in_its_first_year() -> None:
    asked, due = 0, NOW
    for day in range(366):
        now = NOW + day * DAY
        if due <= now:
            asked, due = asked + 1, now + rest(now - NOW, 3 * DAY)
    assert 8 <= asked <= 16


def test_a_missing_page_is_asked_for_a_few_times_more() -> None:
    times = [due_after_miss(misses, NOW) for misses in range(1, 7)]
    assert times == [NOW + after for after in MISS_RESTS] + [None, None]
    assert timedelta(hours=12) < MISS_RESTS[0] < DAY, "the next visit of a daily schedule counts"


@pytest.mark.parametrize(
    ("status", "misses", "since", "expected"),
    [
        (410, 1, timedelta(), True),
        (404, 1, 9 * DAY, False),
        (404, 2, 9 * DAY, False),
        (404, 3, DAY, False),
        (404, 3, 2 * DAY, True),
        (302, 3, 2 * DAY, True),
        (200, 2, 2 * DAY, False),
        (404, 7, 90 * DAY, True),
    ],
)
def test_when_a_missing_page_is_gone(status: int, misses: int, since: timedelta, expected: bool) -> None:
    assert is_confirmed(status, misses, since, checks=3, apart=2 * DAY) is expected


def test_an_empty_menu_page_waits_for_weeks() -> None:
    assert timedelta(days=7) < EMPTY_MENU < timedelta(days=100)


def at(hour: int, minute: int = 0) -> datetime:
    """A moment by the clocks of Vietnam."""
    return datetime(2025, 6, 2, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (None, at(12), True),
        ("22:00-06:00", at(22), True),
        ("22:00-06:00", at(5, 59), True),
        ("22:00-06:00", at(6), False),
        ("22:00-06:00", at(21, 59), False),
        ("22:00-06:00", at(12), False),
        ("08:30-17:00", at(8, 30), True),
        ("08:30-17:00", at(8, 29), False),
        ("08:30-17:00", at(17), False),
        ("00:00-00:00", at(3), True),
    ],
)
def test_a_site_is_asked_in_its_hours(hours: str | None, moment: datetime, expected: bool) -> None:
    assert is_within(hours, moment) is expected


@pytest.mark.parametrize("text", ["", "22-6", "24:00-06:00", "22:00-06:60", "22:00 - 06:00", "22:00", "x22:00-06:00"])
def test_hours_are_written_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match="hours like 22:00-06:00 are expected"):
        parse_hours(text)
