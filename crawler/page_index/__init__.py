"""The page index: what is known about every address, and what is still to be fetched.

`PageIndex` says what it does; `SqlitePageIndex` does it in one file of the data folder.
"""

from pathlib import Path

from crawler.page_index.interface import IndexDamagedError, IndexFullError, PageIndex, SiteBusyError
from crawler.page_index.sqlite import SqlitePageIndex

__all__ = [
    "IndexDamagedError",
    "IndexFullError",
    "PageIndex",
    "SiteBusyError",
    "SqlitePageIndex",
    "close_shared",
    "index_place",
    "open_index",
    "open_shared",
]

_shared: dict[str, list[PageIndex]] = {}


def index_place(data_dir: str) -> str:
    """Where the page index of a data folder is."""
    return str(Path(data_dir).absolute() / "index.db")


def open_index(place: str) -> PageIndex:
    """Open the page index at a place."""
    return SqlitePageIndex(Path(place))


def open_shared(place: str) -> PageIndex:
    """Open the page index that all crawls of this process share; each gives it back with ``close_shared``."""
    users = _shared.setdefault(place, [])
    users.append(users[0] if users else open_index(place))
    return users[0]


def close_shared(place: str) -> None:
    """Give a shared page index back; the last one to do so closes it."""
    users = _shared[place]
    index = users.pop()
    if not users:
        del _shared[place]
        index.close()
