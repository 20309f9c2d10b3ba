"""Main content by trafilatura; the only module that imports it.

trafilatura says which blocks of a tree are content. Their text is taken from our own walk of the same tree,
because trafilatura folds double and no-break spaces and deletes zero-width characters without a record, and here
every edit is on record.
"""

import logging
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import compress, pairwise
from operator import not_
from typing import NamedTuple

from lxml.etree import XPath, iterwalk, strip_elements
from lxml.html import HtmlElement, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from cleaning.blocks import Block, Role, fold, is_prose
from cleaning.boilerplate import rule_of
from cleaning.signatures import read_byline, read_source_credit
from cleaning.tree import BLOCK_TAGS, remove

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without content is an outcome here, not a warning

LEAST_PROSE_SHARE = 0.6  # of a page's prose that the quick way must find; it loses one page in forty altogether
LINK_SHARE = 0.8  # of the text of a list; lists of a body have a link here and there
_FOOTERS = XPath(  # of a page without an article, the footer is all the prose there is
    "descendant::footer[not(ancestor::article)] | descendant::*[@id='footer' or contains(concat(' ', @class, ' '), ' footer ')]"
)
_LISTS = frozenset({"ul", "ol", "nav"})
_SILENT = ("script", "style", "noscript", "svg", "iframe", "input", "button", "textarea", "option")
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


def find_content(tree: HtmlElement, blocks: Sequence[Block], title: str | None = None) -> Content:
    """Part the blocks of a whole page that no layout fits.

    Lead and signature stand beside the body on half of the families, where trafilatura leaves them out: prose between
    the headline and the body is content too, and so are prose and captions inside it and the lines behind it that sign
    it.
    """
    texts = _texts(tree, _WHOLE_PAGE_QUICKLY)
    if _share_of_prose(blocks, texts) < LEAST_PROSE_SHARE:
        texts = _texts(tree, _WHOLE_PAGE)
    joined = "\n".join(texts)
    is_content = [_is_content(block, texts, joined) for block in blocks]
    for place in _between(blocks, is_content, title):
        is_content[place] = is_prose(blocks[place].text) and not blocks[place].is_linked
    for place in (*_inside(blocks, is_content), *_signatures(blocks, is_content)):
        is_content[place] = True
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


def _between(blocks: Sequence[Block], is_content: Sequence[bool], title: str | None) -> range:
    """The places between the headline and the first prose that is content."""
    start = next(
        (
            place
            for place, (block, kept) in enumerate(zip(blocks, is_content, strict=True))
            if kept and is_prose(block.text)
        ),
        0,
    )
    folded = fold(title or "")
    named = [place for place in range(start) if folded and fold(blocks[place].text) == folded]
    return range(named[-1] + 1, start) if named else range(0)


def _inside(blocks: Sequence[Block], is_content: Sequence[bool]) -> Iterator[int]:
    """The places between the first prose and the last block that are content, and belong with them.

    trafilatura leaves out text between two elements, with ``br`` for paragraphs, and short lists, tables and
    sub-headings. Prose and captions are kept anywhere in between; short lines where no link stands among them.
    """
    kept = [place for place, block in enumerate(blocks) if is_content[place]]
    start = next((number for number, place in enumerate(kept) if is_prose(blocks[place].text)), len(kept))
    for before, behind in pairwise(kept[start:]):
        gap = range(before + 1, behind)
        has_links = any(blocks[place].is_linked for place in gap)
        for place in gap:
            block = blocks[place]
            is_certain = block.role is Role.CAPTION or is_prose(block.text)
            if not block.is_linked and (is_certain or not has_links) and rule_of(block.text) is None:
                yield place


def _signatures(blocks: Sequence[Block], is_content: Sequence[bool]) -> Iterator[int]:
    """The places right behind the last prose that is content and of lines that sign it."""
    prose = [place for place, block in enumerate(blocks) if is_content[place] and is_prose(block.text)]
    for place in range(prose[-1] + 1, len(blocks)) if prose else ():
        text = blocks[place].text
        is_signature = read_byline(text) is not None or read_source_credit(text) is not None
        if is_content[place]:
            continue
        if blocks[place].is_linked or rule_of(text) is not None or not is_signature:
            return
        yield place


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
    remove([*_FOOTERS(copy), *_link_lists(copy)])
    strip_elements(copy, *_SILENT, with_tail=False)
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
