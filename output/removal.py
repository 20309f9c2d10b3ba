"""Taking articles down and bringing them back; each decision makes a version of its own."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from output.dataset import ARTICLES_TABLE, Dataset
from output.history import Part
from output.known import numbered
from output.manifest import Manifest, Takedown
from output.refresh import Refresh
from output.schema import ENDED, Event, Row, article_from_row
from output.segments import read_batches
from output.takedowns import End, Reinstated, Takedowns, decide, in_force
from output.view import View

_EVENTS = ("id", "event", "site", "ended_at")


def take_down(dataset: Dataset, target: str, why: str, at: datetime, code_version: str) -> Manifest:
    """Take an address or a site out of every version, and refuse its pages from now on.

    The text stands in the segments until the next compaction.

    Raises:
        ValueError: the target or the reason is blank, or the target is down already.
        LookupError: no article is of that site.
    """
    note = decide(target, why, at)
    if dataset.taken_down().covers(note.id, None if note.id else note.target):
        raise ValueError(f"{note.target} is taken down already")
    ids = [note.id] if note.id else dataset.view().ids_of_site(note.target)
    if not ids:
        raise LookupError(f"no article is of a site named {note.target!r}; an address begins with https://")
    with _begin(dataset, code_version) as refresh:
        refresh.take_down(note, ids)
        return _committed(refresh)


def reinstate(dataset: Dataset, target: str, why: str, at: datetime, code_version: str) -> Manifest:
    """Lift a takedown: articles whose text still stands in the segments are back, the others may come back.

    Raises:
        ValueError: the target or the reason is blank.
        LookupError: the target is not taken down.
    """
    note = decide(target, why, at, lifted=True)
    if all((note.id or note.target) != (held.id or held.target) for held in dataset.taken_down().notes):
        raise LookupError(f"{note.target} is not taken down")
    history = dataset.history()
    remaining = in_force([*history.takedowns(), note])
    with _begin(dataset, code_version) as refresh:
        refresh.reinstate(note, _as_they_were(history.parts(ARTICLES_TABLE), note, remaining))
        return _committed(refresh)


def _begin(dataset: Dataset, code_version: str) -> Refresh:
    return dataset.begin(code_version=code_version, model_version=None, rules=())


def _committed(refresh: Refresh) -> Manifest:
    manifest = refresh.commit()
    if manifest is None:
        raise RuntimeError("a decision always makes a version")
    return manifest


def _as_they_were(parts: Sequence[Part], note: Takedown, remaining: Takedowns) -> Iterator[Reinstated]:
    """The articles that a lifted decision brings back, but for those that ``remaining`` ones cover.

    One whose text a compaction has removed, or that was no article any more, is withdrawn: its page may come back.
    """
    log = numbered(
        pa.concat_tables(b for part in parts for b in read_batches(part.path, _EVENTS, part.start, part.stop))
    )
    ids = pa.array([note.id]) if note.id else log.filter(pc.equal(log["site"], note.target))["id"]
    events: dict[str, list[Row]] = {}
    for row in log.filter(pc.is_in(log["id"], value_set=ids)).to_pylist():
        events.setdefault(row["id"], []).append(row)
    view = View(parts)
    for name, rows in events.items():
        if not remaining.covers(name, next((row["site"] for row in rows if row["site"]), None)):
            yield _as_it_was(name, [row for row in rows if row["event"] != Event.TAKEDOWN], view)


def _as_it_was(name: str, events: Sequence[Row], view: View) -> Reinstated:
    record = [row["row"] for row in events if row["event"] not in ENDED][-1:]
    if not record or events[-1]["event"] == Event.WITHDRAW:
        return Reinstated(name, None, End(Event.WITHDRAW, None))
    article = article_from_row(next(view.read(pa.table({"row": record}))))
    is_gone = events[-1]["event"] == Event.GONE
    return Reinstated(name, article, End(Event.GONE, events[-1]["ended_at"]) if is_gone else None)
