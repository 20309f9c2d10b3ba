"""The work of the cleaning processes: from a task, or the rest of one, to the outcomes of its pages."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import NamedTuple

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.article import Provenance
from cleaning.classify import LARGEST_BODY
from cleaning.identity import article_id
from cleaning.version import CODE_VERSION
from crawler.archive import ArchivedPage, RecordKind, read_pages
from crawler.dumps import clean_lines, clean_text, clean_texts
from crawler.sources import ArchivePart, JsonLines, Task, TextFiles, name_in_source
from crawler.worker import Loss, Resume


class Cleaned(NamedTuple):
    """What came of one record."""

    outcome: Article | Rejection | None
    """``None`` for a record that says that a page is as it was; it is no page."""
    end: int | None = None
    """Byte offset behind it in an archive file."""


def clean_task(task: Task, resume: Resume, cleaner: Cleaner, layouts: Mapping[str, str]) -> Iterator[Cleaned]:
    """Read the records of a task and clean them; ``layouts`` are those that site files name, by site."""
    match task:
        case ArchivePart():
            yield from _clean_archive_part(task, resume, cleaner, layouts)
        case TextFiles():
            if resume.loss is not None:
                yield Cleaned(_lost_file(task, resume.done, resume.loss, cleaner))
            rest = task._replace(paths=task.paths[_next_item(resume) :])
            yield from map(Cleaned, clean_texts(rest, cleaner))
        case JsonLines():
            if resume.loss is not None:
                yield Cleaned(_lost_line(_without_lines(task, resume.done), resume.loss, cleaner))
            yield from map(Cleaned, clean_lines(_without_lines(task, _next_item(resume)), cleaner))


def name_of(task: Task) -> str:
    """Name of the file of a task, as provenance and manifests give it."""
    return name_in_source(task.paths[-1] if isinstance(task, TextFiles) else task.path, task)


def _next_item(resume: Resume) -> int:
    return resume.done + (resume.loss is not None)


def _clean_archive_part(
    task: ArchivePart, resume: Resume, cleaner: Cleaner, layouts: Mapping[str, str]
) -> Iterator[Cleaned]:
    with closing(read_pages(task.path, task.start, task.folder)) as pages:
        for number, archived in enumerate(pages):
            if task.end is not None and archived.offset >= task.end:
                break
            if number < resume.done:
                continue
            loss = resume.loss if number == resume.done else None
            yield Cleaned(_clean_archived(archived, loss, task, cleaner, layouts), archived.end)


def _clean_archived(
    archived: ArchivedPage, loss: Loss | None, task: ArchivePart, cleaner: Cleaner, layouts: Mapping[str, str]
) -> Article | Rejection | None:
    page = archived.page
    if archived.kind is RecordKind.REVISIT:
        return None
    if page is None:
        return _reject_unreadable(archived, task)
    if loss is not None:
        return _reject_lost(page, loss, cleaner)
    if archived.kind is RecordKind.TEXT:
        return clean_text(page, cleaner)
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
            archive_file=name_in_source(task.path, task),
            archive_offset=archived.offset,
            body_sha256=None,
            code_version=CODE_VERSION,
        ),
    )


def _reject_lost(page: RawPage, loss: Loss, cleaner: Cleaner) -> Rejection:
    return cleaner.reject(page, Reason.TIMEOUT if loss.is_late else Reason.CRASH, loss.cause)


def _lost_file(task: TextFiles, number: int, loss: Loss, cleaner: Cleaner) -> Rejection:
    path = task.paths[number]
    with path.open("rb") as file:
        body = file.read(LARGEST_BODY + 1)
    return _reject_lost(RawPage(url="", body=body, archive_file=name_in_source(path, task)), loss, cleaner)


def _lost_line(task: JsonLines, loss: Loss, cleaner: Cleaner) -> Rejection:
    with task.path.open("rb") as file:
        file.seek(task.start)
        body = file.readline()
    place = {"archive_file": name_in_source(task.path, task), "archive_offset": task.first_line}
    return _reject_lost(RawPage(url="", body=body).model_copy(update=place), loss, cleaner)


def _without_lines(task: JsonLines, number: int) -> JsonLines:
    """A task without its first lines."""
    with task.path.open("rb") as file:
        file.seek(task.start)
        for _ in range(number):
            file.readline()
        start = file.tell()
    return task._replace(start=start, first_line=task.first_line + number, lines=task.lines - number)
