"""Processes that are started again when they die."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from crawler.engines.engine import EngineError
from crawler.engines.job import Job

LOOK_EVERY = 0.2  # seconds between two looks for the next shard
MOST_DEATHS = 3  # of a process, without a shard in between
_TOLD = 400  # last characters of what a dead process said


class Part(NamedTuple):
    """What a process is to do: see `executors`."""

    kind: str
    numbers: tuple[int, ...]
    """Its arguments behind the folder."""
    shards: Sequence[int]


@contextmanager
def supervised(job: Job, parts: Sequence[Part]) -> Iterator[Callable[[], None]]:
    """Keep a process running for each part until its shards are done; gives a function that looks after them."""
    processes = [_Supervised(job, part) for part in parts]

    def look() -> None:
        for process in processes:
            process.look()
        time.sleep(LOOK_EVERY)

    try:
        yield look
    finally:
        for process in processes:
            process.stop()


class _Supervised:
    """A process that works on shards, started again when it dies before they are done."""

    def __init__(self, job: Job, part: Part) -> None:
        self._command = [sys.executable, "-m", "crawler.engines.executors", part.kind, job.address]
        self._command += map(str, part.numbers)
        self._job = job
        self._shards = list(part.shards)
        self._deaths = 0
        self._said: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed in `stop`
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command
            self._command, stdin=subprocess.PIPE, stdout=self._said, stderr=self._said, start_new_session=True
        )

    def look(self) -> None:
        """Start the process again if it has died.

        Raises:
            EngineError: it dies again and again.
        """
        if self._process.poll() is None:
            return
        left = [number for number in self._shards if not self._job.is_done(number)]
        self._deaths = self._deaths + 1 if len(left) == len(self._shards) else 1
        self._shards = left
        if not left:
            return
        if self._deaths == MOST_DEATHS:
            raise EngineError(
                f"a process died {MOST_DEATHS} times without finishing a shard, {len(left)} are left: {self._last_words()};"
                " run the same command again, finished shards are kept"
            )
        self.stop()
        self._said = TemporaryFile()  # noqa: SIM115 - closed in `stop`
        self._process = self._start()

    def stop(self) -> None:
        """End it and all it has started, and collect it."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._said.close()

    def _last_words(self) -> str:
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace").strip()
        return said[-_TOLD:] or f"status {self._process.returncode}"
