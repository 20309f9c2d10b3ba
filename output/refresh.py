"""A refresh: outcomes go in, each is compared with what is known, and one version comes out."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import NamedTuple, Self

from cleaning.article import Article, Reason, Rejection
from cleaning.witness import Witness
from output.block_counts import Selectors, witness_rows
from output.duplicates import duplicate_segments
from output.history import History
from output.known import Known, State
from output.log import Log, is_before, next_event
from output.made_by import MadeBy
from output.manifest import (
    MANIFESTS,
    SEGMENTS,
    Counts,
    DatasetError,
    Manifest,
    Segment,
    Takedown,
    log_digest,
    manifest_name,
)
from output.schema import (
    ARTICLES,
    BLOCKS,
    FORMAT_VERSION,
    REJECTIONS,
    Event,
    Row,
    article_digest,
    article_row,
    rejection_digest,
    rejection_row,
)
from output.segments import SegmentWriter
from output.staging import Staging, telling
from output.storable import storable
from output.takedowns import Reinstated, Takedowns, refused
from output.tally import Change, Tally, net_change

__all__ = ["JUDGED", "Change", "MadeBy", "Refresh"]

JUDGED = frozenset(
    {
        Reason.LISTING,
        Reason.SEARCH_PAGE,
        Reason.STATIC_PAGE,
        Reason.DOCUMENT_LIST,
        Reason.NOT_HTML,
        Reason.NOT_VIETNAMESE,
        Reason.TOO_SHORT,
        Reason.SPAM,
    }
)
"""Reasons that say what the page is; they end an article of the same id.

