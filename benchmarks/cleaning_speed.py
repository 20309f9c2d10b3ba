"""Cleaning beside ``trafilatura.extract`` with its defaults, on the same article pages in the same run."""

import statistics
import time
from collections.abc import Callable, Sequence
from urllib.request import urlopen

import trafilatura

from cleaning import Article, Cleaner, RawPage
from crawler.demo.content import load_articles
from crawler.demo.web import SampleWeb

ROUNDS = 5  # interleaved; the median is printed


def main() -> None:
    """Print CPU for each page, by site."""
    cleaner = Cleaner()
    print(
        f"{'site':<10} {'pages':>6} {'kB/page':>8} {'danvan ms':>10} {'trafilatura ms':>15} {'ratio':>6} {'pages/s/core':>13}"
    )
    totals = [0.0, 0.0, 0.0]
    for site, pages in article_pages().items():
        ours, theirs = _race(pages, cleaner.clean_page, lambda page: trafilatura.extract(page.body))
        size = sum(len(page.body) for page in pages) / len(pages) / 1000
        _print_row(site, len(pages), size, ours, theirs)
        totals = [total + part * len(pages) for total, part in zip(totals, (1, ours, theirs), strict=True)]
    _print_row("all", int(totals[0]), float("nan"), totals[1] / totals[0], totals[2] / totals[0])


def article_pages() -> dict[str, list[RawPage]]:
    """The article pages of the sample web, by site."""
    pages: dict[str, list[RawPage]] = {}
    with SampleWeb() as web:
        for site in web.addresses:
            addresses = [web.url_of(site, article.slug) for article in load_articles(site) if article.is_there(1)]
            fetched = [
                RawPage(url=url, body=urlopen(url).read(), headers={"content-type": "text/html; charset=utf-8"})
                for url in addresses
            ]
            cleaner = Cleaner()
            pages[site] = [page for page in fetched if isinstance(cleaner.clean_page(page), Article)]
    return pages


def _race(pages: Sequence[RawPage], *runners: Callable[[RawPage], object]) -> list[float]:
    """Median CPU milliseconds for a page of each runner."""
    times: list[list[float]] = [[] for _ in runners]
    for _ in range(ROUNDS):
        for runner, taken in zip(runners, times, strict=True):
            start = time.process_time()
            for page in pages:
                runner(page)
            taken.append(1000 * (time.process_time() - start) / len(pages))
    return [statistics.median(taken) for taken in times]


def _print_row(site: str, pages: int, size: float, ours: float, theirs: float) -> None:
    print(
        f"{site:<10} {pages:>6} {size:>8.1f} {ours:>10.2f} {theirs:>15.2f} {ours / theirs:>6.2f} {1000 / ours:>13.0f}",
        flush=True,
    )
