"""``scrapy refresh``: crawl, clean what is new or changed, commit a dataset version, print the summary."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime

from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.exceptions import UsageError

from cleaning import Article, Rejection
from cleaning.dates import VIETNAM
from crawler.claiming import claim_due
from crawler.closing import Ending
from crawler.command import (
    QuietCommand,
    add_jobs,
    count,
    data_folder,
    index_of,
    progress,
    replay_of,
    report,
    sites_of,
    watch,
)
from crawler.health.figures import FiguresOfSites
from crawler.health.recording import visits_of
from crawler.health.visits import write_visits
from crawler.page_index import PageIndex, is_postgres, shared_index
from crawler.readings import readings_of
from crawler.refreshing import ARCHIVE, DATASET, Committed, commit_batches, lock_data
from crawler.replay import Replay
from crawler.schedule import read_dues
from crawler.site import SiteStatus
from crawler.sources import archive_tasks, site_of
from crawler.spider_loader import SiteSpiderLoader
from crawler.visit import VisitReport, crawl
from output.block_counts import read_witnesses
from output.dataset import Dataset
from output.tally import Change

Note = Callable[[Article | Rejection, Change], None]
"""What is told of every outcome."""


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
        parser.add_argument("--due", action="store_true", help="only sites whose time has come (every, cron)")
        parser.add_argument(
            "--backfill", action="store_true", help="walk listings to their end, not only to what is known"
        )
        parser.add_argument(
            "--until", metavar="DATE", type=date_of, help="with --backfill: no further back than this day, 2024-12-31"
        )
        parser.add_argument("--limit", metavar="N", type=count, help="fetch at most N pages of a site")
        add_jobs(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Turn the options into settings."""
        super().process_options(args, opts)
        if opts.due and args:
            raise UsageError("--due chooses the sites by itself; name no SITE", print_help=False)
        if opts.until is not None and not opts.backfill:
            raise UsageError("--until goes with --backfill", print_help=False)
        chosen = {
            "RECHECK_ALL": opts.all or None,
            "BACKFILL": opts.backfill or None,
            "BACKFILL_UNTIL": opts.until,
            "MAX_PAGES": opts.limit,
        }
        if self.settings is not None:
            given = {name: value for name, value in chosen.items() if value is not None}
            self.settings.setdict(given, priority="cmdline")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Crawl, clean, commit, report."""
        place = index_of(self.settings)
        sites = sites_of(self.settings)
        chosen = choose_due(sites, place) if opts.due else choose_sites(sites, args)
        if not chosen:
            return 0
        replay = replay_of(self.settings, opts.jobs)
        with ExitStack() as held:
            if not is_postgres(place):  # who shares an index shares out the sites, and waits to commit
                held.enter_context(lock_data(data_folder(self.settings)))
            Dataset(data_folder(self.settings) / DATASET).consumed()  # what cannot be read is known before the crawl
            index = held.enter_context(shared_index(place))
            began = time.monotonic()
            visits = self._crawl(claim_due(sites.sites, index) if opts.due else chosen, len(chosen))
            seconds = {"crawl": time.monotonic() - began}
            if is_postgres(place):
                held.enter_context(index.committing())
                held.enter_context(lock_data(data_folder(self.settings)))
            committed = self._clean(replay, visits, index, seconds)
        status = report(committed, {visit.site: visit.failure for visit in visits if visit.failure})
        if committed.not_modified:
            print(f"\n{committed.not_modified} pages were not modified since the last visit and were not read again.")
        if committed.unconfirmed:
            print(f"Articles not found, which stay until later visits miss them too: {committed.unconfirmed}")
        return status

    def _clean(
        self, replay: Replay, visits: Sequence[VisitReport], index: PageIndex, seconds: dict[str, float]
    ) -> Committed:
        """Clean what is new in the archive, of all sites that no other process has, and commit it."""
        folder = data_folder(self.settings)
        dataset = Dataset(folder / DATASET)
        tasks = list(archive_tasks(folder / ARCHIVE, dataset.consumed()))
        others = index.claimed_by_others(datetime.now(UTC))  # asked behind the files: who begins now, writes others
        tasks = [task for task in tasks if site_of(task) not in others]
        began = time.monotonic()
        counted = replay.count(tasks, read_witnesses(dataset.folder))
        seconds["count"] = time.monotonic() - began
        batches = watch(replay.run(tasks, counted.repeated), "cleaning, parts", len(tasks))
        figures = FiguresOfSites()
        failed = {visit.site for visit in visits if visit.failure}
        with closing(batches), readings_of(self.settings) as readings:
            committed = commit_batches(
                *(dataset, batches, seconds, failed, counted),
                made_by=replay.made_by(),
                confirms=readings.confirms,
                note=_all_of(readings.note, figures.note),
            )
            readings.store()
        write_visits(folder, visits_of(visits, figures, committed.manifest))
        return committed

    def _crawl(self, chosen: Iterable[str], number: int) -> list[VisitReport]:
        """Visit the sites, which are about so many.

        Raises:
            KeyboardInterrupt: the visits were cut short; the next ones carry them on.
        """
        if not isinstance(self.crawler_process, AsyncCrawlerProcess | CrawlerProcess):
            raise TypeError(f"a crawler process is expected of Scrapy, found {self.crawler_process!r}")
        with progress("crawling, sites", number) as advance, _signals_restored():

            def tell(visit: VisitReport) -> None:
                _tell(visit)
                advance()

            at_once = self.crawler_process.settings.getint("SITES_AT_ONCE")
            reports = crawl(self.crawler_process, chosen, tell, at_once)
        if any(visit.finish_reason == Ending.SHUTDOWN for visit in reports):
            raise KeyboardInterrupt  # Scrapy has caught it and ended the visits in order
        return reports


def _all_of(*notes: Note) -> Note:
    def note(outcome: Article | Rejection, change: Change) -> None:
        for one in notes:
            one(outcome, change)

    return note


@contextmanager
def _signals_restored() -> Iterator[None]:
    """Put back how Ctrl-C and ``kill`` are answered: Scrapy's answers outlast its event loop, and do nothing then."""
    answers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, answer in answers.items():
            signal.signal(number, answer)


def date_of(text: str) -> str:
    """Read a day.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a day like 2024-12-31 is expected, found {text!r}") from error


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


def choose_due(loader: SiteSpiderLoader, place: str) -> list[str]:
    """The live sites whose time has come, by the schedules of their site files; says which is next where none is."""
    dues = read_dues(loader.sites.values(), place, now := datetime.now(UTC))
    chosen = [due.site for due in dues if due.at <= now]
    if not chosen:
        coming = f"; next is {dues[0].site}, {dues[0].at.astimezone(VIETNAM):%Y-%m-%d %H:%M} in Vietnam" if dues else ""
        print(f"nothing is due{coming}")
    return chosen


def _tell(visit: VisitReport) -> None:
    """One line on standard error as each visit ends."""
    outcome = (
        f"failed, {visit.failure}" if visit.failure else f"{visit.fetched} pages, {visit.not_modified} not modified"
    )
    if visit.failed and not visit.failure:
        outcome += f", given up: {', '.join(f'{number} {name}' for name, number in sorted(visit.failed.items()))}"
    print(f"{visit.site}: {outcome} ({visit.seconds:.1f} s)", file=sys.stderr, flush=True)
