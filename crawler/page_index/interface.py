"""What a page index must be able to do, whatever database it stands in."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from crawler.frontier import Fetch, LastVisit, Leased, Missing, PageKind, PageRequest, Reading, Visit


class SiteBusyError(RuntimeError):
    """Another living process has the site."""


class IndexFullError(OSError):
    """The page index cannot be written because its disk is full."""


class IndexLostError(IndexFullError):
    """The connection to the database broke; it ends a visit as a full disk does, and the next one carries on."""


class IndexDamagedError(OSError):
    """The page index is none, or cannot be read or written."""


class PageIndex(Protocol):
    """Every address of every site, what is known about it, and what is still to be fetched.

    It is the frontier too: requests are leased from it, and an address is done only when its answer is archived and
    its links are stored, in one transaction. A process that is killed at any moment leaves leases behind, which the
    next visit takes back; nothing else is lost.

    An address is in one of three states: ``due`` (to be fetched in this visit or the next), ``leased`` (being fetched)
    and ``done`` (nothing to do until its next time). A site has one visitor at a time. Every method that writes raises
    `IndexFullError` where there is no room left, and has then changed nothing.
    """

    def close(self) -> None:
        """Give the database back; what was written stays."""

    # Visits ----------------------------------------------------------------------------------------

    def begin_visit(self, site: str, now: datetime, due_before: datetime | None) -> Visit:
        """Begin a visit, or carry on the last one if it was interrupted.

        A new visit makes due what was to be asked for again before ``due_before``, and where that is ``None`` every
        known article besides.

        Raises:
            SiteBusyError: a living process is visiting the site.
        """

    def end_visit(self, visit: Visit, now: datetime, reason: str) -> None:
        """End a visit; what is still due waits for the next. Without effect where another process took the site over."""

    def interrupt_visit(self, visit: Visit) -> None:
        """Leave a visit so that the next one carries it on."""

    def last_visits(self) -> dict[str, LastVisit]:
        """The last visit to each site that was ever visited."""

    # Who visits what -------------------------------------------------------------------------------

    def claim(self, sites: Sequence[str], now: datetime) -> str | None:
        """Take the first of these sites that no living process has, for this process; ``None`` where all are taken.

        A claim holds until it is released, and for five minutes from the last `renew`; a process on this machine
        that is dead holds nothing. To begin a visit claims its site too.
        """

    def renew(self, now: datetime) -> None:
        """Say that this process lives, and keeps the sites that it claimed."""

    def release(self, site: str | None = None) -> None:
        """Give a site that this process claimed to whoever wants it, by default all of them."""

    def claimed_by_others(self, now: datetime) -> set[str]:
        """The sites that living processes other than this one have claimed."""

    def committing(self) -> AbstractContextManager[None]:
        """Wait for the turn to commit a version of the dataset, and hold it: one process of those that share the index.

        The turn ends with the process. An index in a file has one process that commits anyway, by the lock of its
        data folder.
        """
        ...

    # The frontier ----------------------------------------------------------------------------------

    def enqueue(self, visit: Visit, requests: Iterable[PageRequest], now: datetime) -> int:
        """Store requests; give the number of addresses that were not known before.

        A known article is left as it is: its own time decides when it is asked for again. A known listing, feed or
        sitemap that this visit has not fetched becomes due, with the new body (form posts carry a page's state).
        """

    def lease(self, visit: Visit, limit: int, now: datetime, seconds: float) -> list[Leased]:
        """Take the next requests, highest priority first; an expired lease counts as due.

        Raises:
            SiteBusyError: another process took the site over, because this one was not heard of for too long.
        """

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
        later one can be compared with (2xx and 304). An article that was missing stays so until it is read again.
        """

    def gone(self, visit: Visit, key: str, status: int, now: datetime, next_due: datetime | None) -> None:
        """Settle an address where the page was not found; the misses in a row are counted."""

    def retry(self, visit: Visit, key: str, failure: str) -> None:
        """Put a failed address back into this visit, behind the others."""

    def failed(
        self, visit: Visit, key: str, failure: str, status: int | None, now: datetime, next_due: datetime | None
    ) -> None:
        """Give an address up for this visit."""

    def note_readings(self, site: str, readings: Iterable[Reading]) -> None:
        """Remember what cleaning found at addresses; those that are not known here are passed over."""

    # What is known ---------------------------------------------------------------------------------

    def last_fetch(self, site: str, key: str) -> Fetch | None:
        """The last archived answer of an address."""

    def known(self, site: str, keys: Sequence[str], before: int) -> set[str]:
        """Those of the addresses that were known before the visit number ``before`` began."""

    def missing(self, site: str) -> Iterator[Missing]:
        """Articles that were there once and were not found last."""

    def due(self, site: str) -> int:
        """How many addresses of a site wait to be fetched."""

    def counts(self, site: str) -> dict[tuple[PageKind, str], int]:
        """Number of addresses by kind and state."""
