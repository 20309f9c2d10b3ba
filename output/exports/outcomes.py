"""Outcomes outside of a dataset: the articles of a cleaning in one file, its rejections beside it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cleaning.article import Article, Rejection
from output.exports.jsonl import write_jsonl, write_lines


class Written(NamedTuple):
    """What was written."""

    articles: int
    rejections: int
    rejections_file: Path
    """Where the rejections are, if there are any."""


def write_outcomes(outcomes: Iterable[Article | Rejection], path: Path) -> Written:
    """Write the articles to a file and the rejections to ``NAME.rejected.jsonl`` beside it, as they come.

    Each file appears whole or not at all; without rejections, an older file of them is removed.

    Raises:
        DatasetError: the disk is full.
    """
    rejected = path.with_name(f"{path.stem}.rejected.jsonl")
    rejections = 0

    def articles(lines: Iterator[Article | Rejection]) -> Iterator[Article]:
        nonlocal rejections
        for outcome in lines:
            if isinstance(outcome, Rejection):
                rejections += 1
                keep(outcome)
            else:
                yield outcome

    with write_lines(rejected) as keep:
        written = write_jsonl(articles(iter(outcomes)), path)
    if not rejections:
        rejected.unlink()
    return Written(written, rejections, rejected)
