"""A worker process from the inside: it takes tasks, and sends the result of each item as it comes."""

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Loss(NamedTuple):
    """How a worker died on an item."""

    is_late: bool
    """Whether the item took longer than the limit."""
    cause: str
    """For a reader: ``killed by SIGSEGV``."""


class Resume(NamedTuple):
    """Where in a task to begin."""

    done: int = 0
    """Items whose results are there; they are passed over."""
    loss: Loss | None = None
    """What happened to the item behind them, which must not be tried again."""


Work = Callable[[T, Resume], Iterator[R]]
"""Gives the results of a task's items, in order; for the lost item, a result that says so."""


class Said(NamedTuple):
    """A message of a worker."""

    is_ready: bool = False
    is_done: bool = False
    error: Exception | None = None
    result: object = None


def serve(connection: Connection, prepare: Callable[[], Work[T, R]], seconds: float) -> None:
    """Be a worker: leave Ctrl-C to the parent, end with it, die of ``SIGPROF`` on an item that takes too long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        work = prepare()
        connection.send(Said(is_ready=True))
        while True:
            task, resume = connection.recv()
            for result in _timed(work(task, resume), seconds):
                connection.send(Said(result=result))
            connection.send(Said(is_done=True))
    except EOFError as error:  # the parent is gone
        raise SystemExit(1) from error
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        connection.send(Said(error=error))
        raise SystemExit(1) from error


def _timed(results: Iterator[R], seconds: float) -> Iterator[R]:
    while True:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            result = next(results)
        except StopIteration:
            return
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        yield result


def _end_with_parent() -> None:
    """End this process when the one that started the pool is gone: killed, it cannot tell its workers to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
