"""Versions: what each of them brought, and the difference of any two."""

import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from output.inspector.filters import WrongFilterError
from output.inspector.inspector import Inspector, Pages
from output.inspector.records import NotFoundError, rows_of_version
from output.schema import ENDED, Event

ON_A_PAGE: Final = 50
CHANGES: Final = ("new", "changed", "restored", "gone", "withdrawn", "taken_down")


class Changed(NamedTuple):
    """An article that differs between two versions."""

    number: int  # of its last event
    id: str
    change: str
    title: str | None
    site: str | None
    revision: int
    before: int | None  # revision in the older version


def routes(inspector: Inspector, pages: Pages) -> APIRouter:
    """The list at ``/versions``, a difference at ``/versions/B?since=A``."""
    router = APIRouter()

    @router.get("/versions")
    def versions(request: Request) -> Response:
        dataset = inspector.index.dataset
        manifests = [dataset.manifest(version) for version in reversed(dataset.versions())]
        return pages.show(request, "versions.html" if manifests else "empty.html", manifests=manifests)

    @router.get("/versions/{version}")
    def difference(request: Request, version: int) -> Response:
        dataset = inspector.index.dataset
        known = dataset.versions()
        if version not in known:
            raise NotFoundError(str(version))
        given = dict(request.query_params)
        since, before = _read(given, version, [0, *known])
        with inspector.index.reading() as database:
            rows = _changes(database, since, version, given.get("change", ""), before)
        return pages.show(
            request,
            "version.html",
            manifest=dataset.manifest(version),
            since=since,
            known=known,
            change=given.get("change", ""),
            changes=CHANGES,
            rows=rows[:ON_A_PAGE],
            older=rows[ON_A_PAGE - 1].number if len(rows) > ON_A_PAGE else None,
        )

    return router


def _read(given: dict[str, str], version: int, known: list[int]) -> tuple[int, int]:
    """The older version, and the cursor."""
    for name, value in given.items():
        is_number = value.isascii() and value.isdecimal()
        is_right = {
            "since": is_number and int(value) in known and int(value) < version,
            "change": value in {*CHANGES, ""},
            "before": is_number and int(value) < 1 << 62,
        }
        if not is_right.get(name, False):
            raise WrongFilterError(name, value)
    earlier = max(number for number in known if number < version)
    return int(given.get("since", earlier)), int(given.get("before", 1 << 62))


def _changes(database: sqlite3.Connection, since: int, version: int, change: str, before: int) -> list[Changed]:
    bounds = rows_of_version(database, since, version)
    if bounds is None:
        return []
    low, high = bounds
    found = list[Changed]()
    for row in _last_events(database, low, high, before):
        changed = _changed(database, row, low)
        if changed is not None and change in ("", changed.change):
            found.append(changed)
        if len(found) > ON_A_PAGE:
            break
    return found


def _last_events(database: sqlite3.Connection, low: int, high: int, before: int) -> Iterator[sqlite3.Row]:
    """The last event of every article between two versions, the latest first."""
    yield from database.execute(
        "SELECT event.number, event.id, event, event.revision, article.title, article.site FROM event"
        " LEFT JOIN article ON article.id = event.id"
        " WHERE event.number >= ? AND event.number < ? AND event.number < ? AND NOT EXISTS ("
        " SELECT 1 FROM event AS later WHERE later.id = event.id AND later.number > event.number AND later.number < ?"
        ") ORDER BY event.number DESC",
        (low, high, before, high),
    )


def _changed(database: sqlite3.Connection, row: sqlite3.Row, low: int) -> Changed | None:
    """How an article stands to the older version; ``None`` where it is as it was."""
    earlier = database.execute(
        "SELECT event, revision FROM event WHERE id = ? AND number < ? ORDER BY number DESC LIMIT 1", (row["id"], low)
    ).fetchone()
    was_there = earlier is not None and earlier["event"] not in ENDED
    change = _name(Event(row["event"]), was_there=was_there, is_known=earlier is not None)
    if change is None or (change == "changed" and earlier["revision"] == row["revision"]):
        return None
    facts = (row["number"], row["id"], change, row["title"], row["site"], row["revision"])
    return Changed(*facts, earlier["revision"] if was_there else None)


def _name(event: Event, *, was_there: bool, is_known: bool) -> str | None:
    ended = {Event.GONE: "gone", Event.WITHDRAW: "withdrawn", Event.TAKEDOWN: "taken_down"}
    if event in ended:
        return ended[event] if was_there else None
    if was_there:
        return "changed"
    return "restored" if is_known else "new"
