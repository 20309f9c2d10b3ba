"""``scrapy inspect``: the inspector in a browser; lists, one article and samples of a rule in the terminal too."""

import argparse
import os
import webbrowser
from collections.abc import Iterable, Iterator
from itertools import islice
from random import Random
from typing import TypeVar

from rich.console import Console
from scrapy.exceptions import UsageError

from cleaning import Article, Rejection
from crawler.command import QuietCommand, at_option, corrections_file, count, data_folder, fail, sites_of
from crawler.printing import draw, edits_of_rule, list_articles, list_edits, list_rejections, show_article
from crawler.refreshing import DATASET
from output.dataset import Dataset

Outcome = TypeVar("Outcome", Article, Rejection)

PORT = 8377
HIGHEST_PORT = 65535
MOST = 20  # rows of a list
PASSWORD = "DANVAN_PASSWORD"  # noqa: S105 - the name of a variable: other users of a machine see options, not variables
_PRINTS = ("list", "rejected", "rule")
_ABOUT_PRINTING = {
    "sample": "rule",
    "at": "list, --rejected, --rule or ARTICLE",
    "site": "list, --rejected or --rule",
    "most": "list, --rejected or --rule",
}


class Command(QuietCommand):
    """Serve the inspector, or print."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] [ARTICLE]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Inspect the dataset in a browser; with an article (the beginning of its id), its edits in the terminal"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        served = parser.add_argument_group("In the browser")
        served.add_argument("--port", metavar="N", type=_port, default=PORT, help=f"port, 0 for any (default: {PORT})")
        served.add_argument(
            "--host",
            metavar="HOST",
            default="127.0.0.1",
            help=f"address to serve on (default: this machine only); others need a password in ${PASSWORD}",
        )
        served.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
        printed = parser.add_argument_group("In the terminal")
        printed.add_argument("--list", action="store_true", help="list the newest articles")
        printed.add_argument("--rejected", action="store_true", help="list the rejections, with their reasons")
        printed.add_argument("--rule", metavar="RULE", help="show edits and suggestions of this rule")
        printed.add_argument("--sample", metavar="N", type=count, help="with --rule: so many, drawn by chance")
        printed.add_argument(
            "--at", metavar="VERSION", type=at_option, help="version of the dataset (default: the latest)"
        )
        printed.add_argument("--site", metavar="SITE", help="only of this site")
        printed.add_argument("-n", "--most", metavar="N", type=count, help="rows of a list (default: 20)")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Serve or print."""
        if len(args) > 1:
            raise UsageError(f"one ARTICLE at most is expected, found {len(args)}", print_help=False)
        asked = [name for name in _PRINTS if getattr(opts, name)]
        _check(args, opts, asked)
        return self._print(args, opts) if args or asked else self._serve(opts)

    def _serve(self, opts: argparse.Namespace) -> int:
        """Serve the inspector until Ctrl-C."""
        from crawler.inspecting import Wanted, serve_inspector  # noqa: PLC0415 - Scrapy loads every command for each; this takes a second

        def tell(address: str) -> None:
            print(f"The inspector is at {address} (Ctrl-C ends it)", flush=True)
            if not opts.no_browser:
                webbrowser.open(address)

        wanted = Wanted(opts.host, opts.port, os.environ.get(PASSWORD) or None)
        sites = sites_of(self.settings).sites
        serve_inspector(data_folder(self.settings), corrections_file(self.settings), sites, wanted, tell)
        return 0

    def _print(self, args: list[str], opts: argparse.Namespace) -> int:
        dataset = Dataset(data_folder(self.settings) / DATASET)
        console = Console(highlight=False)
        most = opts.most or MOST
        try:
            version = dataset.manifest(opts.at).version
            if args:
                show_article(console, dataset.article(args[0], version))
            elif opts.rule:
                return _print_rule(console, _of_site(dataset.articles(version), opts.site), opts)
            elif opts.rejected:
                list_rejections(console, _of_site(dataset.rejections(version), opts.site), most)
            else:
                list_articles(console, _of_site(dataset.articles(version), opts.site), most)
        except LookupError as error:
            return fail(error)
        return 0


def _check(args: list[str], opts: argparse.Namespace, asked: list[str]) -> None:
    """Refuse what cannot go together.

    Raises:
        UsageError: an option says nothing beside what is asked for.
    """
    if len(asked) + len(args) > 1:
        parts = [*args[:1], *(f"--{name}" for name in asked)]
        raise UsageError(f"{' and '.join(parts)} cannot be had at once; give one of them", print_help=False)
    for name, beside in _ABOUT_PRINTING.items():
        fits = asked or (args and name == "at")
        if getattr(opts, name) is not None and (not fits or (name == "sample" and not opts.rule)):
            raise UsageError(f"--{name} belongs to --{beside}", print_help=False)


def _print_rule(console: Console, articles: Iterable[Article], opts: argparse.Namespace) -> int:
    found = edits_of_rule(articles, opts.rule)
    shown = draw(found, opts.sample, Random()) if opts.sample else list(islice(found, opts.most or MOST))  # noqa: S311 - no secret
    if not shown:
        return fail(f"no edit and no suggestion of the rule {opts.rule!r}; scrapy inspect shows the rules there are")
    list_edits(console, shown)
    return 0


def _of_site(outcomes: Iterable[Outcome], site: str | None) -> Iterator[Outcome]:
    return (outcome for outcome in outcomes if site in {None, outcome.site})


def _port(text: str) -> int:
    """Read a port.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdecimal()) or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"a port from 0 to {HIGHEST_PORT} is expected, found {text!r}")
    return int(text)
