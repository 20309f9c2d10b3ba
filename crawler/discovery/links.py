"""Which addresses a site lets us fetch, and which of them are articles."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from cleaning.layout import Layout
from crawler.addresses import canonical, host_of, path_of, trap
from crawler.frontier import PageKind
from crawler.site import Site

_KEPT = 8192  # judgements kept for a site: every page repeats its menu
HEADLINE_WORDS = 5  # syllables; section names in menus have 1 to 4, headlines 6 and more
SLUG_HYPHENS = 4  # in the last part of the path; section addresses have at most 3

# Records have numbers, GUIDs or bare queries; the numbers of sections and tabs are no signs.
_ID_PARAMETER = re.compile(
    r"[?&](?!(?:cat|menu|tab|topic|chuyenmuc|page|parent|group|portal|site)\w*=)\w*id=[0-9a-f{][0-9a-f-]+|[?&]p=\d{3,}|\?\d+$",
    re.IGNORECASE,
)
_ID_IN_PATH = re.compile(r"\d{3,}[^/]*\.(?:html?|aspx)$|(?:-post|-a|-c|/post/|/node/)\d+", re.IGNORECASE)


_TWIN_LABEL = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")  # a host of the same pages for other devices


def fits(path: str, patterns: Iterable[str]) -> bool:
    """Whether any of the patterns is found in an address without its host.

    They are not joined into one: a flag such as ``(?i)`` may stand at the start of each.
    """
    return any(re.search(pattern, path) for pattern in patterns)


class LinkRules:
    """The site's rules about addresses: hosts, allow and deny patterns, crawl traps, shapes of articles."""

    def __init__(self, site: Site) -> None:
        self._hosts = site.own_hosts
        self._site = site
        self._always = frozenset((*site.start, *site.feeds, *site.sitemaps))
        self._scheme = urlsplit(site.start[0]).scheme
        self._main_hosts = {_without_twin_label(host): host for host in reversed(_in_order(site))}
        self._judged = lru_cache(_KEPT)(self._judge)

    def is_own(self, address: str) -> bool:
        """Whether an address is on one of the site's hosts (compared with their ports)."""
        return host_of(address) in self._hosts

    def key(self, address: str) -> str:
        """What an address is known by: its canonical form, on the one of the site's hosts that stands for its twins.

        ``http`` and ``https``, ``www.`` and ``m.`` and none are twins where the site has both; other hosts of a site
        show other pages.
        """
        parts = urlsplit(canonical(address))
        host = self._main_hosts.get(_without_twin_label(parts.netloc))
        return urlunsplit(parts._replace(scheme=self._scheme, netloc=host)) if host is not None else urlunsplit(parts)

    def may_fetch(self, address: str) -> bool:
        """Whether the site file and the list of crawl traps let an address be fetched."""
        return self._judged(address)

    def _judge(self, address: str) -> bool:
        if address in self._always:
            return True
        path = path_of(address)
        if not self.is_own(address) or fits(path, self._site.deny):
            return False
        return (not self._site.allow or fits(path, self._site.allow)) and trap(address) is None

    def kind_of(self, address: str, layout: Layout | None) -> PageKind | None:
        """What the site file or the layout says an address is, ``None`` where they say nothing."""
        path = path_of(address)
        if self._site.article:
            return PageKind.ARTICLE if fits(path, self._site.article) else None
        if layout is not None and fits(path, layout.addresses.article):
            return PageKind.ARTICLE
        if layout is not None and fits(path, layout.addresses.listing):
            return PageKind.LISTING
        return None

    @property
    def knows_articles(self) -> bool:
        """Whether the site file says how addresses of articles look."""
        return bool(self._site.article)


def _in_order(site: Site) -> list[str]:
    """The site's hosts; the first one stands for its twins."""
    return [host.lower() for host in site.hosts] or [host_of(address) for address in site.start]


def _without_twin_label(host: str) -> str:
    return _TWIN_LABEL.sub("", host)


def looks_like_article(address: str) -> bool:
    """Whether an address has the common signs of an article: a long slug, or the number of a record."""
    slug = path_of(address).partition("?")[0].rstrip("/").rpartition("/")[2]
    return slug.count("-") >= SLUG_HYPHENS or has_record_number(address)


def has_record_number(address: str) -> bool:
    """Whether an address names one record of the site's database."""
    path = path_of(address)
    return bool(_ID_IN_PATH.search(path) or _ID_PARAMETER.search(path))
