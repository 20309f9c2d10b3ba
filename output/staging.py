"""Publishing a version: whole or not at all, and never over another one.

A refresh writes into a private folder inside the dataset. To publish, its segments are forced to the
disk and moved to their place, then the manifest is linked to its own: that one step, which fails where
the name is taken, makes the version exist. What a killed process leaves is found by the locks that
died with it, and removed when the next refresh begins.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from output.manifest import MANIFESTS, SEGMENTS, DatasetError, Manifest, manifest_name, read_manifest, version_numbers

_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # no space, over the quota, over the limit of a file

_PREFIX = ".refresh-"


class Staging:
    """The private folder of one refresh, locked for as long as its process lives."""

    def __init__(self, dataset: Path) -> None:
        """Make the folder, and the dataset's if need be; remove what killed refreshes left.

        Raises:
            DatasetError: a manifest cannot be read; nothing is removed then.
        """
        for part in (dataset, dataset / SEGMENTS, dataset / MANIFESTS):
            part.mkdir(parents=True, exist_ok=True)
        _sync_folder(dataset)
        self.dataset = dataset
        with _locked(dataset):
            _remove_leftovers(dataset)
            versions = version_numbers(dataset)
            self.parent = versions[-1] if versions else None
            self.folder = Path(mkdtemp(prefix=_PREFIX, dir=dataset))
            self._lock = os.open(self.folder, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    @property
    def version(self) -> int:
        """Number of the version being made."""
        return (self.parent or 0) + 1

    def publish(self, manifest: Manifest) -> None:
        """Put the segments and the manifest in their places.

        Raises:
            DatasetError: another refresh has published since this one began.
            OSError: a file could not be written; the dataset is then as before.
        """
        draft = self.folder / manifest_name(manifest.version)
        _write_durably(draft, manifest.model_dump_json(indent=2) + "\n")
        with _locked(self.dataset):
            self._check_parent()
            try:
                self._move(draft, [segment.file for segment in manifest.segments])
            except OSError:
                _remove_unnamed_segments(self.dataset)
                raise

    def remove(self) -> None:
        """Remove the private folder, and give up its lock."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    def _check_parent(self) -> None:
        versions = version_numbers(self.dataset)
        latest = versions[-1] if versions else None
        if latest != self.parent:
            raise DatasetError(
                f"{self.dataset} is at version {latest}, expected {self.parent}: another refresh published meanwhile;"
                " nothing was changed, run again"
            )

    def _move(self, draft: Path, segments: Iterable[str]) -> None:
        for name in segments:
            (self.folder / name).rename(self.dataset / SEGMENTS / name)
        _sync_folder(self.dataset / SEGMENTS)
        os.link(draft, self.dataset / MANIFESTS / draft.name)
        _sync_folder(self.dataset / MANIFESTS)


def is_disk_full(error: OSError) -> bool:
    """Whether a write failed for want of space, and would succeed with more of it."""
    return error.errno in _DISK_FULL


def disk_full_error(path: Path, version: int | None, error: OSError) -> DatasetError:
    """Make the error of a full disk one that says where things stand, at ``version``, and what to do."""
    left = "there is still no version" if version is None else f"version {version} stays as it was"
    return DatasetError(
        f"disk full while writing {path} ({os.strerror(error.errno or 0)}): {left}; free space and run again"
    )


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder against every other process that asks for the same; the kernel frees it if we die."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove_leftovers(dataset: Path) -> None:
    for folder in dataset.glob(f"{_PREFIX}*"):
        with suppress(BlockingIOError, FileNotFoundError):  # alive, or just gone by itself
            _remove_if_dead(folder)
    _remove_unnamed_segments(dataset)


def _remove_if_dead(folder: Path) -> None:
    """Remove a private folder unless a living process holds it, which raises ``BlockingIOError``."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(descriptor)


def _remove_unnamed_segments(dataset: Path) -> None:
    """Remove the segments that no manifest names; only a publication cut short leaves such."""
    named = {
        segment.file for version in version_numbers(dataset) for segment in read_manifest(dataset, version).segments
    }
    for path in (dataset / SEGMENTS).glob("*.parquet"):
        if path.name not in named:
            path.unlink()
