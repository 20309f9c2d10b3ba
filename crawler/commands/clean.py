"""``scrapy clean``: clean again, from the archive, from WARC files or from text dumps; no network."""

import argparse
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.command import QuietCommand, add_jobs, data_folder, fail, output_file, replay_of, report, watch
from crawler.damage import find_damage
from crawler.engines import EngineKind
from crawler.readings import readings_of
from crawler.refreshing import ARCHIVE, DATASET, commit_batches, lock_data
from crawler.replay import Batch
from crawler.sources import ArchivePart, SourceError, Task, archive_tasks, source_tasks
from output.block_counts import read_witnesses
from output.dataset import Dataset
from output.exports.outcomes import write_outcomes

WHAT = "cleaning, parts"


class Command(QuietCommand):
    """Clean the whole archive again, or the named sources."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] [SOURCE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Clean again, from the archive, WARC files or text dumps (.txt, .jsonl); no network"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            type=output_file,
            help="write articles to FILE (JSON Lines) instead of a dataset version",
        )
        parser.add_argument(
            "--engine",
            choices=list(EngineKind),
            type=EngineKind,
            default=EngineKind.POOL,
            help="where: a pool of processes here (default), or datatrove's executors, which keep what they finish",
        )
        add_jobs(parser)

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Clean and write."""
        folder = data_folder(self.settings)
        replay = replay_of(self.settings, opts.jobs, opts.engine)
        if opts.output is not None:
            if any(Path(source).resolve() == opts.output.resolve() for source in args):
                raise UsageError(f"--output: {opts.output} is a SOURCE too; name another file", print_help=False)
            tasks = _tasks(args, folder)
            counted = replay.count(tasks)
            with closing(watch(replay.run(tasks, counted.repeated), WHAT, len(tasks))) as batches:
                status = _write_file(batches, opts.output)
            replay.engine.forget()
            return max(status, _tell_damage(tasks))
        with lock_data(folder):
            tasks = _tasks(args, folder)
            dataset = Dataset(folder / DATASET)
            began = time.monotonic()
            counted = replay.count(tasks, read_witnesses(dataset.folder))
            seconds = {"count": time.monotonic() - began}
            with closing(watch(replay.run(tasks, counted.repeated), WHAT, len(tasks))) as batches:
                found = _not_consumed(batches) if args else batches
                with readings_of(self.settings) as readings:
                    committed = commit_batches(
                        *(dataset, found, seconds),
                        counted=counted,
                        made_by=replay.made_by(),
                        confirms=readings.confirms,
                    )
                status = report(committed, {})
            replay.engine.forget()
        return max(status, _tell_damage(tasks)) if args else status


def _tasks(sources: list[str], folder: Path) -> list[Task]:
    """What the sources hold, or all of the archive.

    Raises:
        UsageError: a source is wrong, or there is nothing to clean.
    """
    try:
        tasks = list(source_tasks(map(Path, sources)) if sources else archive_tasks(folder / ARCHIVE, {}))
    except SourceError as error:
        raise UsageError(str(error), print_help=False) from error
    if not tasks:
        empty = ", ".join(sources) or folder / ARCHIVE
        raise UsageError(f"{empty} holds no page: run scrapy refresh, or name another SOURCE", print_help=False)
    return tasks


def _write_file(batches: Iterable[Batch], file: Path) -> int:
    written = write_outcomes((outcome for batch in batches for outcome in batch.outcomes), file)
    print(f"{written.articles} articles in {file}")
    if written.rejections:
        print(f"{written.rejections} pages that are no articles in {written.rejections_file}, with their reasons")
    return 0


def _tell_damage(tasks: Iterable[Task]) -> int:
    """Name the WARC files that cannot be read to their ends; the exit status for it.

    Those of the archive are not asked: a killed crawl leaves a torn end, which the next one completes.
    """
    status = 0
    for path in dict.fromkeys(task.path for task in tasks if isinstance(task, ArchivePart)):
        if (damage := find_damage(path)) is not None:
            status = fail(f"{path} is damaged, what stands before was cleaned: {damage}")
    return status


def _not_consumed(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Batches of files outside of the archive: a version must not say that it consumed a file of their name."""
    return (batch._replace(end=None) for batch in batches)
