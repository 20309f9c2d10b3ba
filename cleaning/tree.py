"""From source text to a tree, and from a tree to blocks of text as a reader sees them.

White space is folded as a browser folds it and no further: no-break spaces, zero-width characters and doubled
accents are left for the cleaning steps, whose edits are on record.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html
from lxml.html import HtmlElement

from cleaning.blocks import Block, Role, is_wrapped, strip_blanks
from cleaning.captions import LONGEST_CAPTION, MOST_WORDS
from cleaning.decode import has_mojibake, mend_mojibake

_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)|(?:^|\s)text-(?:align-)?(?:right|end)(?:\s|$)", re.IGNORECASE)
_SKIPPED = frozenset(
    "script style noscript template iframe object embed svg math head link meta title "
    "input select option textarea button map audio video canvas".split()
)
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
ROW_MARK = " | "
"""What stands between the cells of a row of a data table."""
FEWEST_DATA_CELLS = 3  # cells with text in a row; layout tables have one or two
FEWEST_DATA_ROWS = 2


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


def mend_text_nodes(tree: HtmlElement) -> int:
    """Repair wrongly decoded text, node by node, in place; the number of nodes that changed."""
    changed = 0
    for element in tree.iter():
        for attribute in ("text", "tail"):
            text = getattr(element, attribute)
            if isinstance(text, str) and has_mojibake(text) and (mended := mend_mojibake(text)) != text:
                setattr(element, attribute, mended)
                changed += 1
    return changed


def text_of(element: HtmlElement) -> str:
    """All text of an element on one line, blanks at its ends left off; scripts and hidden parts are skipped."""
    return strip_blanks(" ".join(block.text for block in walk(element)))


def remove(elements: Sequence[HtmlElement]) -> None:
    """Take elements out of their tree; the text behind them stays."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


