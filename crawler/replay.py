"""Cleaning over an archive or a dump, in worker processes, never in the crawl's event loop.

Results come back in the order of the tasks, whatever the number of workers, so that two runs over the same input
write the same dataset.
"""

import json
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from types import MappingProxyType
from typing import NamedTuple

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.article import Provenance
from cleaning.identity import article_id
from cleaning.version import CODE_VERSION
from crawler.archive import ArchivedPage, RecordKind, read_pages
from crawler.sources import ArchivePart, JsonLines, Task, TextFiles

WAITING_TASKS = 2  # for each worker; enough to keep it busy, few enough to keep memory flat


class WorkerDiedError(RuntimeError):
    """A worker process was killed, by a person or for want of memory."""


class Batch(NamedTuple):
    """What came of one task."""

    outcomes: list[Article | Rejection]
    not_modified: int
    """Records that say that a page is as it was; they are no pages."""
    file: str
    """Name of the file in the archive or among the sources."""
    end: int
    """Byte offset in that file up to which it is cleaned."""


class Replay:
    """Cleans tasks with a number of worker processes; with one, in this process."""

    def __init__(self, jobs: int, layouts: Mapping[str, str] = MappingProxyType({})) -> None:
        """``layouts`` are the layouts that site files name, by site."""
        self.jobs = jobs
        self._layouts = dict(layouts)

    def run(self, tasks: Iterable[Task]) -> Iterator[Batch]:
        """Give the batches of the tasks, in their order.

        Raises:
            WorkerDiedError: a worker was killed; what was not given yet is lost, nothing else.
        """
        if self.jobs > 1:
            yield from self._run_in_pool(tasks)
            return
        cleaner = Cleaner()
        for task in tasks:
            yield clean_task(task, cleaner, self._layouts)

    def _run_in_pool(self, tasks: Iterable[Task]) -> Iterator[Batch]:
        context = multiprocessing.get_context("forkserver")  # a fork of a process with an event loop is not safe
        context.set_forkserver_preload(["cleaning"])
        waiting: deque[tuple[Task, Future[Batch]]] = deque()
        with ProcessPoolExecutor(self.jobs, context, _start_worker, (self._layouts,)) as pool:
            try:
                for task in tasks:
                    waiting.append((task, pool.submit(_clean_in_worker, task)))
                    if len(waiting) >= WAITING_TASKS * self.jobs:
                        yield _result(*waiting.popleft())
                while waiting:
                    yield _result(*waiting.popleft())
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def _result(task: Task, future: "Future[Batch]") -> Batch:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise WorkerDiedError(
            f"a cleaning process was killed while it worked on {task_name(task)} or beside it (out of memory?); "
            "nothing was written, run again, with fewer --jobs if memory is short"
        ) from error


_worker: tuple[Cleaner, Mapping[str, str]] | None = None


def _start_worker(layouts: Mapping[str, str]) -> None:
    global _worker
    _worker = (Cleaner(), layouts)


def _clean_in_worker(task: Task) -> Batch:
    if _worker is None:
        raise RuntimeError("the worker was not started by the pool")
    return clean_task(task, *_worker)


def task_name(task: Task) -> str:
    """The file of a task, and the place in it, for messages."""
    if isinstance(task, TextFiles):
        return str(task.paths[0])
    return f"{task.path} at byte {task.start}"


def clean_task(task: Task, cleaner: Cleaner, layouts: Mapping[str, str]) -> Batch:
    """Read the pages of a task and clean them."""
    if isinstance(task, ArchivePart):
        return _clean_archive_part(task, cleaner, layouts)
    outcomes = list(_clean_texts(task, cleaner) if isinstance(task, TextFiles) else _clean_lines(task, cleaner))
    path = task.paths[-1] if isinstance(task, TextFiles) else task.path
    return Batch(outcomes, 0, path.relative_to(task.folder).as_posix(), 0)


def _clean_archive_part(task: ArchivePart, cleaner: Cleaner, layouts: Mapping[str, str]) -> Batch:
    outcomes: list[Article | Rejection] = []
    not_modified, end = 0, task.start
    with closing(read_pages(task.path, task.start, task.folder)) as pages:
        for archived in pages:
            if task.end is not None and archived.offset >= task.end:
                break
            end = archived.end
            if archived.kind is RecordKind.REVISIT:
                not_modified += 1
            else:
                outcomes.append(_clean_archived(archived, task, cleaner, layouts))
    return Batch(outcomes, not_modified, task.path.relative_to(task.folder).as_posix(), end)


def _clean_archived(
    archived: ArchivedPage, task: ArchivePart, cleaner: Cleaner, layouts: Mapping[str, str]
) -> Article | Rejection:
    page = archived.page
    if page is None:
        return _reject_unreadable(archived, task)
    layout = layouts.get(page.site or "")
    return cleaner.clean_page(page.model_copy(update={"layout": layout}) if layout else page)


def _reject_unreadable(archived: ArchivedPage, task: ArchivePart) -> Rejection:
    """The rejection of a record that gives no page: too large, or not HTTP."""
    reason = Reason.TOO_LARGE if archived.detail.startswith("too_large") else Reason.UNDECODABLE
    return Rejection(
        id=article_id(archived.url),
        url=archived.url,
        site=None,
        reason=reason,
        detail=archived.detail,
        provenance=Provenance(
            archive_file=task.path.relative_to(task.folder).as_posix(),
            archive_offset=archived.offset,
            body_sha256=None,
            code_version=CODE_VERSION,
        ),
    )


def _clean_texts(task: TextFiles, cleaner: Cleaner) -> Iterator[Article | Rejection]:
    for path in task.paths:
        body = path.read_bytes()
        name = path.relative_to(task.folder).as_posix()
        source = RawPage(url="", body=body, archive_file=name, archive_offset=0)
        yield cleaner.clean_dump(body.decode("utf-8", errors="replace"), source=source)


def _clean_lines(task: JsonLines, cleaner: Cleaner) -> Iterator[Article | Rejection]:
    with task.path.open("rb") as file:
        file.seek(task.start)
        for number in range(task.first_line, task.first_line + task.lines):
            yield _clean_line(file.readline(), number, task, cleaner)


def _clean_line(line: bytes, number: int, task: JsonLines, cleaner: Cleaner) -> Article | Rejection:
    """Clean one record: ``text`` is needed, ``url``, ``site`` and ``title`` are used."""
    name = task.path.relative_to(task.folder).as_posix()
    source = RawPage(url="", body=line, archive_file=name, archive_offset=number)
    try:
        record = json.loads(line)
    except ValueError as error:
        return cleaner.reject(source, Reason.BAD_RECORD, f"line {number + 1}: no JSON: {error}")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return cleaner.reject(
            source, Reason.BAD_RECORD, f"line {number + 1}: an object with a text is expected in 'text'"
        )
    known = {key: record[key] for key in ("url", "site") if isinstance(record.get(key), str)}
    title = record["title"] if isinstance(record.get("title"), str) else None
    return cleaner.clean_dump(record["text"], source=source.model_copy(update=known), title=title)
