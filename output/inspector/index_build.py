"""Bringing the index up to the dataset: which versions it lacks, and each of them written whole or not at all."""

import hashlib
import sqlite3
from collections.abc import Callable

from output.history import History, Part
from output.inspector.figures import keep_figures
from output.inspector.index_writer import IndexWriter
from output.inspector.schema import get_state, hold_postings, set_state
from output.manifest import Manifest

TABLES = ("duplicates", "articles", "rejections")  # an article is written with its links

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows there are."""


def digest_of(manifest: Manifest) -> str:
    """What tells a version from another one of the same number."""
    parts = [manifest.created_at.isoformat(), *(segment.sha256 for segment in manifest.segments)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def fits(database: sqlite3.Connection, history: History) -> bool:
    """Whether the versions of an index are the first ones of a dataset, in the same files."""
    known = [tuple(row) for row in database.execute("SELECT number, digest FROM version ORDER BY number")]
    expected = [(manifest.version, digest_of(manifest)) for manifest in history.manifests()[: len(known)]]
    return known == expected and get_state(database, "base") in {None, _base(history)}


def add_versions(database: sqlite3.Connection, history: History, progress: Progress) -> None:
    """Write the versions that an index, which fits, does not have yet.

    Raises:
        DatasetError: a segment is missing or damaged; the index holds the versions before it.
    """
    known = {row[0] for row in database.execute("SELECT number FROM version")}
    new = [manifest for manifest in history.manifests() if manifest.version not in known]
    parts = {manifest.version: _parts(history, manifest) for manifest in new}
    total = sum(part.stop - part.start for of_version in parts.values() for _, part in of_version)
    done = 0
    hold_postings(database)
    set_state(database, "base", _base(history))
    for manifest in new:
        database.execute("BEGIN IMMEDIATE")
        try:
            for rows in IndexWriter(database).add(manifest.version, digest_of(manifest), parts[manifest.version]):
                done += rows
                progress(done, total)
            if manifest is new[-1]:
                keep_figures(database, history)
            database.execute("COMMIT")
        except BaseException:
            database.execute("ROLLBACK")
            raise


def _parts(history: History, manifest: Manifest) -> list[tuple[str, Part]]:
    """The rows that a version added, by table."""
    after = manifest.parent or 0
    return [(table, part) for table in TABLES for part in history.parts(table, manifest.version, after)]


def _base(history: History) -> str:
    """The files are others after a compaction."""
    return str(history.base.number if history.base else 0)
