"""Pages: the text nodes that were decoded wrongly or typed in a legacy encoding, repaired in place before extraction.

Extraction deletes signs that the repair needs, so it comes first; what it did is a flag of the article, not an edit.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from cleaning.decode import has_mojibake, mend_mojibake
from cleaning.legacy.lines import MOJIBAKE
from cleaning.legacy.recognition import fits, may_hold_legacy, recognize
from cleaning.legacy.tables import LegacyEncoding

_INLINE: Final = frozenset(
    "a abbr acronym b big cite code em font i ins kbd mark o:p s small span strike strong sub sup u".split()
)
_CODE: Final = frozenset(("script", "style"))
_READ_ATTRIBUTES: Final = ("content", "alt", "title")
_CAPITAL_FONT: Final = re.compile(r"\.?Vn\w+H\b")


class _Node(NamedTuple):
    """A text of a tree: the text or tail of an element, or one of its attributes."""

    element: HtmlElement
    place: str

    @property
    def text(self) -> str:
        if self.place in _READ_ATTRIBUTES:
            return self.element.get(self.place, "")
        return getattr(self.element, self.place) or ""

    def write(self, text: str) -> None:
        if self.place in _READ_ATTRIBUTES:
            self.element.set(self.place, text)
        else:
            setattr(self.element, self.place, text)


def mend_nodes(tree: HtmlElement, source: str) -> frozenset[str]:
    """Repair the texts of a tree in place; ``source`` is the page it was made of.

    Returns the names of what was repaired: ``mojibake`` and the encodings of ``LEGACY_ENCODINGS``.
    """
    mended = set[str]()
    if has_mojibake(source) and _mend_mojibake(tree):
        mended.add(MOJIBAKE)
    if may_hold_legacy(source):
        mended |= _mend_legacy(tree)
    return frozenset(mended)


def _nodes(tree: HtmlElement) -> Iterator[_Node]:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text and element.tag not in _CODE:
            yield _Node(element, "text")
        if element.tail:
            yield _Node(element, "tail")
        yield from (_Node(element, name) for name in _READ_ATTRIBUTES if name in element.attrib)


def _mend_mojibake(tree: HtmlElement) -> bool:
    changed = False
    for node in _nodes(tree):
        if has_mojibake(node.text) and (mended := mend_mojibake(node.text)) != node.text:
            node.write(mended)
            changed = True
    return changed


def _mend_legacy(tree: HtmlElement) -> set[str]:
    """Read each block in the encoding that it shows; one too short to show any, in that of the page."""
    blocks = defaultdict[HtmlElement, list[_Node]](list)
    for node in _nodes(tree):
        if not node.text.isspace():
            blocks[_block_of(node)].append(node)
    known = {block: encoding for block, nodes in blocks.items() if (encoding := recognize(_joined(nodes)))}
    if not known:
        return set()
    sizes = Counter[LegacyEncoding]()
    for block, encoding in known.items():
        sizes[encoding] += len(_joined(blocks[block]))
    of_page = sizes.most_common(1)[0][0]
    for block, nodes in blocks.items():
        if encoding := known.get(block) or (of_page if fits(_joined(nodes), of_page) else None):
            for node in nodes:
                _read(node, encoding)
    return {encoding.name for encoding in known.values()}


def _read(node: _Node, encoding: LegacyEncoding) -> None:
    text = encoding.read(node.text)
    node.write(text.upper() if _is_in_capital_font(node) else text)


def _joined(nodes: list[_Node]) -> str:
    return "".join(node.text for node in nodes)


def _around(node: _Node) -> Iterator[HtmlElement]:
    """The elements around a text, from the nearest on."""
    if node.place != "tail":
        yield node.element
    yield from node.element.iterancestors()


def _block_of(node: _Node) -> HtmlElement:
    """The element whose text is read as one: the nearest one that is not set in a line; an attribute is by itself."""
    if node.place in _READ_ATTRIBUTES:
        return node.element
    return next((element for element in _around(node) if element.tag not in _INLINE), node.element)


def _is_in_capital_font(node: _Node) -> bool:
    """Whether a font such as ``.VnTimeH`` shows the text in capitals, whose bytes are those of small letters."""
    fonts = (f"{element.get('face', '')} {element.get('style', '')}" for element in _around(node))
    named = next((font for font in fonts if ".Vn" in font), "")
    return _CAPITAL_FONT.search(named) is not None
