"""The dataset: an append-only log of segments, read as it was at any version.

    dataset/
      manifests/000001.json               one for every version; a version exists when its manifest stands here
      segments/000001-articles.parquet    the events of that version, absent where there were none
      segments/000001-rejections.parquet

Nothing is read into memory whole: which rows are current follows from a few short columns, then only
those rows are unpacked, group by group.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleaning.article import Article, Rejection
from output.known import Known, known_articles, known_rejections
from output.manifest import SEGMENTS, DatasetError, Manifest, Segment, read_manifest, version_numbers
from output.refresh import MadeBy, Refresh
from output.schema import article_from_row, rejection_from_row
from output.segments import count_rows, digest_of
from output.staging import Staging, disk_full_error, is_disk_full
from output.view import View

_ARTICLES = "-articles.parquet"
_REJECTIONS = "-rejections.parquet"
_SHOWN = 3  # ids that an error shows, of those a prefix fits


class Dataset:
    """A folder of versions; a folder that does not exist has none.

    Raises:
        DatasetError: from every method, where a file is missing, damaged or of a newer format.
        LookupError: from every method with ``at``, where there is no such version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self) -> list[int]:
        """List the versions, oldest first."""
        return version_numbers(self.folder)

    def manifest(self, version: int | None = None) -> Manifest:
        """Read the manifest of a version, by default of the latest."""
        versions = self.versions()
        if not versions:
            raise LookupError(f"{self.folder} has no version yet")
        if version is not None and version not in versions:
            raise LookupError(
                f"{self.folder} has no version {version}; its versions are {versions[0]} to {versions[-1]}"
            )
        return read_manifest(self.folder, versions[-1] if version is None else version)

    def consumed(self) -> dict[str, int]:
        """Archive file to the byte offset up to which it was cleaned, over all versions."""
        return {file: offset for manifest in self._chain(None) for file, offset in manifest.consumed.items()}

    def articles(self, at: int | None = None) -> Iterator[Article]:
        """Give the articles of a version, each once, in the order in which their last record was written."""
        view = self._view(at, _ARTICLES)
        return map(article_from_row, view.read(view.current()))

    def gone(self, at: int | None = None) -> Iterator[Article]:
        """Give the articles whose pages are no longer on the web, as they last were."""
        view = self._view(at, _ARTICLES)
        return map(article_from_row, view.read(view.gone()))

    def rejections(self, at: int | None = None) -> Iterator[Rejection]:
        """Give the rejections of a version.

        An article can be among them with its last failure, where its page could not be read this time.
        """
        view = self._view(at, _REJECTIONS)
        return map(rejection_from_row, view.read(view.current()))

    def article(self, id_or_prefix: str, at: int | None = None) -> Article:
        """Find an article by its id or the beginning of it, current or gone.

        Raises:
            LookupError: no article fits, or several.
        """
        view = self._view(at, _ARTICLES)
        rows = pa.concat_tables([view.current(), view.gone()])
        rows = rows.filter(pc.starts_with(rows["id"], id_or_prefix))
        found = sorted(rows["id"].to_pylist())
        if id_or_prefix in found:
            rows = rows.filter(pc.equal(rows["id"], id_or_prefix))
        elif len(found) != 1:
            raise LookupError(_not_one(id_or_prefix, found))
        return article_from_row(next(view.read(rows)))

    def known(self) -> Known:
        """Read the state of every article, in a form that fits a million of them into memory."""
        return known_articles(self._paths(None, _ARTICLES))

    def begin(
        self, *, code_version: str, model_version: str | None, rules: Iterable[str], boilerplate: Iterable[str] = ()
    ) -> Refresh:
        """Begin a refresh; what killed ones left is removed.

        ``rules`` are the names of all rules of the cleaner that edit, ``boilerplate`` of those that take blocks out,
        so that those that never fire count too.

        Raises:
            DatasetError: also where the disk is full; nothing was changed.
        """
        self._chain(None)  # a folder that cannot be read is not written to
        staging = self._stage()
        try:
            articles = known_articles(self._paths(staging.parent, _ARTICLES))
            rejections = known_rejections(self._paths(staging.parent, _REJECTIONS))
            return Refresh(
                staging, articles, rejections, MadeBy(code_version, model_version, tuple(rules), tuple(boilerplate))
            )
        except BaseException:
            staging.remove()
            raise

    def verify(self) -> None:
        """Read every file of every version and compare it with its manifest.

        Raises:
            DatasetError: the first file that differs, by name.
        """
        for manifest in self._chain(None):
            for segment in manifest.segments:
                self._verify_segment(segment)

    def _stage(self) -> Staging:
        try:
            return Staging(self.folder)
        except OSError as error:
            if is_disk_full(error):
                raise disk_full_error(self.folder, max(self.versions(), default=None), error) from error
            raise

    def _verify_segment(self, segment: Segment) -> None:
        path = self.folder / SEGMENTS / segment.file
        _expect(path, "sha256", segment.sha256, digest_of(path))
        _expect(path, "rows", segment.rows, count_rows(path))

    def _chain(self, at: int | None) -> list[Manifest]:
        """Read the manifests up to a version, each of which builds on the one before, oldest first."""
        if at is None and not self.versions():
            return []
        chain = [self.manifest(at)]
        while (parent := chain[-1].parent) is not None:
            chain.append(read_manifest(self.folder, parent))
        return chain[::-1]

    def _paths(self, at: int | None, table: str) -> list[Path]:
        segments = (segment for manifest in self._chain(at) for segment in manifest.segments)
        return [self.folder / SEGMENTS / segment.file for segment in segments if segment.file.endswith(table)]

    def _view(self, at: int | None, table: str) -> View:
        return View(self._paths(at, table))


def _expect(path: Path, what: str, expected: object, found: object) -> None:
    if found != expected:
        raise DatasetError(f"{path} is damaged: {what} {found}, expected {expected}; restore it from a copy")


def _not_one(id_or_prefix: str, found: Sequence[str]) -> str:
    if not found:
        return f"no article has an id that begins with {id_or_prefix!r}"
    shown = ", ".join(found[:_SHOWN])
    return f"{len(found)} articles have ids that begin with {id_or_prefix!r}, such as {shown}; give more of the id"
