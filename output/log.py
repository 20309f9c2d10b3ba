"""The log of one table while a refresh adds to it: what was known, what is known now, what to write."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from output.known import Known, State
from output.manifest import Segment
from output.schema import Event, Row
from output.segments import SegmentWriter


class Log:
    """Rows of one table, and the state that they lead to."""

    def __init__(self, known: Known, writer: SegmentWriter) -> None:
        self._known = lru_cache(maxsize=16)(known.get)  # one page asks for the same id several times
        self._writer = writer
        self._states: dict[str, State] = {}

    @property
    def file(self) -> str:
        """Name of the segment."""
        return self._writer.path.name

    def before(self, id: str) -> State | None:  # noqa: A002 - the field's name
        """State of an id in the version before."""
        return self._known(id)

    def now(self, id: str) -> State | None:  # noqa: A002 - the field's name
        """State of an id after what this refresh has written."""
        return self._states.get(id) or self._known(id)

    def touched(self) -> Iterator[tuple[str, State | None, State]]:
        """Every id that a row was written for, with its states before and now."""
        return ((name, self._known(name), state) for name, state in self._states.items())

    def write(self, row: Row, state: State) -> None:
        """Write an event and the state it leads to; the row gets the state's columns where it lacks them."""
        self._writer.write({"event": state.event, "digest": state.digest} | row)
        self._states[row["id"]] = state

    def finish(self) -> Segment | None:
        """Close the segment; ``None`` where nothing was written."""
        return self._writer.finish()

    def abandon(self) -> None:
        """Let go of the segment."""
        self._writer.abandon()


def next_event(state: State | None, digest: bytes, fetched_at: datetime | None) -> Event | None:
    """Say what a record means for the log; ``None`` for nothing to write.

    A record that is older than the one in the log is no news: when an archive is cleaned again, every
    capture passes by once more, and only the last one may speak for the page. One from before the end
    of its id does not bring it back, but can still change it: rules get better after a page is gone.
    """
    if state is None:
        return Event.ADD
    if is_before(fetched_at, state.last_changed):
        return None
    if state.has_ended and not is_before(fetched_at, state.ended_at):
        return Event.RESTORE
    return Event.CHANGE if digest != state.digest else None


def is_before(moment: datetime | None, known: datetime | None) -> bool:
    """Whether a moment is certainly earlier; without both times nothing is certain."""
    return moment is not None and known is not None and moment < known
