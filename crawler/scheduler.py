"""Scrapy's scheduler on the page index.

A request goes into the page index when it is found, is leased in small batches, and is settled once: *done* with its
links in one transaction, *gone*, *failed*, or put back for another try. Duplicates are found by the canonical address.
Scrapy's requests are made when they are sent; ``request.meta["leased"]`` says what is known of the address.

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
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.addresses import canonical, without_locale
from crawler.answers import Answer
from crawler.closing import CARRIED_ON, Ending, end_crawl
from crawler.failures import NOT_ASKED, UNREACHABLE, Failure, PageFailure, failure_of, failure_of_status
from crawler.frontier import Fetch, Leased, PageKind, PageRequest, Visit
from crawler.hours import is_within
from crawler.page_index import IndexFullError, SiteBusyError, close_shared, index_place, open_shared
from crawler.revisits import due_after_miss, next_due

if TYPE_CHECKING:
    from crawler.spider import SiteSpider

BATCH = 16  # requests leased at a time; a site fetches 12 in a minute at the default pace
LEASE_SECONDS = 3600.0  # longer than a batch takes at the slowest pace that AutoThrottle sets (60 s)

_AGAIN = UNREACHABLE | {Failure.TRUNCATED, Failure.SERVER_ERROR, Failure.TOO_MANY_REQUESTS, Failure.MALFORMED}

logger = logging.getLogger(__name__)


class IndexScheduler(BaseScheduler):
    """Hands out what is due for one site, and settles what was fetched."""

    def __init__(self, crawler: Crawler) -> None:
        self._place = index_place(crawler.settings)
        self.index = open_shared(self._place)
        self._visit: Visit | None = None
        self._crawler = crawler
        self._stats = crawler.stats
        self._tries = crawler.settings.getint("RETRY_TIMES")
        self._young = timedelta(days=crawler.settings.getfloat("RECHECK_DAYS"))
        self._leased: deque[Leased] = deque()
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
        now = _now()
        if not is_within(spider.site.hours, now):
            self._stats.set_value("failure_detail/outside_hours", f"its hours are {spider.site.hours}")
            raise CloseSpider(Ending.OUTSIDE_HOURS)
        due_before = None if self._crawler.settings.getbool("RECHECK_ALL") else now
        try:
            self._visit = self.index.begin_visit(spider.site.name, now, due_before)
            if self._visit.began < now:  # a process that died may have asked a moment ago
                self.pause(self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        except SiteBusyError as error:
            self._stats.set_value("failure_detail/busy", str(error))
            raise CloseSpider(Ending.BUSY) from error
        except IndexFullError as error:
            raise self._full(error) from error

    def begin(self, requests: Iterable[PageRequest]) -> None:
        """Store the requests that every visit begins with.

        Raises:
            CloseSpider: the disk is full.
        """
        try:
            self._count_new(self.index.enqueue(self.visit, requests, _now()))
        except IndexFullError as error:
            raise self._full(error) from error

    def close(self, reason: str) -> None:
        """Give back what was not fetched, and end the visit unless the next one carries it on."""
        try:
            if self._visit is not None and reason in CARRIED_ON:
                self.index.interrupt_visit(self._visit)
            elif self._visit is not None:
                self.index.end_visit(self._visit, _now(), reason)
        except IndexFullError:
            logger.warning(
                "%s: the visit could not be closed in the page index; the next one carries it on", self._visit
            )
        finally:
            close_shared(self._place)

    # What Scrapy's engine asks -----------------------------------------------------------------------

    def has_pending_requests(self) -> bool:
        """Whether anything is left for this visit."""
        if self._is_spent():
            return False
        try:
            return bool(self._leased) or self.index.due(self.visit.site) > 0
        except IndexFullError:  # its connection broke; the next lease meets that too, and ends the crawl
            return True

    def enqueue_request(self, request: Request) -> bool:
        """Store a request that did not come from the page index; a known address is a duplicate, which is no error."""
        self._count_new(self.index.enqueue(self.visit, [_stored(request)], _now()))
        return True

    def next_request(self) -> Request | None:
        """The next request, ``None`` while there is none or the server asked for a pause."""
        now = _now()
        if self._visit is None or self._is_spent() or (self._paused_until is not None and now < self._paused_until):
            return None
        if not self._leased and not self._lease(now):
            return None
        self._handed_out += 1
        leased = self._leased.popleft()
        self._held.add(leased.request.key)
        return self._to_send(leased)

    def _lease(self, now: datetime) -> bool:
        """Take the next batch; whether there is anything in it."""
        if not is_within(self._spider.site.hours, now):
            end_crawl(self._crawler, Ending.OUTSIDE_HOURS)
            return False
        try:
            found = self.index.lease(self.visit, BATCH, now, LEASE_SECONDS)
        except IndexFullError as error:
            self._full(error)
            end_crawl(self._crawler, Ending.DISK_FULL)
            return False
        except SiteBusyError as error:
            self._stats.set_value("failure_detail/busy", str(error))
            end_crawl(self._crawler, Ending.BUSY)
            return False
        self._leased.extend(leased for leased in found if leased.request.key not in self._held)
        return bool(self._leased)

    def _is_spent(self) -> bool:
        site = self._spider.site
        limits = [int(limit) for limit in (self._crawler.settings["MAX_PAGES"], site.max_pages) if limit]
        if limits and self._handed_out >= min(limits):
            return True
        return site.max_bytes is not None and self._stats.get_value("downloader/response_bytes", 0) >= site.max_bytes

    def pause(self, seconds: float) -> None:
        """Hand out nothing for some time."""
        self._paused_until = _now() + timedelta(seconds=seconds)

    # How a request ends ------------------------------------------------------------------------------

    def request_of(self, response: Response) -> PageRequest:
        """The request that an answer belongs to, as the page index knows it."""
        return _leased_of(response.meta).request

    def answered(self, response: Response, answer: Answer) -> None:
        """Settle a request whose answer was read.

        Raises:
            CloseSpider: the page index cannot be written; the request stays due.
        """
        leased, problem = _leased_of(response.meta), answer.failure
        name = failure_of_status(response.status) if problem is None else problem.failure
        detail = problem.detail if problem is not None else f"status {response.status}: {response.url}"
        try:
            if name is Failure.NOT_FOUND:
                self._gone(leased, response.status, detail)
            elif name is not None:
                self._failed(leased, name, detail, response.status)
            else:
                self._done(leased, answer, cast("Fetch", response.meta["fetch"])._replace(status=response.status))
        except IndexFullError as error:
            raise self._full(error) from error

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
        self._failed(_leased_of(request.meta), name, detail, None)

    def spider_error(self, response: Response, error: BaseException) -> None:
        """Settle a request whose page made the spider fail."""
        leased = _leased_of(response.meta)
        self._failed(leased, Failure.SPIDER_ERROR, f"{response.url}: {error}", response.status)

    def _done(self, leased: Leased, answer: Answer, fetch: Fetch) -> None:
        request = leased.request._replace(kind=answer.kind)
        stood = fetch.at - leased.stood_since
        comes_again = request.trail.get("page", 1) == 1 and "capture" not in request.trail  # captures never change
        due = next_due(request.kind, fetch.status, fetch.at, stood, self._young) if comes_again else None
        self._count_new(self.index.done(self.visit, request, fetch, due, answer.links))
        outcome = "ok" if fetch.status < HTTPStatus.MULTIPLE_CHOICES else "redirected"
        self._settle(request, "not_modified" if fetch.status == HTTPStatus.NOT_MODIFIED else outcome)

    def _gone(self, leased: Leased, status: int, detail: str) -> None:
        request = leased.request
        due = due_after_miss(leased.misses + 1, _now())
        self.index.gone(self.visit, request.key, status, _now(), due)
        was_there = request.kind is PageKind.ARTICLE and leased.last is not None
        self._settle(request, "gone" if was_there else "failed")
        self._count(Failure.NOT_FOUND, detail)

    def _failed(self, leased: Leased, failure: Failure, detail: str, status: int | None) -> None:
        request = leased.request
        if failure in _AGAIN and request.attempts < self._tries:
            self.index.retry(self.visit, request.key, failure)
            self._held.discard(request.key)
            self._stats.inc_value(f"retry/{failure}")
            return
        self.index.failed(self.visit, request.key, failure, status, _now(), _now())
        self._settle(request, "forbidden" if failure in NOT_ASKED else "failed")
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

    def _full(self, error: IndexFullError) -> CloseSpider:
        self._stats.set_value("failure_detail/disk_full", str(error))
        return CloseSpider(Ending.DISK_FULL)

    def _to_send(self, leased: Leased) -> Request:
        """Make Scrapy's request; a second try leaves out a locale prefix, which some portals answer with 502."""
        stored = leased.request
        return Request(
            without_locale(stored.address) if stored.attempts else stored.address,
            method=stored.method,
            body=stored.body,
            headers=dict(stored.headers) or None,
            callback=self._spider.parse,
            errback=self._spider.failed,
            dont_filter=True,
            meta={"leased": leased},
        )


def _leased_of(meta: dict[str, object]) -> Leased:
    return cast("Leased", meta["leased"])


def _stored(request: Request) -> PageRequest:
    headers = {name.decode(): values[-1].decode("latin-1") for name, values in request.headers.items()}
    key, kind = canonical(request.url), PageKind(request.meta.get("kind", PageKind.UNKNOWN))
    return PageRequest(key, request.url, kind, request.method, request.body, headers, priority=request.priority)


def _now() -> datetime:
    return datetime.now(UTC)
