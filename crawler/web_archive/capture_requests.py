"""Requests for indexes and captures, as the page index keeps them."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from cleaning.layout import Layout, load_layouts
from crawler.addresses import host_of
from crawler.discovery.links import LinkRules, looks_like_article
from crawler.frontier import PageKind, PageRequest
from crawler.site import Site, SiteStatus, WebArchive
from crawler.web_archive.cdx import Capture, IndexPage, choose, first_query, further_queries
from crawler.web_archive.unpacking import byte_range

INDEX, CAPTURE = 1000, 500  # priorities: what there is, then the captures


def stand_in(site: Site) -> Site:
    """The site that is asked in place of a dead one: the hosts of its web archives, at the dead site's pace."""
    addresses = [
        address
        for archive in site.web_archives
        for address in (archive.index, archive.records, archive.replay)
        if address is not None
    ]
    changes = {"start": addresses or site.start, "hosts": [host_of(address) for address in addresses]}
    kept = site.model_dump(exclude={"allow", "deny", "article", "feeds", "sitemaps", "layout", "tls"})
    return Site.model_validate({**kept, **changes, "status": SiteStatus.LIVE})


class CaptureRequests:
    """Makes the requests for one dead site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.hosts = tuple(host.lower() for host in site.archive_hosts) or tuple(sorted(site.own_hosts))
        rules_of = site.model_dump() | {"hosts": [*site.own_hosts, *self.hosts]}
        self._rules = LinkRules(Site.model_validate(rules_of))
        self._layout: Layout | None = load_layouts()[site.layout] if site.layout is not None else None

    def start(self) -> Iterator[PageRequest]:
        """The first requests: each index about each host."""
        for number, archive in enumerate(self._site.web_archives):
            if archive.index is not None:
                for host in self.hosts:
                    yield self._index_request(first_query(archive, host), number, host, 1)

    def after(self, request: PageRequest, page: IndexPage) -> Iterator[PageRequest]:
        """What follows from an answer of an index."""
        number, host = cast("int", request.trail["archive"]), str(request.trail["host"])
        archive, depth = self._site.web_archives[number], cast("int", request.trail.get("page", 1))
        for address in further_queries(archive, host, page):
            yield self._index_request(address, number, host, depth + 1)
        wanted = (capture for capture in page.captures if self.wants(capture.url))
        for capture in choose(wanted, self._site.captures):
            yield self.request_for(capture, number)

    def wants(self, url: str) -> bool:
        """Whether a capture is one of an article of the site, by its address."""
        if not self._rules.may_fetch(url):
            return False
        kind = self._rules.kind_of(url, self._layout)
        return kind is PageKind.ARTICLE or (kind is None and not self._rules.knows_articles and looks_like_article(url))

    def key(self, url: str) -> str:
        """What an address of the site is known by."""
        return self._rules.key(url)

    def request_for(self, capture: Capture, number: int) -> PageRequest:
        """The request for a capture; ``number`` is the place of its archive in the site file."""
        archive = self._site.web_archives[number]
        address, headers = place_of(archive, capture)
        return PageRequest(
            key=f"capture {capture.timestamp} {self.key(capture.url)}",
            address=address,
            kind=PageKind.ARTICLE,
            headers=headers,
            trail={"archive": number, "capture": list(capture)},
            priority=CAPTURE,
        )

    def _index_request(self, address: str, number: int, host: str, depth: int) -> PageRequest:
        trail = {"archive": number, "host": host, "page": depth}
        return PageRequest(f"index {address}", address, PageKind.SITEMAP, trail=trail, priority=INDEX)


def place_of(archive: WebArchive, capture: Capture) -> tuple[str, dict[str, str]]:
    """Where a capture is, and the headers to ask with."""
    if archive.records is not None:
        return f"{archive.records.rstrip('/')}/{capture.file}", {"Range": byte_range(capture)}
    return f"{(archive.replay or '').rstrip('/')}/{capture.timestamp}id_/{capture.url}", {}


def capture_of(request: PageRequest) -> Capture | None:
    """The capture that a request is for, ``None`` for a request to an index."""
    fields: Iterable[Any] | None = cast("Iterable[Any] | None", request.trail.get("capture"))
    return Capture(*fields) if fields is not None else None
