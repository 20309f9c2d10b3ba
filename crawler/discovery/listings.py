"""What a listing page links to: articles, the next page, other listings."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaning.dates import find_dates
from cleaning.layout import Layout, find_each
from crawler.addresses import absolute
from crawler.discovery.links import HEADLINE_WORDS, LinkRules, has_record_number, looks_like_article
from crawler.discovery.pagers import Step, next_page, pager_anchors, text_of
from crawler.frontier import PageKind

_MENU_TAGS = frozenset({"nav", "header", "footer"})
_MENU_WORDS = ("menu", "navigation", "navbar", "breadcrumb", "crumb", "footer")
_ENTRY_ANCESTORS = 5  # levels around a link within which the date of its entry stands
_MENU_ANCESTORS = 8  # levels looked at; menus nest their items in 3 to 6 elements


class Listing(NamedTuple):
    """Links of one listing page, each address once, in the order of the page."""

    articles: tuple[str, ...]
    listings: tuple[str, ...]  # as the layout's or the site's patterns say
    menu: tuple[str, ...]  # short links that may be listings
    next_page: Step | None
    items: tuple[HtmlElement, ...] = ()  # the links to articles

    def newest(self) -> date | None:
        """The youngest date that stands beside a link to an article; ``None`` where the listing shows none."""
        return max((day for item in self.items if (day := _date_beside(item)) is not None), default=None)


class _Link(NamedTuple):
    address: str
    anchor: HtmlElement
    kind: PageKind | None  # as the patterns say
    words: int  # of the text that is clicked


def read_listing(
    tree: HtmlElement, address: str, base: str, page: int, rules: LinkRules, layout: Layout | None
) -> Listing:
    """Sort the links of a listing page; ``page`` is its number in its pager, from 1.

    The layout's selectors and patterns decide; where they find no article on the page, or there is no layout, a link
    counts as an article if it looks like one by address or text, and stands outside menus.
    """
    anchors = list(tree.iter("a"))
    pager = (find_each(tree, layout.listing.pager) if layout is not None else []) or pager_anchors(anchors)
    step = next_page(pager, address, base, page)
    paging = set(pager)
    links = list(_links([anchor for anchor in anchors if anchor not in paging], address, base, rules, layout))
    menus = _Menus()
    items = set(find_each(tree, layout.listing.item)) if layout is not None else set()
    articles = [link for link in links if link.kind == PageKind.ARTICLE or link.anchor in items]
    if not articles and not rules.knows_articles:
        articles = [link for link in links if link.kind is None and _is_article_like(link, menus)]
    taken = {link.address for link in articles}
    rest = [link for link in links if link.address not in taken]
    return Listing(
        articles=_unique(articles),
        listings=_unique([link for link in rest if link.kind == PageKind.LISTING]),
        menu=_unique([link for link in rest if link.kind is None and _is_menu_like(link, menus)]),
        next_page=step if step is not None and rules.is_own(step.address) else None,
        items=tuple(link.anchor for link in articles),
    )


def _links(
    anchors: Sequence[HtmlElement], page: str, base: str, rules: LinkRules, layout: Layout | None
) -> Iterator[_Link]:
    judged: dict[str, tuple[str, PageKind | None] | None] = {}  # pictures and titles link to the same page
    for anchor in anchors:
        href = anchor.get("href", "")
        if href not in judged:
            address = absolute(base, href)
            is_taken = address is not None and address != page and rules.may_fetch(address)
            judged[href] = (address, rules.kind_of(address, layout)) if address is not None and is_taken else None
        if (found := judged[href]) is not None:
            yield _Link(found[0], anchor, found[1], len(text_of(anchor).split()))


def _date_beside(item: HtmlElement) -> date | None:
    """The date of an entry: in the smallest element around its link that has one, and still only this entry."""
    own = item.get("href")
    for element in islice(item.iterancestors(), _ENTRY_ANCESTORS):
        if any(
            other.get("href") != own for other in element.iter("a") if len(text_of(other).split()) >= HEADLINE_WORDS
        ):
            return None
        found = next(find_dates(" ".join(str(element.text_content()).split())), None)
        if found is not None:
            return found.value.date() if isinstance(found.value, datetime) else found.value
    return None


def _unique(links: Sequence[_Link]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.address for link in links))


def _is_article_like(link: _Link, menus: "_Menus") -> bool:
    """Menus name sections by long titles and long slugs too; some show articles, which have numbers."""
    has_headline = link.words >= HEADLINE_WORDS
    if not has_headline and not looks_like_article(link.address):
        return False
    return not menus.contain(link.anchor) or (has_headline and has_record_number(link.address))


def _is_menu_like(link: _Link, menus: "_Menus") -> bool:
    return link.words > 0 and (link.words < HEADLINE_WORDS or menus.contain(link.anchor))


class _Menus:
    """The menus of one page, by tag, class and id; the elements around one link are around many others."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, bool] = {}

    def contain(self, anchor: HtmlElement) -> bool:
        """Whether a link stands in a menu."""
        return any(map(self._is_menu, islice(anchor.iterancestors(), _MENU_ANCESTORS)))

    def _is_menu(self, element: HtmlElement) -> bool:
        if element not in self._known:
            self._known[element] = _is_menu(element)
        return self._known[element]


def _is_menu(element: HtmlElement) -> bool:
    """Whether an element is a menu by its tag, class or id; the head and foot of a teaser are none."""
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if element.tag not in _MENU_TAGS and not any(word in names for word in _MENU_WORDS):
        return False
    return element.tag == "nav" or next(element.iterancestors("article"), None) is None
