"""Layouts: how the pages of one CMS family look.

A layout is data, one TOML file of ``layouts/`` each: signs that tell the family, selectors for the parts
of an article, links of listings, shapes of addresses. Nothing in the code knows a family by its name.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import XPath, XPathError
from lxml.html import HtmlElement
from pydantic import AfterValidator, Field, ValidationError

from cleaning.record import Record

FOLDER = Path(__file__).parent / "layouts"


class LayoutFileError(ValueError):
    """A layout file has a mistake; the message names file and field and says what is allowed."""


@cache
def _compiled(selector: str) -> XPath:
    return CSSSelector(selector, translator="html")


def _valid_selector(selector: str) -> str:
    try:
        _compiled(selector)
    except (SelectorError, XPathError) as error:
        raise ValueError(f"a CSS selector is expected, found {selector!r}: {error}") from error
    return selector


def _valid_pattern(pattern: str) -> str:
    try:
        _any_of([pattern])
    except re.error as error:
        raise ValueError(f"a regular expression is expected, found {pattern!r}: {error}") from error
    return pattern


Selectors = tuple[Annotated[str, AfterValidator(_valid_selector)], ...]
Patterns = tuple[Annotated[str, AfterValidator(_valid_pattern)], ...]


class Sign(Record):
    """A piece of markup that speaks for a family."""

    markup: str = Field(min_length=4)
    """Text that stands in the page's source, letter by letter."""
    weight: int = Field(default=1, ge=1, le=10)
    """How much it says; common leftovers of a product weigh 1, class names of the family more."""


class ArticleParts(Record):
    """Selectors for the parts of an article, best first; the first that finds text wins."""

    title: Selectors = ()
    """Headline."""
    lead: Selectors = ()
    """Summary, where it stands outside the body."""
    body: Selectors = ()
    """Smallest element that holds all paragraphs."""
    date: Selectors = ()
    """Publication; ``datetime`` of a ``time`` element is preferred to its text."""
    views: Selectors = ()
    """View counter."""
    byline: Selectors = ()
    """Author, where it stands outside the body."""
    source_credit: Selectors = ()
    """Publisher that the page takes the text from."""
    category: Selectors = ()
    """Section."""
    caption: Selectors = ()
    """Captions inside the body, beyond ``figcaption`` and the lines under pictures."""
    tags: Selectors = ()
    """Key words, one element each."""
    prune: Selectors = ()
    """What stands inside the body and is not part of it."""


class ListingParts(Record):
    """Selectors of links on listing pages."""

    item: Selectors = ()
    """Links to articles."""
    pager: Selectors = ()
    """Links to further pages of the listing, scripted ones too."""


class AddressRules(Record):
    """Regular expressions searched for in an address, of one family joined into one."""

    article: Patterns = ()
    """Addresses of articles."""
    listing: Patterns = ()
    """Addresses of listings."""


class Layout(Record):
    """One CMS family."""

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Name, the same as the file's."""
    title: str
    """The family in a few words."""
    signs: tuple[Sign, ...] = Field(min_length=1)
    """Signs that are added up."""
    least_score: int = Field(ge=1)
    """Sum of weights from which a page belongs to the family."""
    article: ArticleParts
    """Where the parts of an article stand."""
    listing: ListingParts = ListingParts()
    """Where the links of a listing stand."""
    addresses: AddressRules = AddressRules()
    """How addresses look."""

    def score(self, html: str) -> int:
        """Sum of the weights of the signs found in a page's source."""
        return sum(sign.weight for sign in self.signs if sign.markup in html)

    @cached_property
    def article_address(self) -> re.Pattern[str] | None:
        """Any of the article patterns, or ``None`` where the family has none."""
        return _any_of(self.addresses.article)

    @cached_property
    def listing_address(self) -> re.Pattern[str] | None:
        """Any of the listing patterns, or ``None`` where the family has none."""
        return _any_of(self.addresses.listing)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(_as_group(pattern) for pattern in patterns)
    return re.compile(joined) if joined else None


def _as_group(pattern: str) -> str:
    """A pattern as a part of another; a leading ``(?i)`` counts for this part only."""
    return f"(?i:{pattern.removeprefix('(?i)')})" if pattern.startswith("(?i)") else f"(?:{pattern})"


def find_all(tree: HtmlElement, selectors: Iterable[str]) -> list[HtmlElement]:
    """Elements that the first successful selector finds, in document order; empty if none does."""
    for selector in selectors:
        if found := _compiled(selector)(tree):
            return list(found)
    return []


def find_each(tree: HtmlElement, selectors: Iterable[str]) -> list[HtmlElement]:
    """Elements that any of the selectors finds, selector by selector."""
    return [element for selector in selectors for element in _compiled(selector)(tree)]


def detect(html: str, layouts: Mapping[str, Layout]) -> Layout | None:
    """The family whose signs weigh most on a page, or ``None`` when none reaches its least score.

    Of two equal scores, the family that asks for more wins, then the first by name.
    """
    scored = [(layout.score(html), layout) for layout in layouts.values()]
    fitting = [(score, layout.least_score, layout) for score, layout in scored if score >= layout.least_score]
    return max(fitting, key=lambda fit: fit[:2], default=(0, 0, None))[2]


def load_layouts(folder: Path = FOLDER) -> dict[str, Layout]:
    """Read all layout files of a folder, by name.

    Raises:
        LayoutFileError: a file has a mistake.
    """
    return {layout.name: layout for layout in map(_load, sorted(folder.glob("*.toml")))}


def _load(path: Path) -> Layout:
    try:
        layout = Layout.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise LayoutFileError(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        mistakes = (f"field {'.'.join(map(str, m['loc']))}: {m['msg']}, found {m['input']!r}" for m in error.errors())
        raise LayoutFileError("\n".join(f"{path}: {mistake}" for mistake in mistakes)) from error
    if layout.name != path.stem:
        raise LayoutFileError(f"{path}: field name: the file's name {path.stem!r} is expected, found {layout.name!r}")
    return layout
