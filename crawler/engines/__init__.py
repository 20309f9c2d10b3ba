"""Where cleaning runs: in a pool of processes, or past one machine on datatrove's executors.

An engine runs the same work over the same tasks, and gives the same results in the same order. Those of datatrove cut
the tasks into shards, keep each shard's results in a folder that all machines see, and skip finished shards when a run
is begun again.
"""

from crawler.engines.engine import Engine, EngineError, PoolEngine
from crawler.engines.kinds import EngineKind, make_engine

__all__ = ["Engine", "EngineError", "EngineKind", "PoolEngine", "make_engine"]
