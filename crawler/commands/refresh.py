"""``scrapy refresh``: crawl, clean what is new or changed, commit a dataset version, print the summary."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.exceptions import UsageError

from crawler.closing import Ending
from crawler.command import (
    QuietCommand,
    add_jobs,
    count,
    data_folder,
    layouts_of_sites,
    progress,
    report,
    sites_of,
    watch,
)
from crawler.page_index import PageIndex
from crawler.refreshing import ARCHIVE, DATASET, commit_batches, lock_data
from crawler.replay import Replay
from crawler.scheduler import page_index_path
from crawler.site import SiteStatus
from crawler.sources import archive_tasks
from crawler.spider_loader import SiteSpiderLoader
from crawler.visit import VisitReport, crawl
from output.dataset import Dataset


class Command(QuietCommand):
    """Bring the dataset up to date."""

    requires_crawler_process = True

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Crawl the live sites (or those named), clean what is new, commit a version of the dataset"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--all", action="store_true", help="ask again for every known article, not only for young ones"
        )
        parser.add_argument("--limit", metavar="N", type=count, help="fetch at most N pages of a site")
        add_jobs(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Turn the options into settings."""
        super().process_options(args, opts)
        if self.settings is not None and opts.all:
            self.settings.set("RECHECK_ALL", True, priority="cmdline")
        if self.settings is not None and opts.limit is not None:
            self.settings.set("MAX_PAGES", opts.limit, priority="cmdline")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Crawl, clean, commit, report."""
        chosen = choose_sites(sites_of(self.settings), args)
        folder = data_folder(self.settings)
        with lock_data(folder):
            dataset = Dataset(folder / DATASET)
            consumed = dataset.consumed()  # what cannot be read is known before the crawl
            PageIndex(page_index_path(str(folder))).close()
            began = time.monotonic()
            failures = {visit.site: visit.failure for visit in self._crawl(chosen) if visit.failure}
            seconds = {"crawl": time.monotonic() - began}
            tasks = list(archive_tasks(folder / ARCHIVE, consumed))
            replay = Replay(opts.jobs, layouts_of_sites(self.settings))
            with closing(watch(replay.run(tasks), "cleaning, parts", len(tasks))) as batches:
                committed = commit_batches(dataset, batches, seconds, failures)
        status = report(committed, failures)
        if committed.not_modified:
            print(f"\n{committed.not_modified} pages were not modified since the last visit and were not read again.")
        return status

    def _crawl(self, chosen: Sequence[str]) -> list[VisitReport]:
        """Visit the sites.

        Raises:
            KeyboardInterrupt: the visits were cut short; the next ones carry them on.
        """
        if not isinstance(self.crawler_process, AsyncCrawlerProcess | CrawlerProcess):
            raise TypeError(f"a crawler process is expected of Scrapy, found {self.crawler_process!r}")
        with progress("crawling, sites", len(chosen)) as advance, _signals_restored():

            def tell(visit: VisitReport) -> None:
                _tell(visit)
                advance()

            reports = crawl(self.crawler_process, chosen, tell)
        if any(visit.finish_reason == Ending.SHUTDOWN for visit in reports):
            raise KeyboardInterrupt  # Scrapy has caught it and ended the visits in order
        return reports


@contextmanager
def _signals_restored() -> Iterator[None]:
    """Put back how Ctrl-C and ``kill`` are answered: Scrapy's answers outlast its event loop, and do nothing then."""
    answers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, answer in answers.items():
            signal.signal(number, answer)


def choose_sites(loader: SiteSpiderLoader, names: Sequence[str]) -> list[str]:
    """The sites to crawl: those named, or all live ones.

    Raises:
        UsageError: a name is no site, or no site is live.
    """
    for name in names:
        loader.load(name)
    chosen = list(dict.fromkeys(names)) or [
        name for name, site in loader.sites.items() if site.status is SiteStatus.LIVE
    ]
    if not chosen:
        raise UsageError("no site file has a live site; CONTRIBUTING.md says how to add one", print_help=False)
    return chosen


def _tell(visit: VisitReport) -> None:
    """One line on standard error as each visit ends."""
    outcome = (
        f"failed, {visit.failure}" if visit.failure else f"{visit.fetched} pages, {visit.not_modified} not modified"
    )
    print(f"{visit.site}: {outcome} ({visit.seconds:.1f} s)", file=sys.stderr, flush=True)
