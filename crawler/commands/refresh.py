"""``scrapy refresh``: crawl, clean what is new or changed, commit a dataset version, print the summary."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.exceptions import UsageError

from crawler.command import QuietCommand, add_jobs, data_folder, fail, layouts_of_sites, report, sites_of, watch
from crawler.refreshing import ARCHIVE, DATASET, DataBusyError, commit_batches, lock_data
from crawler.replay import Replay, WorkerDiedError
from crawler.site import SiteStatus
from crawler.sources import archive_tasks
from crawler.spider_loader import SiteSpiderLoader
from crawler.visit import VisitReport, crawl
from output.dataset import Dataset
from output.manifest import DatasetError


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
        parser.add_argument("--limit", metavar="N", type=int, help="fetch at most N pages of a site")
        add_jobs(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Turn the options into settings."""
        super().process_options(args, opts)
        if self.settings is not None and opts.all:
            self.settings.set("RECHECK_ALL", True, priority="cmdline")
        if self.settings is not None and opts.limit is not None:
            if opts.limit < 1:
                raise UsageError(f"--limit: a number from 1 is expected, found {opts.limit}", print_help=False)
            self.settings.set("MAX_PAGES", opts.limit, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, clean, commit, report."""
        chosen = choose_sites(sites_of(self.settings), args)
        folder = data_folder(self.settings)
        try:
            with lock_data(folder):
                self._refresh(chosen, folder, opts.jobs)
        except (DatasetError, DataBusyError, WorkerDiedError, OSError) as error:
            self.exitcode = fail(error)

    def _refresh(self, chosen: Sequence[str], folder: Path, jobs: int) -> None:
        dataset = Dataset(folder / DATASET)
        consumed = dataset.consumed()  # a dataset that cannot be read is known before the crawl
        if not isinstance(self.crawler_process, AsyncCrawlerProcess | CrawlerProcess):
            raise TypeError(f"a crawler process is expected of Scrapy, found {self.crawler_process!r}")
        began = time.monotonic()
        reports = crawl(self.crawler_process, chosen, _tell)
        seconds = {"crawl": time.monotonic() - began}
        tasks = list(archive_tasks(folder / ARCHIVE, consumed))
        batches = watch(
            Replay(min(jobs, len(tasks) or 1), layouts_of_sites(self.settings)).run(tasks), "cleaning", len(tasks)
        )
        committed = commit_batches(dataset, batches, seconds)
        failures = {visit.site: visit.failure for visit in reports if visit.failure}
        report(committed, failures)
        self.exitcode = 1 if failures or committed.failures else 0


def choose_sites(loader: SiteSpiderLoader, names: Sequence[str]) -> list[str]:
    """The sites to crawl: those named, or all live ones.

    Raises:
        UsageError: a name is no site, or no site is live.
    """
    for name in names:
        loader.load(name)
    chosen = list(names) or [name for name, site in loader.sites.items() if site.status is SiteStatus.LIVE]
    if not chosen:
        raise UsageError("no site file has a live site; CONTRIBUTING.md says how to add one", print_help=False)
    return chosen


def _tell(visit: VisitReport) -> None:
    """One line on standard error as each visit ends."""
    outcome = (
        f"failed, {visit.failure}" if visit.failure else f"{visit.fetched} pages, {visit.not_modified} not modified"
    )
    print(f"{visit.site}: {outcome} ({visit.seconds:.1f} s)", file=sys.stderr, flush=True)
