"""Sharing out what is due: each site to one process, once, and not what another one visited meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawler.claiming import claim_due
from crawler.page_index import PageIndex, open_index
from crawler.site import Site

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def index(place: str) -> Iterator[PageIndex]:
    index = open_index(place)
    yield index
    index.close()


def made_sites(*names: str, **fields: object) -> dict[str, Site]:
    """Live sites that are visited every day."""
    known = {"kind": "party", "level": "commune", "start": ["http://moi.example/"], **fields}
    return {
        name: Site.model_validate({**dict.fromkeys(("name", "title", "organization"), name), **known}) for name in names
    }


def clock() -> datetime:
    return NOW


def visit(index: PageIndex, site: str, at: datetime) -> None:
    index.end_visit(index.begin_visit(site, at, at), at, "finished")
    index.release(site)


def test_what_is_due_is_given_once(index: PageIndex) -> None:
    visit(index, "a", NOW - 2 * DAY)
    visit(index, "b", NOW - 3 * DAY)
    visit(index, "c", NOW - DAY / 2)
    assert sorted(claim_due(made_sites("a", "b", "c", "d"), index, clock)) == ["a", "b", "d"]


def test_a_site_that_was_cut_short_is_not_given_again(index: PageIndex) -> None:
    claims = claim_due(made_sites("a"), index, clock)
    assert next(claims) == "a"
    index.interrupt_visit(index.begin_visit("a", NOW, NOW))
    index.release("a")
    assert list(claims) == []


def test_a_site_is_claimed_when_it_is_asked_for(index: PageIndex) -> None:
    claims = claim_due(made_sites("a", "b"), index, clock)
    first = next(claims)
    assert index.claim(["a", "b"], NOW) == ({"a", "b"} - {first}).pop()
    assert list(claims) == []


def test_what_another_process_visited_meanwhile_is_due_no_longer(index: PageIndex) -> None:
    claims = claim_due(made_sites("a", "b"), index, clock)
    first = next(claims)
    visit(index, ({"a", "b"} - {first}).pop(), NOW)
    assert list(claims) == []


def test_sites_that_are_gone_are_not_visited(index: PageIndex) -> None:
    assert list(claim_due(made_sites("a", status="archived"), index, clock)) == []
