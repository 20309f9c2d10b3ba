"""How offices fill the editor: the mark-up of article bodies, with the habits of real pages.

The text is what was typed, escaped and otherwise unchanged; only the elements around it differ from
article to article, always the same way for the same article.
"""

import html.entities
import zlib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from markupsafe import Markup, escape

from crawler.demo.content import SampleArticle

Escape = Callable[[str], Markup]
Choice = TypeVar("Choice")

_WORD_STYLE = "margin-bottom:6.0pt;text-align:justify;text-indent:36.0pt"
_FONT_STYLE = "font-size:14.0pt;font-family:'Times New Roman',serif"
_CHROME_STYLE = (
    "margin: 0px; padding: 0px 0px 10px; color: rgb(67, 67, 67); font-family: Roboto, sans-serif; text-align: justify;"
)
_ENTITIES = {
    code: f"&{name};"
    for code, name in html.entities.codepoint2name.items()
    if 0xA0 <= code <= 0xFF or 0x2013 <= code <= 0x2026  # Latin-1, dashes, quotation marks, ellipsis
}
SPACER = Markup("<p>&nbsp;</p>")


class Habit(StrEnum):
    """Elements around a paragraph."""

    PLAIN = "plain"
    """A bare ``p``."""
    JUSTIFIED = "justified"
    """A ``p`` with the alignment as inline style."""
    WORD = "word"
    """Pasted from Word: ``MsoNormal``, spans that begin inside a word, ``o:p``, empty paragraphs between."""
    PASTED = "pasted"
    """Copied from another page, with its computed style."""
    DIVS = "divs"
    """A ``div`` where a ``p`` should be."""
    BREAKS = "breaks"
    """No element at all: two ``br`` behind the text."""


class CaptionForm(StrEnum):
    """Elements around a picture and its caption."""

    PARAGRAPH = "paragraph"
    """The picture in a paragraph, the caption centred and italic in the next."""
    FIGURE = "figure"
    """``figure`` and ``figcaption``."""
    TABLE = "table"
    """A table of one column and two rows."""


_CAPTION_FORMS = {
    CaptionForm.PARAGRAPH: (
        '<p style="text-align: center;"><img src="{}" alt="" width="600" /></p>\n'
        '<p style="text-align: center;"><em>{}</em></p>'
    ),
    CaptionForm.FIGURE: '<figure class="image"><img src="{}" alt="" width="600" /><figcaption>{}</figcaption></figure>',
    CaptionForm.TABLE: (
        '<table align="center" border="0" cellpadding="1" cellspacing="1" style="width:600px"><tbody>\n'
        '<tr><td><img src="{}" alt="" width="600" /></td></tr>\n'
        '<tr><td style="text-align: center;"><em>{}</em></td></tr></tbody></table>'
    ),
}


class Hand(NamedTuple):
    """How one article was put into the editor."""

    habit: Habit
    caption_form: CaptionForm
    escape: Escape


def escape_latin1(text: str) -> Markup:
    """Escape a text as CKEditor does: named entities for what HTML 4 names, everything else as it is."""
    return Markup(str(escape(text)).translate(_ENTITIES))  # noqa: S704 - escaped before


def choose(article: SampleArticle, choices: Sequence[Choice], salt: str) -> Choice:
    """Choose the same for the same article, evenly over many articles."""
    return choices[zlib.crc32(f"{salt}:{article.slug}".encode()) % len(choices)]


def body_markup(article: SampleArticle, visit: int, hand: Hand, picture: Callable[[int], str]) -> Markup:
    """Give the blocks of the body, without lead and byline; ``picture`` gives the address of the n-th picture."""
    return Markup("\n").join(_blocks(article, visit, hand, picture))


def _blocks(article: SampleArticle, visit: int, hand: Hand, picture: Callable[[int], str]) -> Iterator[Markup]:
    pictures = 0
    for block in article.blocks(visit):
        text = block.typed
        if text.startswith("!"):
            yield _picture(hand, picture(pictures), text[1:].strip())
            pictures += 1
        elif text.startswith("## "):
            yield Markup("<p><strong>{}</strong></p>").format(hand.escape(text[3:]))
        else:
            yield paragraph(hand, text)
            if hand.habit is Habit.WORD:
                yield SPACER


def paragraph(hand: Hand, text: str) -> Markup:
    """Give one paragraph after the article's habit."""
    inner = hand.escape(text)
    match hand.habit:
        case Habit.PLAIN:
            return Markup("<p>{}</p>").format(inner)
        case Habit.JUSTIFIED:
            return Markup('<p style="text-align: justify;">{}</p>').format(inner)
        case Habit.PASTED:
            return Markup('<p style="{}">{}</p>').format(_CHROME_STYLE, inner)
        case Habit.DIVS:
            return Markup('<div style="text-align: justify;">{}</div>').format(inner)
        case Habit.BREAKS:
            return Markup("{}<br /><br />").format(inner)
        case Habit.WORD:
            return _word_paragraph(hand, text)


def _word_paragraph(hand: Hand, text: str) -> Markup:
    half = _place_inside_a_word(text)
    form = (
        '<p class="MsoNormal" style="{}"><span lang="VI" style="{}">{}</span>'
        '<span lang="EN-US" style="{}">{}<o:p></o:p></span></p>'
    )
    first, second = hand.escape(text[:half]), hand.escape(text[half:])
    return Markup(form).format(_WORD_STYLE, _FONT_STYLE, first, _FONT_STYLE, second)  # noqa: S704 - the form above


def _place_inside_a_word(text: str) -> int:
    """Give a place with a letter on either side, in the second half of the text if there is one."""
    half = len(text) // 2
    inside = (place for place in range(max(half, 1), len(text)) if text[place - 1].isalpha() and text[place].isalpha())
    return next(inside, half)


def _picture(hand: Hand, address: str, caption: str) -> Markup:
    return Markup(_CAPTION_FORMS[hand.caption_form]).format(address, hand.escape(caption))  # noqa: S704 - the forms above
