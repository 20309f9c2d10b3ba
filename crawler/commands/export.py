"""``scrapy export``: a version of the dataset as a file for other tools."""

import argparse

from scrapy.exceptions import UsageError

from crawler.command import QuietCommand, data_folder, fail, output_file
from crawler.refreshing import DATASET
from output.dataset import Dataset
from output.exports.jsonl import write_jsonl


class Command(QuietCommand):
    """Write the articles of a version to a file."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the articles of the dataset to a file (JSON Lines)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--format", choices=["jsonl"], default="jsonl", help="file format (default: jsonl)")
        parser.add_argument("--at", metavar="VERSION", type=int, help="version of the dataset (default: the latest)")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write the file."""
        if len(args) != 1:
            raise UsageError(f"one FILE is expected, found {len(args)}", print_help=False)
        try:
            file = output_file(args[0])
        except argparse.ArgumentTypeError as error:
            raise UsageError(str(error), print_help=False) from error
        dataset = Dataset(data_folder(self.settings) / DATASET)
        try:
            version = dataset.manifest(opts.at).version
        except LookupError as error:
            return fail(error)
        written = write_jsonl(dataset.articles(version), file)
        print(f"{written} articles of version {version} in {file}")
        return 0
