"""What changed between two versions, article by article, and why: the page changed, or our code did."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cleaning.article import Article, Provenance
from cleaning.as_found import find_captions, find_title
from output.at import At
from output.dataset import ARTICLES_TABLE, Dataset
from output.schema import ENDED, Event, article_digest, article_from_row
from output.takedowns import Takedowns
from output.view import View

ARTICLES_AT_ONCE = 500  # changed articles held, each twice: about 8 MB


class Kind(StrEnum):
    """How an article of one version stands to another version."""

    NEW = "new"
    """It was in no version up to the first one."""
    CHANGED = "changed"
    """Its text, title or another part that a reader reads differs."""
    RESTORED = "restored"
    """It had ended, and is back."""
    GONE = "gone"
    """Its page is no longer on the web."""
    WITHDRAWN = "withdrawn"
    """Its page is judged to be no article now."""
    TAKEN_DOWN = "taken_down"
    """It was taken down."""


class Cause(StrEnum):
    """Why an article changed."""

    PAGE = "page"
    """The page says something else: what was extracted differs, by the same code, model and layout."""
    CODE = "code"
    """The page says the same, by its bytes or by what was extracted; our code, model, rules or corrections differ."""
    EITHER = "either"
    """What was extracted differs, and so does the code: the two cannot be told apart."""


class Difference(NamedTuple):
    """One article that differs."""

    kind: Kind
    id: str
    before: Article | None
    """Its last text up to the first version; ``None`` where it is new or taken down."""
    after: Article | None
    """As it is in the second version, ``None`` where it has ended."""
    cause: Cause | None = None
    """Of what changed."""


_ENDS = {Event.GONE: Kind.GONE, Event.WITHDRAW: Kind.WITHDRAWN, Event.TAKEDOWN: Kind.TAKEN_DOWN}


class _Entry(NamedTuple):
    """An article that may differ, and the rows of its two records."""

    kind: Kind
    id: str
    before: int | None
    after: int | None


def differences(dataset: Dataset, before: At, after: At) -> Iterator[Difference]:
    """Compare two versions; articles come in the order of their last rows in the log.

    Raises:
        LookupError: there is no such version, or the earlier one is not named first.
        DatasetError: a file is missing or damaged.
    """
    history = dataset.history()
    first, second = dataset.version(before), dataset.version(after)
    if first > second:
        raise LookupError(f"the versions are {first} and {second}; the earlier one is expected first")
    size = sum(part.stop - part.start for part in history.parts(ARTICLES_TABLE, first))
    view = View(history.parts(ARTICLES_TABLE, second))
    hidden = _hidden(view, dataset.taken_down())
    entries = (entry for entry in _entries(view, size) if entry.kind is Kind.TAKEN_DOWN or entry.id not in hidden)
    while batch := list(islice(entries, ARTICLES_AT_ONCE)):
        yield from _read(view, batch)


def _hidden(view: View, takedowns: Takedowns) -> set[str]:
    """What is taken down now is not shown as it was before."""
    return set(takedowns.ids).union(*(view.ids_of_site(site) for site in takedowns.sites))


def _entries(view: View, size: int) -> Iterator[_Entry]:
    """The articles with rows behind the first version, whose log has ``size`` rows."""
    last = view.last()
    touched = last.filter(pc.greater_equal(last["row"], size))
    events = _by_id(view.last(size), touched, "event")
    old, new = _by_id(view.last_records(size), touched, "row"), _by_id(view.last_records(), touched, "row")
    for name, event in zip(touched["id"].to_pylist(), touched["event"].to_pylist(), strict=True):
        kind = _kind(events.get(name), event)
        if kind is not None and not (kind is Kind.CHANGED and old[name] == new[name]):
            shown = kind is not Kind.TAKEN_DOWN
            is_there = kind in (Kind.NEW, Kind.CHANGED, Kind.RESTORED)
            yield _Entry(kind, name, old.get(name) if shown else None, new[name] if is_there else None)


def _by_id(rows: pa.Table, wanted: pa.Table, column: str) -> dict[str, Any]:
    rows = rows.filter(pc.is_in(rows["id"], value_set=wanted["id"]))
    return dict(zip(rows["id"].to_pylist(), rows[column].to_pylist(), strict=True))


def _kind(before: str | None, now: str) -> Kind | None:
    """How an article with this last event stands to its last event in the first version."""
    was_there = before is not None and before not in ENDED
    if now in ENDED:
        return _ENDS[Event(now)] if was_there else None
    if was_there:
        return Kind.CHANGED
    return Kind.NEW if before is None else Kind.RESTORED


def _read(view: View, entries: Sequence[_Entry]) -> Iterator[Difference]:
    rows = sorted({row for entry in entries for row in (entry.before, entry.after) if row is not None})
    articles = dict(
        zip(rows, map(article_from_row, view.read(pa.table({"row": pa.array(rows, pa.int64())}))), strict=True)
    )
    for entry in entries:
        before = None if entry.before is None else articles[entry.before]
        after = None if entry.after is None else articles[entry.after]
        if entry.kind is not Kind.CHANGED or before is None or after is None:
            yield Difference(entry.kind, entry.id, before, after)
        elif article_digest(before) != article_digest(after):
            yield Difference(entry.kind, entry.id, before, after, cause_of(before, after))


def cause_of(before: Article, after: Article) -> Cause:
    """Say why an article changed."""
    if before.provenance.body_sha256 is not None and before.provenance.body_sha256 == after.provenance.body_sha256:
        return Cause.CODE
    if _as_found(before) == _as_found(after) and _show_same_captions(before, after):
        return Cause.CODE
    return Cause.PAGE if _made_by(before.provenance) == _made_by(after.provenance) else Cause.EITHER


def _as_found(article: Article) -> tuple[object, ...]:
    """What stood on the page, before any repair."""
    title = find_title(article)
    return article.extracted, title and title.text, article.published_raw


def _show_same_captions(before: Article, after: Article) -> bool:
    """Whether the captions stood on both pages, as far as both records say how they were found."""
    if not all(article.caption_edits or not article.captions for article in (before, after)):
        return True
    return [found.text for found in find_captions(before)] == [found.text for found in find_captions(after)]


def _made_by(provenance: Provenance) -> tuple[str | None, ...]:
    return provenance.code_version, provenance.model_version, provenance.layout
