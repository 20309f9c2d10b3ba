"""The fields of an article beside its text, each with where it was found.

The order of trust is that of :class:`cleaning.article.Source`. Two values are never believed: a date later than
the fetch, and a title that names the portal.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from lxml.etree import XPath
from lxml.html import HtmlElement

from cleaning.article import Source
from cleaning.blocks import Block, Role, collapse_repeat, fold
from cleaning.boilerplate import plain_line
from cleaning.dates import FoundDate, date_text, find_dates, find_short_date, is_believable
from cleaning.headline import named_headline, placed_headline, strip_null
from cleaning.info_lines import NUMBER, InfoLine, is_date_line, read_info, read_number, read_views
from cleaning.layout import Layout, find_all, find_each
from cleaning.page import RawPage
from cleaning.sections import find_section
from cleaning.signatures import is_short_line, read_byline, read_source_credit
from cleaning.structured import Structured
from cleaning.walk import text_of

NEAR_TITLE = 8  # blocks around the headline within which a date line belongs to it; Joomla's is the sixth
MOST_ELEMENTS = 30  # of one field; articles have up to a dozen tags, and one of everything else
_NUMBER = re.compile(NUMBER)
_AUTHORS = XPath(
    "descendant::*[@class[contains(., 'author') or contains(., 'byline')] or @rel='author' or @itemprop='author']"
    "[not(ancestor-or-self::*[contains(@class, 'comment')])]"
)
_ADDRESS_DATES = (
    re.compile(r"/(?P<year>20\d\d)[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})/"),
    re.compile(r"-\d{3,6}(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})\d{9}\.html?$"),
)


class Found(NamedTuple):
    """A text value and its source."""

    value: str
    source: Source


class FoundTime(NamedTuple):
    """A publication date, the text it was read from, and its source."""

    value: date | datetime
    raw: str
    source: Source


class Fields(NamedTuple):
    """What stands on a page beside the body."""

    title: Found | None
    lead: Found | None
    published: FoundTime | None
    byline: Found | None
    source_credit: str | None
    category: Found | None
    views: int | None
    tags: tuple[str, ...]
    signed: Found | None = None
    """The author that a line around the headline names; a signature under the text is trusted more."""


def read_fields(tree: HtmlElement, page: RawPage, layout: Layout | None, blocks: Sequence[Block] = ()) -> Fields:
    """Read the fields of a page: by its layout, then by labels, structured data, ``time`` elements and address.

    ``blocks`` are those of the whole page where no layout fits: date lines are looked for around the headline.
    """
    structured = Structured(tree)
    title = _title(tree, layout, structured, blocks)
    near = _near(blocks, title)
    dates = [plain_line(text_of(element)) for element in _few(tree, layout.article.date)] if layout else ()
    said = _said_near(near, dates)
    views = _views(tree, layout)
    return Fields(
        title=title,
        lead=_first(tree, layout.article.lead) if layout else None,
        published=_published(tree, page, layout, structured, near),
        byline=_byline(tree, layout),
        source_credit=_source_credit(tree, layout),
        category=_category(tree, layout) or _labelled(said.category) or _section(tree, layout, structured, title),
        views=said.views if views is None else views,
        tags=_tags(tree, layout) if layout else (),
        signed=_labelled(said.byline) or _author_element(tree),
    )


def _few(tree: HtmlElement, selectors: Sequence[str]) -> list[HtmlElement]:
    """The first elements that any of the selectors finds; broken pages nest a thousand in each other."""
    return find_each(tree, selectors)[:MOST_ELEMENTS]


def _tags(tree: HtmlElement, layout: Layout) -> tuple[str, ...]:
    return tuple(text for tag in find_all(tree, layout.article.tags)[:MOST_ELEMENTS] if (text := text_of(tag)))


def _labelled(value: str | None) -> Found | None:
    return Found(value, Source.LABEL) if value else None


def _first(tree: HtmlElement, selectors: Sequence[str]) -> Found | None:
    for element in _few(tree, selectors):
        if text := collapse_repeat(text_of(element)):
            return Found(text, Source.LAYOUT)
    return None


def _title(tree: HtmlElement, layout: Layout | None, structured: Structured, blocks: Sequence[Block]) -> Found | None:
    if layout and (found := _first(tree, layout.article.title)):
        headline = strip_null(found.value)
        return found._replace(value=headline) if headline else None
    if named := named_headline(tree, structured.title() or ""):
        return Found(named, Source.STRUCTURED)
    placed = placed_headline(tree, blocks)
    return Found(placed, Source.GENERIC) if placed else None


class _Near(NamedTuple):
    """The blocks around the headline."""

    behind: Sequence[Block]
    before: Sequence[Block]


def _near(blocks: Sequence[Block], title: Found | None) -> _Near:
    """The blocks around the place of the headline: the last one that is no link, because menus come before.

    Where all are links, as in forums, the last heading among them.
    """
    folded = fold(title.value) if title else ""
    same = [place for place, block in enumerate(blocks) if folded and fold(block.text) == folded]
    places = [place for place in same if not blocks[place].is_linked] or [
        place for place in same if blocks[place].role is Role.HEADING
    ]
    if not places:
        return _Near((), ())
    return _Near(
        blocks[places[-1] + 1 : places[-1] + 1 + NEAR_TITLE], blocks[max(0, places[-1] - NEAR_TITLE) : places[-1]][::-1]
    )


def _published(
    tree: HtmlElement, page: RawPage, layout: Layout | None, structured: Structured, near: _Near
) -> FoundTime | None:
    """The first believable date in the order of trust, with the time that another place gives for the same day."""
    times = (
        FoundTime(found.value, date_text(raw, found), source)
        for raw, source in _date_texts(tree, layout, structured, near)
        if (found := _first_date(raw, source)) and is_believable(found.value, page.fetched_at)
    )
    first = next(times, None)
    if first is None:
        return _date_of_address(page)
    if isinstance(first.value, datetime):
        return first
    same_day = (time for time in times if isinstance(time.value, datetime) and time.value.date() == first.value)
    return next(same_day, first)


def _first_date(raw: str, source: Source) -> FoundDate | None:
    """The first date of a text; in the element that a layout names for it, a year may have two digits."""
    return next(find_dates(raw), None) or (find_short_date(raw) if source is Source.LAYOUT else None)


def _date_texts(
    tree: HtmlElement, layout: Layout | None, structured: Structured, near: _Near
) -> Iterator[tuple[str, Source]]:
    """The texts that may hold the date of publication; date lines before a headline last, page clocks stand there."""
    if layout:
        for element in _few(tree, layout.article.date):
            yield element.get("datetime") or text_of(element), Source.LAYOUT
    yield from ((block.text, Source.LABEL) for block in near.behind if is_date_line(plain_line(block.text)))
    if value := structured.published():
        yield value, Source.STRUCTURED
    moments = {str(time.get("datetime")) for time in tree.iter("time") if time.get("datetime")}
    if len(moments) == 1:  # with several, sidebars have theirs too
        yield moments.pop(), Source.TIME_ELEMENT
    yield from ((block.text, Source.LABEL) for block in near.before if is_date_line(plain_line(block.text)))


def _date_of_address(page: RawPage) -> FoundTime | None:
    for pattern in _ADDRESS_DATES:
        if match := pattern.search(page.url):
            year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
            try:
                day = date(year, int(match["month"]), int(match["day"]))
            except ValueError:
                continue
            if is_believable(day, page.fetched_at):
                return FoundTime(day, match[0].strip("/"), Source.ADDRESS)
    return None


def _byline(tree: HtmlElement, layout: Layout | None) -> Found | None:
    for element in _few(tree, layout.article.byline) if layout else ():
        if text := text_of(element):
            name = _author_of(text) or (None if read_info(plain_line(text)) else text)
            return Found(name, Source.LAYOUT) if name else None
    return None


def _author_element(tree: HtmlElement) -> Found | None:
    """The one name that stands alone in an element made for authors; with several, sidebars have theirs too."""
    texts = {text for element in _AUTHORS(tree) if (text := text_of(element))}
    names = {name for text in texts if is_short_line(text) and (name := _author_of(text)) and " " in name}
    return Found(names.pop(), Source.STRUCTURED) if len(names) == 1 else None


def _author_of(text: str) -> str | None:
    info = read_info(plain_line(text))
    return info.byline if info else read_byline(text)


def _source_credit(tree: HtmlElement, layout: Layout | None) -> str | None:
    for element in _few(tree, layout.article.source_credit) if layout else ():
        if text := text_of(element):
            return read_source_credit(text) or text
    return None


def _category(tree: HtmlElement, layout: Layout | None) -> Found | None:
    return _first(tree, layout.article.category) if layout else None


def _section(tree: HtmlElement, layout: Layout | None, structured: Structured, title: Found | None) -> Found | None:
    """What a page of an unknown system says; a layout knows where the section stands, if its pages have one."""
    found = None if layout else find_section(tree, structured.section(), title.value if title else None)
    return Found(found, Source.STRUCTURED) if found else None


def _views(tree: HtmlElement, layout: Layout | None) -> int | None:
    for element in _few(tree, layout.article.views) if layout else ():
        line = plain_line(text_of(element))
        if (views := read_views(line)) is not None:
            return views
        numbers = _NUMBER.findall(line)
        if len(numbers) == 1 and next(find_dates(line), None) is None:
            return read_number(numbers[0])
    return None


def _said_near(near: _Near, dates: Sequence[str]) -> InfoLine:
    """What the information lines around a headline, and those that hold the date, say about the article."""
    said = InfoLine()
    for line in (*dates, *(plain_line(block.text) for block in (*near.behind, *near.before))):
        if info := read_info(line):
            said = info._replace(**{name: value for name, value in said._asdict().items() if value is not None})
    return said
