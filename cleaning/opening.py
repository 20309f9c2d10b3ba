"""Opening a page: from its bytes to a tree with a layout, and to the element that holds the body."""

from collections.abc import Mapping
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaning import classify
from cleaning.article import Reason
from cleaning.blocks import Block, Role, fold
from cleaning.classify import Verdict
from cleaning.decode import decode, mend_source
from cleaning.layout import Layout, detect, find_all, find_each
from cleaning.legacy.nodes import mend_nodes
from cleaning.listings import FEWEST_TEASERS
from cleaning.page import RawPage
from cleaning.tree import parse, remove
from cleaning.walk import text_of, walk

LEAST_TEXT = 120  # code points; the shortest piece of news in tests/pages has 230


class Opened(NamedTuple):
    """A page that can be read."""

    tree: HtmlElement
    layout: Layout | None
    flags: tuple[str, ...]


def open_page(page: RawPage, layouts: Mapping[str, Layout]) -> Opened | Verdict:
    """Decode and parse a page, and find its layout; or say why that cannot be."""
    if verdict := classify.judge_answer(page):
        return verdict
    source = decode(page.body, page.headers.get("content-type", ""))
    if source is None:
        return Verdict(Reason.UNDECODABLE, "no charset reads the bytes")
    source = mend_source(source)
    tree = parse(source)
    if tree is None:
        return Verdict(Reason.EMPTY_SHELL, "no element")
    layout = (layouts.get(page.layout) if page.layout else None) or detect(source, layouts)
    flags = tuple(f"encoding_{name}" for name in sorted(mend_nodes(tree, source)))
    return Opened(tree, layout, flags)


def find_body(tree: HtmlElement, layout: Layout | None) -> HtmlElement | None:
    """The element that the layout names as the body of an article, if this page has one.

    Teasers of a listing can match the same selector: with as many links to articles beside them, none is a body.
    """
    if layout is None:
        return None
    for selector in layout.article.body:
        found = _outermost(find_all(tree, (selector,)))
        if len(found) == 1 and len(" ".join(found[0].text_content().split())) >= LEAST_TEXT:
            return found[0]
        bodies = [(len(text_of(body)), -place, body) for place, body in enumerate(found)]
        bodies = [sized for sized in bodies if sized[0] >= LEAST_TEXT // 2]
        if bodies and not (len(bodies) >= FEWEST_TEASERS and len(find_all(tree, layout.listing.item)) >= len(bodies)):
            return max(bodies)[2]
    return None


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The elements that are not inside another of them."""
    known = set(elements)
    return [element for element in elements if known.isdisjoint(element.iterancestors())]


def blocks_of_body(body: HtmlElement, layout: Layout) -> list[Block]:
    """The blocks of a body, without what the layout prunes, which leaves the tree; captions are marked."""
    remove(find_each(body, layout.article.prune))
    captions = {fold(text_of(element)) for element in find_each(body, layout.article.caption)}
    return [
        block._replace(role=Role.CAPTION) if captions and fold(block.text) in captions else block
        for block in walk(body)
    ]
