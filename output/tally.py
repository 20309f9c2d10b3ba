"""The tally of a refresh: every page once, every edit and every stripped block."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from cleaning.article import Article, Reason
from output.known import State
from output.manifest import Counts
from output.schema import Event


class Change(StrEnum):
    """How a page of a refresh stands to the version before."""

    NEW = "new"
    """An article that no version knows."""
    CHANGED = "changed"
    """An article with another text."""
    UNCHANGED = "unchanged"
    """An article with the same text; nothing is written."""
    RESTORED = "restored"
    """An article that had ended."""
    REJECTED = "rejected"
    """No article."""


class Tally:
    """Counts as outcomes come in; a page that comes twice counts by its last outcome.

    Edits and stripped blocks are counted for every cleaning, so that a rule that fires can be told
    from a dead one even where nothing changed; an edit of two rules counts for both.
    """

    def __init__(self, rules: Iterable[str], boilerplate: Iterable[str] = ()) -> None:
        """Start all rules at 0: those that edit, and those that take blocks out."""
        self._endings: dict[str, Change | Reason] = {}
        self._edits = Counter(dict.fromkeys(rules, 0))
        self._stripped = Counter(dict.fromkeys(boilerplate, 0))

    @property
    def edits(self) -> dict[str, int]:
        """Rule to its edits."""
        return dict(sorted(self._edits.items()))

    @property
    def stripped(self) -> dict[str, int]:
        """Boilerplate rule to its blocks."""
        return dict(sorted(self._stripped.items()))

    def add_page(self, id: str, ending: Change | Reason) -> None:  # noqa: A002 - the field's name
        """Note how a page ended: an article's change, or a rejection's reason."""
        self._endings[id] = ending

    def add_cleaning(self, article: Article) -> None:
        """Count what the rules did to an article."""
        for edit in (*article.title_edits, *article.edits):
            self._edits.update(edit.rule.split("+"))
        self._stripped.update(block.rule for block in article.stripped)

    def counts(self, touched: Iterable[tuple[str, State | None, State]]) -> Counts:
        """Sum up; ``touched`` are the ids with new events, with their states before and after the refresh."""
        changes = Counter(ending for ending in self._endings.values() if isinstance(ending, Change))
        reasons = Counter(ending for ending in self._endings.values() if isinstance(ending, Reason))
        ended = Counter(now.event for name, before, now in touched if self._has_ended(name, before, now))
        return Counts(
            pages=len(self._endings),
            articles=changes.total(),
            new=changes[Change.NEW],
            changed=changes[Change.CHANGED],
            unchanged=changes[Change.UNCHANGED],
            restored=changes[Change.RESTORED],
            rejections=reasons.total(),
            reasons=dict(sorted(reasons.items())),
            gone=ended[Event.GONE],
            withdrawn=ended[Event.WITHDRAW],
        )

    def _has_ended(self, id: str, before: State | None, now: State) -> bool:  # noqa: A002 - the field's name
        """Whether an article that was current, or counts as having come in, is current no more."""
        was_current = before is not None and not before.has_ended
        return now.has_ended and (was_current or self._endings.get(id) in (Change.NEW, Change.RESTORED))


def net_change(before: State | None, now: State | None) -> Change:
    """Compare an article with the version before, whatever came in between."""
    if before is None or now is None:
        return Change.NEW
    if before.has_ended and not now.has_ended:
        return Change.RESTORED
    return Change.UNCHANGED if now.revision == before.revision else Change.CHANGED
