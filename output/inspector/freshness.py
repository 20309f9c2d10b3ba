"""Keeping the index up to date while the inspector runs: a thread that looks for new versions."""

import logging
import threading
from typing import Final

from output.inspector.index import Index
from output.manifest import DatasetError

EVERY: Final = 1.0  # seconds between two looks, each of which lists one folder and reads the manifests

logger = logging.getLogger(__name__)


class Freshness:
    """Watches the dataset; ``trouble`` and ``progress`` say how that goes."""

    def __init__(self, index: Index, every: float = EVERY) -> None:
        self._index = index
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="inspector index", daemon=True)
        self.trouble: str | None = None
        """Why the dataset cannot be read, for the reader; ``None`` where it can."""
        self.progress: float | None = None
        """Share of a new version that is indexed; ``None`` while nothing is new."""

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End it; what is half indexed is taken back."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            try:
                self._index.refresh(self._note)
                self.trouble = None
            except _Stopped:
                return
            except (DatasetError, OSError) as error:
                if str(error) != self.trouble:
                    logger.warning("the index stays as it is: %s", error)
                self.trouble = str(error)
            finally:
                self.progress = None

    def _note(self, done: int, total: int) -> None:
        self.progress = done / total if total else None
        if self._over.is_set():
            raise _Stopped


class _Stopped(Exception):  # noqa: N818 - no error
    """The inspector ends."""
