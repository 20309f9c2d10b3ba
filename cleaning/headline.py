"""The headline of a page that no layout fits.

Half of the bespoke portals print the name of the portal, or of the section, as the title of all their pages and in
their ``h1``: a headline is believed only where the words of the page confirm it.
"""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from cleaning.blocks import Block, Role, collapse_repeat, fold, is_prose, strip_blanks
from cleaning.boilerplate import plain_line, rule_of
from cleaning.info_lines import is_date_line
from cleaning.tables import ROW_MARK
from cleaning.walk import text_of

ABOVE_BODY = 12  # blocks before the first prose within which the headline stands
FEWEST_WORDS = 5  # names of sections and of sites have fewer
LONGEST = 300  # code points; the longest headline seen has 214
_PORTAL = re.compile(
    r"(?:cổng|trang) (?:thông tin|tin|tt)|(?:chào mừng|website|trang (?:chủ|web|nhất))\b|home\b", re.IGNORECASE
)
_PARTS = re.compile(r"\s+[-–—|»]\s+")
_NULL = re.compile(r"^(?:null|undefined)\b\s*", re.IGNORECASE)


def strip_null(title: str) -> str:
    """A title without the ``null`` that portals print before it where a field of theirs is empty."""
    return _NULL.sub("", title)


def named_headline(tree: HtmlElement, named: str) -> str | None:
    """The heading element that structured data (``named``) or the page's title name, else ``named`` itself.

    The name of a portal is never one.
    """
    named = strip_null(strip_blanks(named))
    if heading := _heading(tree, named, _page_title(tree)):
        return collapse_repeat(heading)
    return named if named and not _PORTAL.match(named) else None


def placed_headline(tree: HtmlElement, blocks: Sequence[Block]) -> str | None:
    """The line of the page that its title begins with, else a line above the body, else the title's longest part."""
    title = _page_title(tree)
    begun = [block.text for block in blocks if _can_be_headline(block) and fold(title).startswith(fold(block.text))]
    found = max(begun, key=len, default=None) or _headline_above_body(blocks)
    return collapse_repeat(found or max(_PARTS.split(title)[:2], key=len)) or None


def _page_title(tree: HtmlElement) -> str:
    return strip_null(strip_blanks(" ".join(tree.xpath("string(//head/title)").split())))


def _heading(tree: HtmlElement, named: str, page_title: str) -> str | None:
    """The heading element that structured data or the page's title names."""
    for level in ("h1", "h2", "h3"):
        for heading in tree.iter(level):
            text = text_of(heading)
            if not fold(text) or _PORTAL.match(text):
                continue
            begins = fold(page_title).startswith(fold(text)) and len(text.split()) > 2
            if begins or fold(text) == fold(named):
                return text
    return None


def _headline_above_body(blocks: Sequence[Block]) -> str | None:
    """The last likely line before the date line, else the first behind it, else the longest."""
    texts = [
        place
        for place, block in enumerate(blocks)
        if block.role is Role.TEXT and not block.is_linked and is_prose(block.text)
    ]
    above = blocks[max(0, texts[0] - ABOVE_BODY) : texts[0]] if texts else ()
    likely = [place for place, block in enumerate(above) if _can_be_headline(block)]
    if not likely:
        return None
    dated = [place for place, block in enumerate(above) if is_date_line(plain_line(block.text))]
    if not dated:
        return max((above[place].text for place in likely), key=len)
    before = [place for place in likely if place < dated[-1]]
    return above[before[-1] if before else likely[0]].text


def is_likely_headline(text: str) -> bool:
    """Whether a line has the length of a headline and names no portal."""
    return (
        len(text) <= LONGEST
        and len(text.split()) >= FEWEST_WORDS
        and not is_prose(text)
        and not _PORTAL.match(text)
        and rule_of(text) is None
    )


def _can_be_headline(block: Block) -> bool:
    return (
        ROW_MARK not in block.text
        and not block.is_linked
        and block.role is not Role.CAPTION
        and is_likely_headline(block.text)
    )
