"""``scrapy report``: the figures of a version as one page of HTML, and as JSON."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.command import QuietCommand, at_option, data_folder, fail, output_file, sites_of
from crawler.health import SiteVisit, find_alarms, read_visits
from crawler.refreshing import DATASET
from crawler.site import Site
from output.dataset import Dataset
from output.exports.files import writing
from output.report.counting import count
from output.report.figures import SiteHealth
from output.report.page import render


class Command(QuietCommand):
    """Write the figures of a version."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the figures of the dataset as a page (HTML) and as JSON"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", type=output_file, help="the page (default: report.html)")
        parser.add_argument("--json", metavar="FILE", type=output_file, help="write the figures as JSON too")
        parser.add_argument(
            "--at", metavar="VERSION", type=at_option, help="number, day or time of a version (default: the latest)"
        )

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write the files."""
        if args:
            raise UsageError(f"no argument is expected, found {len(args)}", print_help=False)
        sites, folder = sites_of(self.settings).sites, data_folder(self.settings)
        kinds = {name: str(site.kind) for name, site in sites.items()}
        dataset = Dataset(folder / DATASET)
        try:
            figures = count(dataset, dataset.version(opts.at), kinds)
        except LookupError as error:
            return fail(error)
        figures = figures.model_copy(update={"health": tuple(_health(sites, read_visits(folder)))})
        page = opts.output or Path("report.html")
        _write(page, render(figures))
        if opts.json:
            _write(opts.json, figures.model_dump_json(indent=2) + "\n")
        files = f"{page} and {opts.json}" if opts.json else f"{page}"
        print(f"{figures.articles} articles of version {figures.version}: {files}")
        return 0


def _health(sites: Mapping[str, Site], visits: Mapping[str, Sequence[SiteVisit]]) -> list[SiteHealth]:
    """How the sites are that were visited and still have a site file, those to look at first."""
    now = datetime.now(UTC)
    found = [_site_health(sites[name], seen, now) for name, seen in visits.items() if name in sites]
    return sorted(found, key=lambda one: (one.failure is None and not one.alarms, one.site))


def _site_health(site: Site, visits: Sequence[SiteVisit], now: datetime) -> SiteHealth:
    last = visits[-1]
    return SiteHealth(
        site=site.name,
        visits=len(visits),
        last_visit=last.at,
        articles=last.crawl.articles,
        new=last.cleaned.new,
        failure=last.crawl.failure,
        alarms=tuple(f"{alarm.name}: {alarm.detail}" for alarm in find_alarms(site, visits, now)),
    )


def _write(path: Path, text: str) -> None:
    with writing(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))
