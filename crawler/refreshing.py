"""From the archive to a version of the dataset: clean what is new, note what is gone, commit, sum up."""

import fcntl
import os
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from cleaning import Article, Reason, Rejection
from crawler.addresses import is_not_found
from crawler.counting import NOTHING_COUNTED, Counted
from crawler.replay import Batch, Replay
from output.block_counts import selectors_by_site
from output.dataset import Dataset
from output.made_by import MadeBy
from output.manifest import Manifest
from output.refresh import JUDGED, Change, Refresh

ARCHIVE = "archive"
DATASET = "dataset"
_LOCK = ".lock"

MOST_GONE = 0.2  # of a site's pages in one visit; above it the site is ill, not its articles gone
FEW_GONE = 3  # so many may go in any case, as long as anything else is there

_MISSING_STATUS = ("status 404", "status 410")
_PAGES = JUDGED - {Reason.NOT_HTML}  # pages by which a site shows that it answers; robots.txt and feeds are none


class DataBusyError(RuntimeError):
    """Another process is writing into the same data folder."""


@contextmanager
def lock_data(folder: Path) -> Iterator[None]:
    """Keep other refreshes and cleanings out of a data folder; the lock ends with the process, however it ends.

    Raises:
        DataBusyError: another process holds the lock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("ab+", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            owner = file.read().decode("utf-8", errors="replace") or "unknown"
            raise DataBusyError(
                f"{folder} is in use by process {owner}; wait for it, or set another DATA_DIR"
            ) from error
        with suppress(OSError):  # a full disk; the number is only there to be told
            file.truncate(0)
            file.write(f"{os.getpid()} on {socket.gethostname()}".encode())
        yield


class Committed(NamedTuple):
    """What a refresh wrote."""

    manifest: Manifest | None
    """The new version; ``None`` where there was nothing to read."""
    not_modified: int
    """Answers that said, or whose digest said, that a page is as it was."""
    failures: dict[str, str]
    """Site to the reason why something of it was left out."""
    unconfirmed: int = 0
    """Articles that were not found, but not often enough to count as gone."""


def _at_once(rejection: Rejection) -> bool:  # noqa: ARG001 - one of several ways to decide
    """A page that was not found counts as gone."""
    return True


def _forget(outcome: Article | Rejection, change: Change) -> None:
    """Nobody wants to know."""


def commit_batches(
    dataset: Dataset,
    batches: Iterable[Batch],
    seconds: Mapping[str, float],
    failed_sites: Collection[str] = (),
    counted: Counted = NOTHING_COUNTED,
    *,
    made_by: MadeBy | None = None,
    confirms: Callable[[Rejection], bool] = _at_once,
    note: Callable[[Article | Rejection, Change], None] = _forget,
) -> Committed:
    """Write the outcomes of the batches, and what was counted for them, as one version.

    An article whose page is missing is marked as gone if ``confirms`` says so, unless its site failed as a whole, by
    ``failed_sites`` or because too many of its pages are missing in one visit. ``note`` is told of every outcome.
    ``made_by`` is what cleaned the batches, by default a cleaner without options.
    """
    began = time.monotonic()
    failures: dict[str, str] = {}
    not_modified = 0
    with dataset.begin(**(made_by or Replay(jobs=1).made_by())._asdict()) as refresh:
        missing = _MissingPages(dataset, refresh, confirms)
        refresh.keep_counts(counted.witnesses, selectors_by_site(counted.selectors))
        for file, parts in groupby(batches, attrgetter("file")):  # a file is one visit to one site
            unchanged = 0
            for batch in parts:
                unchanged += batch.not_modified
                _add(batch, refresh, missing, note)
            if (failure := missing.settle(unchanged, failed_sites)) is not None:
                failures[file.partition("/")[0]] = failure
            not_modified += unchanged
        manifest = refresh.commit({**seconds, "clean and commit": time.monotonic() - began})
    return Committed(manifest, not_modified, failures, missing.unconfirmed)


def _add(
    batch: Batch, refresh: Refresh, missing: "_MissingPages", note: Callable[[Article | Rejection, Change], None]
) -> None:
    for outcome in batch.outcomes:
        note(outcome, refresh.add(outcome))
        missing.note(outcome)
    if batch.end is not None:
        refresh.consume(batch.file, batch.end)


class _MissingPages:
    """Finds the articles that are gone, visit by visit."""

    def __init__(self, dataset: Dataset, refresh: Refresh, confirms: Callable[[Rejection], bool]) -> None:
        self.unconfirmed = 0
        self._confirms = confirms
        self._known = cache(dataset.known)  # most visits find nothing missing
        self._refresh = refresh
        self._articles: set[str] = set()  # ids of this refresh
        self._missing: dict[str, Rejection] = {}  # by ids of this visit
        self._there = 0
        self._site: str | None = None

    def note(self, outcome: Article | Rejection) -> None:
        """Take in a page of the visit."""
        self._site = outcome.site
        if isinstance(outcome, Article):
            self._articles.add(outcome.id)
            self._there += 1
        elif _is_missing(outcome) and self._was_article(outcome.id):
            self._missing[outcome.id] = outcome
        else:
            self._there += outcome.reason in _PAGES

    def settle(self, unchanged: int, failed_sites: Collection[str]) -> str | None:
        """End the visit: mark what is gone, or say why not. ``unchanged`` pages were there besides."""
        missing, there = self._missing, self._there + unchanged
        self._missing, self._there = {}, 0
        if not missing or self._site in failed_sites:
            return None
        if not there or len(missing) > max(FEW_GONE, MOST_GONE * (there + len(missing))):
            pages = there + len(missing)
            return f"{len(missing)} of {pages} pages are missing: too many to be gone, their articles stay"
        for name, rejection in missing.items():
            if self._confirms(rejection):
                self._refresh.gone(name, rejection.provenance.fetched_at or datetime.now(UTC))
            else:
                self.unconfirmed += 1
        return None

    def _was_article(self, name: str) -> bool:
        if name in self._articles:
            return True
        state = self._known().get(name)
        return state is not None and not state.has_ended


def _is_missing(rejection: Rejection) -> bool:
    match rejection.reason:
        case Reason.SOFT_404:
            return True
        case Reason.HTTP_ERROR:
            return rejection.detail in _MISSING_STATUS
        case Reason.REDIRECT:
            return is_not_found(rejection.detail.rpartition(" to ")[2])
        case _:
            return False
