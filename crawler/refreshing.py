"""From the archive to a version of the dataset: clean what is new, note what is gone, commit, sum up."""

import fcntl
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cleaning import Article, Reason, Rejection
from cleaning.boilerplate import RULES as BOILERPLATE_RULES
from cleaning.steps import RULES
from cleaning.version import CODE_VERSION
from crawler.replay import Batch
from output.dataset import Dataset
from output.manifest import Manifest
from output.refresh import Refresh

ARCHIVE = "archive"
DATASET = "dataset"
PAGE_INDEX = "index.db"
_LOCK = ".lock"

MOST_GONE = 0.2  # of a site's pages in one refresh; above it the site is ill, not its articles gone
FEW_GONE = 3  # so many may go in any case

_MISSING_STATUS = ("status 404", "status 410")


class DataBusyError(RuntimeError):
    """Another process is writing into the same data folder."""


@contextmanager
def lock_data(folder: Path) -> Iterator[None]:
    """Keep other refreshes and cleanings out of a data folder; the lock ends with the process, however it ends.

    Raises:
        DataBusyError: another process holds the lock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise DataBusyError(
                f"{folder} is in use by process {file.read().strip() or 'unknown'}; wait for it, or set another DATA_DIR"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


class Committed(NamedTuple):
    """What a refresh wrote."""

    manifest: Manifest | None
    """The new version; ``None`` where there was nothing to read."""
    not_modified: int
    """Pages that the server, or their digest, said to be as they were."""
    failures: dict[str, str]
    """Site to the reason why something of it was left out."""


class _Missing(NamedTuple):
    id: str
    at: datetime


class _SiteTally:
    """How many pages of each site were articles, and which were missing."""

    def __init__(self) -> None:
        self.articles: Counter[str] = Counter()
        self.missing: dict[str, list[_Missing]] = {}

    def add(self, outcome: Article | Rejection) -> None:
        site = outcome.site or ""
        if isinstance(outcome, Article):
            self.articles[site] += 1
        elif _is_missing(outcome):
            at = outcome.provenance.fetched_at or datetime.now(UTC)
            self.missing.setdefault(site, []).append(_Missing(outcome.id, at))


def _is_missing(rejection: Rejection) -> bool:
    return rejection.reason is Reason.SOFT_404 or (
        rejection.reason is Reason.HTTP_ERROR and rejection.detail in _MISSING_STATUS
    )


def commit_batches(dataset: Dataset, batches: Iterable[Batch], seconds: Mapping[str, float]) -> Committed:
    """Write the outcomes of the batches as one version.

    An article whose page is missing is marked as gone, unless so many of a site's pages are missing that the site
    itself must be ill.
    """
    began = time.monotonic()
    tally = _SiteTally()
    not_modified = 0
    boilerplate = (rule.name for rule in BOILERPLATE_RULES)
    with dataset.begin(code_version=CODE_VERSION, model_version=None, rules=RULES, boilerplate=boilerplate) as refresh:
        for batch in batches:
            not_modified += batch.not_modified
            for outcome in batch.outcomes:
                refresh.add(outcome)
                tally.add(outcome)
            if batch.end:
                refresh.consume(batch.file, batch.end)
        failures = _mark_gone(refresh, tally)
        manifest = refresh.commit({**seconds, "clean and commit": time.monotonic() - began})
    return Committed(manifest, not_modified, failures)


def _mark_gone(refresh: Refresh, tally: _SiteTally) -> dict[str, str]:
    failures: dict[str, str] = {}
    for site, missing in tally.missing.items():
        read = tally.articles[site] + len(missing)
        if len(missing) > max(FEW_GONE, MOST_GONE * read):
            failures[site] = f"{len(missing)} of {read} pages are missing: too many to be gone, their articles stay"
            continue
        for page in missing:
            refresh.gone(page.id, page.at)
    return failures
