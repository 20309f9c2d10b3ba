"""Listings: pages whose links say that their text belongs to other pages."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import urljoin

from lxml.html import HtmlElement

from cleaning.article import Reason
from cleaning.blocks import LEAST_PROSE, Block, Role, fold, is_prose
from cleaning.boilerplate import plain_line, rule_of
from cleaning.classify import Verdict
from cleaning.headline import is_likely_headline
from cleaning.identity import article_id
from cleaning.info_lines import is_date_line
from cleaning.layout import Layout, find_all, find_each
from cleaning.page import RawPage

FEWEST_TEASERS = 3  # links with headlines in a listing
FEWEST_HEADLINE_WORDS = 5
MOST_TEASER_BLOCKS = 2  # paragraphs under one headline of a listing
LONGEST_TEASER = 600  # code points; leads of listings have at most about 400
TEASER_SHARE = 0.6  # of the prose of a page; a listing's footer is prose too, and a sidebar has teasers

_MORE = re.compile(
    r"(?:xem (?:thêm|tiếp|chi tiết)|đọc (?:thêm|tiếp)|chi tiết|read more|continue reading|more)\b.{0,10}", re.IGNORECASE
)
_QUESTION = re.compile(r"(?:người (?:gửi|hỏi)|câu hỏi(?: số)?(?: \d+)?|họ tên người hỏi)\s*:", re.IGNORECASE)


def judge_shape(tree: HtmlElement, layout: Layout | None, blocks: Sequence[Block]) -> Verdict | None:
    """What the links around the prose of a page without a known body say: teasers make a listing."""
    if layout:
        items = {fold(item.text_content()) for item in find_all(tree, layout.listing.item)}
        if len(items) >= FEWEST_TEASERS:
            return Verdict(Reason.LISTING, f"no body and {len(items)} teasers of layout {layout.name}")
    return _judge_teasers(blocks) or _judge_items(blocks) or _judge_onclick(tree, blocks)


def judge_headline(tree: HtmlElement, page: RawPage, layout: Layout, body: HtmlElement) -> Verdict | None:
    """Whether the headline above a body links elsewhere: a listing with a single item looks like an article.

    Where the address is that of an article, a link in its headline leads to the same article by another address.
    """
    if layout.article_address and layout.article_address.search(page.url):
        return None
    titled = [title for title in find_each(tree, layout.article.title) if fold(title.text_content())]
    links = _whole_links(titled[0]) if titled else _items_above(tree, layout, body)
    targets = (_join(page.url, link.get("href", "")) for link in links)
    elsewhere = next((target for target in targets if article_id(target) != article_id(page.url)), None)
    return Verdict(Reason.LISTING, f"the headline links to {elsewhere}") if elsewhere else None


def _whole_links(title: HtmlElement) -> list[HtmlElement]:
    """The links that hold the whole text of a headline."""
    return [link for link in title.iter("a") if fold(link.text_content()) == fold(title.text_content())]


def _items_above(tree: HtmlElement, layout: Layout, body: HtmlElement) -> list[HtmlElement]:
    """The headline links of a listing's items that stand right above a body: in front of it, in its own box."""
    before = {element for sibling in body.itersiblings(preceding=True) for element in sibling.iter("a")}
    return [link for link in find_all(tree, layout.listing.item) if link in before]


def _join(base: str, address: str) -> str:
    if address.lower().startswith("javascript:"):
        return base
    try:
        return urljoin(base, address)
    except ValueError:
        return base


def judge_place(blocks: Sequence[Block], kept: Sequence[Block], title: str | None) -> Verdict | None:
    """Whether the text of a page stands under a headline that is a link, and the page has no other headline.

    A listing that gives its first item whole has a text as long as an article's; there the link must be a heading.
    """
    if not kept:
        return None
    first = next((block for block in kept if is_prose(block.text)), kept[0])
    place = next((place for place, block in enumerate(blocks) if block is first), 0)
    above = [block for block in blocks[:place] if is_headline(block) or rule_of(block.text) is None]
    headings = [block for block in above if block.role is Role.HEADING]
    own = fold(title) if title and is_likely_headline(title) else ""
    own_lines = [block for block in above if not block.is_linked] + above[-1:] + headings[-1:]
    if own and any(fold(block.text).startswith(own) for block in own_lines):
        return None
    is_teaser = sum(len(block.text) for block in kept) <= LONGEST_TEASER
    nearest = above[-1:] if is_teaser else headings[-1:] if own else []
    if nearest and is_headline(nearest[0]):
        return Verdict(Reason.LISTING, f"the text stands under a link: {nearest[0].text}")
    return None


