"""Cleaning over an archive or a dump, in worker processes, never in the crawl's event loop.

Results come back in the order of the tasks, whatever the number of workers, so that two runs over the same input
write the same dataset.
"""

import json
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from multiprocessing.connection import wait
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.article import Provenance
from cleaning.classify import LARGEST_BODY
from cleaning.decode import decode
from cleaning.identity import article_id
from cleaning.version import CODE_VERSION
from crawler.archive import ArchivedPage, RecordKind, read_pages
from crawler.sources import ArchivePart, JsonLines, Task, TextFiles

WAITING_TASKS = 2  # for each worker; enough to keep it busy, few enough to keep memory flat

_Waiting = deque[tuple[Task, "Future[Batch]"]]


class WorkerDiedError(RuntimeError):
    """A worker process was killed, by a person or for want of memory."""


class Batch(NamedTuple):
    """What came of one task."""

    outcomes: list[Article | Rejection]
    not_modified: int
    """Records that say that a page is as it was; they are no pages."""
    file: str
    """Name of the file in the archive or among the sources."""
    end: int | None
    """Byte offset in an archive file up to which it is cleaned; ``None`` for a text dump."""


class Replay:
    """Cleans tasks with a number of worker processes; with one, in this process."""

    def __init__(self, jobs: int, layouts: Mapping[str, str] = MappingProxyType({})) -> None:
        """``layouts`` are the layouts that site files name, by site."""
        self.jobs = jobs
        self._layouts = dict(layouts)

    def run(self, tasks: Sequence[Task]) -> Generator[Batch]:
        """Give the batches of the tasks, in their order.

        Raises:
            WorkerDiedError: a worker was killed; what was not given yet is lost, nothing else.
        """
        jobs = min(self.jobs, len(tasks))
        if jobs > 1:
            yield from self._run_in_pool(tasks, jobs)
            return
        cleaner = Cleaner()
        for task in tasks:
            yield clean_task(task, cleaner, self._layouts)

    def _run_in_pool(self, tasks: Sequence[Task], jobs: int) -> Generator[Batch]:
        context = multiprocessing.get_context("forkserver")  # a fork of a process with an event loop is not safe
        context.set_forkserver_preload(["cleaning"])
        waiting: _Waiting = deque()
        with ProcessPoolExecutor(jobs, context, _start_worker, (self._layouts,)) as pool:
            try:
                for task in tasks:
                    waiting.append((task, pool.submit(_clean_in_worker, task)))
                    if len(waiting) >= WAITING_TASKS * jobs:
                        yield waiting[0][1].result()
                        waiting.popleft()
                while waiting:
                    yield waiting[0][1].result()
                    waiting.popleft()
            except BrokenProcessPool as error:
                raise _worker_died(waiting[0][0]) from error
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def _worker_died(task: Task) -> WorkerDiedError:
    return WorkerDiedError(
        f"a cleaning process was killed while it worked on {task_name(task)} or beside it (out of memory?); "
        "nothing was written, run again, with fewer --jobs if memory is short"
    )


_worker: tuple[Cleaner, Mapping[str, str]] | None = None


def _start_worker(layouts: Mapping[str, str]) -> None:
    """Prepare a worker: it leaves Ctrl-C to its parent, and ends with it."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = (Cleaner(), layouts)


def _end_with_parent() -> None:
    """End this process when the one that started the pool is gone: killed, it cannot tell its workers to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


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
    match task:
        case ArchivePart():
            return _clean_archive_part(task, cleaner, layouts)
        case TextFiles():
            return Batch(list(_clean_texts(task, cleaner)), 0, _name(task.paths[-1], task), None)
        case JsonLines():
            return Batch(list(_clean_lines(task, cleaner)), 0, _name(task.path, task), None)


def _name(path: Path, task: Task) -> str:
    """Name of a file as provenance and manifests give it."""
    return path.relative_to(task.folder).as_posix()


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
    return Batch(outcomes, not_modified, _name(task.path, task), end)


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
            archive_file=_name(task.path, task),
            archive_offset=archived.offset,
            body_sha256=None,
            code_version=CODE_VERSION,
        ),
    )


def _clean_texts(task: TextFiles, cleaner: Cleaner) -> Iterator[Article | Rejection]:
    for path in task.paths:
        name = _name(path, task)
        with path.open("rb") as file:
            body = file.read(LARGEST_BODY + 1)
        yield _clean_text(RawPage(url="", body=body, archive_file=name), cleaner)


def _clean_text(source: RawPage, cleaner: Cleaner) -> Article | Rejection:
    """Clean a file that is one page as text; its charset is found as that of a page is."""
    if len(source.body) > LARGEST_BODY:
        return cleaner.reject(source, Reason.TOO_LARGE, f"more than {LARGEST_BODY} bytes")
    text = decode(source.body)
    if text is None:
        return cleaner.reject(source, Reason.UNDECODABLE, "no charset reads the bytes")
    return cleaner.clean_dump(text, source=source)


def _clean_lines(task: JsonLines, cleaner: Cleaner) -> Iterator[Article | Rejection]:
    with task.path.open("rb") as file:
        file.seek(task.start)
        for number in range(task.first_line, task.first_line + task.lines):
            yield _clean_line(file.readline(), number, task, cleaner)


def _clean_line(line: bytes, number: int, task: JsonLines, cleaner: Cleaner) -> Article | Rejection:
    """Clean one record: ``text`` is needed, ``url``, ``site`` and ``title`` are used."""
    name = _name(task.path, task)
    source = RawPage(url="", body=line, archive_file=name, archive_offset=number)
    if len(line) > LARGEST_BODY:
        return cleaner.reject(source, Reason.TOO_LARGE, f"line {number + 1}: more than {LARGEST_BODY} bytes")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return cleaner.reject(source, Reason.BAD_RECORD, f"line {number + 1}: no JSON: {error}")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return cleaner.reject(
            source, Reason.BAD_RECORD, f"line {number + 1}: an object with a text is expected in 'text'"
        )
    known: dict[str, object] = {key: record[key] for key in ("url", "site") if isinstance(record.get(key), str)}
    known["body"] = record["text"].encode("utf-8", errors="surrogatepass")  # what a text without address is known by
    title = record["title"] if isinstance(record.get("title"), str) else None
    return cleaner.clean_dump(record["text"], source=source.model_copy(update=known), title=title)
