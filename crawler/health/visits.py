"""The log of visits: a line of JSON for each visit of each refresh, in the data folder."""

import logging
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, Field, ValidationError

from cleaning.record import Record
from crawler.health.figures import CleanedFigures
from crawler.visit import VisitReport

FILE = "visits.jsonl"
KEPT = 60  # last visits of a site that are compared; two months of daily visits

Selectors = Mapping[str, Mapping[str, tuple[int, int]]]
"""Layout to field to the articles on which its selectors found something, and found nothing."""

FEWEST_ARTICLES = 5  # of a site with a layout; of fewer, none may have the part

logger = logging.getLogger(__name__)


class SiteVisit(Record):
    """One visit to one site: how the crawl went and what cleaning made of it."""

    site: str
    """Name of the site."""
    at: AwareDatetime
    """When its refresh ended (UTC)."""
    crawl: VisitReport
    """How the crawl went."""
    cleaned: CleanedFigures
    """What the pages became."""
    selectors: Selectors = Field(default_factory=dict)
    """Hits of the selectors of layouts."""

    def never_matched(self) -> dict[str, list[str]]:
        """Layout to the fields whose selectors found nothing on any article: the site has no such part, or changed."""
        idle = {
            layout: sorted(field for field, (hits, misses) in fields.items() if not hits and misses >= FEWEST_ARTICLES)
            for layout, fields in self.selectors.items()
        }
        return {layout: fields for layout, fields in idle.items() if fields}


def write_visits(folder: Path, visits: Iterable[SiteVisit]) -> None:
    """Add visits to the log of a data folder, in one write."""
    lines = b"".join(f"{visit.model_dump_json()}\n".encode() for visit in visits)
    if not lines:
        return
    path = folder / FILE
    with path.open("ab+", buffering=0) as file:
        if file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n":
            lines = b"\n" + lines  # a writer was killed in the middle of its line
        file.write(lines)


def read_visits(folder: Path) -> dict[str, list[SiteVisit]]:
    """The last visits by site, oldest first; lines that are damaged or of an old form are passed over."""
    visits: dict[str, list[SiteVisit]] = {}
    path = folder / FILE
    if not path.exists():
        return visits
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                visit = SiteVisit.model_validate_json(line)
            except ValidationError as error:
                logger.warning("%s, line %d is no visit: %s", path, number, error.errors()[0]["msg"])
                continue
            kept = visits.setdefault(visit.site, [])
            kept.append(visit)
            del kept[:-KEPT]
    return visits


def last_at(visits: Mapping[str, list[SiteVisit]], site: str) -> datetime | None:
    """When a site was visited last."""
    return visits[site][-1].at if visits.get(site) else None
