"""Publishing a version: whole or not at all, and never over another one.

A refresh writes into a private folder inside the dataset. To publish, its segments are forced to the
disk and moved to their place, then the manifest is linked to its own: that one step, which fails where
the name is taken, makes the version exist. A compaction does the same with a base. What a killed
process leaves is found by the locks that died with it, and removed when the next refresh begins.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from output.durable import PrivateFolder, locked, sync_folder, write_durably
from output.history import BASES, Base, base_name, base_numbers, unnamed_files
from output.manifest import MANIFESTS, SEGMENTS, DatasetError, Manifest, Segment, manifest_name, version_numbers

_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # no space, over the quota, over the limit of a file

_PREFIX = ".refresh-"


class Staging:
    """The private folder of one refresh, locked for as long as its process lives."""

    def __init__(self, dataset: Path) -> None:
        """Make the folder, and the dataset's if need be; remove what killed refreshes left.

        Raises:
            DatasetError: a manifest cannot be read; nothing is removed then.
        """
        for part in (dataset, dataset / SEGMENTS, dataset / MANIFESTS, dataset / BASES):
            part.mkdir(parents=True, exist_ok=True)
        sync_folder(dataset)
        self.dataset = dataset
        with locked(dataset):
            _remove_unnamed(dataset)
            versions = version_numbers(dataset)
            self.parent = versions[-1] if versions else None
            self.bases = base_numbers(dataset)
            self._private = PrivateFolder(dataset, _PREFIX)
            self.folder = self._private.path

    @property
    def version(self) -> int:
        """Number of the version being made."""
        return (self.parent or 0) + 1

    def publish(self, manifest: Manifest) -> None:
        """Put the segments and the manifest of a version in their places.

        Raises:
            DatasetError: another refresh has published since this one began.
            OSError: a file could not be written; the dataset is then as before.
        """
        self._publish(MANIFESTS, manifest_name(manifest.version), manifest, manifest.segments)

    def publish_base(self, base: Base) -> None:
        """Put the segments of a base and the base in their places, and remove the files that it replaces.

        Raises:
            DatasetError: a refresh has published since this one began.
            OSError: a file could not be written, the dataset is then as before; or one could not be removed.
        """
        self._publish(BASES, base_name(base.number), base, base.segments)
        with locked(self.dataset):
            _remove_unnamed(self.dataset)

    def _publish(self, folder: str, name: str, record: Manifest | Base, segments: Iterable[Segment]) -> None:
        draft = self.folder / name
        write_durably(draft, record.model_dump_json(indent=2) + "\n")
        with locked(self.dataset):
            self._check_parent()
            try:
                self._move(draft, self.dataset / folder / name, [segment.file for segment in segments])
            except OSError:
                _remove_unnamed(self.dataset)
                raise

    def remove(self) -> None:
        """Remove the private folder, and give up its lock."""
        self._private.remove()

    def _check_parent(self) -> None:
        versions = version_numbers(self.dataset)
        latest = versions[-1] if versions else None
        if latest != self.parent or base_numbers(self.dataset)[-1:] != self.bases[-1:]:
            raise DatasetError(
                f"{self.dataset} is at version {latest}, expected {self.parent}: another refresh published meanwhile;"
                " nothing was changed, run again"
            )

    def _move(self, draft: Path, place: Path, segments: Iterable[str]) -> None:
        for name in segments:
            (self.folder / name).rename(self.dataset / SEGMENTS / name)
        sync_folder(self.dataset / SEGMENTS)
        os.link(draft, place)
        sync_folder(place.parent)


def stage(dataset: Path) -> Staging:
    """Make the private folder of a refresh or compaction.

    Raises:
        DatasetError: a manifest cannot be read, or the disk is full.
    """
    try:
        return Staging(dataset)
    except OSError as error:
        if is_disk_full(error):
            raise disk_full_error(dataset, max(version_numbers(dataset), default=None), error) from error
        raise


@contextmanager
def telling(staging: Staging, file: str) -> Iterator[None]:
    """Make a full disk an error that names the file of the dataset, and says where things stand."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise disk_full_error(staging.dataset / file, staging.parent, error) from error
        raise


def is_disk_full(error: OSError) -> bool:
    """Whether a write failed for want of space, and would succeed with more of it."""
    return error.errno in _DISK_FULL


def disk_full_error(path: Path, version: int | None, error: OSError) -> DatasetError:
    """Make the error of a full disk one that says where things stand, at ``version``, and what to do."""
    left = "there is still no version" if version is None else f"version {version} stays as it was"
    return DatasetError(
        f"disk full while writing {path} ({os.strerror(error.errno or 0)}): {left}; free space and run again"
    )


def _remove_unnamed(dataset: Path) -> None:
    """Remove the files that no version needs; a crash in between leaves the rest to the next refresh."""
    for path in unnamed_files(dataset):
        path.unlink(missing_ok=True)
