"""A run cut into shards, in a folder that all its machines see (a path, or any address that fsspec knows).

    <folder>/prepare            how a worker is made, pickled
    <folder>/shards/00000       the tasks of a shard, pickled
    <folder>/results/00000      their results, pickled and compressed; whole once log/completions/00000 stands
    <folder>/log/               datatrove's: completions, logs, stats

Pickles are code to whoever reads them: the folder must be as closed to others as the machines are.
"""

import hashlib
import pickle
import zlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from fsspec.core import url_to_fs

from crawler.worker import Work
from crawler.worker_pool import WorkerPool

TASKS_A_SHARD = 32  # of 64 pages: 2,048 pages are 26 s of one core, and 2 MB of results
_LEVEL = 1  # of zlib; results are read once


class Preparation(NamedTuple):
    """How a worker is made, and what it may take."""

    prepare: Callable[[], Work[Any, Any]]
    seconds: float  # of CPU for an item


class Job:
    """The folder of a run."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._files, self._path = url_to_fs(address)

    @classmethod
    def plan(cls, work: str, preparation: Preparation, tasks: Sequence[Any], identity: str) -> tuple["Job", int]:
        """Lay a run out, or find it laid out, under the address ``work``; gives the number of its shards too."""
        shards = [tasks[start : start + TASKS_A_SHARD] for start in range(0, len(tasks), TASKS_A_SHARD)]
        digest = hashlib.sha256("\n".join([identity, *map(repr, tasks)]).encode("utf-8", "surrogateescape"))
        job = cls(f"{work.rstrip('/')}/{digest.hexdigest()[:16]}")
        if not job._files.exists(job._name("prepare")):
            for number, shard in enumerate(shards):
                job._write(_shard(number), pickle.dumps(shard))
            job._write("prepare", pickle.dumps(preparation))  # last: where it stands, the shards do
        return job, len(shards)

    def is_done(self, number: int) -> bool:
        """Whether the results of a shard stand, all of them."""
        self._files.invalidate_cache()
        return bool(self._files.exists(self._name(f"log/completions/{number:05}")))

    def work_on(self, number: int) -> None:
        """Do the tasks of a shard and keep their results; a page that its process dies on is lost alone."""
        prepare, seconds = self._read("prepare")
        pool: WorkerPool[Any, Any] = WorkerPool(1, prepare, seconds)
        results = list(pool.run(self._read(_shard(number))))
        self._write(_results(number), zlib.compress(pickle.dumps(results), _LEVEL))

    def results(self, number: int) -> list[list[Any]]:
        """The results of the tasks of a shard that is done."""
        found: list[list[Any]] = pickle.loads(zlib.decompress(self._files.cat_file(self._name(_results(number)))))  # noqa: S301 - our own
        return found

    def remove(self) -> None:
        """Remove the folder."""
        self._files.rm(self._path, recursive=True)

    def _name(self, name: str) -> str:
        return f"{self._path}/{name}"

    def _read(self, name: str) -> Any:  # noqa: ANN401 - what was pickled
        return pickle.loads(self._files.cat_file(self._name(name)))  # noqa: S301 - our own

    def _write(self, name: str, content: bytes) -> None:
        place = self._name(name)
        self._files.makedirs(place.rpartition("/")[0], exist_ok=True)
        self._files.pipe_file(place, content)


def _shard(number: int) -> str:
    return f"shards/{number:05}"


def _results(number: int) -> str:
    return f"results/{number:05}"


class ShardStep:
    """The only step of datatrove's pipeline: a rank is a shard."""

    name = "shard"

    def __init__(self, address: str) -> None:
        self._address = address

    def __call__(self, documents: object, rank: int, world_size: int) -> None:  # noqa: ARG002 - datatrove's interface
        """Work on the shard of a rank."""
        Job(self._address).work_on(rank)
