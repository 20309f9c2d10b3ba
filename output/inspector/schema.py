"""The tables of the index, and how a value of a filter becomes a word that the full-text search can find.

The index holds nothing that is not in the dataset; it is deleted and made again whenever it does not fit.
"""

import sqlite3
from datetime import date
from hashlib import blake2s
from pathlib import Path
from typing import Final

INDEX_FORMAT: Final = 1  # a file of another format is made again
DAY_BITS: Final = 20  # a day has room for a million articles
FIRST_DAY: Final = date(1970, 1, 1)  # earlier days are counted as this one
UNDATED_DAYS: Final = 16  # days before the first one that have no date: room for 16 million articles
_PAGE: Final = 8192  # bytes; posting lists are long
_PENDING: Final = 32 << 20  # bytes of postings held before they are written: 24,000 articles/s, 16,000 at the default
_BUSY: Final = 30.0  # seconds to wait for another process's write

SCHEMA: Final = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE version (
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL           -- of its segments: a dataset made anew under the same numbers is another one
);
CREATE TABLE segment (
  number INTEGER PRIMARY KEY, file TEXT NOT NULL, version INTEGER NOT NULL
);
CREATE TABLE day (day INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE article (
  row INTEGER PRIMARY KEY,       -- day << 20 | place in the day: the order of lists
  id TEXT NOT NULL UNIQUE,
  segment INTEGER NOT NULL, place INTEGER NOT NULL,
  site TEXT, title TEXT, published TEXT, revision INTEGER NOT NULL,
  edits INTEGER NOT NULL, suggestions INTEGER NOT NULL, characters INTEGER NOT NULL,
  flags TEXT NOT NULL, gone INTEGER NOT NULL
);
CREATE TABLE link (id TEXT PRIMARY KEY, cluster TEXT, duplicate_of TEXT);
CREATE INDEX link_cluster ON link (cluster);
CREATE TABLE body (row INTEGER PRIMARY KEY, marks TEXT NOT NULL, text BLOB NOT NULL);
CREATE VIRTUAL TABLE search USING fts5 (words, marks, content='', columnsize=0, tokenize='ascii');
CREATE TABLE event (
  number INTEGER PRIMARY KEY,    -- segment << 32 | place
  id TEXT NOT NULL, event TEXT NOT NULL, revision INTEGER NOT NULL
);
CREATE INDEX event_id ON event (id);
CREATE TABLE rejection (
  row INTEGER PRIMARY KEY,       -- as the number of an event
  id TEXT NOT NULL UNIQUE, site TEXT, reason TEXT NOT NULL, detail TEXT NOT NULL, url TEXT
);
CREATE INDEX rejection_reason ON rejection (reason);
CREATE INDEX rejection_site ON rejection (site);
CREATE TABLE finding (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,            -- digest of rule, before, after and whether it was applied
  row INTEGER NOT NULL, site TEXT, place INTEGER NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, near TEXT NOT NULL, confidence REAL NOT NULL
);
CREATE INDEX finding_kind ON finding (kind);  -- in the order of their numbers
CREATE INDEX finding_site ON finding (kind, site);
CREATE INDEX finding_row ON finding (row);
CREATE TABLE kind (
  kind TEXT PRIMARY KEY,
  applied INTEGER NOT NULL, rule TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
  places INTEGER NOT NULL, worth REAL NOT NULL
);
CREATE INDEX kind_worth ON kind (applied, worth, kind);
CREATE INDEX kind_rule ON kind (applied, rule, places);
CREATE TABLE figure (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def create(path: Path) -> sqlite3.Connection:
    """Make an empty index, which nobody reads until it is whole: a torn one is thrown away."""
    database = connect(path)
    database.execute(f"PRAGMA page_size = {_PAGE}")
    database.execute("PRAGMA journal_mode = OFF")
    database.executescript(SCHEMA)
    set_state(database, "format", str(INDEX_FORMAT))
    return database


def let_read(database: sqlite3.Connection) -> None:
    """Make an index that is whole one that is read while it is written; it stays so."""
    database.execute("PRAGMA journal_mode = WAL")


def connect(path: Path) -> sqlite3.Connection:
    """Open an index to write to it."""
    database = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA synchronous = OFF")  # it can be made again
    return database


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open an index that is only read."""
    database = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY, isolation_level=None, check_same_thread=False
    )
    database.row_factory = sqlite3.Row
    return database


def hold_postings(database: sqlite3.Connection) -> None:
    """Let the full-text index write large pieces; it is a setting of the file."""
    database.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (_PENDING,))


def get_state(database: sqlite3.Connection, name: str) -> str | None:
    """Read a note about the index."""
    found = database.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def set_state(database: sqlite3.Connection, name: str, value: str) -> None:
    """Write a note about the index."""
    database.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def mark(filter_name: str, value: str) -> str:
    """The word that stands for a value of a filter: names have signs in them that would part words."""
    return "m" + blake2s(f"{filter_name}:{value}".encode(errors="surrogatepass"), digest_size=6).hexdigest()


def day_number(day: date | None) -> int:
    """Number of a day in the order of lists: 0 for none, which has the room of many days."""
    return UNDATED_DAYS + max(0, (day - FIRST_DAY).days) if day else 0


def day_of_row(row: int) -> int:
    """The day that a row of ``article`` was put at."""
    day = row >> DAY_BITS
    return day if day >= UNDATED_DAYS else 0


def event_number(segment: int, place: int) -> int:
    """Number of a row of a segment, in the order of the log."""
    return segment << 32 | place
