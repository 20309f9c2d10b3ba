"""From a tree to blocks of text as a reader sees them.

White space is folded as a browser folds it and no further: no-break spaces, zero-width characters and doubled
accents are left for the cleaning steps, whose edits are on record.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from cleaning.blocks import HOLDERS, Block, Role, is_wrapped, strip_blanks
from cleaning.captions import LONGEST_CAPTION, MOST_WORDS
from cleaning.labels import SENTENCE_END, holds_labels, precedes_time

_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_CENTRED_CLASS = re.compile(r"(?:^|[\s-])text-(?:align-)?center(?:\s|$)|(?:^|\s)rtecenter(?:\s|$)")
_RIGHT = re.compile(
    r"text-align\s*:\s*(?:right|end)|(?:^|[\s-])text-(?:align-)?(?:right|end)(?:\s|$)|(?:^|\s)rteright(?:\s|$)",
    re.IGNORECASE,
)
_SKIPPED = frozenset(
    "script style noscript template iframe object embed svg math head link meta title "
    "input select option textarea button map audio video canvas".split()
)
PICTURES = ("img", "amp-img")
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
ROW_MARK = " | "
"""What stands between the cells of a row of a data table."""
FEWEST_DATA_CELLS = 3  # cells with text in a row; layout tables have one or two
FEWEST_DATA_ROWS = 2
FEWEST_VERSES = 3  # lines; that many captions follow one another only with pictures between them
_BREAK, _LABEL_BREAK = "\v", "\v\v"  # of a line, which may go on behind it, and between two labels
_INLINE_MARKS = {"strong": "strong", "b": "strong", "em": "italic", "i": "italic", "a": "linked"}


class _Placed(NamedTuple):
    """A block, the element it was flushed from, and whether it is a caption only for being italic and centred."""

    block: Block
    element: HtmlElement
    is_verse: bool


def walk(root: HtmlElement) -> Iterator[Block]:
    """The blocks of an element in reading order, see `walk_placed`."""
    return (block for block, _ in walk_placed(root))


def text_of(element: HtmlElement) -> str:
    """All text of an element on one line, blanks at its ends left off; scripts and hidden parts are skipped."""
    return strip_blanks(" ".join(block.text for block in walk(element)))


def walk_placed(root: HtmlElement) -> Iterator[tuple[Block, HtmlElement]]:
    """The blocks of an element in reading order, each with the innermost block element around it.

    A ``br`` begins a new block, unless the line goes on behind it; labels in a row of their own are blocks too. The
    cells of a row of a data table stand on one line, apart by `` | ``; the cells of a layout table are blocks.
    """
    verses: list[_Placed] = []
    for placed in _Walk(root).run():
        if placed.is_verse:
            verses.append(placed)
            continue
        yield from _settled(verses)
        verses = []
        yield placed[:2]
    yield from _settled(verses)


def _settled(verses: list[_Placed]) -> Iterator[tuple[Block, HtmlElement]]:
    """Italic lines in the middle of a page: one or two are captions, more are a poem."""
    role = Role.TEXT if len(verses) >= FEWEST_VERSES else Role.CAPTION
    return ((placed.block._replace(role=role), placed.element) for placed in verses)


class _Walk:
    """One walk through a tree: the text of the open block and what stands around it."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.data_rows = data_rows(root)
        self.opened: list[HtmlElement] = [root]
        self.numbers = [0]  # of the open block elements, in the order in which they begin
        self.has_blocks = [False]  # whether block elements stand in each of them
        self.next_number = 1
        self.label_holder: HtmlElement | None = None
        self.skipped: HtmlElement | None = None  # its end comes right behind its start
        self.figcaptions = 0  # open ones
        self.parts: list[str] = []
        self.length = self.strong = self.italic = self.linked = 0  # code points of the open block, by mark-up
        self.depth = {"strong": 0, "italic": 0, "linked": 0}
        self.after_image = False
        self.image_in_block = False
        self.images: list[str] = []

    def run(self) -> Iterator[_Placed]:
        events = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in events:
            if event == "end":
                yield from self.leave(element)
            elif element is not self.root and _is_left_out(element):
                self.skipped = element
                events.skip_subtree()
            else:
                yield from self.enter(element)

    def enter(self, element: HtmlElement) -> Iterator[_Placed]:
        if element.tag == "br":
            self.parts.append(_BREAK)
        elif element.tag in PICTURES:
            self.see_picture(element)
        elif element.tag in BLOCK_TAGS and not self.is_in_row(element):
            if element is not self.root:
                yield from self.open(element)
            if holds_labels(element):
                self.label_holder = element
        elif mark := _INLINE_MARKS.get(str(element.tag)):
            self.depth[mark] += 1
        self.add(element.text)

    def open(self, element: HtmlElement) -> Iterator[_Placed]:
        self.has_blocks[-1] = True
        yield from self.flush()
        self.figcaptions += element.tag == "figcaption"
        self.opened.append(element)
        self.numbers.append(self.next_number)
        self.has_blocks.append(False)
        self.next_number += 1

    def leave(self, element: HtmlElement) -> Iterator[_Placed]:
        if element is self.root:
            yield from self.flush()
            return
        if element is not self.skipped:
            yield from self.close(element)
        self.skipped = None
        if self.label_holder is not None and element.getparent() is self.label_holder:
            self.end_label(element)
        self.add(element.tail)

    def close(self, element: HtmlElement) -> Iterator[_Placed]:
        if element.tag in {"td", "th"} and self.is_in_row(element):
            if element.getnext() is not None:
                self.parts.append(ROW_MARK)
        elif element.tag in BLOCK_TAGS and not self.is_in_row(element):
            yield from self.flush()
            self.figcaptions -= element.tag == "figcaption"
            for stack in (self.opened, self.numbers, self.has_blocks):
                stack.pop()
        elif mark := _INLINE_MARKS.get(str(element.tag)):
            self.depth[mark] -= 1

    def end_label(self, label: HtmlElement) -> None:
        """Part a label from the next one, unless its value follows, or the time that belongs to a date."""
        is_time = precedes_time(label)
        if self.parts and not is_time and not "".join(self.parts).rstrip().endswith(":"):
            self.parts.append(_LABEL_BREAK)
        elif is_time:
            self.parts.append(" ")

    def see_picture(self, element: HtmlElement) -> None:
        self.image_in_block = True
        if source := source_of(element):
            self.images.append(source)

    def add(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            size = len(text.strip())
            self.length += size
            self.strong += size if self.depth["strong"] else 0
            self.italic += size if self.depth["italic"] else 0
            self.linked += size if self.depth["linked"] else 0

    def flush(self) -> Iterator[_Placed]:
        """Give the open block, if it has text, and open the next one."""
        element = self.opened[-1]
        joined = "".join(self.parts)
        text = strip_blanks(_SPACES.sub(" ", joined).replace("\v", "\n")) if joined and not joined.isspace() else ""
        if text:
            yield from self.blocks_of(element, text)
            self.after_image, self.images = False, []
        elif self.image_in_block:
            self.after_image = True
        self.parts, self.image_in_block = [], False
        self.length = self.strong = self.italic = self.linked = 0

    def blocks_of(self, element: HtmlElement, text: str) -> Iterator[_Placed]:
        is_with_picture = self.after_image or self.image_in_block
        role = self.role(element, text, is_with_picture=is_with_picture)
        is_verse = role is Role.CAPTION and not is_with_picture and not self.is_in_figcaption()
        first = Block(
            text,
            role,
            is_strong=self.strong >= 0.9 * self.length,
            is_linked=self.linked > 0.6 * self.length,
            is_right=_is_right(element),
            holders=tuple(self.numbers[-2 if not self.has_blocks[-1] else -1 :: -1][:HOLDERS]),
            images=tuple(self.images),
        )
        for number, line in enumerate(_split_lines(text) if "\n" in text else (text,)):
            yield _Placed(first._replace(text=line, images=() if number else first.images), element, is_verse)

    def role(self, element: HtmlElement, text: str, *, is_with_picture: bool) -> Role:
        """A caption is what stands with a picture and is set apart from the text, or does not end as a sentence does."""
        if element.tag in _HEADINGS:
            return Role.HEADING
        if self.is_in_figcaption():
            return Role.CAPTION
        if len(text) > LONGEST_CAPTION or len(text.split()) > MOST_WORDS:
            return Role.TEXT
        is_italic = self.italic >= 0.9 * self.length
        is_set_apart = is_italic or element.tag in {"td", "th", "caption"} or _is_centred(element)
        is_open = self.strong < 0.9 * self.length and not SENTENCE_END.search(text)
        if is_with_picture and (is_set_apart or is_open):
            return Role.CAPTION
        return Role.CAPTION if is_italic and _is_centred(element) else Role.TEXT

    def is_in_figcaption(self) -> bool:
        return self.figcaptions > 0 or self.opened[-1].tag == "figcaption"

    def is_in_row(self, element: HtmlElement) -> bool:
        return bool(self.data_rows) and any(parent in self.data_rows for parent in element.iterancestors("tr"))


def source_of(picture: HtmlElement) -> str | None:
    """The address of a picture as the page writes it, that of the picture itself where it is loaded late."""
    source = (picture.get("data-src") or picture.get("src") or "").strip()
    return source if source and not source.startswith("data:") else None


def _is_left_out(element: HtmlElement) -> bool:
    return (
        element.tag in _SKIPPED
        or "hidden" in element.attrib
        or ("style" in element.attrib and _HIDDEN.search(element.get("style", "")) is not None)
    )


def _is_centred(element: HtmlElement) -> bool:
    return (
        element.get("align") == "center"
        or element.tag == "center"
        or _CENTRED.search(element.get("style", "")) is not None
        or _CENTRED_CLASS.search(element.get("class", "")) is not None
    )


def _is_right(element: HtmlElement) -> bool:
    return element.get("align") == "right" or any(
        _RIGHT.search(element.get(name, "")) is not None for name in ("style", "class")
    )


def data_rows(root: HtmlElement) -> frozenset[HtmlElement]:
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
