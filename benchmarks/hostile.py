"""Whether a hostile site slows its neighbours: three healthy sites in one process, alone and beside it.

It has every fault of ``tests/crawler/test_hostile_site.py`` but those of certificates. The neighbours are asked at a
pace, as sites are: what may slow them is a hostile site that keeps the process from them. Both ways are crawled in turn,
and the fastest visits of each are compared, the least disturbed.
"""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from crawler.visit import VisitReport
from tests.crawler.commands.newspaper import newspaper
from tests.crawler.crawling import HURRY, site_table, start_crawl, write_sites
from tests.crawler.faulty_server import serving
from tests.crawler.test_hostile_site import NEIGHBOURS, Hostile

ROUNDS = 2
ARTICLES = 60  # of each neighbour; a visit takes 18 s at this pace, longer than the slowest faults
PACE = {"delay": 0.25, "timeout": 60}
HOSTILE = "hiem-ac"

Speeds = dict[str, float]  # site to pages a second


def main() -> None:
    """Print pages for each second of crawl, by neighbour."""
    alone: Speeds = {}
    beside: Speeds = {}
    for _ in range(ROUNDS):
        alone, beside = _faster(alone, _crawl([])), _faster(beside, _crawl([HOSTILE]))
    print(f"{'pages/s':<12} {'alone':>8} {'beside':>8} {'slower by':>11}")
    for name in NEIGHBOURS:
        _print_row(name, alone[name], beside[name])
    _print_row("all", sum(alone.values()), sum(beside.values()))


def _print_row(name: str, alone: float, beside: float) -> None:
    print(f"{name:<12} {alone:>8.2f} {beside:>8.2f} {100 * (alone / beside - 1):>9.1f} %")


def _faster(one: Speeds, other: Speeds) -> Speeds:
    return {name: max(one.get(name, 0.0), speed) for name, speed in other.items()}


def _crawl(hostile: Sequence[str]) -> Speeds:
    """Crawl the neighbours, and the hostile site where it is named; how fast each neighbour came."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        folder = Path(scratch)
        tables = [
            site_table(name, stack.enter_context(serving(newspaper(ARTICLES))).address, pace=PACE)
            for name in NEIGHBOURS
        ]
        tables += [site_table(name, stack.enter_context(serving(Hostile())).address, pace=HURRY) for name in hostile]
        write_sites(folder, tables)
        out, errors = start_crawl(folder).communicate()
    reports = {one.site: one for one in map(VisitReport.model_validate_json, out.splitlines())}
    if errors or len(reports) != len(tables):
        raise RuntimeError(f"the crawl ended with {len(reports)} of {len(tables)} reports: {errors}")
    return {name: reports[name].fetched / reports[name].seconds for name in NEIGHBOURS}
