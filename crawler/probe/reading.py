"""What a page shows to a probe: its look, feeds that it names, menu entries worth a try."""

from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url

from cleaning import RawPage
from cleaning.layout import Layout, detect, load_layouts
from crawler.addresses import absolute, path_of
from crawler.discovery.links import LinkRules
from crawler.discovery.listings import Listing, read_listing
from crawler.probe.findings import Asked, PageLook, Role
from crawler.site import Site

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
_FEED_WORDS = ("rss", "/feed", "atom.xml")
_NO_FEED = ("comments/feed", "/comments")
_NEWS_WORDS = ("tin-tuc", "tintuc", "news", "hoat-dong", "su-kien", "thoi-su", "tin")


def tree_of(response: Response) -> HtmlElement | None:
    """The parsed page, ``None`` where the answer is no HTML."""
    root = response.selector.root if isinstance(response, TextResponse) else None
    return root if isinstance(root, HtmlElement) else None


def look_of(response: Response) -> PageLook:
    """Title, charset and layout of a page; the layout is detected even where the site file names one."""
    tree = tree_of(response)
    if tree is None or not isinstance(response, TextResponse):
        return PageLook(address=response.url, title=None, charset="", layout=None)
    title = " ".join(str(tree.findtext(".//title") or "").split()) or None
    layout = detect(response.text, load_layouts())
    if layout is None:
        return PageLook(address=response.url, title=title, charset=response.encoding, layout=None)
    return PageLook(
        address=response.url,
        title=title,
        charset=response.encoding,
        layout=layout.name,
        score=layout.score(response.text),
        least_score=layout.least_score,
    )


def listing_of(response: Response, rules: LinkRules, site: Site) -> Listing | None:
    """The links of a page, as the crawl would sort them; ``None`` where it is no HTML."""
    tree = tree_of(response)
    if tree is None or not isinstance(response, TextResponse):
        return None
    return read_listing(tree, response.url, get_base_url(response), 1, rules, _layout(response, site))


def _layout(response: TextResponse, site: Site) -> Layout | None:
    layouts = load_layouts()
    return layouts[site.layout] if site.layout is not None else detect(response.text, layouts)


def asked_listing(address: str, listing: Listing | None) -> Asked:
    """What a listing page led to."""
    if listing is None:
        return Asked(role=Role.LISTING, address=address, failure="no_html: the answer is no HTML page")
    newest = listing.newest()
    return Asked(
        role=Role.LISTING,
        address=address,
        links=len(listing.articles),
        has_pager=listing.next_page is not None,
        newest=newest.isoformat() if newest is not None else None,
    )


def feeds_of(response: Response) -> list[str]:
    """Addresses that a page gives as feeds: in its head, else by links that say so."""
    tree = tree_of(response)
    if tree is None or not isinstance(response, TextResponse):
        return []
    base = get_base_url(response)
    named = [link.get("href", "") for link in tree.iter("link") if (link.get("type") or "").lower() in _FEED_TYPES]
    linked = [
        a.get("href", "") for a in tree.iter("a") if any(word in a.get("href", "").lower() for word in _FEED_WORDS)
    ]
    found = (absolute(base, link) for link in named or linked)
    return list(
        dict.fromkeys(link for link in found if link is not None and not any(word in link for word in _NO_FEED))
    )


def most_newsy(addresses: Iterable[str], rules: LinkRules, number: int) -> list[str]:
    """The menu entries most likely to be listings of news; the menu's order decides among equals."""
    unique = {rules.key(address): address for address in addresses}

    def rank(address: str) -> int:
        path = path_of(address).lower()
        return next((place for place, word in enumerate(_NEWS_WORDS) if word in path), len(_NEWS_WORDS))

    return sorted(unique.values(), key=rank)[:number]


def raw_page(response: Response, site: Site, asked: str) -> RawPage:
    """An answer as the cleaner takes it."""
    headers = {
        name.decode("latin-1").lower(): values[-1].decode("latin-1") for name, values in response.headers.items()
    }
    return RawPage(
        url=response.url,
        requested_url=asked if asked != response.url else None,
        body=response.body,
        status=response.status,
        headers=headers,
        site=site.name,
        layout=site.layout,
    )


def spread(addresses: Sequence[str], number: int) -> list[str]:
    """The addresses in an order in which the first few come from all over the listing."""
    step = max(1, len(addresses) // max(1, number))
    first = list(addresses[::step])
    return first + [address for address in addresses if address not in set(first)]
