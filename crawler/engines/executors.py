"""The processes that run datatrove's executors: ``python -m crawler.engines.executors slice FOLDER SHARDS FIRST NUMBER``.

A process of its own for each slice of the shards, and one worker in it: datatrove's own pool of processes waits for ever
for one that was killed, while the end of these is seen.
"""

import os
import signal
import sys
import threading
from importlib import import_module

from datatrove.executor import LocalPipelineExecutor, RayPipelineExecutor

from crawler.engines.job import ShardStep


def run_slice(folder: str, shards: int, first: int, number: int) -> None:
    """Work on some shards, one behind the other; those that are done are skipped."""
    LocalPipelineExecutor(
        *([ShardStep(folder)], shards),
        workers=1,
        logging_dir=f"{folder}/log",
        local_tasks=number,
        local_rank_offset=first,
    ).run()


def run_on_ray(folder: str, shards: int, workers: int) -> None:
    """Work on all shards in the Ray cluster that ``RAY_ADDRESS`` names, or in one on this machine."""
    import_module("ray").init(log_to_driver=False)
    RayPipelineExecutor([ShardStep(folder)], shards, workers, logging_dir=f"{folder}/log").run()


def _end_with_parent() -> None:
    """End this process and all it has started when the command is gone, which holds the other end of our input."""
    os.read(sys.stdin.fileno(), 1)  # not by the buffered file: a fork would find it locked for ever
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Run what the command line names."""
    kind, folder, *numbers = sys.argv[1:]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if kind == "slice":
        run_slice(folder, *map(int, numbers))
    else:
        run_on_ray(folder, *map(int, numbers))


if __name__ == "__main__":
    main()
