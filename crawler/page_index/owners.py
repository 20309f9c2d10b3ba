"""Which process visits a site, and whether it still lives."""

import os
import socket
from datetime import datetime, timedelta
from typing import NamedTuple

CLAIM_LEASE = timedelta(minutes=5)  # an owner that was not heard of for so long is taken for dead
RENEW_EVERY = timedelta(minutes=1)  # five chances before the lease is over


class Owner(NamedTuple):
    """Who has a site."""

    name: str | None  # as `this_process` gives it; ``None`` for a site that is free
    until: datetime


def this_process() -> str:
    """Name of the running process, by which a visit's owner can be found dead."""
    return f"{socket.gethostname()} {os.getpid()}"


def may_live(owner: str | None, until: datetime, now: datetime) -> bool:
    """Whether the owner of a site, which is not this process, may still be at work; of one on another machine, only its lease tells."""
    if owner is None or until <= now:
        return False
    host, _, process = owner.rpartition(" ")
    if host != socket.gethostname():
        return True
    return int(process) != os.getpid() and _runs(int(process))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, and belongs to somebody else
        return True
    return True
