"""The articles of a site at one visit, in sections and listing pages."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from crawler.demo.content import SampleArticle

PER_LIST = 10  # articles on a listing page
TEASER_WORDS = 28  # words of a lead that a listing shows
ALL_NEWS = "Tin tức"  # the section that lists everything


@lru_cache(maxsize=1024)  # a menu has a hundred names, on every page
def slug_of(name: str) -> str:
    """Give the unaccented form for addresses: ``Đảng - Đoàn thể`` becomes ``dang-doan-the``."""
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split()
    )


def teaser(article: SampleArticle) -> str:
    """Give the beginning of the lead, as typed, cut at a word and without a mark at the cut."""
    words = article.lead.typed.split(" ")
    if len(words) <= TEASER_WORDS:
        return article.lead.typed
    return " ".join(words[:TEASER_WORDS]).rstrip(" ,;:.") + "…"


class Section(NamedTuple):
    """A heading of the menu with a listing of its own."""

    name: str
    slug: str


class Leaf(NamedTuple):
    """One page of a listing."""

    section: Section
    number: int  # from 1
    last: int  # pages of this listing, at least 1
    articles: Sequence[SampleArticle]


@dataclass(frozen=True)
class Edition:
    """What a site has at one visit."""

    visit: int
    """Counted from 1."""
    known: tuple[SampleArticle, ...]
    """All articles of the site, of both visits, newest first."""

    @cached_property
    def articles(self) -> tuple[SampleArticle, ...]:
        """The articles that are there, newest first."""
        return tuple(article for article in self.known if article.is_there(self.visit))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All news, then the categories of both visits in the order of their newest article."""
        names = dict.fromkeys((ALL_NEWS, *(article.category for article in self.known)))
        return tuple(Section(name, slug_of(name)) for name in names)

    @cached_property
    def _by_section(self) -> dict[str, list[SampleArticle]]:
        lists: dict[str, list[SampleArticle]] = {section.slug: [] for section in self.sections}
        for article in self.articles:
            for slug in {self.sections[0].slug, slug_of(article.category)}:
                lists[slug].append(article)
        return lists

    @cached_property
    def _places(self) -> dict[str, int]:
        return {article.slug: place for place, article in enumerate(self.articles)}

    def section(self, slug: str) -> Section | None:
        """Find a section by its slug."""
        return next((section for section in self.sections if section.slug == slug), None)

    def section_of(self, article: SampleArticle) -> Section:
        """Give the section that the article's address belongs to."""
        return Section(article.category, slug_of(article.category))

    def has(self, article: SampleArticle) -> bool:
        """Whether the article is there."""
        return article.slug in self._places

    def leaf(self, section: Section, number: int) -> Leaf:
        """Give a page of a section's listing; it is empty beyond the last."""
        articles = self._by_section[section.slug]
        last = max(1, -(-len(articles) // PER_LIST))
        first = (max(number, 1) - 1) * PER_LIST
        return Leaf(section, max(number, 1), last, articles[first : first + PER_LIST])

    def newest(self, count: int) -> Sequence[SampleArticle]:
        """Give the newest articles, for side columns."""
        return self.articles[:count]

    def older(self, article: SampleArticle, count: int) -> Sequence[SampleArticle]:
        """Give the articles that came before this one."""
        place = self._places[article.slug] + 1
        return self.articles[place : place + count]

    def newer(self, article: SampleArticle, count: int) -> Sequence[SampleArticle]:
        """Give the articles that came after this one, newest first."""
        place = self._places[article.slug]
        return self.articles[max(0, place - count) : place]

    def matching(self, words: str, count: int) -> Sequence[SampleArticle]:
        """Give articles whose title has the words, whatever their case."""
        return [article for article in self.articles if words.casefold() in article.title.typed.casefold()][:count]
