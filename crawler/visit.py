"""Visiting sites: several crawls in one process, and a report of each."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from pydantic import NonNegativeFloat, NonNegativeInt
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler, CrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.statscollectors import StatsCollector

from cleaning.record import Record
from crawler.closing import ORDERLY, Ending
from crawler.failures import NOT_ASKED, Failure
from crawler.frontier import PageKind

Result = TypeVar("Result")

SITES_AT_ONCE = 64  # visits in a process; at one page in 5 s each, 13 pages a second, a tenth of a core


class VisitReport(Record):
    """What came of one visit to one site."""

    site: str
    """Name of the site."""
    fetched: NonNegativeInt
    """Addresses that answered with a page."""
    not_modified: NonNegativeInt
    """Addresses that answered that nothing had changed."""
    failed: Mapping[str, int]
    """Addresses given up, by name of the failure; neither ``forbidden`` nor ``gone`` ones."""
    forbidden: NonNegativeInt
    """Addresses that ``robots.txt`` forbids, or that were taken down."""
    gone: NonNegativeInt
    """Articles of earlier visits that were not found."""
    articles: NonNegativeInt
    """Articles among ``fetched`` and ``not_modified``."""
    new: NonNegativeInt
    """Addresses that were not known before."""
    bytes: NonNegativeInt
    """Bytes received."""
    seconds: float
    """Time the visit took."""
    latency: NonNegativeFloat | None = None
    """Mean seconds from a request to the head of its answer; ``None`` without an answer, and in logs of old."""
    finish_reason: str
    """Why it ended: ``finished``, or another ``closing.Ending``."""
    failure: str | None
    """Why the site as a whole counts as failed, in words; ``None`` for a good visit with some bad pages too."""


def crawl(
    process: AsyncCrawlerProcess | CrawlerProcess,
    sites: Iterable[str],
    on_report: Callable[[VisitReport], None] | None = None,
    at_once: int = SITES_AT_ONCE,
) -> list[VisitReport]:
    """Visit sites, so many at the same time, and wait for all of them; the reports come in the order of the sites.

    The next site is asked for when a visit ends, unless this process was asked to stop. ``on_report`` is called with
    each report as its visit ends. A process can do this once: Scrapy's event loop does not start again.
    """
    queue = _Queue(process, sites, on_report)
    for _ in range(at_once):
        queue.begin_next()
    if queue.crawlers:
        process.start()
    if queue.error is not None:
        raise queue.error
    return [report_of(crawler) for crawler in queue.crawlers]


class _Queue:
    """Sites that wait for their visits."""

    def __init__(
        self,
        process: AsyncCrawlerProcess | CrawlerProcess,
        sites: Iterable[str],
        on_report: Callable[[VisitReport], None] | None,
    ) -> None:
        self.crawlers: list[Crawler] = []
        self.error: Exception | None = None
        self._process = process
        self._sites = iter(sites)
        self._on_report = on_report

    def begin_next(self) -> None:
        """Begin the next visit, if there is one."""
        site = next(self._sites, None)
        if site is None:
            return
        crawler = self._process.create_crawler(site)
        if self._on_report is not None:
            crawler.signals.connect(_teller(self._on_report, crawler), signals.engine_stopped, weak=False)
        self.crawlers.append(crawler)
        visit = self._process.crawl(crawler)
        if isinstance(visit, asyncio.Task):
            visit.add_done_callback(lambda _: self._go_on(crawler))
        else:
            visit.addBoth(self._go_on_with, crawler)

    def _go_on_with(self, result: Result, ended: Crawler) -> Result:
        self._go_on(ended)
        return result

    def _go_on(self, ended: Crawler) -> None:
        """Begin the visit after one that has ended; what goes wrong is kept, because the event loop would only log it."""
        if ended.stats.get_value("finish_reason") == Ending.SHUTDOWN or self.error is not None:
            return
        try:
            self.begin_next()
        except (UsageError, OSError) as error:  # a site file's mistake, or a page index that is out of reach
            self.error = error


def _teller(on_report: Callable[[VisitReport], None], crawler: Crawler) -> Callable[[], None]:
    """A receiver for the end of a crawl; a plain function, because Scrapy's signals know no partial ones."""

    def tell() -> None:
        on_report(report_of(crawler))

    return tell


def report_of(crawler: Crawler) -> VisitReport:
    """Sum up a crawl that has ended, from its statistics."""
    stats = crawler.stats
    gone = stats.get_value(f"page/{PageKind.ARTICLE}/gone", 0)
    failures = _failures(stats)
    not_asked = Counter({str(name): failures[name] for name in NOT_ASKED})
    failed = failures - Counter({str(Failure.NOT_FOUND): gone}) - not_asked
    ok = {kind: stats.get_value(f"page/{kind}/ok", 0) for kind in PageKind}
    not_modified = {kind: stats.get_value(f"page/{kind}/not_modified", 0) for kind in PageKind}
    reason = str(stats.get_value("finish_reason", Ending.SHUTDOWN))
    return VisitReport(
        site=crawler.spidercls.name,
        fetched=sum(ok.values()),
        not_modified=sum(not_modified.values()),
        failed=failed,
        forbidden=not_asked.total(),
        gone=gone,
        articles=ok[PageKind.ARTICLE] + not_modified[PageKind.ARTICLE],
        new=stats.get_value("frontier/new", 0),
        bytes=stats.get_value("downloader/response_bytes", 0),
        seconds=stats.get_value("elapsed_time_seconds", 0.0),
        latency=_latency(stats),
        finish_reason=reason,
        failure=_site_failure(stats, reason, failures),
    )


def _latency(stats: StatsCollector) -> float | None:
    answers = stats.get_value("latency/answers", 0)
    return stats.get_value("latency/seconds") / answers if answers else None


def _failures(stats: StatsCollector) -> Counter[str]:
    prefix = "failure/"
    found = {key.removeprefix(prefix): value for key, value in stats.get_stats().items() if key.startswith(prefix)}
    return Counter(found)


def _site_failure(stats: StatsCollector, reason: str, failures: Counter[str]) -> str | None:
    """Why a visit failed as a whole: it was cut short, or none of its listings or none of its articles came."""
    if reason not in ORDERLY:
        return f"{reason}: {detail}" if (detail := stats.get_value(f"failure_detail/{reason}")) else reason
    if not failures or _came(stats, PageKind.ARTICLE):
        return None
    if _came(stats, PageKind.LISTING) and not _missed(stats, PageKind.ARTICLE):
        return None
    name, _ = failures.most_common(1)[0]
    return f"{name}: {stats.get_value(f'failure_detail/{name}')}"


def _missed(stats: StatsCollector, kind: PageKind) -> int:
    return sum(stats.get_value(f"page/{kind}/{outcome}", 0) for outcome in ("failed", "gone", "forbidden"))


def _came(stats: StatsCollector, kind: PageKind) -> int:
    return int(stats.get_value(f"page/{kind}/ok", 0) + stats.get_value(f"page/{kind}/not_modified", 0))
