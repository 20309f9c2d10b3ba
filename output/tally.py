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
    """Counts as outcomes come in; a page that comes more than once counts by its last outcome.

    Edits and stripped blocks are counted for every article read, so that a rule that fires can be told
    from a dead one even where nothing changed; an edit of two rules counts for both.
    """

    def __init__(self, rules: Iterable[str], boilerplate: Iterable[str] = ()) -> None:
        """Start all rules at 0: those that edit, and those that take blocks out."""
        self._endings: dict[str, Change | Reason] = {}
        self._edits = _RuleCounts(rules)
        self._stripped = _RuleCounts(boilerplate)

    @property
    def edits(self) -> dict[str, int]:
        """Rule to its edits."""
        return self._edits.by_rule()

    @property
    def stripped(self) -> dict[str, int]:
        """Boilerplate rule to its blocks."""
        return self._stripped.by_rule()

    def add_page(self, id: str, ending: Change | Reason) -> None:  # noqa: A002 - the field's name
        """Note how a page ended: an article's change, or a rejection's reason."""
        self._endings[id] = ending
        if isinstance(ending, Reason):
            self._edits.put(id, ())
            self._stripped.put(id, ())

    def add_cleaning(self, article: Article) -> None:
        """Count what the rules did to an article."""
        edits = (*article.title_edits, *article.edits)
        self._edits.put(article.id, (rule for edit in edits for rule in edit.rule.split("+")))
        self._stripped.put(article.id, (block.rule for block in article.stripped))

    def counts(self, touched: Iterable[tuple[str, State | None, State]]) -> Counts:
        """Sum up; ``touched`` are the ids with new events, with their states before and after the refresh."""
        changes = Counter(ending for ending in self._endings.values() if isinstance(ending, Change))
        reasons = Counter(ending for ending in self._endings.values() if isinstance(ending, Reason))
        states = list(touched)
        ended = Counter(now.event for name, before, now in states if self._has_ended(name, before, now))
        back = sum(_is_back(before, now) for name, before, now in states if name not in self._endings)
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
            taken_down=ended[Event.TAKEDOWN],
            reinstated=back,
        )

    def _has_ended(self, id: str, before: State | None, now: State) -> bool:  # noqa: A002 - the field's name
        """Whether an article that was current, or counts as having come in, is current no more."""
        was_current = before is not None and not before.has_ended
        return now.has_ended and (was_current or self._endings.get(id) in (Change.NEW, Change.RESTORED))


class _RuleCounts:
    """How often each rule fired on each page, one character a time it did, so that a million pages fit into memory."""

    def __init__(self, rules: Iterable[str]) -> None:
        self._numbers = {rule: number for number, rule in enumerate(dict.fromkeys(rules))}
        self._fired: dict[str, str] = {}

    def put(self, page: str, rules: Iterable[str]) -> None:
        """Say which rules fired on a page, in place of what was said of it before."""
        fired = "".join(chr(self._numbers.setdefault(rule, len(self._numbers))) for rule in rules)
        if fired or page in self._fired:
            self._fired[page] = fired

    def by_rule(self) -> dict[str, int]:
        """Each rule to how often it fired."""
        times = Counter(character for fired in self._fired.values() for character in fired)
        return {rule: times[chr(number)] for rule, number in sorted(self._numbers.items())}


def _is_back(before: State | None, now: State) -> bool:
    return before is not None and before.has_ended and not now.has_ended


def net_change(before: State | None, now: State | None) -> Change:
    """Compare an article with the version before, whatever came in between."""
    if before is None or now is None:
        return Change.NEW
    if before.has_ended and not now.has_ended:
        return Change.RESTORED
    return Change.UNCHANGED if now.revision == before.revision else Change.CHANGED
