"""From source text to a tree, and what is done to trees before they are read."""

from collections.abc import Sequence

from lxml import etree, html
from lxml.html import HtmlElement


def parse(source: str) -> HtmlElement | None:
    """Build the tree of a page, or ``None`` where nothing is in it.

    ``huge_tree`` lifts the parser's limit of 256 nested elements, which text pasted from Word reaches, and of
    10 MB in one text node; both lose text without a word otherwise.
    """
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(source.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree


def remove(elements: Sequence[HtmlElement]) -> None:
    """Take elements out of their tree; the text behind them stays."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()
