"""Figures about what cleaning made of the pages of one visit."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from statistics import median

from pydantic import NonNegativeInt

from cleaning import Article, Reason, Rejection
from cleaning.dates import VIETNAM
from cleaning.record import Record
from output.tally import Change

FIELDS = ("title", "published", "lead", "byline", "category")


class CleanedFigures(Record):
    """What came of the pages of one site in one refresh."""

    new: NonNegativeInt = 0
    """Articles that were not known before, restored ones included."""
    changed: NonNegativeInt = 0
    """Articles with another text than before."""
    unchanged: NonNegativeInt = 0
    """Articles that were read again with the same text."""
    rejected: Mapping[Reason, int] = {}
    """Pages that are no articles, by reason."""
    empty: Mapping[str, int] = {}
    """Field to the articles read that have nothing in it; fields that none lacks are there with 0."""
    characters: float | None = None
    """Median length of the texts in code points, ``None`` where no article was read."""
    same_title: NonNegativeInt = 0
    """Articles that share the most frequent title."""
    newest: date | None = None
    """Youngest publication, in Vietnam."""

    @property
    def articles(self) -> int:
        """Articles read."""
        return self.new + self.changed + self.unchanged


class FiguresOfSites:
    """Adds up the outcomes of a refresh by site."""

    def __init__(self) -> None:
        self._outcomes: dict[str, _Sums] = {}

    def note(self, outcome: Article | Rejection, change: Change) -> None:
        """Take in a page."""
        if outcome.site is not None:
            self._outcomes.setdefault(outcome.site, _Sums()).add(outcome, change)

    def of(self, site: str) -> CleanedFigures:
        """The figures of a site; of one without a page, all are 0."""
        return self._outcomes.get(site, _Sums()).figures()


class _Sums:
    def __init__(self) -> None:
        self._changes: Counter[Change] = Counter()
        self._rejected: Counter[Reason] = Counter()
        self._empty: Counter[str] = Counter(dict.fromkeys(FIELDS, 0))
        self._titles: Counter[str] = Counter()
        self._lengths: list[int] = []
        self._newest: date | None = None

    def add(self, outcome: Article | Rejection, change: Change) -> None:
        if isinstance(outcome, Rejection):
            self._rejected[outcome.reason] += 1
            return
        self._changes[change] += 1
        self._empty.update(field for field in FIELDS if not getattr(outcome, field))
        self._titles.update([outcome.title] if outcome.title else [])
        self._lengths.append(outcome.quality.characters)
        day = _day(outcome.published)
        self._newest = max((found for found in (day, self._newest) if found is not None), default=None)

    def figures(self) -> CleanedFigures:
        known = self._changes[Change.CHANGED] + self._changes[Change.UNCHANGED]
        return CleanedFigures(
            new=self._changes.total() - known,
            changed=self._changes[Change.CHANGED],
            unchanged=self._changes[Change.UNCHANGED],
            rejected=dict(self._rejected),
            empty=dict(self._empty),
            characters=float(median(self._lengths)) if self._lengths else None,
            same_title=max(self._titles.values(), default=0),
            newest=self._newest,
        )


def _day(published: datetime | date | None) -> date | None:
    return published.astimezone(VIETNAM).date() if isinstance(published, datetime) else published
