"""The index as the inspector holds it: made when there is none, brought up to date, made anew when it does not fit."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from output.dataset import Dataset
from output.history import BASES, History
from output.inspector.index_build import Progress, add_versions, fits
from output.inspector.schema import INDEX_FORMAT, connect, connect_to_read, create, get_state, let_read
from output.manifest import MANIFESTS

_NAME: Final = "index-"
_ENDING: Final = ".sqlite"
_UNFINISHED: Final = "new-"


def no_progress(done: int, total: int) -> None:
    """Show nothing."""


class Index:
    """The index of a dataset, in a folder of its own; many threads read it while one writes."""

    def __init__(self, dataset: Dataset, folder: Path) -> None:
        self.dataset = dataset
        self._folder = folder
        self._path: Path | None = None
        self._seen: list[tuple[str, int]] = []
        self._free: SimpleQueue[tuple[Path, sqlite3.Connection]] = SimpleQueue()

    def refresh(self, progress: Progress = no_progress) -> bool:
        """Take in what is new in the dataset; whether there was anything.

        A dataset that is another one than before gets a new file; the old one answers until that is whole.

        Raises:
            DatasetError: the dataset is damaged; the index stays as it was.
        """
        seen = _signature(self.dataset.folder)
        if self._path is not None and self._path.exists() and seen == self._seen:
            return False
        history = History(self.dataset.folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        with _locked(self._folder):
            files = sorted(self._folder.glob(f"{_NAME}*{_ENDING}"), key=_number)
            path = next((path for path in files[::-1] if _fits(path, history)), None)
            if path is not None:
                with closing(connect(path)) as database:
                    add_versions(database, history, progress)
            else:
                path = self._folder / f"{_NAME}{_number(files[-1]) + 1 if files else 1}{_ENDING}"
                _make(path, history, progress)
            self._path, self._seen = path, seen
            self._remove_others(path)
        return True

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one answer, which sees one state of the index."""
        path = self._path
        if path is None:
            raise LookupError(f"{self.dataset.folder} is not indexed yet")
        database = self._free_connection(path) or connect_to_read(path)
        database.execute("BEGIN")
        try:
            yield database
        finally:
            database.execute("COMMIT")
            self._free.put((path, database))

    def close(self) -> None:
        """Let go of the file."""
        with suppress(Empty):
            while True:
                self._free.get_nowait()[1].close()

    def _free_connection(self, path: Path) -> sqlite3.Connection | None:
        with suppress(Empty):
            while True:
                made_for, database = self._free.get_nowait()
                if made_for == path:
                    return database
                database.close()
        return None

    def _remove_others(self, path: Path) -> None:
        """Remove the files of former indexes; who still reads one keeps it until the end of the answer."""
        for file in (*self._folder.glob(f"{_NAME}*"), *self._folder.glob(f"{_UNFINISHED}*")):
            if not file.name.startswith(path.name):
                file.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing the same index."""
    with (folder / ".lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(path: Path, history: History, progress: Progress) -> None:
    """Write an index; it gets its name when it is whole."""
    new = path.with_name(f"{_UNFINISHED}{path.name}")
    new.unlink(missing_ok=True)
    with closing(create(new)) as database:
        add_versions(database, history, progress)
        let_read(database)
    new.replace(path)


def _fits(path: Path, history: History) -> bool:
    """Whether an index can be brought up to a dataset."""
    try:
        with closing(connect_to_read(path)) as database:
            return get_state(database, "format") == str(INDEX_FORMAT) and fits(database, history)
    except sqlite3.DatabaseError:  # no index, or a torn one
        return False


def _signature(folder: Path) -> list[tuple[str, int]]:
    """What changes whenever the dataset does: its manifests and bases, by name and time."""
    files = (*folder.glob(f"{MANIFESTS}/*.json"), *folder.glob(f"{BASES}/*.json"))
    signature = []
    for file in files:
        with suppress(FileNotFoundError):  # dropped just now
            signature.append((str(file), file.stat().st_mtime_ns))
    return sorted(signature)


def _number(path: Path) -> int:
    digits = path.name.removeprefix(_NAME).removesuffix(_ENDING)
    return int(digits) if digits.isdecimal() else 0
