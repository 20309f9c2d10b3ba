"""Scrapy's scheduler on the page index.

A request goes into the page index when it is found, is leased in small batches, and is settled once: *done* with its
links in one transaction, *gone*, *failed*, or put back for another try. Duplicates are found by the canonical address.

Statistics, by crawl (``crawler.stats``):

``page/<kind>/ok``, ``page/<kind>/not_modified``, ``page/<kind>/redirected``, ``page/<kind>/failed``
    Settled addresses by kind of page (``article``, ``listing``, …).
``page/<kind>/forbidden``, ``page/article/gone``
    Addresses that ``robots.txt`` forbids, and articles that were there at an earlier visit; neither is ``failed``.
``failure/<name>``, ``failure_detail/<name>``
    Addresses given up by ``failures.Failure``, and the first of them in words.
``retry/<name>``
    Failed tries after which another one was made.
``frontier/new``
    Addresses that were not known before.
``archive/response``, ``archive/revisit``, ``archive/bytes``
    Records and bytes written (middlewares.archiving).
"""

import logging
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.addresses import canonical
from crawler.closing import CARRIED_ON, Ending, end_crawl
from crawler.failures import UNREACHABLE, Failure, PageFailure, failure_of, failure_of_status
from crawler.frontier import Fetch, PageKind, PageRequest, Visit
from crawler.page_index import IndexFullError, SiteBusyError, close_shared, open_shared
from crawler.revisits import next_due

if TYPE_CHECKING:
    from crawler.spider import SiteSpider

BATCH = 16  # requests leased at a time; a site fetches 12 in a minute at the default pace
LEASE_SECONDS = 3600.0  # longer than a batch takes at the slowest pace that AutoThrottle sets (60 s)

_AGAIN = UNREACHABLE | {Failure.TRUNCATED, Failure.SERVER_ERROR, Failure.TOO_MANY_REQUESTS, Failure.MALFORMED}

logger = logging.getLogger(__name__)


def page_index_path(settings_data_dir: str) -> Path:
    """Place of the page index in the folder ``DATA_DIR``."""
    return Path(settings_data_dir) / "index.db"


