"""Work in processes that may die: at a time limit, for want of memory, by a crash in C code.

A task is a row of items. The worker sends the result of each item as it comes, so that its parent knows at any
moment which item is under work: when the worker dies, that item alone is lost, another process goes on behind it,
and the lost item gets its result from what the work says about losses. Work here is cleaning or counting pages; the
pool knows of neither.

The time limit is CPU time of one item, kept by the kernel (``ITIMER_PROF``), because nothing else ends a loop in C
code. An item that waits without computing is ended by the parent, at ten times the limit.
"""

import multiprocessing
import signal
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Generic, TypeVar

from crawler.worker import Loss, Resume, Said, Work, serve

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 2  # tasks for each worker, those done and waiting for an earlier one included; keeps memory flat
MOST_DEATHS = 3  # in a row without a result
WAITING_LIMIT = 10  # wall-clock seconds for each second of the limit


class WorkerDiedError(RuntimeError):
    """Worker processes die again and again without a result: the machine is ill, not a page."""


class WorkerPool(Generic[T, R]):
    """A number of processes that do the same work."""

    def __init__(self, jobs: int, prepare: Callable[[], Work[T, R]], seconds: float) -> None:
        """``prepare`` is called once in every worker and must be picklable; ``seconds`` is the limit of an item."""
        self._jobs = jobs
        self._prepare = prepare
        self._seconds = seconds

    def run(self, tasks: Sequence[T]) -> Generator[list[R]]:
        """Give the results of each task, in the order of the tasks.

        Raises:
            WorkerDiedError: workers die without results.
            Exception: what the work raised.
        """
        crew = _Crew(tasks, min(self._jobs, len(tasks)), lambda: _Worker(self._prepare, self._seconds))
        try:
            for number in range(len(tasks)):
                while number not in crew.finished:
                    crew.advance(number)
                yield crew.finished.pop(number)
        finally:
            crew.stop()


class _Assignment(Generic[T, R]):
    """A task on its way."""

    def __init__(self, number: int, task: T) -> None:
        self.number = number
        self.task = task
        self.results: list[R] = []
        self.loss: Loss | None = None
        self.deaths = 0  # since the last result


class _Worker(Generic[T, R]):
    """A worker process, as its parent sees it."""

    def __init__(self, prepare: Callable[[], Work[T, R]], seconds: float) -> None:
        context = multiprocessing.get_context("forkserver")  # a fork of a process with an event loop is not safe
        context.set_forkserver_preload(["cleaning.preloaded"])
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, prepare, seconds), daemon=True)
        self._process.start()
        theirs.close()
        self._patience = WAITING_LIMIT * seconds
        self._heard_at = time.monotonic()
        self._is_ready = self._is_overdue = False
        self.assigned: _Assignment[T, R] | None = None

    def give(self, assigned: _Assignment[T, R]) -> None:
        """Send a task, or the rest of one; a worker that is gone is noticed when it is heard."""
        self.assigned, self._heard_at = assigned, time.monotonic()
        with suppress(OSError):
            self.connection.send((assigned.task, Resume(len(assigned.results), assigned.loss)))

    def hear(self) -> Said:
        """Take a message.

        Raises:
            EOFError, OSError: the worker is gone.
        """
        said: Said = self.connection.recv()
        self._heard_at = time.monotonic()
        self._is_ready |= said.is_ready
        return said

    def end_if_overdue(self) -> None:
        """Kill a worker that has said nothing for too long."""
        if self.assigned is not None and time.monotonic() - self._heard_at > self._patience:
            self._is_overdue = True
            self._process.kill()

    def loss(self) -> Loss | None:
        """How it died; ``None`` where it had not come as far as an item."""
        self._process.join()
        code = self._process.exitcode or 0
        if not self._is_ready:
            return None
        if self._is_overdue:
            return Loss(is_late=True, cause=f"nothing came of it for {self._patience:g} s")
        if code == -signal.SIGPROF:
            return Loss(is_late=True, cause=f"it took more than {self._patience / WAITING_LIMIT:g} s of CPU")
        return Loss(is_late=False, cause=f"the process was {_ending(code)}")

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


class _Crew(Generic[T, R]):
    """The workers of one run and what they are at."""

    def __init__(self, tasks: Sequence[T], size: int, hire: Callable[[], _Worker[T, R]]) -> None:
        self.finished: dict[int, list[R]] = {}
        self._tasks = tasks
        self._next = 0
        self._size = size
        self._hire = hire
        self._workers: list[_Worker[T, R]] = []
        self._abandoned: list[_Assignment[T, R]] = []

    def advance(self, awaited: int) -> None:
        """Hand out tasks and take in what the workers say, until something was said; ``awaited`` is asked for next."""
        self._assign(awaited + AHEAD * self._size)
        talking = {worker.connection: worker for worker in self._workers}
        ready = wait(list(talking), timeout=1.0)
        for connection, worker in talking.items():
            if connection in ready:
                self._listen(worker)
            else:
                worker.end_if_overdue()

    def stop(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.stop()

    def _assign(self, limit: int) -> None:
        while len(self._workers) < self._size:
            self._workers.append(self._hire())
        for worker in self._workers:
            if worker.assigned is None and (assignment := self._take(limit)) is not None:
                worker.give(assignment)

    def _take(self, limit: int) -> _Assignment[T, R] | None:
        if self._abandoned:
            return self._abandoned.pop()
        if self._next >= min(limit, len(self._tasks)):
            return None
        self._next += 1
        return _Assignment(self._next - 1, self._tasks[self._next - 1])

    def _listen(self, worker: _Worker[T, R]) -> None:
        try:
            said = worker.hear()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if said.error is not None:
            raise said.error
        assigned = worker.assigned
        if said.is_ready or assigned is None:
            return
        if said.is_done:
            self.finished[assigned.number] = assigned.results
            worker.assigned = None
        else:
            assigned.results.append(said.result)  # type: ignore[arg-type]
            assigned.loss, assigned.deaths = None, 0

    def _bury(self, worker: _Worker[T, R]) -> None:
        """Take a dead worker's task over; the item that it died on, if it came to one, is lost."""
        self._workers.remove(worker)
        loss, assigned = worker.loss(), worker.assigned
        worker.stop()
        if assigned is None:
            return
        assigned.loss = loss or assigned.loss
        assigned.deaths += 1
        if assigned.deaths == MOST_DEATHS:
            cause = loss.cause if loss else "it ended before it began to work"
            raise WorkerDiedError(
                f"a cleaning process died {MOST_DEATHS} times at the same place of {assigned.task}: {cause}; "
                "nothing was written, run again, with fewer --jobs if memory is short"
            )
        self._abandoned.append(assigned)