class _Walk:
    """The state of one walk through a tree: the text of the open block and what stands around it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = self.strong = self.italic = self.linked = 0  # code points of the open block, by mark-up
        self.depth = {"strong": 0, "italic": 0, "linked": 0}
        self.after_image = False
        self.image_in_block = False

    def add(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            size = len(text.strip())
            self.length += size
            self.strong += size if self.depth["strong"] else 0
            self.italic += size if self.depth["italic"] else 0
            self.linked += size if self.depth["linked"] else 0

    def flush(self, element: HtmlElement) -> Iterator[Block]:
        """Give the open block, if it has text, and open the next one."""
        joined = "".join(self.parts)
        text = strip_blanks(_SPACES.sub(" ", joined).replace("\v", "\n")) if joined and not joined.isspace() else ""
        if text:
            role = self._role(element, text)
            is_strong, is_linked = self.strong >= 0.9 * self.length, self.linked > 0.6 * self.length
            is_right = _is_right(element)
            for line in _split_lines(text) if "\n" in text else (text,):
                yield Block(line, role, is_strong, is_linked, is_right)
            self.after_image = False
        elif self.image_in_block:
            self.after_image = True
        self.parts, self.image_in_block = [], False
        self.length = self.strong = self.italic = self.linked = 0

    def _role(self, element: HtmlElement, text: str) -> Role:
        """A caption is what stands with a picture and is set apart from the text, or does not end as a sentence does."""
        if element.tag in _HEADINGS:
            return Role.HEADING
        if element.tag == "figcaption" or any(
            parent.tag == "figcaption" for parent in element.iterancestors("figcaption", "article")
        ):
            return Role.CAPTION
        if len(text) > LONGEST_CAPTION or len(text.split()) > MOST_WORDS:
            return Role.TEXT
        is_italic = self.italic >= 0.9 * self.length
        is_set_apart = is_italic or element.tag in {"td", "th", "caption"} or _is_centred(element)
        is_open = self.strong < 0.9 * self.length and not text.endswith((".", ":", ";", "!", "?"))
        if (self.after_image or self.image_in_block) and (is_set_apart or is_open):
            return Role.CAPTION
        return Role.CAPTION if is_italic and _is_centred(element) else Role.TEXT


def _is_centred(element: HtmlElement) -> bool:
    return (
        element.get("align") == "center"
        or element.tag == "center"
        or _CENTRED.search(element.get("style", "")) is not None
    )


def _is_right(element: HtmlElement) -> bool:
    return element.get("align") == "right" or any(
        _RIGHT.search(element.get(name, "")) is not None for name in ("style", "class")
    )


_INLINE_MARKS = {"strong": "strong", "b": "strong", "em": "italic", "i": "italic", "a": "linked"}


def walk(root: HtmlElement) -> Iterator[Block]:
    """The blocks of an element in reading order.

    A ``br`` begins a new block, unless the line goes on behind it. The cells of a row of a data table stand on one
    line, apart by `` | ``; the cells of a layout table are blocks.
    """
    data_rows = _data_rows(root)
    state = _Walk()
    opened: list[HtmlElement] = [root]
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "start":
            if element is not root and _is_left_out(element):
                events.skip_subtree()
                continue
            yield from _enter(element, state, opened, data_rows)
        else:
            yield from _leave(element, state, opened, data_rows, is_root=element is root)


def _is_left_out(element: HtmlElement) -> bool:
    return (
        element.tag in _SKIPPED
        or "hidden" in element.attrib
        or ("style" in element.attrib and _HIDDEN.search(element.get("style", "")) is not None)
    )


def _enter(
    element: HtmlElement, state: _Walk, opened: list[HtmlElement], data_rows: frozenset[HtmlElement]
) -> Iterator[Block]:
    if element.tag == "br":
        state.parts.append("\v")
    elif element.tag == "img":
        state.image_in_block = True
    elif element.tag in BLOCK_TAGS and not _is_in_row(element, data_rows):
        yield from state.flush(opened[-1])
        opened.append(element)
    elif mark := _INLINE_MARKS.get(str(element.tag)):
        state.depth[mark] += 1
    state.add(element.text)


def _leave(
    element: HtmlElement, state: _Walk, opened: list[HtmlElement], data_rows: frozenset[HtmlElement], *, is_root: bool
) -> Iterator[Block]:
    if _is_left_out(element) and not is_root:
        pass
    elif element.tag in {"td", "th"} and _is_in_row(element, data_rows):
        if element.getnext() is not None:
            state.parts.append(ROW_MARK)
    elif is_root or (element.tag in BLOCK_TAGS and not _is_in_row(element, data_rows)):
        yield from state.flush(opened[-1])
        opened.pop()
    elif mark := _INLINE_MARKS.get(str(element.tag)):
        state.depth[mark] -= 1
    if not is_root:
        state.add(element.tail)


def _is_in_row(element: HtmlElement, data_rows: frozenset[HtmlElement]) -> bool:
    return bool(data_rows) and any(parent in data_rows for parent in element.iterancestors("tr"))


def _data_rows(root: HtmlElement) -> frozenset[HtmlElement]:
    """The rows of tables that hold data rather than layout."""
    rows: list[HtmlElement] = []
    for table in root.iter("table"):
        if table.find(".//table") is not None:
            continue  # a table around tables is layout; in a thousand of them, looking inside each would take minutes
        wide = [
            row
            for row in table.iter("tr")
            if sum(1 for cell in row if strip_blanks(cell.text_content())) >= FEWEST_DATA_CELLS
        ]
        if len(wide) >= FEWEST_DATA_ROWS and not any(True for _ in table.iter("form", "div", "img")):
            rows += table.iter("tr")
    return frozenset(rows)


def _split_lines(text: str) -> Iterator[str]:
    held: list[str] = []
    for line in [*map(strip_blanks, text.split("\n")), ""]:
        if held and not (line and is_wrapped(held[-1], line)):
            yield "\n".join(held)
            held = []
        if line:
            held.append(line)