The others say that the page could not be seen this time (a fire wall, an error, a crash of ours): the
article stands, until ``Refresh.gone`` says that its page is gone.
"""


class Before(NamedTuple):
    """What a refresh builds on."""

    articles: Known
    rejections: Known
    takedowns: Takedowns
    log_sha256: str | None  # of the version before


class Refresh:
    """Collects the outcomes of a refresh and publishes them as one version.

    A context manager: leaving it without ``commit`` leaves the dataset as it was. Memory grows by about
    half a kilobyte for every page (its id and state); texts pass through. One page may come more than
    once, it counts by its last outcome; the log keeps every text in between.
    """

    def __init__(self, staging: Staging, before: Before, made_by: MadeBy) -> None:
        """Made by ``Dataset.begin``."""
        self._staging = staging
        segment = staging.folder / f"{staging.version:06}"
        self._articles = Log(before.articles, SegmentWriter(Path(f"{segment}-articles.parquet"), ARTICLES))
        self._rejections = Log(before.rejections, SegmentWriter(Path(f"{segment}-rejections.parquet"), REJECTIONS))
        self._takedowns = before.takedowns
        self._log_sha256 = before.log_sha256
        self._decisions: list[Takedown] = []
        self._blocks = SegmentWriter(staging.folder / f"{staging.version:06}-blocks.parquet", BLOCKS)
        self._selectors: Selectors = {}
        self._made_by = made_by
        self._tally = Tally(made_by.rules, made_by.boilerplate)
        self._consumed: dict[str, int] = {}
        self._is_open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def add(self, outcome: Article | Rejection) -> Change:
        """Take in the outcome of a page and say how it stands to the version before.

        An article that no file can hold is taken as a rejection, see ``output.storable``; so is what was taken down.

        Raises:
            DatasetError: the disk is full, or the refresh is over.
        """
        self._check_open()
        note = self._takedowns.note_on(outcome)
        outcome = storable(outcome if note is None else refused(outcome, note))
        if isinstance(outcome, Rejection):
            self._add_rejection(outcome)
            self._tally.add_page(outcome.id, outcome.reason)
            return Change.REJECTED
        self._add_article(outcome)
        self._tally.add_cleaning(outcome)
        change = net_change(self._articles.before(outcome.id), self._articles.now(outcome.id))
        self._tally.add_page(outcome.id, change)
        return change

    def gone(self, id: str, at: datetime) -> bool:  # noqa: A002 - the field's name
        """Note that the page of an article is no longer on the web; its text stays in the log.

        Returns:
            Whether this is news: it is not for an id that is no current article, or one read after ``at``.
        """
        self._check_open()
        if at.tzinfo is None:
            raise ValueError(f"a time with a zone is expected, found {at!r}")
        state = self._articles.now(id)
        if state is None or state.has_ended or is_before(at, state.last_changed):
            return False
        self._end_article(id, state._replace(event=Event.GONE, ended_at=at))
        return True

    def take_down(self, note: Takedown, ids: Iterable[str]) -> None:
        """Note a decision, and take these articles out; their pages are refused from now on."""
        self._check_open()
        self._decisions.append(note)
        for name in ids:
            state = self._articles.now(name)
            if state is not None and state.event is not Event.TAKEDOWN:
                self._end_article(name, state._replace(event=Event.TAKEDOWN, ended_at=note.at))

    def reinstate(self, note: Takedown, records: Iterable[Reinstated]) -> None:
        """Note that a decision is lifted, and bring its articles back to where they were."""
        self._check_open()
        self._decisions.append(note)
        for name, article, end in records:
            state = self._articles.now(name)
            if state is None or state.event is not Event.TAKEDOWN:
                continue
            if article is not None:
                after = state._replace(event=Event.RESTORE, ended_at=None)
                self._write(self._articles, article_row(article, Event.RESTORE), after)
            if end is not None:
                self._end_article(name, state._replace(event=end.event, ended_at=end.at))

    def consume(self, file: str, offset: int) -> None:
        """Note that an archive file is cleaned up to a byte offset."""
        self._consumed[file] = offset

    def keep_counts(self, witnesses: Iterable[Witness], selectors: Selectors) -> None:
        """Keep what was counted before the cleaning: the articles that came to count, and the hits of selectors.

        Raises:
            DatasetError: the disk is full, or the refresh is over.
        """
        self._check_open()
        self._selectors = selectors
        with self._writing(f"{SEGMENTS}/{self._blocks.path.name}"):
            for row in witness_rows(witnesses):
                self._blocks.write(row)

    def commit(self, seconds: Mapping[str, float] = MappingProxyType({})) -> Manifest | None:
        """Publish the version; ``None`` where nothing was read, and no version made.

        ``seconds`` are wall-clock seconds by stage.

        Raises:
            DatasetError: the disk is full, or another refresh published meanwhile; nothing was changed.
        """
        self._check_open()
        counts = self._tally.counts(self._articles.touched())
        manifest = self._publish(counts, seconds) if counts.pages or counts.gone or self._decisions else None
        self._close()
        return manifest

    def _add_article(self, article: Article) -> None:
        fetched_at = article.provenance.fetched_at
        state = self._articles.now(article.id)
        digest = article_digest(article)
        event = next_event(state, digest, fetched_at)
        if event is not None:
            self._write_article(article, state, _state_after(state, event, digest, fetched_at))
        rejected = self._rejections.now(article.id)
        if rejected is not None and not rejected.has_ended and not is_before(fetched_at, rejected.last_changed):
            end = {"id": article.id, "provenance": article.provenance.model_dump()}
            self._write(self._rejections, end, rejected._replace(event=Event.WITHDRAW, last_changed=fetched_at))

    def _write_article(self, article: Article, before: State | None, after: State) -> None:
        dates = {"revision": after.revision, "first_seen": after.first_seen, "last_changed": after.last_changed}
        self._write(self._articles, article_row(article.model_copy(update=dates), after.event), after)
        if before is not None and before.has_ended and after.event is Event.CHANGE:
            self._end_article(article.id, after._replace(event=before.event, ended_at=before.ended_at))

    def _add_rejection(self, rejection: Rejection) -> None:
        fetched_at = rejection.provenance.fetched_at
        article, before = self._articles.now(rejection.id), self._rejections.now(rejection.id)
        current = None if article is None or article.has_ended else article
        if any(state is not None and is_before(fetched_at, state.last_changed) for state in (current, before)):
            return
        digest = rejection_digest(rejection)
        event = next_event(before, digest, fetched_at)
        if event is not None:
            after = State(event, digest, last_changed=fetched_at)
            self._write(self._rejections, rejection_row(rejection, event), after)
        if current is not None and rejection.reason in JUDGED:
            self._end_article(rejection.id, current._replace(event=Event.WITHDRAW, ended_at=fetched_at))

    def _end_article(self, id: str, state: State) -> None:  # noqa: A002 - the field's name
        self._write(self._articles, {"id": id} | state._asdict(), state)

    def _write(self, log: Log, row: Row, state: State) -> None:
        with self._writing(f"{SEGMENTS}/{log.file}"):
            log.write(row, state)

    def _publish(self, counts: Counts, seconds: Mapping[str, float]) -> Manifest:
        segments = tuple(self._segments())
        manifest = Manifest(
            version=self._staging.version,
            parent=self._staging.parent,
            created_at=datetime.now(UTC),
            format_version=FORMAT_VERSION,
            code_version=self._made_by.code_version,
            model_version=self._made_by.model_version,
            layouts_sha256=self._made_by.fingerprint.layouts,
            corrections_sha256=self._made_by.fingerprint.corrections,
            settings_sha256=self._made_by.fingerprint.settings,
            segments=segments,
            log_sha256=log_digest(self._log_sha256, segments),
            takedowns=tuple(self._decisions),
            consumed=dict(sorted(self._consumed.items())),
            counts=counts,
            edits=self._tally.edits,
            stripped=self._tally.stripped,
            selectors=self._selectors,
            seconds=dict(seconds),
        )
        with self._writing(f"{MANIFESTS}/{manifest_name(manifest.version)}"):
            self._staging.publish(manifest)
        return manifest

    def _segments(self) -> Iterator[Segment]:
        tables = ((log.file, log.finish) for log in (self._articles, self._rejections))
        for file, finish in (*tables, (self._blocks.path.name, self._blocks.finish)):
            with self._writing(f"{SEGMENTS}/{file}"):
                segment = finish()
            if segment is not None:
                yield segment
        yield from self._duplicate_segments()

    def _duplicate_segments(self) -> Iterator[Segment]:
        articles = self._staging.folder / self._articles.file
        history = History(self._staging.dataset)
        with self._writing(f"{SEGMENTS}/{self._staging.version:06}-duplicates.parquet"):
            yield from duplicate_segments(
                history, self._staging.version, self._staging.folder, articles if articles.exists() else None
            )

    @contextmanager
    def _writing(self, file: str) -> Iterator[None]:
        """End the refresh at the first failed write; make a full disk a clear error."""
        try:
            with telling(self._staging, file):
                yield
        except (OSError, DatasetError):
            self._close()
            raise

    def _check_open(self) -> None:
        if not self._is_open:
            raise DatasetError("this refresh is over: it was committed, left or failed; begin another one")

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._articles.abandon()
            self._rejections.abandon()
            self._blocks.abandon()
            self._staging.remove()


def _state_after(before: State | None, event: Event, digest: bytes, fetched_at: datetime | None) -> State:
    if before is None:
        return State(event, digest, first_seen=fetched_at, last_changed=fetched_at)
    if digest == before.digest:
        return before._replace(event=event, ended_at=None)
    return State(event, digest, before.revision + 1, before.first_seen, fetched_at)