def _judge_teasers(blocks: Sequence[Block]) -> Verdict | None:
    """A listing's prose is spread over items that have a headline link each; an article's stands together."""
    total = sum(len(block.text) for block in blocks if _is_teaser(block))
    teasers = list(_teasers(blocks))
    share = TEASER_SHARE if len(teasers) >= FEWEST_TEASERS else 1
    if len(teasers) > 1 and sum(teasers) >= share * total:
        return Verdict(Reason.LISTING, f"{len(teasers)} headline links with a teaser each")
    return None


def _judge_items(blocks: Sequence[Block]) -> Verdict | None:
    """Items whose headlines are no links: each has its own date, or its own link to the rest, or its own asker."""
    own = [block for block in blocks if not block.is_linked]
    total = sum(len(block.text) for block in blocks if _is_teaser(block))
    cut = [len(before.text) for before, block in pairwise(blocks) if _is_more(block) and _is_teaser(before)]
    if len(cut) >= FEWEST_TEASERS and sum(cut) >= TEASER_SHARE * total:
        return Verdict(Reason.LISTING, f"{len(cut)} texts with a link to the rest")
    dated = [len(own[place + 1].text) for place in range(1, len(own) - 1) if _is_dated_headline(own, place)]
    if len(dated) >= FEWEST_TEASERS and sum(dated) >= TEASER_SHARE * total:
        return Verdict(Reason.LISTING, f"{len(dated)} headlines with a date and a teaser each")
    asked = sum(1 for block in own if _QUESTION.match(block.text))
    return Verdict(Reason.LISTING, f"{asked} questions of readers") if asked >= FEWEST_TEASERS else None


def _is_more(block: Block) -> bool:
    return block.is_linked and _MORE.fullmatch(plain_line(block.text)) is not None


def _is_dated_headline(blocks: Sequence[Block], place: int) -> bool:
    """Whether a date line stands right under a headline and above a teaser."""
    is_under = is_date_line(plain_line(blocks[place].text)) and is_likely_headline(blocks[place - 1].text)
    return is_under and _is_teaser(blocks[place + 1])


def _judge_onclick(tree: HtmlElement, blocks: Sequence[Block]) -> Verdict | None:
    """Items that a script opens: elements with an address to go to, which hold nearly all the prose."""
    total = sum(len(block.text) for block in blocks if _is_teaser(block))
    items = [item for item in tree.iter("div", "li", "tr", "td", "article") if "location" in item.get("onclick", "")]
    texts = [size for item in items if (size := len(" ".join(item.text_content().split()))) >= LEAST_PROSE]
    if len(texts) >= FEWEST_TEASERS and sum(texts) >= TEASER_SHARE * total:
        return Verdict(Reason.LISTING, f"{len(texts)} texts that a click opens")
    return None


def _is_teaser(block: Block) -> bool:
    return len(block.text) >= LEAST_PROSE and (not block.is_linked or is_prose(block.text))


def _teasers(blocks: Sequence[Block]) -> Iterator[int]:
    """Code points of the texts, of one or two blocks, that stand between two headline links or inside one."""
    run: list[int] = []
    under_headline = False
    for block in [*blocks, Block("", is_linked=True)]:
        if block.is_linked and not _is_teaser(block) and block.text and not is_headline(block):
            continue
        if block.is_linked:
            if under_headline and 1 <= len(run) <= MOST_TEASER_BLOCKS:
                yield sum(run)
            under_headline, run = True, [len(block.text)] if _is_teaser(block) else []
        elif _is_teaser(block):
            run.append(len(block.text))
        elif not run and is_likely_headline(block.text):
            under_headline = False  # the headline of the page stands between


def is_headline(block: Block) -> bool:
    """Whether a block is a link with the words of a headline."""
    return block.is_linked and len(block.text.split()) >= FEWEST_HEADLINE_WORDS


def _headline_links(part: HtmlElement) -> int:
    texts = {fold(link.text_content()) for link in part.iter("a") if link.get("href")}
    return sum(1 for text in texts if len(text.split()) >= FEWEST_HEADLINE_WORDS)


def judge_remains(tree: HtmlElement, length: int, least: int) -> Verdict | None:
    """What a page without enough text is: a listing if it is full of headlines, an empty shell, or too short."""
    if length >= least:
        return None
    headlines = _headline_links(tree)
    if headlines >= (2 * FEWEST_TEASERS if length else FEWEST_TEASERS):
        return Verdict(Reason.LISTING, f"{headlines} headline links and {length} code points of text")
    if length == 0:
        return Verdict(Reason.EMPTY_SHELL, "menus and frames, no text inside")
    return Verdict(Reason.TOO_SHORT, f"{length} code points of text, at least {least} are news")
