"""The dataset: a small refresh beside a full build, what a build costs beside the cleaning, opening a million records."""

import ctypes
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

import pyarrow as pa

from benchmarks.cleaning_speed import article_pages
from benchmarks.memory import write_archive
from cleaning import Article, Cleaner
from output.compaction import compact
from output.dataset import Dataset
from output.filters import parse
from output.manifest import SEGMENTS
from output.refresh import Refresh
from output.schema import ARTICLES, Event, article_row
from output.segments import ROWS_PER_GROUP, SegmentWriter

ARTICLES_BUILT = 100_000
ARCHIVED = 5_000  # pages of the archive that is cleaned
COPIED_FROM = 4  # articles before
CHANGED = 100  # articles of the small refresh
RECORDS = 1_000_000
SITES = 200
PER_DAY = 400  # records; a million are about seven years
FIRST_DAY = date(2019, 1, 1)
ROUNDS = 5  # the median is printed
MEGABYTE = 1_000_000  # bytes
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
START = datetime(2026, 5, 1, tzinfo=UTC)


def main() -> None:
    """Print the tables."""
    pages = [page for of_site in article_pages().values() for page in of_site]
    cleaner = Cleaner()
    began = time.process_time()
    cleaned = [outcome for outcome in map(cleaner.clean_page, pages) if isinstance(outcome, Article)]
    cleaning = (time.process_time() - began) / len(pages)
    with tempfile.TemporaryDirectory() as scratch:
        _archived(Path(scratch), cleaning)
    with tempfile.TemporaryDirectory() as scratch:
        _refreshes(Path(scratch), cleaned, cleaning * ARTICLES_BUILT)
    with tempfile.TemporaryDirectory() as scratch:
        _million(Path(scratch), cleaned[0])


def _archived(folder: Path, cleaning: float) -> None:
    """The CPU of ``scrapy clean`` over an archive, all of its processes, beside that of the cleaning alone."""
    write_archive(folder, ARCHIVED)
    command = [sys.executable, "-m", "scrapy", "clean", "-s", f"DATA_DIR={folder}"]
    before = _cpu_of_children()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = _cpu_of_children() - before
    alone = cleaning * ARCHIVED
    print(f"scrapy clean, {ARCHIVED:,} archived pages: {seconds:.1f} CPU s, of which cleaning {alone:.1f}", end="")
    print(f", everything else {1 - alone / seconds:.0%}\n", flush=True)


