"""The page index: what is known about every address, and what is still to be fetched.

`PageIndex` says what it does; `SqlitePageIndex` does it in one file of the data folder, ``PostgresPageIndex`` in a
database that several machines share.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.page_index.heartbeat import Heartbeat
from crawler.page_index.interface import IndexDamagedError, IndexFullError, IndexLostError, PageIndex, SiteBusyError
from crawler.page_index.postgres_address import is_postgres
from crawler.page_index.sqlite import SqlitePageIndex

__all__ = [
    "IndexDamagedError",
    "IndexFullError",
    "IndexLostError",
    "PageIndex",
    "SiteBusyError",
    "SqlitePageIndex",
    "close_shared",
    "index_place",
    "is_postgres",
    "open_index",
    "open_shared",
    "shared_index",
]


class _Shared:
    """An index that several users in this process share, and the heartbeat that keeps its claims."""

    def __init__(self, place: str) -> None:
        self.index = open_index(place)
        with suppress(IndexFullError):  # a visit will tell
            self.index.release()  # of a process of the same number, before this machine or container was started anew
        self.users = 0
        self._heartbeat = Heartbeat(lambda: open_index(place))

    def close(self) -> None:
        self._heartbeat.stop()
        with suppress(IndexFullError):  # what cannot be released ends with this process
            self.index.release()
        self.index.close()


_shared: dict[str, _Shared] = {}


def index_place(settings: BaseSettings) -> str:
    """Where the page index is: the setting ``PAGE_INDEX``, or a file in the data folder."""
    return str(settings["PAGE_INDEX"] or Path(settings["DATA_DIR"]).absolute() / "index.db")


def open_index(place: str) -> PageIndex:
    """Open the page index at a place: a file, or the address of a PostgreSQL database.

    Raises:
        IndexDamagedError: it cannot be used.
    """
    if not is_postgres(place):
        return SqlitePageIndex(Path(place))
    try:
        from crawler.page_index.postgres import PostgresPageIndex  # noqa: PLC0415 - its library is an extra
    except ModuleNotFoundError as error:
        raise IndexDamagedError(
            f"a page index in PostgreSQL needs pg8000: install danvan[postgres] ({error})"
        ) from error
    return PostgresPageIndex(place)


def open_shared(place: str) -> PageIndex:
    """Open the page index that all crawls of this process share; each gives it back with ``close_shared``.

    While it is open, the sites that this process claimed stay its own.
    """
    shared = _shared.get(place) or _shared.setdefault(place, _Shared(place))
    shared.users += 1
    return shared.index


@contextmanager
def shared_index(place: str) -> Iterator[PageIndex]:
    """The shared page index, for as long as the context lasts."""
    index = open_shared(place)
    try:
        yield index
    finally:
        close_shared(place)


def close_shared(place: str) -> None:
    """Give a shared page index back; the last one to do so closes it, and releases the sites of this process."""
    shared = _shared[place]
    shared.users -= 1
    if not shared.users:
        del _shared[place]
        shared.close()
