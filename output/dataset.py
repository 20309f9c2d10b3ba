"""The dataset: an append-only log of segments, read as it was at any version.

    dataset/
      manifests/000001.json               one for every version; a version exists when its manifest stands here
      segments/000001-articles.parquet    the events of that version, absent where there were none
      segments/000001-rejections.parquet
      bases/000001.json                   after a compaction: the older versions in few segments, see output.history

Nothing is read into memory whole: which rows are current follows from a few short columns, then only
those rows are unpacked, group by group.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleaning.article import Article, Rejection
from cleaning.fingerprint import UNKNOWN, Fingerprint
from output.at import At, last_until
from output.duplicates_links import TABLE as DUPLICATES_TABLE
from output.duplicates_links import read_links
from output.filters import Filter
from output.history import History
from output.known import Known, known_articles, known_rejections
from output.made_by import MadeBy
from output.manifest import SEGMENTS, Manifest, read_manifest
from output.refresh import Before, Refresh
from output.schema import article_from_row, rejection_from_row
from output.segments import check_file
from output.staging import stage
from output.takedowns import Takedowns, in_force
from output.view import View

ARTICLES_TABLE = "articles"
REJECTIONS_TABLE = "rejections"
_SHOWN = 3  # ids that an error shows, of those a prefix fits


class Dataset:
    """A folder of versions; a folder that does not exist has none.

    Raises:
        DatasetError: from every method, where a file is missing, damaged or of a newer format.
        LookupError: from every method with ``at``, where there is no such version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def history(self) -> History:
        """What stands in the folder now: the kept versions, and where their rows are."""
        return History(self.folder)

    def versions(self) -> list[int]:
        """List the kept versions, oldest first."""
        return self.history().versions

    def version(self, at: At | None = None) -> int:
        """Find the version of a number or moment, by default the latest; see ``output.at``."""
        history = self.history()
        return last_until(history, at) if isinstance(at, datetime) else history.check(at)

    def manifest(self, at: At | None = None) -> Manifest:
        """Read the manifest of a version, by default of the latest."""
        return read_manifest(self.folder, self.version(at))

    def consumed(self) -> dict[str, int]:
        """Archive file to the byte offset up to which it was cleaned, over all versions."""
        return self.history().consumed()

    def taken_down(self) -> Takedowns:
        """What is taken down now: it is in no version, and its pages are refused."""
        return in_force(self.history().takedowns())

    def articles(self, at: At | None = None, where: Filter | None = None) -> Iterator[Article]:
        """Give the articles of a version, each once, in the order in which their last record was written.

        With ``where``, only those that fit; of the others nothing but the columns of the filter is read.
        """
        view = self.view(at, where)
        return map(article_from_row, view.read(view.current()))

    def gone(self, at: At | None = None) -> Iterator[Article]:
        """Give the articles whose pages are no longer on the web, as they last were."""
        view = self.view(at)
        return map(article_from_row, view.read(view.gone()))

    def rejections(self, at: At | None = None) -> Iterator[Rejection]:
        """Give the rejections of a version.

        An article can be among them with its last failure, where its page could not be read this time.
        """
        view = View(self.history().parts(REJECTIONS_TABLE, self._number(at)))
        return map(rejection_from_row, view.read(view.current()))

    def revisions(self, id: str, at: At | None = None) -> list[Article]:  # noqa: A002 - the field's name
        """Give every text that an article had up to a version, oldest first; ``last_changed`` says from when.

        Empty for an id that no version knows, and for what was taken down.
        """
        view = self.view(at)
        records = map(article_from_row, view.read(view.rows_of(id)))
        return list({article.revision: article for article in records}.values())  # restored ones repeat their text

    def view(self, at: At | None = None, where: Filter | None = None) -> View:
        """The rows of the articles of a version, for readers of tables."""
        history = self.history()
        number = self._number(at)
        links = read_links(history.parts(DUPLICATES_TABLE, number))
        return View(history.parts(ARTICLES_TABLE, number), in_force(history.takedowns()), where, links)

    def duplicates(self, at: At | None = None) -> pa.Table:
        """The links between copies at a version: ``id``, ``family``, ``cluster``, ``duplicate_of``; few have any."""
        return read_links(self.history().parts(DUPLICATES_TABLE, self._number(at)))

    def article(self, id_or_prefix: str, at: At | None = None) -> Article:
        """Find an article by its id or the beginning of it, current or gone.

        Raises:
            LookupError: no article fits, or several.
        """
        view = self.view(at).narrowed(id_or_prefix)
        rows = pa.concat_tables([view.current(), view.gone()])
        found = sorted(rows["id"].to_pylist())
        if id_or_prefix in found:
            rows = rows.filter(pc.equal(rows["id"], id_or_prefix))
        elif len(found) != 1:
            raise LookupError(_not_one(id_or_prefix, found))
        return article_from_row(next(view.read(rows)))

    def known(self) -> Known:
        """Read the state of every article, in a form that fits a million of them into memory."""
        return known_articles(self.history().parts(ARTICLES_TABLE))

    def begin(
        self,
        *,
        code_version: str,
        model_version: str | None,
        rules: Iterable[str],
        boilerplate: Iterable[str] = (),
        fingerprint: Fingerprint = UNKNOWN,
    ) -> Refresh:
        """Begin a refresh; what killed ones left is removed.

        ``rules`` are the names of all rules of the cleaner that edit, ``boilerplate`` of those that take blocks out,
        so that those that never fire count too.

        Raises:
            DatasetError: also where the disk is full; nothing was changed.
        """
        self.history().manifests()  # a folder that cannot be read is not written to
        staging = stage(self.folder)
        try:
            made_by = MadeBy(code_version, model_version, tuple(rules), tuple(boilerplate), fingerprint)
            return Refresh(staging, self._before(staging.parent), made_by)
        except BaseException:
            staging.remove()
            raise

    def _before(self, version: int | None) -> Before:
        history = self.history()
        articles, rejections = (history.parts(table, version) for table in (ARTICLES_TABLE, REJECTIONS_TABLE))
        return Before(
            known_articles(articles),
            known_rejections(rejections),
            in_force(history.takedowns()),
            history.manifest(version).log_sha256 if version is not None else None,
        )

    def verify(self) -> None:
        """Read every file of every version and compare it with its manifest.

        Raises:
            DatasetError: the first file that differs, by name.
        """
        for segment in self.history().segments():
            check_file(self.folder / SEGMENTS / segment.file, segment)

    def _number(self, at: At | None) -> int | None:
        """The number of a version; ``None`` for the latest, of which there may be none."""
        return None if at is None else self.version(at)


def _not_one(id_or_prefix: str, found: Sequence[str]) -> str:
    if not found:
        return f"no article has an id that begins with {id_or_prefix!r}"
    shown = ", ".join(found[:_SHOWN])
    return f"{len(found)} articles have ids that begin with {id_or_prefix!r}, such as {shown}; give more of the id"
