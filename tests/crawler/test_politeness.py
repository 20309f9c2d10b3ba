from datetime import UTC, datetime, timedelta

import pytest

from crawler.failures import Failure, PageFailure, failure_of, failure_of_status
from crawler.frontier import PageKind
from crawler.middlewares.hosts import is_private
from crawler.middlewares.pace import retry_after
from crawler.revisits import EMPTY_MENU, next_due

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


@pytest.mark.parametrize(
    ("kind", "status", "misses", "due"),
    [
        (PageKind.LISTING, 200, 0, NOW),
        (PageKind.ARTICLE, 200, 0, NOW),
        (PageKind.ARTICLE, 301, 0, None),
        (PageKind.ARTICLE, 302, 0, NOW),
        (PageKind.LISTING, 301, 0, NOW),
        (PageKind.ARTICLE, 404, 1, NOW),
        (PageKind.ARTICLE, 410, 3, None),
        (PageKind.UNKNOWN, 200, 0, NOW + EMPTY_MENU),
    ],
)
def test_when_an_address_is_asked_for_again(kind: PageKind, status: int, misses: int, due: datetime | None) -> None:
    assert next_due(kind, status, misses, NOW) == due


def test_an_empty_menu_page_waits_for_weeks() -> None:
    assert timedelta(days=7) < EMPTY_MENU < timedelta(days=100)
