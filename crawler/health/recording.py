"""Recording a refresh: its visits, with what cleaning made of their pages."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from crawler.health.figures import FiguresOfSites
from crawler.health.visits import SiteVisit
from crawler.visit import VisitReport
from output.manifest import Manifest


def visits_of(
    reports: Iterable[VisitReport], figures: FiguresOfSites, manifest: Manifest | None
) -> Iterator[SiteVisit]:
    """What is kept of each visit of a refresh; ``manifest`` is that of the version it made, if any."""
    now = datetime.now(UTC)
    selectors = manifest.selectors if manifest is not None else {}
    for report in reports:
        yield SiteVisit(
            site=report.site,
            at=now,
            crawl=report,
            cleaned=figures.of(report.site),
            selectors=selectors.get(report.site, {}),
        )
