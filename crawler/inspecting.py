"""Serving the inspector: with the pages as received, and with what the site files say about the sites."""

import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from scrapy.exceptions import UsageError

from cleaning.article import Provenance
from crawler.archive import read_pages
from crawler.health import find_alarms, read_visits
from crawler.health.visits import FILE as VISITS
from crawler.refreshing import ARCHIVE, DATASET
from crawler.site import Site
from crawler.sources import WARC_ENDINGS
from output.dataset import Dataset
from output.inspector.app import make_app
from output.inspector.decisions import Decisions, user_name
from output.inspector.freshness import Freshness
from output.inspector.index import Index
from output.inspector.index_build import Progress
from output.inspector.inspector import Inspector
from output.inspector.received import FindReceived, Received
from output.inspector.segments import SegmentReader
from output.inspector.serve import NoPasswordError, address_of, listen, serve
from output.inspector.sites import SiteAlarm, SiteCard
from output.manifest import SEGMENTS

PASSWORD = "DANVAN_PASSWORD"  # noqa: S105 - the name of a variable: others see options of a process, not its variables
INSPECTOR = "inspector"
"""Folder of the index, inside the data folder; it can be deleted at any time."""


def make_inspector(data: Path, corrections: Path, sites: Mapping[str, Site]) -> Inspector:
    """Put the inspector of a data folder together.

    Decisions are kept beside the file of corrections that is written from them.
    """
    dataset = Dataset(data / DATASET)
    index = Index(dataset, data / INSPECTOR)
    cards = {name: describe_site(site) for name, site in sites.items()}
    return Inspector(
        index=index,
        segments=SegmentReader(dataset.folder / SEGMENTS),
        decisions=Decisions(corrections.with_suffix(".jsonl"), corrections),
        freshness=Freshness(index),
        find_received=find_in(data / ARCHIVE),
        sites=lambda: cards,
        secret=secrets.token_bytes(32),
        alarms=Watch(data, sites),
    )


class Watch:
    """The alarms of sites by the log of their visits, as ``scrapy health`` judges them.

    They are judged anew where the log was written to, and after a while, because time alone makes a site overdue.
    """

    LASTS = timedelta(minutes=10)

    def __init__(self, data: Path, sites: Mapping[str, Site]) -> None:
        self._data = data
        self._sites = sites
        self._judged: tuple[int, datetime, Mapping[str, Sequence[SiteAlarm]]] | None = None

    def __call__(self) -> Mapping[str, Sequence[SiteAlarm]]:
        """The alarms by site."""
        now, log = datetime.now(UTC), self._data / VISITS
        written = log.stat().st_mtime_ns if log.exists() else 0
        if self._judged is None or self._judged[0] != written or now - self._judged[1] > self.LASTS:
            self._judged = (written, now, self._judge(now))
        return self._judged[2]

    def _judge(self, now: datetime) -> dict[str, list[SiteAlarm]]:
        visits = read_visits(self._data)
        judged = {
            name: [SiteAlarm(alarm.name, alarm.detail) for alarm in find_alarms(site, visits.get(name, ()), now)]
            for name, site in self._sites.items()
        }
        return {name: alarms for name, alarms in judged.items() if alarms}


class Wanted(NamedTuple):
    """How the inspector is to be served."""

    host: str
    port: int
    password: str | None


def serve_inspector(
    data: Path, corrections: Path, sites: Mapping[str, Site], wanted: Wanted, tell: Callable[[str], None]
) -> None:
    """Bring the index up to date, and serve until Ctrl-C; ``tell`` is given the address once it answers.

    Raises:
        UsageError: the address cannot be served.
        DatasetError: the dataset is damaged.
    """
    with closing(_listen(wanted)) as listening:
        inspector = make_inspector(data, corrections, sites)
        with _shown_progress() as progress:
            inspector.index.refresh(progress)
        names = frozenset({wanted.host.lower()})
        app = make_app(inspector, user=user_name(), password=wanted.password, names=names)
        with suppress(KeyboardInterrupt):
            serve(app, listening, lambda: tell(address_of(listening)))


def _listen(wanted: Wanted) -> socket.socket:
    try:
        return listen(wanted.host, wanted.port, wanted.password)
    except NoPasswordError as error:
        raise UsageError(f"--host: {error}; put one into the variable {PASSWORD}", print_help=False) from error
    except OSError as error:
        place = f"{wanted.host}, port {wanted.port}"
        raise UsageError(
            f"cannot serve on {place}: {error.strerror or error}; name another", print_help=False
        ) from error


@contextmanager
def _shown_progress() -> Iterator[Progress]:
    """Show how far the index is, where it takes long enough to be seen."""
    columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("indexing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def describe_site(site: Site) -> SiteCard:
    """What the inspector shows of a site."""
    return SiteCard(site.name, site.title, site.kind, site.level, site.province or "", site.status)


def find_in(archive: Path) -> FindReceived:
    """A function that finds pages in an archive folder, by file and offset; pages of other sources it does not find."""
    root = archive.resolve()

    def find(provenance: Provenance) -> Received | None:
        file, offset = provenance.archive_file, provenance.archive_offset
        if file is None or offset is None or not file.endswith(WARC_ENDINGS):
            return None
        path = (root / file).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            return None
        pages = read_pages(path, offset, root)
        try:
            found = next(pages, None)
        finally:
            pages.close()
        if found is None or found.page is None or found.offset != offset:
            return None
        return Received(found.page.body, found.page.headers.get("content-type", ""))

    return find
