"""The engines by name."""

from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec

from crawler.engines.engine import Engine, PoolEngine
from crawler.engines.sharded import LocalEngine, RayEngine, SlurmEngine


class EngineKind(StrEnum):
    """Where cleaning runs."""

    POOL = "pool"
    """A pool of processes on this machine; what was cleaned is lost with them."""
    LOCAL = "local"
    """Processes on this machine that keep what they finish (datatrove's local executor)."""
    SLURM = "slurm"
    """A Slurm cluster."""
    RAY = "ray"
    """A Ray cluster."""


def make_engine(kind: EngineKind, work: str, jobs: int, seconds: float, slurm: Mapping[str, object]) -> Engine:
    """Make an engine; ``work`` is the folder of its runs, ``slurm`` the options of that one.

    Raises:
        ValueError: a library is not installed, or an option is missing.
    """
    if kind is EngineKind.POOL:
        return PoolEngine(jobs, seconds)
    if find_spec("datatrove") is None:
        raise ValueError(f"the engine {kind} needs datatrove: install danvan[scale]")
    if kind is EngineKind.LOCAL:
        return LocalEngine(work, jobs, seconds)
    if kind is EngineKind.RAY:
        if find_spec("ray") is None:
            raise ValueError("the engine ray needs Ray on this machine and on all of the cluster: pip install ray")
        return RayEngine(work, jobs, seconds)
    if missing := {"partition", "time"} - set(slurm):
        raise ValueError(f"the setting SLURM must give {' and '.join(sorted(missing))}, found {dict(slurm)}")
    return SlurmEngine(work, jobs, seconds, slurm)
