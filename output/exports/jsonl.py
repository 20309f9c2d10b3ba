"""JSON Lines: one record a line, as readers in any language expect it; ``.zst`` or ``.gz`` in the name compresses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cleaning.article import Article, Rejection
from output.exports.files import naming, writing


def write_jsonl(articles: Iterable[Article], path: Path, fields: Sequence[str] | None = None) -> int:
    """Write articles to a file and give their number; keys stand in the order of the model, letters as they are.

    The file appears whole or not at all: one of that name stays as it was until the last line is on
    the disk, and for good where the articles or the disk fail.

    Raises:
        DatasetError: the disk is full.
    """
    lines = 0
    with write_lines(path, fields) as write:
        for article in articles:
            write(article)
            lines += 1
    return lines


@contextmanager
def write_lines(path: Path, fields: Sequence[str] | None = None) -> Iterator[Callable[[Article | Rejection], None]]:
    """Give a function that writes one record a call; the file appears when all went well.

    Raises:
        DatasetError: the disk is full.
    """
    included = None if fields is None else set(fields)

    def write(record: Article | Rejection) -> None:
        with naming(path):  # here, because a file beside this one must not take its full disk for its own
            file.write(record.model_dump_json(include=included).encode("utf-8") + b"\n")

    with writing(path) as file:
        yield write