def _cpu_of_children() -> float:
    """CPU seconds of all processes below this one that have ended, those that lost their parent included."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _articles(cleaned: Sequence[Article], number: int) -> Iterator[Article]:
    """Articles under their own addresses; every tenth has the text of one before, the others one of their own.

    Those are made of words of real length and frequency, drawn at random: sentences drawn from few articles would
    make every text half a copy of a thousand others, as no corpus is.
    """
    words = [word for article in cleaned for word in article.text.split()]
    for place, article in enumerate(islice(cycle(cleaned), number)):
        text = _text(place - COPIED_FROM if place % 10 == 9 else place, words, len(article.text.split()))
        provenance = article.provenance.model_copy(update={"fetched_at": START})
        yield article.model_copy(
            update={
                "id": hashlib.sha256(str(place).encode()).hexdigest()[:32],
                "url": f"https://donglinh.example/{place}",
                "text": text,
                "extracted": text,
                "provenance": provenance,
            }
        )


def _text(place: int, words: Sequence[str], length: int) -> str:
    return f"{' '.join(Random(place).choices(words, k=length))}.\n\nTin số {place}."


def _refreshes(folder: Path, cleaned: Sequence[Article], cleaning: float) -> None:
    """A full build, a refresh that reads only what changed, and one that reads everything again.

    Shares are of the build together with its ``cleaning`` (CPU seconds).
    """
    dataset = Dataset(folder / "dataset")
    print(f"{'':<42} {'CPU s':>8} {'MB':>8} {'share, CPU':>11} {'share, MB':>10} {'peak MB':>8}")
    print(f"{f'cleaning of {ARTICLES_BUILT:,} pages':<42} {cleaning:>8.1f}")
    build = _timed("their dataset", dataset, _articles(cleaned, ARTICLES_BUILT), None)
    build = (build[0] + cleaning, build[1])
    changed = [_changed(article) for article in _articles(cleaned, CHANGED)]
    _timed(f"refresh, {CHANGED} changed, others not read", dataset, changed, build)
    again = [_changed(article, days=2) for article in _articles(cleaned, CHANGED)]
    rest = islice(_articles(cleaned, ARTICLES_BUILT), CHANGED, None)
    _timed(f"refresh, {CHANGED} changed, all read again", dataset, (*again, *rest), build)
    _timed_compaction(dataset)


def _changed(article: Article, days: int = 1) -> Article:
    fetched = article.provenance.model_copy(update={"fetched_at": START + timedelta(days=days)})
    return article.model_copy(update={"text": f"{article.text} Sửa lần {days}.", "provenance": fetched})


def _timed(
    name: str, dataset: Dataset, articles: Iterable[Article], build: tuple[float, float] | None
) -> tuple[float, float]:
    began = time.process_time()
    with dataset.begin(code_version="benchmark", model_version=None, rules=()) as refresh:
        _add_all(refresh, articles)
        manifest = refresh.commit()
    seconds = time.process_time() - began
    size = sum(segment.bytes for segment in manifest.segments) / MEGABYTE if manifest else 0.0
    shares = f"{seconds / build[0]:>11.1%} {size / build[1]:>10.1%}" if build else f"{'':>22}"
    print(f"{name:<42} {seconds:>8.1f} {size:>8.1f} {shares} {_peak():>8.0f}", flush=True)
    return seconds, size


def _add_all(refresh: Refresh, articles: Iterable[Article]) -> None:
    for article in articles:
        refresh.add(article)


def _timed_compaction(dataset: Dataset) -> None:
    began = time.process_time()
    done = compact(dataset.folder)
    size = done.bytes_after / MEGABYTE if done else 0.0
    print(f"{'compaction':<42} {time.process_time() - began:>8.1f} {size:>8.1f} {'':>22} {_peak():>8.0f}", flush=True)


def _peak() -> float:
    """Peak resident megabytes of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _million(folder: Path, article: Article) -> None:
    """Open and filter a version of a million records, before and after a compaction."""
    dataset = Dataset(folder / "dataset")
    _write_records(dataset, article)
    where = parse("site == 's17' and '2021-03-01' <= published_on < '2021-04-01'")
    print(f"\n{RECORDS:,} records, seconds of wall clock, median of {ROUNDS}")
    works: dict[str, Callable[[], object]] = {
        "open: which records are current": lambda: len(dataset.view().current()),
        "open and filter by site and month": lambda: len(list(dataset.articles(where=where))),
        "the same, ids only": lambda: len(dataset.view(where=where).current()),
        "one article by its id": lambda: dataset.article(f"{RECORDS // 2:032x}").id,
    }
    for name, work in works.items():
        taken = sorted(_seconds(work) for _ in range(ROUNDS))
        print(f"{name:<44} {taken[ROUNDS // 2]:>8.2f}   {work()}", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _write_records(dataset: Dataset, article: Article) -> None:
    """Write rows as a refresh would, without its comparisons."""
    with dataset.begin(code_version="benchmark", model_version=None, rules=()) as refresh:
        refresh.add(article)
        refresh.commit()
    short = article.model_copy(
        update={"text": article.text[:300], "extracted": article.extracted[:300], "stripped": ()}
    )
    template = pa.Table.from_pylist([article_row(short, Event.ADD) | {"digest": bytes(16)}] * ROWS_PER_GROUP, ARTICLES)
    path = dataset.folder / SEGMENTS / "000001-articles.parquet"
    writer = SegmentWriter(path, ARTICLES)
    for start in range(0, RECORDS, ROWS_PER_GROUP):
        numbers = range(start, start + ROWS_PER_GROUP)
        days = [FIRST_DAY + timedelta(days=number // PER_DAY) for number in numbers]
        columns = {
            "id": pa.array([f"{number:032x}" for number in numbers]),
            "site": pa.array([f"s{number % SITES}" for number in numbers]),
            "published_on": pa.array(days),
            "published": pa.array([day.isoformat() for day in days]),
        }
        rows = template
        for name, column in columns.items():
            rows = rows.set_column(rows.column_names.index(name), ARTICLES.field(name), column)
        writer.write_table(rows)
    segment = writer.finish()
    if segment is None:
        raise RuntimeError("records were written, and a segment is expected")
    manifest = dataset.manifest()
    others = tuple(one for one in manifest.segments if one.table != "articles")
    changed = manifest.model_copy(update={"segments": (segment, *others)})
    (dataset.folder / "manifests" / "000001.json").write_text(changed.model_dump_json())
