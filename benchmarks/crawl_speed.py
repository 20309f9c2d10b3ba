"""Crawling with delays off, beside bare Scrapy fetching the same pages with the same settings in the same run.

Three sets of pages: a site of pages as large as real ones, sent as they are and sent as gzip, and the sample web, whose
pages are small and every fourth of them a listing.

Each crawl is a process of its own, so that its CPU can be told from the server's; what starting each of them costs
is measured by a crawl of one page of each site and taken off. Three bare crawls: one that only fetches a list of addresses, one that
reads the links of the listings as the spider of a person does, and one that keeps the pages besides, in Scrapy's own
cache. danvan does all of that: it finds the pages, keeps them, and remembers what it knows of each.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.crawl_pages import as_gzip, as_written, serving_pages, site_file
from benchmarks.sample_pages import many_articles
from crawler.demo.web import SampleWeb

ARTICLES = 100  # of each of five sites of the sample web
ROUNDS = 3  # interleaved; the lowest CPU is printed, the least disturbed
BARE = {
    "fetch": "bare Scrapy, fetches a list",
    "follow": "bare Scrapy, reads links of listings",
    "keep": "bare Scrapy, keeps the pages besides",
}


class Cost(NamedTuple):
    """What a process took."""

    cpu: float  # seconds, user and system
    wall: float  # seconds


@contextmanager
def _sample_web() -> Iterator[str]:
    with SampleWeb(many_articles(ARTICLES)) as web:
        yield web.site_file()


@contextmanager
def _real_size(encode: Callable[[bytes], bytes], coding: str) -> Iterator[str]:
    with serving_pages(encode, coding) as site:
        yield site_file(site.address)


SETS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "pages of real size, sent as gzip": partial(_real_size, as_gzip, "gzip"),
    "pages of real size, sent as they are": partial(_real_size, as_written, ""),
    "the sample web: small pages, every fourth a listing": _sample_web,
}
"""Each serves its sites and gives the text of their site file."""


def main() -> None:
    """Print CPU for each page and pages for each second, by set."""
    for name, serving in SETS.items():
        with tempfile.TemporaryDirectory() as scratch, serving() as sites:
            folder = Path(scratch)
            (folder / "sites").mkdir()
            (folder / "sites" / "sites.toml").write_text(sites, encoding="utf-8")
            _compare(name, folder)


def _compare(name: str, folder: Path) -> None:
    costs: dict[str, list[Cost]] = {name: [] for name in ("ours", *BARE)}
    for number in range(ROUNDS):
        costs["ours"].append(_run("benchmarks.crawl_ours", folder, str(number)))
        for way in BARE:
            costs[way].append(_run("benchmarks.crawl_bare", folder, "fetched-0.json", way))
            shutil.rmtree(folder / "cache", ignore_errors=True)
    pages = json.loads((folder / "fetched-0.json").read_text())
    start_ours = _run("benchmarks.crawl_ours", folder, "first")
    start_bare = _run("benchmarks.crawl_bare", folder, "fetched-first.json", "fetch")
    listings = sum(page["kind"] != "article" for page in pages)
    print(f"{name}: {len(pages)} pages, {listings} of them listings;")
    print(f"starting took {start_ours.cpu:.2f} and {start_bare.cpu:.2f} s CPU, taken off")
    print(f"{'':<40} {'CPU ms/page':>12} {'pages/s':>8} {'ratio':>6}")
    ours = _less(costs["ours"], start_ours)
    _print_row("danvan (links, archive, page index)", ours, ours, len(pages))
    for way, row in BARE.items():
        _print_row(row, _less(costs[way], start_bare), ours, len(pages))
    print(flush=True)


def _less(costs: list[Cost], start: Cost) -> Cost:
    """The cost of the least disturbed round, without that of starting."""
    least = min(costs, key=lambda cost: cost.cpu)
    return Cost(least.cpu - start.cpu, least.wall - start.wall)


def _print_row(name: str, cost: Cost, ours: Cost, pages: int) -> None:
    """A line; the ratio is danvan's CPU to that of the line."""
    print(f"{name:<40} {1000 * cost.cpu / pages:>12.2f} {pages / cost.wall:>8.0f} {ours.cpu / cost.cpu:>6.2f}")


def _run(module: str, folder: Path, *args: str) -> Cost:
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", module, str(folder), *args], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{module} ended with status {os.waitstatus_to_exitcode(status)}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - began)
