"""Engines that work on shards: on processes of this machine, on a Ray cluster, on Slurm."""

import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from crawler.engines.job import Job, Preparation, ShardStep
from crawler.engines.supervised import Part, supervised
from crawler.worker import Work

T = TypeVar("T")
R = TypeVar("R")

LOOK_AT_SLURM_EVERY = 10.0  # seconds; its jobs wait minutes for a node


class ShardedEngine(ABC):
    """Lays a run out, has it worked on, and gives the results shard by shard as they come."""

    def __init__(self, work: str, workers: int, seconds: float) -> None:
        """``work`` is the folder of the runs; an item may take ``seconds`` of CPU."""
        self._work = work
        self._workers = workers
        self._seconds = seconds
        self._jobs: list[Job] = []

    def run(self, prepare: Callable[[], Work[T, R]], tasks: Sequence[T], identity: str) -> Generator[list[R]]:
        """See `Engine.run`."""
        job, shards = Job.plan(self._work, Preparation(prepare, self._seconds), tasks, identity)
        self._jobs.append(job)
        waiting = [number for number in range(shards) if not job.is_done(number)]
        with self._working(job, shards, waiting) as look:
            for number in range(shards):
                while not job.is_done(number):
                    look()
                yield from job.results(number)

    def forget(self) -> None:
        """Remove the folders of the runs."""
        while self._jobs:
            with suppress(FileNotFoundError):
                self._jobs.pop().remove()

    @abstractmethod
    def _working(self, job: Job, shards: int, waiting: Sequence[int]) -> AbstractContextManager[Callable[[], None]]:
        """Have shards worked on for as long as the context lasts.

        It gives a function that waits a moment, and raises `EngineError` where there is nothing to wait for.
        """


class LocalEngine(ShardedEngine):
    """A number of processes on this machine, each with a slice of the shards; a killed one is started again."""

    @contextmanager
    def _working(self, job: Job, shards: int, waiting: Sequence[int]) -> Iterator[Callable[[], None]]:
        size = -(-len(waiting) // self._workers)
        slices = [waiting[start : start + size] for start in range(0, len(waiting), size or 1)]
        parts = [Part("slice", (shards, one[0], one[-1] - one[0] + 1), one) for one in slices]
        with supervised(job, parts) as look:
            yield look


class RayEngine(ShardedEngine):
    """A Ray cluster; shards of a node that is lost are given to another one."""

    @contextmanager
    def _working(self, job: Job, shards: int, waiting: Sequence[int]) -> Iterator[Callable[[], None]]:
        parts = [Part("ray", (shards, self._workers), waiting)] if waiting else []
        with supervised(job, parts) as look:
            yield look


class SlurmEngine(ShardedEngine):
    """A Slurm cluster: a job array works on the shards, and this process waits for them.

    It may be interrupted and started again: finished shards are taken over, the others submitted anew.
    """

    def __init__(self, work: str, workers: int, seconds: float, options: Mapping[str, object]) -> None:
        """``options`` are those of datatrove's executor; ``partition`` and ``time`` are needed."""
        super().__init__(work, workers, seconds)
        self._options = options

    @contextmanager
    def _working(self, job: Job, shards: int, waiting: Sequence[int]) -> Iterator[Callable[[], None]]:
        from datatrove.executor import SlurmPipelineExecutor  # noqa: PLC0415 - an extra

        if waiting:
            activate = str(Path(sys.prefix) / "bin" / "activate")
            options = {"venv_path": activate, "job_name": "danvan", "qos": None, **self._options}
            log = f"{job.address}/log"
            SlurmPipelineExecutor(
                [ShardStep(job.address)], shards, workers=self._workers, logging_dir=log, **options
            ).run()
        yield lambda: time.sleep(LOOK_AT_SLURM_EVERY)
