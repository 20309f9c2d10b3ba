"""Counting the blocks that recur on a site, from a sample of its articles.

An article bears witness to the template it stands in. What counts is a function of the set of witnesses alone, never
of the order in which pages come: an article counts by its latest capture, copies of one text count once, and of many
articles those of the latest months count, so that a template that a site gave up is forgotten.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaning import classify
from cleaning.blocks import Block, is_prose
from cleaning.body_class import judge_body_class
from cleaning.classify import Verdict
from cleaning.identity import article_id
from cleaning.layout import Layout, find_each
from cleaning.listings import judge_shape
from cleaning.opening import LEAST_TEXT, blocks_of_body, find_body, open_page
from cleaning.page import RawPage
from cleaning.page_words import judge_text
from cleaning.repeated import (
    LEAST_ARTICLES,
    LEAST_SURE_ARTICLES,
    NEARLY_ALWAYS,
    Group,
    Repeats,
    digest_of,
    group_of,
    key_of,
)
from cleaning.walk import text_of, walk

SAMPLE = 64  # articles of a group; shares are then known to about six in a hundred
MOST_SHARED_PROSE = 0.5  # of an article's paragraphs; above it, two articles are copies of one text
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Witness(NamedTuple):
    """What one article says about the template of its site."""

    group: Group
    article: str
    """Its id."""
    fetched_at: datetime
    """``LONG_AGO`` where that is not known."""
    blocks: frozenset[int]
    """Keys of the blocks that may be boilerplate."""
    prose: frozenset[int]
    """Digests of the paragraphs."""
    selectors: Mapping[str, bool]
    """Field to whether the layout's selectors for it found anything; only fields that have selectors."""

    @property
    def rank(self) -> tuple[int, str]:
        """Of a group, the witnesses of the lowest rank count."""
        return rank_of(self.fetched_at, self.article)


def rank_of(fetched_at: datetime, article: str) -> tuple[int, str]:
    """The rank of an article among those of its site: the latest months first, by id within each, which is a hash."""
    return -(12 * fetched_at.year + fetched_at.month), article


def read_witness(page: RawPage, layouts: Mapping[str, Layout]) -> Witness | None:
    """Read what a page says about its template; ``None`` where it does not look like an article."""
    opened = open_page(page, layouts)
    if isinstance(opened, Verdict) or classify.judge_address(page):
        return None
    tree, layout, _ = opened
    if judge_body_class(tree):
        return None
    body = find_body(tree, layout)
    found = _selectors_found(tree, layout) if body is not None and layout else {}
    blocks = blocks_of_body(body, layout) if body is not None and layout else list(walk(tree))
    if body is None and _is_no_article(tree, layout, blocks):
        return None
    prose = [block.text for block in blocks if not block.is_linked and is_prose(block.text)]
    if sum(map(len, prose)) < LEAST_TEXT:
        return None
    return Witness(
        group=group_of(page, layout.name if layout else None),
        article=article_id(page.url),
        fetched_at=page.fetched_at or LONG_AGO,
        blocks=frozenset(key for block in blocks if (key := key_of(block.text)) is not None),
        prose=frozenset(digest for text in prose if (digest := digest_of(text)) is not None),
        selectors=found,
    )


def _is_no_article(tree: HtmlElement, layout: Layout | None, blocks: Sequence[Block]) -> bool:
    verdict = judge_text(blocks, tree) or judge_shape(tree, layout, blocks)
    return verdict is not None


def _selectors_found(tree: HtmlElement, layout: Layout) -> dict[str, bool]:
    fields: dict[str, tuple[str, ...]] = layout.article.model_dump()
    return {
        field: any(element.get("datetime") or text_of(element) for element in find_each(tree, selectors))
        for field, selectors in fields.items()
        if selectors
    }


def choose(witnesses: Iterable[Witness]) -> list[Witness]:
    """The witnesses that count, each article once: at most ``SAMPLE`` of a group, in an order of their own."""
    latest: dict[tuple[Group, str], Witness] = {}
    for witness in witnesses:
        name = (witness.group, witness.article)
        latest[name] = max(witness, latest.get(name, witness), key=_capture)
    ordered = sorted(latest.values(), key=lambda witness: (*_sortable(witness.group), *witness.rank))
    groups = (list(members) for _, members in groupby(ordered, key=lambda witness: witness.group))
    return [witness for members in groups for witness in members[:SAMPLE]]


def _capture(witness: Witness) -> tuple[object, ...]:
    """Order of the captures of one article; what they say decides between those of one time."""
    said = sorted(witness.blocks), sorted(witness.prose), sorted(witness.selectors.items())
    return witness.fetched_at, *said


def _sortable(group: Group) -> tuple[str, str]:
    return group.site, group.layout or ""


def count_repeats(witnesses: Iterable[Witness]) -> dict[Group, Repeats]:
    """Count the blocks of each group over the articles that count, copies left out."""
    chosen = choose(witnesses)
    return {group: _count(list(members)) for group, members in groupby(chosen, key=lambda witness: witness.group)}


def _count(witnesses: Sequence[Witness]) -> Repeats:
    distinct = _distinct(witnesses)
    counts = Counter(key for witness in distinct for key in witness.blocks)
    return Repeats(len(distinct), {key: count for key, count in counts.items() if count >= LEAST_ARTICLES})


def _distinct(witnesses: Sequence[Witness]) -> list[Witness]:
    """The witnesses that are no copy of one before them.

    Paragraphs that nearly all pages have, a portal's own description of itself, do not make copies; a page without
    others does.
    """
    everywhere = _prose_everywhere(witnesses)
    kept: list[tuple[Witness, frozenset[int]]] = []
    for witness in witnesses:
        own = witness.prose - everywhere
        if not any(_is_copy(own, other) for _, other in kept):
            kept.append((witness, own))
    return [witness for witness, _ in kept]


def _prose_everywhere(witnesses: Sequence[Witness]) -> frozenset[int]:
    if len(witnesses) < LEAST_SURE_ARTICLES:
        return frozenset()
    counts = Counter(digest for witness in witnesses for digest in witness.prose)
    return frozenset(digest for digest, count in counts.items() if count >= NEARLY_ALWAYS * len(witnesses))


def _is_copy(own: frozenset[int], other: frozenset[int]) -> bool:
    return len(own & other) > MOST_SHARED_PROSE * min(len(own), len(other)) or not (own or other)


class SelectorCounts(NamedTuple):
    """How often the selectors of a layout's field found something on the articles of a site."""

    hits: int
    misses: int


def count_selectors(witnesses: Iterable[Witness]) -> dict[Group, dict[str, SelectorCounts]]:
    """Count the hits and misses of each field's selectors, each article once."""
    latest = {(witness.group, witness.article): witness for witness in sorted(witnesses, key=_capture)}
    counts: dict[Group, dict[str, SelectorCounts]] = {}
    for (group, _), witness in sorted(latest.items(), key=lambda item: (*_sortable(item[0][0]), item[0][1])):
        for field, is_hit in witness.selectors.items():
            fields = counts.setdefault(group, {})
            hits, misses = fields.get(field, SelectorCounts(0, 0))
            fields[field] = SelectorCounts(hits + is_hit, misses + (not is_hit))
    return counts
