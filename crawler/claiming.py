"""Sharing out what is due among any number of processes, on any number of machines."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from crawler.page_index import PageIndex
from crawler.schedule import due_sites
from crawler.site import Site


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def claim_due(sites: Mapping[str, Site], index: PageIndex, clock: Callable[[], datetime] = utc_now) -> Iterator[str]:
    """Give the live sites whose time has come, each claimed for this process, and each once.

    A site is claimed when it is asked for, so that processes share the work as they come to it. What another process
    visited meanwhile is due no longer, and passed over.
    """
    given: set[str] = set()
    while True:
        waiting = [site for name, site in sites.items() if name not in given]
        name = index.claim(_due(waiting, index, clock()), clock())
        if name is None:
            return
        given.add(name)
        if _due([sites[name]], index, clock()):
            yield name
        else:
            index.release(name)


def _due(sites: list[Site], index: PageIndex, now: datetime) -> list[str]:
    return [due.site for due in due_sites(sites, index.last_visits(), now) if due.at <= now]