class IndexScheduler(BaseScheduler):
    """Hands out what is due for one site, and settles what was fetched."""

    def __init__(self, crawler: Crawler) -> None:
        self.index = open_shared(page_index_path(crawler.settings["DATA_DIR"]))
        self._visit: Visit | None = None
        self._crawler = crawler
        self._stats = crawler.stats
        self._tries = crawler.settings.getint("RETRY_TIMES")
        self._leased: deque[PageRequest] = deque()
        self._held: set[str] = set()
        self._handed_out = 0
        self._paused_until: datetime | None = None
        crawler.signals.connect(self._begin, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the scheduler of a crawl."""
        return cls(crawler)

    @property
    def visit(self) -> Visit:
        """The visit that this crawl is."""
        if self._visit is None:
            raise RuntimeError("the visit begins when the spider is opened")
        return self._visit

    @property
    def _spider(self) -> "SiteSpider":
        return cast("SiteSpider", self._crawler.spider)

    def _begin(self, spider: "SiteSpider") -> None:
        settings = self._crawler.settings
        recheck = None if settings.getbool("RECHECK_ALL") else timedelta(days=settings.getint("RECHECK_DAYS"))
        try:
            self._visit = self.index.begin_visit(spider.site.name, _now(), recheck)
        except SiteBusyError as error:
            self._stats.set_value("failure_detail/busy", str(error))
            raise CloseSpider(Ending.BUSY) from error
        except IndexFullError as error:
            self._stats.set_value("failure_detail/disk_full", str(error))
            raise CloseSpider(Ending.DISK_FULL) from error

    def close(self, reason: str) -> None:
        """Give back what was not fetched, and end the visit unless the next one carries it on."""
        try:
            if self._visit is not None and reason in CARRIED_ON:
                self.index.interrupt_visit(self._visit, _now())
            elif self._visit is not None:
                self.index.end_visit(self._visit, _now(), reason)
        except IndexFullError:
            logger.warning(
                "%s: the visit could not be closed in the page index; the next one carries it on", self._visit
            )
        finally:
            close_shared(self.index)

    # What Scrapy's engine asks -----------------------------------------------------------------------

    def has_pending_requests(self) -> bool:
        """Whether anything is left for this visit."""
        if self._is_spent():
            return False
        return bool(self._leased) or self.index.due(self.visit.site) > 0

    def enqueue_request(self, request: Request) -> bool:
        """Store a request of the spider's start; a known address is a duplicate, which is no error."""
        self._count_new(self.index.enqueue(self.visit, [self._stored(request)], _now()))
        return True

    def next_request(self) -> Request | None:
        """The next request, ``None`` while there is none or the server asked for a pause."""
        now = _now()
        if self._visit is None or self._is_spent() or (self._paused_until is not None and now < self._paused_until):
            return None
        if not self._leased:
            try:
                leased = self.index.lease(self.visit, BATCH, now, LEASE_SECONDS)
            except IndexFullError as error:
                self._stats.set_value("failure_detail/disk_full", str(error))
                end_crawl(self._crawler, Ending.DISK_FULL)
                return None
            self._leased.extend(request for request in leased if request.key not in self._held)
        if not self._leased:
            return None
        self._handed_out += 1
        page_request = self._leased.popleft()
        self._held.add(page_request.key)
        return self._to_send(page_request)

    def _is_spent(self) -> bool:
        limits = [int(limit) for limit in (self._crawler.settings["MAX_PAGES"], self._spider.site.max_pages) if limit]
        return bool(limits) and self._handed_out >= min(limits)

    def pause(self, seconds: float) -> None:
        """Hand out nothing for some time."""
        self._paused_until = _now() + timedelta(seconds=seconds)

    # How a request ends ------------------------------------------------------------------------------

    def answered(self, response: Response, links: Iterable[Request]) -> None:
        """Settle a request whose answer was read, together with the links that were found."""
        meta = response.meta
        problem: PageFailure | None = meta.get("failure")
        name = failure_of_status(response.status) if problem is None else problem.failure
        if name is Failure.NOT_FOUND:
            self._gone(meta, response, problem)
        elif name is not None:
            self._failed(
                meta, name, problem.detail if problem else f"status {response.status}: {response.url}", response.status
            )
        else:
            self._done(meta, response.status, [self._stored(link) for link in links])

    def failed(self, request: Request, error: BaseException) -> None:
        """Settle a request that got no answer, or whose answer could not be read.

        Raises:
            CloseSpider: the archive cannot be written; the request stays due.
        """
        name = failure_of(error)
        detail = (
            error.detail if isinstance(error, PageFailure) else f"{request.url}: {str(error) or type(error).__name__}"
        )
        if name is Failure.DISK_FULL:
            logger.error("%s", detail)
            self._stats.set_value("failure_detail/disk_full", detail)
            raise CloseSpider(Ending.DISK_FULL) from error
        self._failed(request.meta, name, detail, None)

    def spider_error(self, response: Response, error: BaseException) -> None:
        """Settle a request whose page made the spider fail."""
        self._failed(response.meta, Failure.SPIDER_ERROR, f"{response.url}: {error}", response.status)

    def _done(self, meta: dict[str, object], status: int, links: list[PageRequest]) -> None:
        request, fetch = _request_of(meta), cast("Fetch", meta["fetch"])
        due = next_due(request.kind, status, 0, fetch.at) if request.trail.get("page", 1) == 1 else None
        self._count_new(self.index.done(self.visit, request, fetch, due, links))
        outcome = "ok" if status < HTTPStatus.MULTIPLE_CHOICES else "redirected"
        self._settle(request, "not_modified" if status == HTTPStatus.NOT_MODIFIED else outcome)

    def _gone(self, meta: dict[str, object], response: Response, problem: PageFailure | None) -> None:
        request = _request_of(meta)
        site = self.visit.site
        was_there = request.kind is PageKind.ARTICLE and self.index.last_fetch(site, request.key) is not None
        due = next_due(request.kind, HTTPStatus.NOT_FOUND, self.index.misses(site, request.key) + 1, _now())
        self.index.gone(self.visit, request.key, response.status, _now(), due)
        self._settle(request, "gone" if was_there else "failed")
        self._count(Failure.NOT_FOUND, problem.detail if problem else f"status {response.status}: {response.url}")

    def _failed(self, meta: dict[str, object], failure: Failure, detail: str, status: int | None) -> None:
        request = _request_of(meta)
        if failure in _AGAIN and request.attempts < self._tries:
            self.index.retry(self.visit, request.key, failure)
            self._held.discard(request.key)
            self._stats.inc_value(f"retry/{failure}")
            return
        self.index.failed(self.visit, request.key, failure, status, _now(), _now())
        self._settle(request, "forbidden" if failure is Failure.ROBOTS_FORBIDDEN else "failed")
        self._count(failure, detail)

    def _settle(self, request: PageRequest, outcome: str) -> None:
        self._held.discard(request.key)
        self._stats.inc_value(f"page/{request.kind}/{outcome}")

    def _count(self, failure: Failure, detail: str) -> None:
        self._stats.inc_value(f"failure/{failure}")
        if self._stats.get_value(f"failure_detail/{failure}") is None:
            self._stats.set_value(f"failure_detail/{failure}", detail)
        logger.info("%s: %s: %s", self.visit.site, failure, detail)

    def _count_new(self, number: int) -> None:
        if number:
            self._stats.inc_value("frontier/new", number)

    # Between Scrapy's requests and the index's -------------------------------------------------------

    def _stored(self, request: Request) -> PageRequest:
        meta = request.meta
        return PageRequest(
            key=meta.get("key") or canonical(request.url),
            address=request.url,
            kind=PageKind(meta.get("kind", PageKind.UNKNOWN)),
            method=request.method,
            body=request.body,
            headers={name.decode(): values[-1].decode("latin-1") for name, values in request.headers.items()},
            trail=meta.get("trail", {}),
            priority=request.priority,
        )

    def _to_send(self, stored: PageRequest) -> Request:
        return Request(
            stored.address,
            method=stored.method,
            body=stored.body,
            headers=dict(stored.headers),
            priority=stored.priority,
            callback=self._spider.parse,
            errback=self._spider.failed,
            dont_filter=True,
            meta={
                "stored": stored,
                "key": stored.key,
                "kind": stored.kind,
                "trail": stored.trail,
            },
        )


def _request_of(meta: dict[str, object]) -> PageRequest:
    """The request that an answer belongs to, with the kind that the spider found it to be."""
    return cast("PageRequest", meta["stored"])._replace(kind=cast("PageKind", meta["kind"]))


def _now() -> datetime:
    return datetime.now(UTC)
