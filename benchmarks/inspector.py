"""The inspector on a million articles: making its index, bringing it up to date, and answering.

Times are those of the clock as a reader has them; beside them stands the CPU of the server, which other work on the
machine changes little. A small file that the server sends as it is says what an answer costs at least.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.inspector_articles import RULES, SITES, article_id, sentences, write_dataset, write_version
from crawler.inspecting import INSPECTOR
from crawler.refreshing import DATASET
from output.dataset import Dataset
from output.inspector.index import Index
from output.schema import Event

ARTICLES = 1_000_000
CHANGED = 2_000  # articles of the version that is added
ASKED = 60  # addresses of each kind
_TICKS = os.sysconf("SC_CLK_TCK")


class Served(NamedTuple):
    """A running inspector."""

    address: str
    process: int

    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def megabytes(self) -> float:
        """Memory that it holds."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process}/status").read_text())
        return int(found[1]) / 1000 if found else 0.0


def main() -> None:
    """Write the articles and print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        write_dataset(Path(scratch) / DATASET, ARTICLES)
        measure(Path(scratch), ARTICLES)


def measure(data: Path, articles: int) -> None:
    """Print the figures of a data folder with so many articles of the benchmark."""
    _print_making("index of all articles", articles, lambda: _refresh(data))
    with _served(data) as server:
        print(f"memory when it starts        {server.megabytes():>7.0f} MB")
        print(f"{'':<28} {'median ms':>9} {'p95 ms':>9} {'CPU ms':>9}")
        for name, paths in _addresses(articles).items():
            _print_answers(name, paths, server)
        print(f"memory behind {ASKED * len(_addresses(articles))} answers    {server.megabytes():>7.0f} MB")
    latest = Dataset(data / DATASET).versions()[-1] + 1
    write_version(data / DATASET, latest, range(0, articles, articles // CHANGED), Event.CHANGE)
    _print_making(f"version with {CHANGED} changes", CHANGED, lambda: _refresh(data))


def _refresh(data: Path) -> None:
    """Bring the index up to date, in a process of its own, as the first start does."""
    code = f"from benchmarks.inspector import refresh; refresh({str(data)!r})"
    subprocess.run([sys.executable, "-c", code], check=True)


def refresh(data: str) -> None:
    """Bring the index of a data folder up to date."""
    index = Index(Dataset(Path(data) / DATASET), Path(data) / INSPECTOR)
    index.refresh()
    index.close()


def _print_making(name: str, articles: int, make: Callable[[], None]) -> None:
    began, used = time.perf_counter(), os.times()
    make()
    seconds, after = time.perf_counter() - began, os.times()
    cpu = after.children_user + after.children_system - used.children_user - used.children_system
    print(
        f"{name:<28} {seconds:>7.1f} s, {articles / seconds:,.0f} articles/s; CPU {cpu:.1f} s, {articles / cpu:,.0f}/s"
    )


@contextmanager
def _served(data: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "scrapy", "inspect", "--no-browser", "--port", "0", "-s", f"DATA_DIR={data}"]
    command += ["-s", f"CORRECTIONS={data / 'corrections.toml'}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+:\d+", line)
        if found is None:
            raise RuntimeError(f"the inspector did not start: {line!r}")
        yield Served(found[0], process.pid)
    finally:
        process.terminate()
        process.wait()


def _addresses(articles: int) -> dict[str, list[str]]:
    """What is asked for; every address once, so that nothing is remembered."""
    chance = Random(1)
    words = [sentence.rstrip(".").split() for sentence in sentences(Random(0))]

    def phrase(length: int) -> str:
        sentence = chance.choice(words)
        start = chance.randrange(len(sentence) - length)
        return quote(" ".join(sentence[start : start + length]))

    def filters() -> str:
        year = chance.randrange(2006, 2025)
        return chance.choice(
            [
                f"site={chance.choice(SITES)}",
                f"rule={chance.choice(RULES)}",
                f"site={chance.choice(SITES)}&rule={chance.choice(RULES)}",
                f"since={year}-01-01&until={year}-0{chance.randrange(1, 10)}-28",
                "flag=no_title",
                "quality=suggestions",
                "state=gone",
            ]
        )

    return {
        "a small file": ["/static/icon.svg"] * ASKED,
        "the newest": ["/articles"] * ASKED,
        "one word": [f"/articles?q={phrase(1)}" for _ in range(ASKED)],
        "two words in a row": [f"/articles?q={phrase(2)}" for _ in range(ASKED)],
        "four words in a row": [f"/articles?q={phrase(4)}" for _ in range(ASKED)],
        "words that stand apart": [f"/articles?q={phrase(1)}+{phrase(1)}" for _ in range(ASKED)],
        "filters": [f"/articles?{filters()}" for _ in range(ASKED)],
        "two words and filters": [f"/articles?q={phrase(2)}&{filters()}" for _ in range(ASKED)],
        "an article": [f"/articles/{article_id(chance.randrange(articles))}" for _ in range(ASKED)],
        "the queue": ["/review"] * ASKED,
        "the overview": ["/"] * ASKED,
        "a rule with samples": [f"/rules/edits/{RULES[0]}?seed={seed}" for seed in range(ASKED)],
    }


def _print_answers(name: str, paths: list[str], server: Served) -> None:
    used, times = server.cpu(), []
    for path in paths:
        began = time.perf_counter()
        with urlopen(server.address + path, timeout=600) as answer:
            answer.read()
        times.append(1000 * (time.perf_counter() - began))
    cpu = 1000 * (server.cpu() - used) / len(paths)
    late = statistics.quantiles(times, n=20)[-1]
    print(f"  {name:<26} {statistics.median(times):>9.1f} {late:>9.1f} {cpu:>9.1f}", flush=True)
