"""What there is to clean: the archive, WARC files of others, and text dumps, cut into tasks for worker processes.

A task is small, self-contained and cheap to send: it says where its pages are, and a worker reads them there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from crawler.archive import page_places

PAGES_A_TASK = 64  # about half a second of work; the result of one task is what is held in memory
WARC_ENDINGS = (".warc", ".warc.gz", ".wet", ".wet.gz")  # WET: the texts of pages in WARC records
DUMP_ENDINGS = (".txt", ".jsonl")


class SourceError(ValueError):
    """A source that does not exist or is of no known kind."""


class ArchivePart(NamedTuple):
    """The records of a WARC file from one byte to another."""

    path: Path
    folder: Path
    """Folder that names of archive files are relative to."""
    start: int
    end: int | None
    """Offset of the first record that is left to the next task; ``None`` for the last task of a file."""


class TextFiles(NamedTuple):
    """Files that hold one page as text each."""

    paths: tuple[Path, ...]
    folder: Path


class JsonLines(NamedTuple):
    """Lines of a file with one record a line."""

    path: Path
    folder: Path
    start: int
    """Byte offset of the first line."""
    first_line: int
    """Its number, from 0."""
    lines: int


Task = ArchivePart | TextFiles | JsonLines


def name_in_source(path: Path, task: Task) -> str:
    """Name of a file of a task, as provenance and manifests give it."""
    return path.relative_to(task.folder).as_posix()


def site_of(task: Task) -> str:
    """The site that a part of the archive belongs to: its folder."""
    return (task.paths[0] if isinstance(task, TextFiles) else task.path).parent.name


def state_of(task: Task) -> str:
    """By what a change of a task's files is seen: their sizes, and when they were written."""
    paths = task.paths if isinstance(task, TextFiles) else (task.path,)
    return " ".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in paths)


def archive_tasks(folder: Path, consumed: Mapping[str, int], sites: Sequence[str] | None = None) -> Iterator[Task]:
    """Tasks for what of the archive was not cleaned yet, oldest file of each site first."""
    for path in sorted(folder.glob("*/*.warc.gz")):
        if sites is None or path.parent.name in sites:
            yield from _warc_tasks(path, folder, consumed.get(path.relative_to(folder).as_posix(), 0))


def source_tasks(sources: Iterable[Path]) -> Iterator[Task]:
    """Tasks for files and folders that a person names.

    Raises:
        SourceError: a name leads nowhere, or to a file of another kind.
    """
    for source in sources:
        yield from _folder_tasks(source) if source.is_dir() else _file_tasks(source)


def _folder_tasks(folder: Path) -> Iterator[Task]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and _is_known(path))
    if not files:
        raise SourceError(f"{folder}: a folder with {_kinds()} files is expected, found none in it")
    texts = [path for path in files if path.suffix == ".txt"]
    for start in range(0, len(texts), PAGES_A_TASK):
        yield TextFiles(tuple(texts[start : start + PAGES_A_TASK]), folder)
    for path in files:
        if path.suffix != ".txt":
            yield from _file_tasks(path, folder)


def _file_tasks(path: Path, folder: Path | None = None) -> Iterator[Task]:
    if not path.is_file():
        raise SourceError(f"{path}: no such file or folder")
    folder = folder or path.parent
    if path.name.endswith(WARC_ENDINGS):
        yield from _warc_tasks(path, folder, 0)
    elif path.suffix == ".txt":
        yield TextFiles((path,), folder)
    elif path.suffix == ".jsonl":
        yield from _line_tasks(path, folder)
    elif path.suffix == ".wacz":
        raise SourceError(f"{path} is a ZIP file of WARC files: unpack it, and name its folder archive")
    else:
        raise SourceError(f"{path}: a {_kinds()} file is expected")


def _warc_tasks(path: Path, folder: Path, start: int) -> Iterator[Task]:
    begin = start
    for number, place in enumerate(page_places(path, start)):
        if number and number % PAGES_A_TASK == 0:
            yield ArchivePart(path, folder, begin, place)
            begin = place
    if begin < path.stat().st_size:
        yield ArchivePart(path, folder, begin, None)


def _line_tasks(path: Path, folder: Path) -> Iterator[Task]:
    start = end = first_line = line = 0
    with path.open("rb") as file:
        for line, text in enumerate(file, 1):
            end += len(text)
            if line - first_line == PAGES_A_TASK:
                yield JsonLines(path, folder, start, first_line, PAGES_A_TASK)
                start, first_line = end, line
    if line > first_line:
        yield JsonLines(path, folder, start, first_line, line - first_line)


def _is_known(path: Path) -> bool:
    return path.name.endswith((*WARC_ENDINGS, *DUMP_ENDINGS))


def _kinds() -> str:
    return ", ".join((*WARC_ENDINGS, *DUMP_ENDINGS))
