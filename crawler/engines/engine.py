"""What an engine does, and the one that needs nothing: a pool of processes on this machine."""

from collections.abc import Callable, Generator, Sequence
from typing import Protocol, TypeVar

from crawler.worker import Work
from crawler.worker_pool import WorkerDiedError, WorkerPool

T = TypeVar("T")
R = TypeVar("R")


class EngineError(WorkerDiedError):
    """Some shards cannot be brought to their end; those that were are kept."""


class Engine(Protocol):
    """Runs work over tasks."""

    def run(self, prepare: Callable[[], Work[T, R]], tasks: Sequence[T], identity: str) -> Generator[list[R]]:
        """Give the results of each task, in the order of the tasks.

        ``prepare`` is called in every worker and must be picklable. ``identity`` says what the results depend on
        beside the tasks: finished shards of a run with the same tasks and identity are taken over.

        Raises:
            WorkerDiedError: workers die again and again.
        """

    def forget(self) -> None:
        """Remove what the runs of this engine have kept: their results are safe somewhere else."""


class PoolEngine:
    """A number of processes on this machine; it keeps nothing."""

    def __init__(self, jobs: int, seconds: float) -> None:
        """``seconds`` of CPU are the limit of an item."""
        self._jobs = jobs
        self._seconds = seconds

    def run(self, prepare: Callable[[], Work[T, R]], tasks: Sequence[T], identity: str) -> Generator[list[R]]:  # noqa: ARG002 - see `Engine`
        """See `Engine.run`."""
        return WorkerPool(self._jobs, prepare, self._seconds).run(tasks)

    def forget(self) -> None:
        """Nothing is kept."""
