"""Outcomes outside of a dataset: the articles of a cleaning in one file, its rejections beside it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cleaning.article import Article, Rejection
from output.exports.jsonl import write_lines
from output.storable import storable


class Written(NamedTuple):
    """What was written."""

    articles: int
    rejections: int
    rejections_file: Path
    """Where the rejections are, if there are any."""


def write_outcomes(outcomes: Iterable[Article | Rejection], path: Path) -> Written:
    """Write the articles to a file and the rejections to ``NAME.rejected.jsonl`` beside it, as they come.

    Each file appears whole or not at all, the articles last; without rejections, an older file of them is removed.
    An article that no file can hold is written as a rejection, see ``output.storable``.

    Raises:
        DatasetError: the disk is full.
    """
    rejections_file = path.with_name(f"{path.stem}.rejected.jsonl")
    articles = rejections = 0
    with write_lines(path) as keep, write_lines(rejections_file) as reject:
        for outcome in map(storable, outcomes):
            if isinstance(outcome, Article):
                keep(outcome)
                articles += 1
            else:
                reject(outcome)
                rejections += 1
    if not rejections:
        rejections_file.unlink()
    return Written(articles, rejections, rejections_file)
