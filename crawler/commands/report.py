"""``scrapy report``: the figures of a version as one page of HTML, and as JSON."""

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.command import QuietCommand, at_option, data_folder, fail, output_file, sites_of
from crawler.refreshing import DATASET
from output.dataset import Dataset
from output.exports.files import writing
from output.report.counting import count
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
        kinds = {name: str(site.kind) for name, site in sites_of(self.settings).sites.items()}
        dataset = Dataset(data_folder(self.settings) / DATASET)
        try:
            figures = count(dataset, dataset.version(opts.at), kinds)
        except LookupError as error:
            return fail(error)
        page = opts.output or Path("report.html")
        _write(page, render(figures))
        if opts.json:
            _write(opts.json, figures.model_dump_json(indent=2) + "\n")
        files = f"{page} and {opts.json}" if opts.json else f"{page}"
        print(f"{figures.articles} articles of version {figures.version}: {files}")
        return 0


def _write(path: Path, text: str) -> None:
    with writing(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))
