"""Main content by trafilatura; the only module that imports it.

trafilatura says which blocks of a tree are content. Their text is taken from our own walk of the same tree,
because trafilatura folds double and no-break spaces and deletes zero-width characters without a record, and here
every edit is on record.
"""

import logging
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import compress
from operator import not_
from typing import NamedTuple

from lxml.etree import XPath, iterwalk, strip_elements, strip_tags
from lxml.html import HtmlElement, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from cleaning.blocks import Block, Role, fold, is_prose
from cleaning.columns import complete
from cleaning.elements import BLOCK_TAGS
from cleaning.tables import data_rows
from cleaning.tree import remove

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without content is an outcome here, not a warning

LEAST_PROSE_SHARE = 0.6  # of a page's prose that the quick way must find; it loses one page in forty altogether
LINK_SHARE = 0.8  # of the text of a list; lists of a body have a link here and there
_FOOTERS = XPath(  # of a page without an article, the footer is all the prose there is
    "descendant::footer[not(ancestor::article)] | descendant::*[@id='footer' or contains(concat(' ', @class, ' '), ' footer ')]"
)
_LEFT_OUT = "data-danvan-left-out"
_MARKED = XPath(f"descendant::*[@{_LEFT_OUT}]")
_TABLE_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")
_LISTS = frozenset({"ul", "ol", "nav"})
_SILENT = ("head", "script", "style", "noscript", "svg", "iframe", "input", "button", "textarea", "option")
_UNITS = ("p", "head", "item", "quote", "code", "cell", "ab", "fw", "dd", "dt")
_NARROWED = Extractor(
    fast=True, comments=False, tables=True
)  # nothing but the body is there: no fallbacks, cells are text
_WHOLE_PAGE_QUICKLY = Extractor(fast=True, comments=False, tables=False)
_WHOLE_PAGE = Extractor(comments=False, tables=False)


class Content(NamedTuple):
    """The blocks of a tree, parted by trafilatura's judgement."""

    kept: list[Block]
    """Blocks that are content."""
    left: list[Block]
    """Blocks that are not."""
    agreement: float
    """Share of the kept text that trafilatura gave word for word, 0 to 1."""


def narrow_content(body: HtmlElement, blocks: Sequence[Block]) -> Content:
    """Part the blocks of an element that a layout names as the body.

    The layout is trusted: only link lists and the like, which trafilatura leaves out and whose text is mostly links,
    are taken out of it. Where nothing is linked, there is nothing to ask trafilatura.
    """
    if not any(block.is_linked and not is_prose(block.text) for block in blocks):
        return Content(list(blocks), [], agreement=1.0)
    texts = _texts(body, _NARROWED)
    is_content = [not block.is_linked or is_prose(block.text) or fold(block.text) in texts for block in blocks]
    return _parted(blocks, is_content, "\n".join(texts))


def leave_out(elements: Iterable[HtmlElement]) -> None:
    """Mark elements that trafilatura is not to see; they stay in their tree."""
    for element in elements:
        element.set(_LEFT_OUT, "")


def find_content(tree: HtmlElement, blocks: Sequence[Block], title: str | None = None) -> Content:
    """Part the blocks of a whole page that no layout fits: trafilatura says where the body is, `columns` what else is."""
    texts = _texts(tree, _WHOLE_PAGE_QUICKLY)
    if _share_of_prose(blocks, texts) < LEAST_PROSE_SHARE:
        texts = _texts(tree, _WHOLE_PAGE)
    joined = "\n".join(texts)
    is_content = complete(blocks, [_is_content(block, texts, joined) for block in blocks], title)
    return _parted(blocks, is_content, joined)


def _share_of_prose(blocks: Sequence[Block], texts: frozenset[str]) -> float:
    """How much of the prose of a page was found, 0 where it has none."""
    joined = "\n".join(texts)
    sizes = [
        (len(block.text), fold(block.text) in joined)
        for block in blocks
        if is_prose(block.text) and not block.is_linked
    ]
    total = sum(size for size, _ in sizes)
    return sum(size for size, is_found in sizes if is_found) / total if total else 0.0


def _parted(blocks: Sequence[Block], is_content: Sequence[bool], joined: str) -> Content:
    kept = list(compress(blocks, is_content))
    return Content(kept, list(compress(blocks, map(not_, is_content))), _agreement(kept, joined))


