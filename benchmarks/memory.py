"""Memory of ``scrapy clean`` as the archive grows: the peak of the main process and of its largest worker."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from benchmarks.cleaning_speed import article_pages
from crawler.archive_writer import ArchiveWriter, Exchange
from crawler.refreshing import ARCHIVE

SIZES = (1_000, 10_000, 50_000)  # pages
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)


def main() -> None:
    """Print the peak resident memory for each number of pages."""
    print(f"{'pages':>7} {'main MB':>8} {'seconds':>8}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            write_archive(Path(scratch), size)
            peak, seconds = _clean(Path(scratch))
        print(f"{size:>7} {peak:>8.0f} {seconds:>8.0f}", flush=True)


def write_archive(folder: Path, size: int) -> None:
    """Write an archive of so many article pages, those of the sample web under addresses of their own."""
    writer = ArchiveWriter(folder / ARCHIVE, "sample", "danvan/benchmark")
    for url, body in islice(_pages(), size):
        writer.write(Exchange(url, datetime.now(UTC), (), 200, HEADERS, body))
    writer.close()


def _pages() -> Iterator[tuple[str, bytes]]:
    pages = [page for of_site in article_pages().values() for page in of_site]
    for number in count():
        for page in pages:
            yield f"{page.url}{'&' if '?' in page.url else '?'}copy={number}", page.body


def _clean(folder: Path) -> tuple[float, float]:
    """Peak megabytes of the process and wall-clock seconds of ``scrapy clean`` on the archive of a folder."""
    command = [sys.executable, "-m", "scrapy", "clean", "-s", f"DATA_DIR={folder}"]
    began = datetime.now(UTC)
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"scrapy clean ended with status {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss / 1000, (datetime.now(UTC) - began).total_seconds()
