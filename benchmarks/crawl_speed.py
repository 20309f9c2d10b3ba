"""Crawling the sample web with delays off, beside bare Scrapy fetching the same pages with the same settings.

Each crawl is a process of its own, so that its CPU can be told from the server's; what starting each of them costs
is measured by a crawl of nothing and taken off. Three bare crawls: one that only fetches a list of addresses, one that
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
from pathlib import Path
from typing import NamedTuple

from benchmarks.sample_pages import many_articles
from crawler.demo.web import SampleWeb

ARTICLES = 400  # of each of five sites
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


def main() -> None:
    """Print CPU for each page and pages for each second."""
    with tempfile.TemporaryDirectory() as scratch, SampleWeb(many_articles(ARTICLES)) as web:
        folder = Path(scratch)
        (folder / "sites").mkdir()
        (folder / "sites" / "sample.toml").write_text(web.site_file(), encoding="utf-8")
        (folder / "nothing.json").write_text("[]", encoding="utf-8")
        costs: dict[str, list[Cost]] = {name: [] for name in ("ours", *BARE)}
        for number in range(ROUNDS):
            costs["ours"].append(_run("benchmarks.crawl_ours", folder, str(number)))
            for way in BARE:
                costs[way].append(_run("benchmarks.crawl_bare", folder, "fetched-0.json", way))
                shutil.rmtree(folder / "cache", ignore_errors=True)
        pages = json.loads((folder / "fetched-0.json").read_text())
        start_ours = _run("benchmarks.crawl_ours", folder, "nothing")
        start_bare = _run("benchmarks.crawl_bare", folder, "nothing.json", "fetch")
    listings = sum(page["kind"] != "article" for page in pages)
    print(f"{len(pages)} pages of 5 sites, {listings} of them listings; starting took {start_ours.cpu:.2f} s")
    print(f"and {start_bare.cpu:.2f} s CPU, taken off")
    print(f"{'':<40} {'CPU ms/page':>12} {'pages/s':>8} {'ratio':>6}")
    ours = _less(costs["ours"], start_ours)
    _print_row("danvan (links, archive, page index)", ours, ours, len(pages))
    for way, name in BARE.items():
        _print_row(name, _less(costs[way], start_bare), ours, len(pages))


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
