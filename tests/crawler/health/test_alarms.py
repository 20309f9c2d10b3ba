"""Alarms: what rings, and what of everyday life does not."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.health import SiteVisit, find_alarms
from crawler.health.figures import CleanedFigures
from crawler.visit import VisitReport
from tests.crawler.test_schedule import made_site

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def made_visit(
    day: int, failure: str | None = None, selectors: object = None, fetched: int = 20, **cleaned: object
) -> SiteVisit:
    """A visit of a day; by default 3 new and 17 known articles."""
    figures = {"new": 3, "unchanged": 17, "characters": 1500.0, "same_title": 1, "empty": {"published": 0}}
    figures |= {"newest": (BEGIN + day * DAY).date(), **cleaned}
    crawl = {
        "fetched": 30,
        "not_modified": 0,
        "failed": {},
        "forbidden": 0,
        "gone": 0,
        "new": 3,
        "bytes": 1,
        "seconds": 1,
    }
    crawl |= {"site": "moi", "articles": fetched, "finish_reason": "finished", "failure": failure}
    known = {"site": "moi", "at": BEGIN + day * DAY, "selectors": selectors or {}}
    return SiteVisit.model_validate(
        {**known, "crawl": VisitReport.model_validate(crawl), "cleaned": CleanedFigures.model_validate(figures)}
    )


def usual(days: int, **fields: Any) -> list[SiteVisit]:  # noqa: ANN401 - as `made_visit` has them
    """Daily visits to a healthy site; the first brings the past."""
    return [made_visit(0, new=500, unchanged=0), *(made_visit(day, **fields) for day in range(1, days))]


def names(visits: Sequence[SiteVisit], late: timedelta = timedelta(), **fields: object) -> list[str]:
    """Names of the alarms after some visits."""
    return [alarm.name for alarm in find_alarms(made_site(**fields), visits, visits[-1].at + late)]


SELECTORS = {"joomla": {"title": [19, 1]}}
BLIND = {"joomla": {"title": [1, 19]}}


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([*usual(20), made_visit(20, failure="tls: x"), made_visit(21, failure="tls: x")], ["failing"]),
        ([made_visit(0, failure="timeout: x")], ["failing"]),
        ([*usual(20), *(made_visit(day, new=0) for day in range(20, 24))], ["silent"]),
        ([*usual(20), made_visit(20, new=12, newest="2025-06-01")], ["dates_stand_still"]),
        ([*usual(20), made_visit(20, same_title=20)], ["same_titles"]),
        ([*usual(20), made_visit(20, empty={"published": 18})], ["empty_published"]),
        ([*usual(20), made_visit(20, new=0, unchanged=1, rejected={"block_page": 19})], ["rejections", "lost_articles"]),
        ([*usual(20), made_visit(20, new=0, unchanged=0, rejected={"listing": 20})], ["lost_articles"]),
        ([*usual(20), made_visit(20, characters=300.0)], ["text_length"]),
        ([*usual(20, selectors=SELECTORS), made_visit(20, selectors=BLIND)], ["selector_misses"]),
    ],
)  # fmt: skip
def test_what_rings(visits: list[SiteVisit], expected: list[str]) -> None:
    assert names(visits) == expected


@pytest.mark.parametrize(
    ("visits", "why"),
    [
        (usual(30), "a healthy site"),
        (usual(1), "a first visit has nothing to be compared with"),
        ([*usual(20), made_visit(20, failure="timeout: x")], "one failure is a night's maintenance"),
        ([*usual(20), made_visit(20, new=0), made_visit(21, new=0)], "a weekend"),
        ([*usual(20, new=0), *(made_visit(day, new=0) for day in range(20, 60))], "it never wrote"),
        ([made_visit(0, new=500), made_visit(30, new=1), *(made_visit(day, new=0) for day in range(60, 150, 30))],
         "one article a month, none for three"),
        ([made_visit(0, new=500, empty={"published": 450}), *usual(20, empty={"published": 15})[1:], made_visit(20, empty={"published": 18})], "it never had dates"),
        ([*usual(20), made_visit(20, fetched=2, new=1, unchanged=1, empty={"published": 2}, same_title=2)], "too few to judge"),
        ([*usual(20), made_visit(20, rejected={"listing": 40, "not_html": 9})], "listings are no ills"),
        ([*usual(20), made_visit(20, characters=900.0)], "a day of short notices"),
        ([*usual(20), made_visit(20, new=12, newest="2026-01-15")], "a week late"),
        ([*usual(20, selectors=BLIND), made_visit(20, selectors=BLIND)], "a selector that never found anything"),
    ],
)  # fmt: skip
def test_what_does_not_ring(visits: list[SiteVisit], why: str) -> None:
    assert names(visits) == [], why


def test_a_site_that_nobody_visits_any_more() -> None:
    assert names(usual(9), late=4 * DAY) == ["overdue"]
    assert names(usual(9), late=2 * DAY) == []
    assert names(usual(9), late=4 * DAY, every="7d") == []
    assert names(usual(9), late=4 * DAY, status="archived") == []
    assert find_alarms(made_site(), [], BEGIN) == []
