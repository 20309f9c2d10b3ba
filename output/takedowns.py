"""What was taken down: addresses and whole sites that are in no version, and may not come back."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from cleaning.article import Article, Reason, Rejection
from cleaning.identity import article_id
from output.manifest import Takedown
from output.schema import Event


class Takedowns(NamedTuple):
    """What is taken down now."""

    ids: frozenset[str]
    """``id`` of every address."""
    sites: frozenset[str]
    """Names of whole sites."""
    notes: tuple[Takedown, ...] = ()
    """The decisions that hold, with their reasons, oldest first."""

    def __bool__(self) -> bool:
        return bool(self.ids or self.sites)

    def covers(self, id: str | None, site: str | None) -> bool:  # noqa: A002 - the field's name
        """Whether a page may not come into the dataset."""
        return id in self.ids or site in self.sites

    def covers_address(self, address: str, site: str | None = None) -> bool:
        """Whether there is no use in asking for an address."""
        return bool(self) and self.covers(article_id(address), site)

    def note_on(self, outcome: Article | Rejection) -> Takedown | None:
        """The decision that keeps a page out, ``None`` where none does."""
        if not self.covers(outcome.id, outcome.site):
            return None
        return next(note for note in self.notes if note.id == outcome.id or note.target == outcome.site)


class End(NamedTuple):
    """How an article had ended before it was taken down."""

    event: Event
    at: datetime | None


class Reinstated(NamedTuple):
    """An article whose takedown is lifted."""

    id: str
    article: Article | None
    """Its last text, ``None`` where a compaction has removed it."""
    end: End | None
    """``None`` where it was current."""


NOTHING = Takedowns(frozenset(), frozenset())
"""Nothing is taken down."""


def in_force(notes: Iterable[Takedown]) -> Takedowns:
    """Sum up decisions, oldest first: the last one about a target holds."""
    last: dict[str, Takedown] = {}
    for note in notes:
        target = note.id or note.target
        last.pop(target, None)  # so that the order is that of the last decision
        last[target] = note
    holding = tuple(note for note in last.values() if not note.lifted)
    return Takedowns(
        frozenset(note.id for note in holding if note.id is not None),
        frozenset(note.target for note in holding if note.id is None),
        holding,
    )


def decide(target: str, why: str, at: datetime, *, lifted: bool = False) -> Takedown:
    """Note a decision about a target: an address if it has a scheme (``https://…``), else the name of a site.

    Raises:
        ValueError: the target or the reason is blank.
    """
    if not target.strip() or not why.strip():
        raise ValueError("an address or the name of a site, and a reason are expected, found a blank")
    name = article_id(target) if "://" in target else None
    return Takedown(target=target.strip(), id=name, why=" ".join(why.split()), at=at, lifted=lifted)


def refused(outcome: Article | Rejection, note: Takedown) -> Rejection:
    """The rejection of a page that was taken down; nothing of its text is in it."""
    return Rejection(
        id=outcome.id,
        url=outcome.url,
        site=outcome.site,
        reason=Reason.TAKEN_DOWN,
        detail=f"{note.target} was taken down on {note.at:%Y-%m-%d}: {note.why}",
        provenance=outcome.provenance,
    )
