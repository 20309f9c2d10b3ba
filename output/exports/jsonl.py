"""JSON Lines: one record a line, as readers in any language expect it."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaning.article import Article, Rejection
from output.manifest import DatasetError
from output.staging import is_disk_full


def write_jsonl(articles: Iterable[Article], path: Path) -> int:
    """Write articles to a file and give their number; keys stand in the order of the model, letters as they are.

    The file appears whole or not at all: one of that name stays as it was until the last line is on
    the disk, and for good where the articles or the disk fail.

    Raises:
        DatasetError: the disk is full.
    """
    lines = 0
    with write_lines(path) as write:
        for article in articles:
            write(article)
            lines += 1
    return lines


@contextmanager
def write_lines(path: Path) -> Iterator[Callable[[Article | Rejection], None]]:
    """Give a function that writes one record a call; the file appears when all went well.

    Raises:
        DatasetError: the disk is full.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")

    def write(record: Article | Rejection) -> None:
        with _naming(path):  # here, because a file beside this one must not take its full disk for its own
            file.write(record.model_dump_json() + "\n")

    try:
        with _naming(path), draft.open("w", encoding="utf-8", newline="\n") as file:
            yield write
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Make a full disk an error that names the file."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise DatasetError(
                f"disk full while writing {path} ({os.strerror(error.errno or 0)}): free space and run again"
            ) from error
        raise
