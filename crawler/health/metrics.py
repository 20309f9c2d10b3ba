"""Figures of the last visits as Prometheus' text format, for its node exporter's folder of text files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from crawler.health.alarms import Alarm
from crawler.health.visits import SiteVisit


class _Measure(NamedTuple):
    """One figure of a visit."""

    name: str
    says: str
    of: Callable[[SiteVisit], float]


_MEASURES = (
    _Measure("last_visit_timestamp_seconds", "End of the last visit", lambda visit: visit.at.timestamp()),
    _Measure("visit_seconds", "Time the last visit took", lambda visit: visit.crawl.seconds),
    _Measure("answer_seconds_mean", "Mean time to the head of an answer", lambda visit: visit.crawl.latency or 0.0),
    _Measure(
        "visit_failed", "1 if the last visit failed as a whole", lambda visit: float(visit.crawl.failure is not None)
    ),
    _Measure("pages_fetched", "Pages fetched by the last visit", lambda visit: visit.crawl.fetched),
    _Measure("pages_not_modified", "Pages that were not modified", lambda visit: visit.crawl.not_modified),
    _Measure("pages_failed", "Addresses given up by the last visit", lambda visit: sum(visit.crawl.failed.values())),
    _Measure("bytes_received", "Bytes received by the last visit", lambda visit: visit.crawl.bytes),
    _Measure("articles_new", "New articles of the last visit", lambda visit: visit.cleaned.new),
    _Measure("articles_changed", "Changed articles of the last visit", lambda visit: visit.cleaned.changed),
    _Measure("articles_unchanged", "Articles read again unchanged", lambda visit: visit.cleaned.unchanged),
    _Measure("text_characters_median", "Median length of the texts", lambda visit: visit.cleaned.characters or 0.0),
)


def write_metrics(
    path: Path, visits: Mapping[str, Sequence[SiteVisit]], alarms: Iterable[Alarm], now: datetime
) -> None:
    """Write the metrics at once: a scraper never reads half a file."""
    registry = CollectorRegistry()
    for measure in _MEASURES:
        gauge = Gauge(f"danvan_{measure.name}", measure.says, ["site"], registry=registry)
        for site, seen in visits.items():
            gauge.labels(site).set(measure.of(seen[-1]))
    _labelled(registry, visits)
    ringing = Gauge("danvan_alarm", "1 for each alarm that rings", ["site", "alarm"], registry=registry)
    for alarm in alarms:
        ringing.labels(alarm.site, alarm.name).set(1)
    Gauge("danvan_health_timestamp_seconds", "When these figures were written", registry=registry).set(now.timestamp())
    write_to_textfile(str(path), registry)


def _labelled(registry: CollectorRegistry, visits: Mapping[str, Sequence[SiteVisit]]) -> None:
    """Figures that have a second label."""
    rejected = Gauge("danvan_pages_rejected", "Rejected pages by reason", ["site", "reason"], registry=registry)
    failures = Gauge("danvan_failures", "Addresses given up, by name", ["site", "failure"], registry=registry)
    empty = Gauge("danvan_articles_without_field", "Articles without a field", ["site", "field"], registry=registry)
    for site, seen in visits.items():
        for reason, number in seen[-1].cleaned.rejected.items():
            rejected.labels(site, reason.value).set(number)
        for failure, number in seen[-1].crawl.failed.items():
            failures.labels(site, str(failure)).set(number)
        for field, number in seen[-1].cleaned.empty.items():
            empty.labels(site, field).set(number)