def _texts(element: HtmlElement, options: Extractor) -> frozenset[str]:
    """The folded texts of trafilatura's blocks; empty where it finds none."""
    document = bare_extraction(_page_of(element), options=options)
    body = getattr(document, "body", None)
    if body is None:
        return frozenset()
    units = (fold("".join(unit.itertext())) for unit in body.iter(*_UNITS))
    return frozenset(unit for unit in units if unit)


def _page_of(element: HtmlElement) -> HtmlElement:
    """A copy of an element as a page of its own, with ``p`` for every ``div`` that is a paragraph.

    Where some paragraphs are one and some the other, trafilatura leaves out the ``div``; without ``body``, its way for
    bodies that have nothing else is closed.
    """
    copy = deepcopy(element)
    remove(_MARKED(copy))
    remove(_FOOTERS(copy))
    strip_elements(copy, *_SILENT, with_tail=False)
    remove(_link_lists(copy))
    _unwrap_layout_tables(copy)
    strip_tags(copy, "font")
    for division in list(copy.iter("div")):
        if any(child.tag in BLOCK_TAGS for child in division) and _has_lines(division):
            _wrap_lines(division)
    for division in copy.iter("div"):
        if not any(child.tag in BLOCK_TAGS for child in division) and is_prose(
            " ".join(division.text_content().split())
        ):
            division.tag = "p"
    if copy.tag == "html":
        return copy
    page = document_fromstring("<body></body>")
    page[0].append(copy)
    return page


def _unwrap_layout_tables(copy: HtmlElement) -> None:
    """Make ``div`` of the tables that only arrange a page: trafilatura leaves tables out, and articles in them."""
    rows = data_rows(copy)
    tables = {table for row in rows for table in row.iterancestors("table")}
    for part in copy.iter(*_TABLE_PARTS):
        table = part if part.tag == "table" else next(part.iterancestors("table"), None)
        if table not in tables:
            part.tag = "div"


def _has_lines(division: HtmlElement) -> bool:
    """Whether running text stands beside the blocks of an element, with no element of its own."""
    return any(is_prose((text or "").strip()) for text in (division.text, *(child.tail for child in division)))


def _wrap_lines(division: HtmlElement) -> None:
    """Give each line of text between blocks and ``br`` a ``p`` of its own; trafilatura leaves out what has none."""
    children = list(division)
    line = division.makeelement("p")
    line.text, division.text = division.text, None
    division[:] = [line]
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in BLOCK_TAGS or child.tag == "br":
            line = division.makeelement("p")
            line.text = tail
            division.extend([child, line])
        else:
            child.tail = tail
            line.append(child)


def _link_lists(root: HtmlElement) -> list[HtmlElement]:
    """Lists that hold links and next to nothing else; their blocks are no content, and the less there is to judge.

    One pass, text added up from the leaves: lists may stand inside lists a thousand deep.
    """
    lists: list[HtmlElement] = []
    sizes: list[list[int]] = [[0, 0]]  # code points of text, and of text in links, of each open element
    links = 0
    for event, element in iterwalk(root, events=("start", "end")):
        if event == "start":
            links += element.tag == "a"
            sizes.append([0, 0])
            _add(sizes[-1], element.text, is_linked=links > 0)
            continue
        links -= element.tag == "a"
        text, linked = sizes.pop()
        if element.tag in _LISTS and linked > LINK_SHARE * text:
            lists.append(element)
        sizes[-1][0] += text
        sizes[-1][1] += linked
        _add(sizes[-1], element.tail, is_linked=links > 0)
    return lists


def _add(sizes: list[int], text: str | None, *, is_linked: bool) -> None:
    if text:
        size = len(text.strip())
        sizes[0] += size
        sizes[1] += size if is_linked else 0


def _is_content(block: Block, texts: frozenset[str], joined: str) -> bool:
    folded = fold(block.text)
    if folded in texts:
        return not block.is_linked or is_prose(block.text)
    return is_prose(block.text) and not block.is_linked and folded in joined


def _agreement(kept: Sequence[Block], joined: str) -> float:
    sizes = [(len(block.text), fold(block.text) in joined) for block in kept if block.role is not Role.CAPTION]
    total = sum(size for size, _ in sizes)
    return sum(size for size, given in sizes if given) / total if total else 0.0
