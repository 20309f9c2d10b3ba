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
from cleaning.elements import BLOCK_TAGS, HEADINGS, PICTURES, is_centred, is_left_out, is_right, source_of
from cleaning.labels import SENTENCE_END, holds_labels, precedes_time
from cleaning.tables import ROW_MARK, data_rows

_SPACES = re.compile(r"[ \t\r\n\f]+")
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
    if len(element) == 0:
        return strip_blanks(_SPACES.sub(" ", element.text or ""))
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
    """One walk through a tree: the blocks found, the text of the open block and what stands around it."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.found: list[_Placed] = []
        self.data_rows = data_rows(root)
        self.opened: list[HtmlElement] = [root]
        self.numbers = [0]  # of the open block elements, in the order in which they begin
        self.has_blocks = [False]  # whether block elements stand in each of them
        self.next_number = 1
        self.label_holder: HtmlElement | None = None
        self.figcaptions = 0  # open ones
        self.parts: list[str] = []
        self.length = self.strong = self.italic = self.linked = 0  # code points of the open block, by mark-up
        self.depth = {"strong": 0, "italic": 0, "linked": 0}
        self.after_image = False
        self.image_in_block = False
        self.images: list[str] = []

    def run(self) -> list[_Placed]:
        events = etree.iterwalk(self.root, events=("start", "end"))
        skipped = None  # its end comes right behind its start
        for event, element in events:
            if event == "end":
                self.leave(element, str(element.tag) if element is not skipped else "")
                skipped = None
            elif element is not self.root and is_left_out(element):
                skipped = element
                events.skip_subtree()
            else:
                self.enter(element, str(element.tag))
        return self.found

    def enter(self, element: HtmlElement, tag: str) -> None:
        if tag == "br":
            self.parts.append(_BREAK)
        elif tag in PICTURES:
            self.see_picture(element)
        elif tag in BLOCK_TAGS and not self.is_in_row(element):
            if element is not self.root:
                self.open(element, tag)
            if holds_labels(element):
                self.label_holder = element
        elif mark := _INLINE_MARKS.get(tag):
            self.depth[mark] += 1
        if text := element.text:
            self.add(text)

    def open(self, element: HtmlElement, tag: str) -> None:
        self.has_blocks[-1] = True
        self.flush()
        self.figcaptions += tag == "figcaption"
        self.opened.append(element)
        self.numbers.append(self.next_number)
        self.has_blocks.append(False)
        self.next_number += 1

    def leave(self, element: HtmlElement, tag: str) -> None:
        """Close an element, unless it was skipped, and go on behind it; one without a tag was."""
        if element is self.root:
            self.flush()
            return
        if tag:
            self.close(element, tag)
        if self.label_holder is not None and element.getparent() is self.label_holder:
            self.end_label(element)
        if text := element.tail:
            self.add(text)

    def close(self, element: HtmlElement, tag: str) -> None:
        if tag in {"td", "th"} and self.is_in_row(element):
            if element.getnext() is not None:
                self.parts.append(ROW_MARK)
        elif tag in BLOCK_TAGS and not self.is_in_row(element):
            self.flush()
            self.figcaptions -= tag == "figcaption"
            for stack in (self.opened, self.numbers, self.has_blocks):
                stack.pop()
        elif mark := _INLINE_MARKS.get(tag):
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

    def add(self, text: str) -> None:
        self.parts.append(text)
        if size := len(text.strip()):
            self.length += size
            self.strong += size if self.depth["strong"] else 0
            self.italic += size if self.depth["italic"] else 0
            self.linked += size if self.depth["linked"] else 0

    def flush(self) -> None:
        """Put the open block to those found, if it has text, and open the next one."""
        joined = "".join(self.parts)
        text = strip_blanks(_SPACES.sub(" ", joined).replace("\v", "\n")) if joined and not joined.isspace() else ""
        if text:
            self.found.extend(self.blocks_of(self.opened[-1], text))
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
            is_right=is_right(element),
            holders=tuple(self.numbers[-2 if not self.has_blocks[-1] else -1 :: -1][:HOLDERS]),
            images=tuple(self.images),
        )
        if "\n" not in text:
            yield _Placed(first, element, is_verse)
            return
        for number, line in enumerate(_split_lines(text)):
            yield _Placed(first._replace(text=line, images=() if number else first.images), element, is_verse)

    def role(self, element: HtmlElement, text: str, *, is_with_picture: bool) -> Role:
        """A caption is what stands with a picture and is set apart from the text, or does not end as a sentence does."""
        if element.tag in HEADINGS:
            return Role.HEADING
        if self.is_in_figcaption():
            return Role.CAPTION
        is_italic = self.italic >= 0.9 * self.length
        if not (is_with_picture or is_italic) or len(text) > LONGEST_CAPTION or len(text.split()) > MOST_WORDS:
            return Role.TEXT
        is_set_apart = is_italic or element.tag in {"td", "th", "caption"} or is_centred(element)
        is_open = self.strong < 0.9 * self.length and not SENTENCE_END.search(text)
        if is_with_picture and (is_set_apart or is_open):
            return Role.CAPTION
        return Role.CAPTION if is_italic and is_centred(element) else Role.TEXT

    def is_in_figcaption(self) -> bool:
        return self.figcaptions > 0 or self.opened[-1].tag == "figcaption"

    def is_in_row(self, element: HtmlElement) -> bool:
        return bool(self.data_rows) and any(parent in self.data_rows for parent in element.iterancestors("tr"))


def _split_lines(text: str) -> Iterator[str]:
    held: list[str] = []
    for line in [*map(strip_blanks, text.split("\n")), ""]:
        if held and not (line and is_wrapped(held[-1], line)):
            yield "\n".join(held)
            held = []
        if line:
            held.append(line)
