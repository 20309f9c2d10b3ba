"""``scrapy list``: the sites, with what is known about them."""

import argparse
import os
from collections.abc import Iterable

from crawler.command import QuietCommand, sites_of
from crawler.site import Site


class Command(QuietCommand):
    """List the sites, by name."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List the sites: kind, level, status, and whether a probe has verified them"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--names", action="store_true", help="only the names, for scripts")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002 - as all commands have it
        """Print a line for each site."""
        sites = [site for _, site in sorted(sites_of(self.settings).sites.items())]
        if opts.names or "SCRAPY_PROJECT" in os.environ:  # Scrapyd sets it, and takes every line for a name
            print("\n".join(site.name for site in sites))
        elif sites:
            print("\n".join(_table(sites)))
        return 0


def _table(sites: Iterable[Site]) -> list[str]:
    rows = [(site.name, site.kind, site.level, site.status, _verified(site), site.title) for site in sites]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, map(str, row), (*widths[:-1], 0))) for row in rows]


def _verified(site: Site) -> str:
    return "verified" if site.verified else "unverified"
