"""Cleaning over an archive or a dump, in worker processes, never in the crawl's event loop.

Two passes: the first counts what recurs on the sites, the second cleans with these counts fixed. Results come back in
the order of the tasks, whatever the number of workers, so that two runs over the same input write the same dataset.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from cleaning import Article, Cleaner, Rejection
from cleaning.boilerplate import RULES as BOILERPLATE_RULES
from cleaning.corrections import CORRECTION
from cleaning.fingerprint import fingerprint
from cleaning.repeated import RULE as REPEATED
from cleaning.repeated import Group, Repeats
from cleaning.steps import RULES
from cleaning.version import CODE_VERSION
from cleaning.witness import Witness
from crawler.cleaning_tasks import Cleaned, clean_task, name_of
from crawler.counting import Counted, CountPart, count_part, parts_to_count, sum_up
from crawler.engines import Engine, PoolEngine
from crawler.sources import ArchivePart, Task, state_of
from crawler.worker import Resume, Work
from crawler.worker_pool import WorkerDiedError
from output.made_by import MadeBy

__all__ = ["Batch", "Replay", "WorkerDiedError"]

PAGE_SECONDS = 30.0  # of CPU; an article takes 0.01, a table of 10,000 rows 19, a page of 29,000 paragraphs 80


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
    """Counts and cleans tasks with a number of worker processes."""

    def __init__(
        self,
        jobs: int,
        layouts: Mapping[str, str] = MappingProxyType({}),
        make_cleaner: Callable[..., Cleaner] = Cleaner,
        seconds: float = PAGE_SECONDS,
        engine: Engine | None = None,
    ) -> None:
        """``layouts`` are the layouts that site files name, by site; every worker calls ``make_cleaner`` once.

        A page may take ``seconds`` of CPU. By default ``jobs`` processes on this machine do the work.
        """
        self.jobs = jobs
        self.engine = engine or PoolEngine(jobs, seconds)
        self._layouts = dict(layouts)
        self._make_cleaner = make_cleaner

    def made_by(self) -> MadeBy:
        """What cleans here, as a version of the dataset says it."""
        cleaner = self._make_cleaner()
        asked = (step.__name__ for step in cleaner.options.steps())
        decided = (CORRECTION,) if cleaner.corrections else ()
        return MadeBy(
            code_version=CODE_VERSION,
            model_version=cleaner.corrector.version,
            rules=(*RULES, *asked, *decided, *cleaner.corrector.rules),
            boilerplate=(*(rule.name for rule in BOILERPLATE_RULES), REPEATED),
            fingerprint=fingerprint(cleaner, self._layouts),
        )

    def count(self, tasks: Iterable[Task], earlier: Iterable[Witness] = ()) -> Counted:
        """Count what recurs on the sites of the tasks, on top of what was counted earlier.

        Raises:
            WorkerDiedError: workers die again and again; nothing is lost.
        """
        prepare = partial(_prepare_counting, self._make_cleaner, self._layouts)
        found = self.engine.run(prepare, parts_to_count(tasks), f"count {self.made_by()}")
        return sum_up(chain.from_iterable(found), earlier)

    def run(self, tasks: Sequence[Task], repeated: Mapping[Group, Repeats] = MappingProxyType({})) -> Generator[Batch]:
        """Give the batches of the tasks, in their order. A page that a worker dies on is a rejection.

        Raises:
            WorkerDiedError: workers die again and again; what was not given yet is lost, nothing else.
        """
        prepare = partial(_prepare_cleaning, self._make_cleaner, self._layouts, dict(repeated))
        counts = sorted(
            (group.site, group.layout or "", repeats.articles, sorted(repeats.counts.items()))
            for group, repeats in repeated.items()
        )
        sources = sorted(set(map(state_of, tasks)))
        results = self.engine.run(prepare, tasks, f"clean {self.made_by()} {counts} {sources}")
        try:
            for task, cleaned in zip(tasks, results, strict=True):
                yield _batch(task, cleaned)
        finally:
            results.close()


def _prepare_counting(
    make_cleaner: Callable[..., Cleaner], named: Mapping[str, str]
) -> Work[CountPart, Witness | None]:
    layouts = make_cleaner().layouts

    def work(part: CountPart, resume: Resume) -> Iterator[Witness | None]:
        return count_part(part, resume, layouts, named)

    return work


def _prepare_cleaning(
    make_cleaner: Callable[..., Cleaner], layouts: Mapping[str, str], repeated: Mapping[Group, Repeats]
) -> Work[Task, Cleaned]:
    cleaner = make_cleaner(repeated=repeated)

    def work(task: Task, resume: Resume) -> Iterator[Cleaned]:
        return clean_task(task, resume, cleaner, layouts)

    return work


def _batch(task: Task, cleaned: Sequence[Cleaned]) -> Batch:
    outcomes = [one.outcome for one in cleaned if one.outcome is not None]
    end = cleaned[-1].end if cleaned else None
    if end is None and isinstance(task, ArchivePart):
        end = task.start
    return Batch(outcomes, len(cleaned) - len(outcomes), name_of(task), end)
