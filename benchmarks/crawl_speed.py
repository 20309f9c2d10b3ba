"""Crawling the sample web with delays off, beside bare Scrapy fetching the same pages with the same settings.

Each crawl is a process of its own, so that its CPU can be told from the server's; what starting each of the two costs
is measured by a crawl of nothing and taken off.
"""

import json
import os
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
        ours = [_run("benchmarks.crawl_ours", folder, str(number)) for number in range(ROUNDS)]
        pages = json.loads((folder / "fetched-0.json").read_text())
        (folder / "addresses.json").write_text(json.dumps(pages), encoding="utf-8")
        bare = [_run("benchmarks.crawl_bare", folder, "addresses.json") for _ in range(ROUNDS)]
        (folder / "nothing.json").write_text("[]", encoding="utf-8")
        start_bare = _run("benchmarks.crawl_bare", folder, "nothing.json")
        start_ours = _run("benchmarks.crawl_ours", folder, "nothing")
    print(
        f"{len(pages)} pages of 5 sites; starting took {start_ours.cpu:.2f} s and {start_bare.cpu:.2f} s CPU, taken off"
    )
    print(f"{'':<40} {'CPU ms/page':>12} {'pages/s':>8}")
    first = _print_row("danvan (archived, indexed, links read)", _least(ours), start_ours, len(pages))
    second = _print_row("bare Scrapy (callback does nothing)", _least(bare), start_bare, len(pages))
    print(f"{'ratio of CPU':<40} {first / second:>12.2f}")


def _print_row(name: str, cost: Cost, start: Cost, pages: int) -> float:
    cpu = 1000 * (cost.cpu - start.cpu) / pages
    print(f"{name:<40} {cpu:>12.2f} {pages / (cost.wall - start.wall):>8.0f}")
    return cpu


def _least(costs: list[Cost]) -> Cost:
    return min(costs, key=lambda cost: cost.cpu)


def _run(module: str, folder: Path, *args: str) -> Cost:
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", module, str(folder), *args], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{module} ended with status {os.waitstatus_to_exitcode(status)}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - began)
