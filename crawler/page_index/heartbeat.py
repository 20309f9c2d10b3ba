"""Keeping the claims of a process while it lives."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from crawler.page_index.interface import PageIndex
from crawler.page_index.owners import RENEW_EVERY

logger = logging.getLogger(__name__)


class Heartbeat:
    """A thread that renews the claims of this process, over a connection of its own.

    A thread, because a visit waits for its site minutes at a time, and a cleaning for its workers; both keep theirs.
    """

    def __init__(self, open_index: Callable[[], PageIndex], seconds: float = RENEW_EVERY.total_seconds()) -> None:
        self._open = open_index
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stopping.wait(self._seconds):
            try:
                with closing(self._open()) as index:
                    index.renew(datetime.now(UTC))
            except OSError as error:  # the next one may come through; who is late too often loses its sites
                logger.warning("the claims of this process could not be renewed: %s", error)
