"""Which block of a page is what: head, body, captions, signature, tail.

The blocks come from the tree of a page or from the lines of a text dump; what is known already (a layout's
title, say) is not looked for again. Every block ends in exactly one place of the :class:`Reading`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from cleaning.article import Stripped
from cleaning.blocks import Block, Role, collapse_repeat, first_prose, fold, is_prose
from cleaning.boilerplate import Place, Rule, plain_line, rule_of
from cleaning.captions import mark_captions
from cleaning.dates import date_text, find_dates
from cleaning.info_lines import is_bare_number, is_date_line, read_info, read_number, read_views
from cleaning.letterheads import letterhead_places
from cleaning.signatures import is_short_line, split_signature

LONGEST_STRIPPED = 400  # code points kept of a block that was taken out
LONGEST_CATEGORY = 70  # code points; sections of portals are named in fewer
LONGEST_TITLE = 300  # code points; the longest headline seen has 214
FEWEST_TITLE_WORDS = 3
FEWEST_HEADING_WORDS = 3
MOST_PROSE_BEHIND = 0.25  # of the prose before a line that may open the tail
DATE_TO_COUNTER = 2  # lines between a bare date and the bare number that is its view counter

_SURE_HEADINGS = frozenset({"related_heading", "latest_heading", "comments"})


class DateLine(NamedTuple):
    """A publication date with the text it was read from."""

    value: date | datetime
    raw: str


class Reading(NamedTuple):
    """The blocks of a page, sorted."""

    title: str | None
    category: str | None
    published: DateLine | None
    views: int | None
    byline: str | None
    source_credit: str | None
    body: list[Block]
    captions: list[str]
    stripped: list[Stripped]
    captioned: Mapping[str, str] = MappingProxyType({})
    """Captions by the addresses of their pictures, as the page writes them."""


class _Head(NamedTuple):
    title: str | None
    category: str | None
    kept: list[Block]
    stripped: list[Stripped]


def read_blocks(blocks: Sequence[Block], title: str | None = None, lead: str | None = None) -> Reading:
    """Sort the blocks of a page that may hold everything: menus, head, body, tail.

    ``title`` and ``lead`` are left out of the body where they are known from elsewhere.
    """
    blocks = mark_captions(blocks)
    start = first_prose(blocks)
    if start is None:
        return Reading(title, None, None, None, None, None, [], [], [])
    end = _tail_start(blocks, start)
    head = _read_head(blocks[:start], title)
    inner = _read_body([*head.kept, *blocks[start:end]], title or head.title, lead)
    outer = [*blocks[:start], *blocks[end:]]
    return inner._replace(
        title=title or head.title,
        category=head.category,
        published=_published(blocks[:start]) or _published(blocks[end:]),
        byline=inner.byline or _signed(blocks[:start]),
        views=_views(outer),
        stripped=[*head.stripped, *inner.stripped, *(_stripped(block, "tail") for block in blocks[end:])],
    )


def read_body(blocks: Sequence[Block], title: str | None = None, lead: str | None = None) -> Reading:
    """Sort the blocks of an element that holds the body and little else.

    Short lines before the first long paragraph are sub-headings here, not menus.
    """
    blocks = mark_captions(blocks)
    start = first_prose(blocks)
    end = len(blocks) if start is None else _tail_start(blocks, start)
    inner = _read_body(blocks[:end], title, lead)
    return inner._replace(stripped=[*inner.stripped, *(_stripped(block, "tail") for block in blocks[end:])])


def _stripped(block: Block, rule: str) -> Stripped:
    found = rule_of(block.text) if rule == "tail" else None
    return Stripped(text=block.text[:LONGEST_STRIPPED], rule=found.name if found else rule)


def _tail_start(blocks: Sequence[Block], start: int) -> int:
    """Place of the first block of the tail: a line that opens one, with less prose behind it than before.

    A heading of several words (``Tin cùng chuyên mục``) needs less prose behind it than before; a contact line, a
    counter or a heading of one or two words, which stand in articles too, at most a quarter.
    """
    prose = [len(block.text) if is_prose(block.text) and not _opens_tail(block) else 0 for block in blocks]
    before = 0
    for place in range(start, len(blocks)):
        before += prose[place]
        if place > start and before and sum(prose[place:]) < before * _opens_tail(blocks[place]):
            return place
    return len(blocks)


def _opens_tail(block: Block) -> float:
    """How much prose may follow a block that opens the tail, as a share of the prose before it; 0 for any other."""
    rule = rule_of(block.text)
    if rule is None or rule.place is not Place.TAIL:
        return 0.0
    is_sure = rule.name in _SURE_HEADINGS and len(block.text.split()) >= FEWEST_HEADING_WORDS
    return 1.0 if is_sure else MOST_PROSE_BEHIND


def _read_head(blocks: Sequence[Block], title: str | None) -> _Head:
    """Find title and category among the lines before the body.

    The title is the last line before the date line that is no boilerplate, or the longest where no date stands; the
    category is the line before it. Lines between title and body stay with the body, lines before them go.
    """
    rules = [rule_of(block.text) for block in blocks]
    heads = letterhead_places([block.text for block in blocks])
    candidates = [
        place
        for place, rule in enumerate(rules)
        if rule is None and blocks[place].role is not Role.CAPTION and place not in heads
    ]
    chosen = _place_of_title(blocks, candidates, title)
    if chosen is None:
        kept = [block for block, rule in zip(blocks, rules, strict=True) if rule is None]
        return _Head(None, None, kept, _stripped_by(blocks, rules))
    above = [place for place in range(chosen) if rules[place] is None]
    named = [place for place in above if place in candidates and fold(blocks[place].text) != fold(blocks[chosen].text)]
    category = _category(blocks[named[-1]].text) if named else None
    kept = [blocks[place] for place in range(chosen + 1, len(blocks)) if rules[place] is None]
    stripped = [_stripped(blocks[place], "letterhead" if place in heads else "menu") for place in above]
    return _Head(collapse_repeat(blocks[chosen].text), category, kept, [*stripped, *_stripped_by(blocks, rules)])


def _stripped_by(blocks: Sequence[Block], rules: Sequence[Rule | None]) -> list[Stripped]:
    return [_stripped(block, rule.name) for block, rule in zip(blocks, rules, strict=True) if rule is not None]


def _place_of_title(blocks: Sequence[Block], candidates: Sequence[int], title: str | None) -> int | None:
    if title is not None:
        same = [place for place in candidates if fold(blocks[place].text) == fold(title)]
        return same[-1] if same else None
    likely = [place for place in candidates if _can_be_title(blocks[place].text)]
    dated = next((place for place, block in enumerate(blocks) if is_date_line(plain_line(block.text))), len(blocks))
    before = [place for place in likely if place < dated]
    if before and dated < len(blocks):
        return before[-1]
    return max(likely, key=lambda place: len(blocks[place].text), default=None)


def _can_be_title(text: str) -> bool:
    info = read_info(plain_line(text))
    return (
        (info is None or info.byline is None) and len(text) <= LONGEST_TITLE and len(text.split()) >= FEWEST_TITLE_WORDS
    )


def _category(line: str) -> str | None:
    named = collapse_repeat(line)
    return named if len(named) <= LONGEST_CATEGORY else None


def _published(blocks: Sequence[Block]) -> DateLine | None:
    for block in blocks:
        line = plain_line(block.text)
        if is_date_line(line) and (found := next(find_dates(line), None)):
            return DateLine(found.value, date_text(line, found))
    return None


def _signed(blocks: Sequence[Block]) -> str | None:
    """The author that a line of the head names."""
    said = (read_info(plain_line(block.text)) for block in blocks)
    return next((info.byline for info in said if info and info.byline), None)


def _views(blocks: Sequence[Block]) -> int | None:
    """The labelled counter, or a bare number within two lines of a bare date."""
    lines = [plain_line(block.text) for block in blocks]
    for line in lines:
        rule = rule_of(line)
        if rule is not None and rule.name in {"view_counter", "date_line"} and (views := read_views(line)) is not None:
            return views
    dated = [place for place, line in enumerate(lines) if is_date_line(line)]
    for place, line in enumerate(lines):
        if is_bare_number(line) and any(abs(place - other) <= DATE_TO_COUNTER for other in dated):
            return read_number(line)
    return None


def _read_body(blocks: Sequence[Block], title: str | None, lead: str | None) -> Reading:
    body: list[Block] = []
    captions: list[str] = []
    captioned: dict[str, str] = {}
    stripped: list[Stripped] = []
    known = {fold(text) for text in (title, lead) if text}
    last_prose = max((place for place, block in enumerate(blocks) if is_prose(block.text)), default=0)
    for place, block in enumerate(blocks):
        is_caption = block.role is Role.CAPTION
        if is_caption:
            captioned.update((source, _one_line(block.text)) for source in block.images)
        again = block.text in captions if is_caption else bool(body) and fold(block.text) == fold(body[-1].text)
        rule = None if is_caption else _rule_inside(block, has_begun=bool(body), is_before_prose=place < last_prose)
        if rule is not None:
            stripped.append(_stripped(block, rule.name))
        elif fold(block.text) in known and not body:
            stripped.append(_stripped(block, "title_or_lead_again"))
        elif again:
            stripped.append(_stripped(block, "caption_again" if is_caption else "paragraph_again"))
        elif is_caption:
            captions.append(block.text)
        else:
            body.append(block)
    byline, source_credit = _take_signature(body, stripped)
    return Reading(title, None, None, None, byline, source_credit, body, captions, stripped, captioned)


def _rule_inside(block: Block, *, has_begun: bool, is_before_prose: bool) -> Rule | None:
    """The rule that takes a block out of a body.

    A bare number before more prose is a year or a figure in a list; a bare date inside a text heads an entry of a
    chronicle.
    """
    rule = None if is_prose(block.text) else rule_of(block.text)
    if rule is None or not is_before_prose:
        return rule
    is_entry = rule.name == "date_line" and has_begun and _is_bare_date(block.text)
    return None if rule.name == "bare_number" or is_entry else rule


def _is_bare_date(text: str) -> bool:
    info = read_info(plain_line(text))
    return info is not None and info.raw == plain_line(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _set_apart(block: Block) -> str | None:
    """The whole of a short line set to the right: a signature, whatever it looks like, unless it dates a letter."""
    is_signature = block.is_right and is_short_line(block.text) and next(find_dates(block.text), None) is None
    return collapse_repeat(block.text) if is_signature else None


def _take_signature(body: list[Block], stripped: list[Stripped]) -> tuple[str | None, str | None]:
    """Take byline and source credit off the end of a body; at most three short lines, and never all of it."""
    byline = source_credit = None
    for _ in range(3):
        if len(body) < 2 or is_prose(body[-1].text) or body[-1].role is Role.HEADING:
            break
        text = body[-1].text
        author, credit = split_signature(text)
        author = author or (_set_apart(body[-1]) if credit is None else None)
        if credit is None and (author is None or byline is not None):
            break
        source_credit, byline = credit or source_credit, author or byline
        stripped.append(Stripped(text=text[:LONGEST_STRIPPED], rule="source_credit" if credit else "byline"))
        body.pop()
    return byline, source_credit
