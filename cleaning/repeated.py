"""Blocks that stand on many articles of a site: boilerplate that no rule needs to know.

Whether a block may go is a matter of how sure that is. A label or a link that recurs goes from around the text. A
sentence, a caption or a line inside the text must stand on nearly every article, because reporters have their
formulas, sub-headings and captions too. The headline, the line above it, what signs an article, and what a rule of
``boilerplate`` takes are never touched: rules come first, their names tell more, and some open the tail.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaning.blocks import Block, Role, fold, is_prose
from cleaning.boilerplate import rule_of
from cleaning.identity import split_address
from cleaning.page import RawPage
from cleaning.signatures import split_signature

RULE = "repeated"
"""Name of the rule in ``stripped``."""

LONGEST_REPEATED = 400  # code points; longer blocks that recur are copies of articles
LEAST_ARTICLES = 3  # that a block stands on
OFTEN = 0.3  # of the articles of the group; a template that a third of a site has is found
LEAST_SURE_ARTICLES = 10  # of fewer, three in four can end in the same formula
NEARLY_ALWAYS = 0.9  # of the articles of the group; a formula that an office ends most of its news with stays
MOST_PROSE_TAKEN = 0.5  # of a page's prose; where more recurs, the page is a copy

_DIGITS = re.compile(r"\d+(?: \d+)*")
_SENTENCE_END = re.compile(r"[.!?…][”\"’)\]]?$|/\.$")
FEWEST_SENTENCE_SPACES = 3
REMEMBERED = 4096  # blocks: those that recur on the sites under work
_KEY_BYTES = 8  # of a digest: among a million blocks, two alike by chance are less likely than 1 in 30 million


class Group(NamedTuple):
    """Pages that have the same template."""

    site: str
    """Name of the site, or its host where no site file names it."""
    layout: str | None


class Repeats(NamedTuple):
    """The blocks that recur in a group."""

    articles: int
    """Distinct articles that were counted."""
    counts: Mapping[int, int]
    """Key of a block to the articles that have it; at least ``LEAST_ARTICLES``."""


NO_REPEATS = Repeats(0, MappingProxyType({}))


class Parted(NamedTuple):
    """The blocks of a page, parted by what is known of its site."""

    kept: list[Block]
    taken: list[Block]
    needless: frozenset[int]
    """Places of blocks that need not be looked at: those taken, and links that recur."""


def group_of(page: RawPage, layout: str | None) -> Group:
    """The group of a page."""
    return Group(page.site or (split_address(page.url).hostname or "").removeprefix("www."), layout)


@lru_cache(REMEMBERED)
def key_of(text: str) -> int | None:
    """What a block is counted by: letters only, any run of numbers as one; ``None`` for what cannot be boilerplate.

    >>> key_of("Lượt xem: 1.035") == key_of("LƯỢT XEM : 7")
    True
    >>> key_of("24/10/2023") is None
    True
    """
    if len(text) >= LONGEST_REPEATED:
        return None
    return digest_of(text)


def digest_of(text: str) -> int | None:
    """The key of a block of any length; ``None`` where it has no letter."""
    masked = _DIGITS.sub("#", fold(text))
    if not any(map(str.isalpha, masked)):
        return None
    return int.from_bytes(blake2b(masked.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest())


def part_repeated(blocks: Sequence[Block], repeats: Repeats, known: Iterable[str | None] = ()) -> Parted:
    """Take the blocks out that recur on the articles of the group; ``known`` are headline and lead."""
    if not repeats.counts:
        return Parted(list(blocks), [], frozenset())
    shares = [_share(block, repeats) for block in blocks]
    own = frozenset(fold(text) for text in known if text)
    taken = _leave_most_prose(blocks, _takeable(blocks, shares, own, _is_sure(repeats)))
    links = {place for place, block in enumerate(blocks) if block.is_linked and shares[place] >= OFTEN}
    kept = [block for place, block in enumerate(blocks) if place not in taken]
    return Parted(kept, [blocks[place] for place in sorted(taken)], frozenset(taken | links))


def _share(block: Block, repeats: Repeats) -> float:
    """Share of the articles that have a block, 0 where too few have it."""
    key = key_of(block.text)
    return repeats.counts.get(key, 0) / repeats.articles if key is not None else 0.0


def _is_sure(repeats: Repeats) -> bool:
    return repeats.articles >= LEAST_SURE_ARTICLES


def _takeable(blocks: Sequence[Block], shares: Sequence[float], own: frozenset[str], is_sure: bool) -> set[int]:
    """Places of the blocks that may go."""
    titles = {place for place, block in enumerate(blocks) if own and fold(block.text) in own}
    protected = titles | {place - 1 for place in titles if place and not blocks[place - 1].is_linked}
    around = _Around(blocks, shares, titles)
    taken: set[int] = set()
    for place, (block, share) in enumerate(zip(blocks, shares, strict=True)):
        if share < OFTEN or place in protected or rule_of(block.text) is not None:
            continue
        if around.is_behind_text(place) and split_signature(block.text) != (None, None):
            continue
        is_label = block.role is not Role.CAPTION and not _is_sentence(block.text)
        if (is_label and (block.is_linked or not around.is_inside(place))) or (is_sure and share >= NEARLY_ALWAYS):
            taken.add(place)
    return taken


class _Around:
    """What stands before and behind each block, blocks that recur passed over: own text, or anything else."""

    def __init__(self, blocks: Sequence[Block], shares: Sequence[float], titles: set[int]) -> None:
        is_text: list[bool | None] = [
            None if share >= OFTEN and place not in titles else not block.is_linked and place not in titles
            for place, (block, share) in enumerate(zip(blocks, shares, strict=True))
        ]
        self._before = _last_known(is_text)
        self._behind = _last_known(is_text[::-1])[::-1]

    def is_inside(self, place: int) -> bool:
        """Whether own text stands before and behind a block."""
        return self._before[place] and self._behind[place]

    def is_behind_text(self, place: int) -> bool:
        """Whether own text stands before a block."""
        return self._before[place]


def _last_known(answers: Sequence[bool | None]) -> list[bool]:
    """For each place, the last answer before it; no at the start."""
    known, latest = [], False
    for answer in answers:
        known.append(latest)
        latest = latest if answer is None else answer
    return known


def _is_sentence(text: str) -> bool:
    return text.count(" ") >= FEWEST_SENTENCE_SPACES and _SENTENCE_END.search(text) is not None


def _leave_most_prose(blocks: Sequence[Block], taken: set[int]) -> set[int]:
    """The places without prose, where taking it would leave less than half of the prose."""
    prose = {
        place: len(block.text) for place, block in enumerate(blocks) if not block.is_linked and is_prose(block.text)
    }
    if sum(prose[place] for place in taken & prose.keys()) <= MOST_PROSE_TAKEN * sum(prose.values()):
        return taken
    return taken - prose.keys()


def needless_elements(placed: Sequence[tuple[Block, HtmlElement]], needless: frozenset[int]) -> list[HtmlElement]:
    """The largest elements that hold nothing but needless blocks."""
    needed: set[HtmlElement] = set()
    for place, (_, element) in enumerate(placed):
        if place not in needless:
            _add_with_ancestors(element, needed)
    largest = (_largest_outside(placed[place][1], needed) for place in sorted(needless)) if needed else ()
    return list(dict.fromkeys(element for element in largest if element is not None))


def _largest_outside(element: HtmlElement, needed: set[HtmlElement]) -> HtmlElement | None:
    """The largest element around this one that is not needed; ``None`` where this one is."""
    if element in needed:
        return None
    parent = element.getparent()
    while parent is not None and parent not in needed:
        element, parent = parent, parent.getparent()
    return element


def _add_with_ancestors(element: HtmlElement | None, needed: set[HtmlElement]) -> None:
    while element is not None and element not in needed:
        needed.add(element)
        element = element.getparent()
