"""What cleaning found, for the page index: which articles changed, which are old, which are missing and how surely."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from scrapy.settings import BaseSettings

from cleaning import Article, Reason, Rejection
from cleaning.dates import VIETNAM
from crawler.addresses import canonical
from crawler.discovery.links import LinkRules
from crawler.frontier import Missing, Reading
from crawler.page_index import PageIndex, index_place, open_index
from crawler.revisits import due_after_miss, is_confirmed, rest
from crawler.site import Site
from crawler.spider_loader import SiteSpiderLoader
from output.refresh import JUDGED, Change

GONE = "status 410"  # detail of its rejection


class Patience(NamedTuple):
    """The settings that say when a page is asked for again, and when it counts as gone."""

    checks: int = 3  # GONE_CHECKS
    apart: timedelta = timedelta(days=2)  # GONE_DAYS
    young: timedelta = timedelta(days=3)  # RECHECK_DAYS

    @classmethod
    def of(cls, settings: BaseSettings) -> "Patience":
        """The patience that the settings ask for."""
        days = (timedelta(days=settings.getfloat(name)) for name in ("GONE_DAYS", "RECHECK_DAYS"))
        return cls(settings.getint("GONE_CHECKS"), *days)


class Readings:
    """Takes in the outcomes of a cleaning, and tells the page index once they are committed."""

    def __init__(self, index: PageIndex, sites: Mapping[str, Site], patience: Patience) -> None:
        self._index = index
        self._rules = {name: LinkRules(site) for name, site in sites.items()}
        self._patience = patience
        self._missing: dict[str, dict[str, Missing]] = {}
        self._found: dict[str, dict[str, Reading]] = {}

    def note(self, outcome: Article | Rejection, change: Change) -> None:
        """Take in a page; ``change`` says how it stands to the version before."""
        if outcome.site is None or outcome.url is None or outcome.provenance.fetched_at is None:
            return
        key, at = self._key(outcome.site, outcome.url), outcome.provenance.fetched_at
        reading = self._reading(key, outcome, change, at)
        if reading is not None:
            self._found.setdefault(outcome.site, {})[key] = reading

    def confirms(self, rejection: Rejection) -> bool:
        """Whether an article whose page is missing counts as gone: see `revisits.is_confirmed`."""
        if rejection.detail == GONE:
            return True
        if rejection.site is None or rejection.url is None:
            return False
        key = self._key(rejection.site, rejection.url)
        known, found = self._missing_of(rejection.site).get(key), self._found.get(rejection.site, {}).get(key)
        is_counted = found is None or found.missed_at is None
        misses = (known.misses if known is not None else 0) + (0 if is_counted else 1)
        at = rejection.provenance.fetched_at or datetime.now(UTC)
        since = max(at - known.since, timedelta()) if known is not None else timedelta()
        return is_confirmed(0, misses, since, self._patience.checks, self._patience.apart)

    def store(self) -> None:
        """Tell the page index."""
        for site, found in self._found.items():
            self._index.note_readings(site, found.values())
        self._found.clear()
        self._missing.clear()

    def _reading(self, key: str, outcome: Article | Rejection, change: Change, at: datetime) -> Reading | None:
        known = self._missing_of(outcome.site or "").get(key)
        if isinstance(outcome, Rejection):
            if outcome.reason is Reason.SOFT_404:
                misses = known.misses + 1 if known is not None else 1
                return Reading(key, next_due=due_after_miss(misses, at), missed_at=at)
            return Reading(key) if known is not None and outcome.reason in JUDGED else None
        if change is Change.UNCHANGED:
            return Reading(key) if known is not None else None
        stood_since = at if change is Change.CHANGED else min(at, _published(outcome) or at)
        return Reading(key, stood_since, at + rest(at - stood_since, self._patience.young))

    def _missing_of(self, site: str) -> dict[str, Missing]:
        if site not in self._missing:
            self._missing[site] = {missing.key: missing for missing in self._index.missing(site)}
        return self._missing[site]

    def _key(self, site: str, url: str) -> str:
        rules = self._rules.get(site)
        return rules.key(url) if rules is not None else canonical(url)


@contextmanager
def readings_of(settings: BaseSettings | None) -> Iterator[Readings]:
    """The readings for the page index of the data folder, for as long as a refresh or a cleaning takes."""
    if settings is None:
        raise ValueError("the settings of a command are expected, found none")
    with closing(open_index(index_place(settings))) as index:
        yield Readings(index, SiteSpiderLoader.from_settings(settings).sites, Patience.of(settings))


def _published(article: Article) -> datetime | None:
    published = article.published
    if published is None or isinstance(published, datetime):
        return published
    return datetime.combine(published, time(), VIETNAM)
