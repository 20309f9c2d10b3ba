"""What belongs to a body that an extractor has found, by the column that it stands in.

The column is the element that holds nearly all of the prose found. Lead and signature stand beside the body on half of
the families, where trafilatura leaves them out: prose between the headline and the body is content too, and so are the
lines of the column that follow the body up to a link or a boilerplate line, and the lines behind it that sign it.
Prose under a headline that is a link is a teaser.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from cleaning.blocks import Block, Role, fold, is_prose
from cleaning.boilerplate import rule_of
from cleaning.signatures import read_byline, split_signature

COLUMN_SHARE = 0.8  # of the prose that was found; a quotation or a box may stand elsewhere
FEWEST_HEADLINE_WORDS = 5


def complete(blocks: Sequence[Block], found: Sequence[bool], title: str | None) -> list[bool]:
    """Which blocks are content, from which of them an extractor found."""
    is_content = list(found)
    for place in _between(blocks, is_content, title):
        is_content[place] = is_prose(blocks[place].text) and not blocks[place].is_linked
    column = _column_of(blocks, is_content)
    for place in _teasers(blocks, column):
        is_content[place] = False
    for more in (_inside, _behind, _signatures):
        for place in list(more(blocks, is_content, column)):
            is_content[place] = True
    return is_content


def _column_of(blocks: Sequence[Block], is_content: Sequence[bool]) -> int | None:
    """The column of the content, footers and teasers left aside unless there is nothing else."""
    under_links = set(_teasers(blocks, None))
    found = [(place, block) for place, block in enumerate(blocks) if is_content[place] and rule_of(block.text) is None]
    own = [block for place, block in found if place not in under_links]
    return find_column(own or [block for _, block in found])


def find_column(blocks: Sequence[Block]) -> int | None:
    """The number of the innermost element that holds nearly all prose of some blocks, ``None`` where none does."""
    sizes: Counter[int] = Counter()
    total = 0
    for block in blocks:
        if is_prose(block.text):
            total += len(block.text)
            sizes.update(dict.fromkeys(block.holders, len(block.text)))
    return max((number for number, size in sizes.items() if size >= COLUMN_SHARE * total), default=None)


def _teasers(blocks: Sequence[Block], column: int | None) -> Iterator[int]:
    """The places of prose that stands outside of the column, right under a headline that is a link."""
    under_link = False
    for place, block in enumerate(blocks):
        if column is not None and column in block.holders:
            under_link = False
        elif block.is_linked:
            under_link = len(block.text.split()) >= FEWEST_HEADLINE_WORDS
        elif under_link and is_prose(block.text):
            yield place
        elif rule_of(block.text) is None:
            under_link = False


def _between(blocks: Sequence[Block], is_content: Sequence[bool], title: str | None) -> range:
    """The places between the headline and the first prose that is content."""
    start = next(
        (
            place
            for place, (block, kept) in enumerate(zip(blocks, is_content, strict=True))
            if kept and is_prose(block.text)
        ),
        0,
    )
    folded = fold(title or "")
    named = [place for place in range(start) if folded and fold(blocks[place].text) == folded]
    return range(named[-1] + 1, start) if named else range(0)


def _inside(blocks: Sequence[Block], is_content: Sequence[bool], column: int | None) -> Iterator[int]:
    """The places between the first prose and the last block that are content, and belong with them.

    trafilatura leaves out text between two elements, with ``br`` for paragraphs, and short lists, tables and
    sub-headings. Prose, captions and lines of the column are kept anywhere in between; other short lines where no link
    stands among them.
    """
    kept = [place for place, block in enumerate(blocks) if is_content[place]]
    start = next((number for number, place in enumerate(kept) if is_prose(blocks[place].text)), len(kept))
    for before, behind in pairwise(kept[start:]):
        gap = range(before + 1, behind)
        has_links = any(blocks[place].is_linked for place in gap)
        for place in gap:
            block = blocks[place]
            is_certain = block.role is Role.CAPTION or is_prose(block.text) or block.holders[:1] == (column,)
            if not block.is_linked and (is_certain or not has_links) and rule_of(block.text) is None:
                yield place


def _behind(blocks: Sequence[Block], is_content: Sequence[bool], column: int | None) -> Iterator[int]:
    """The places right behind the last prose that is content, as far as the column has no link and no boilerplate."""
    for place in range(_last_content(blocks, is_content, is_prose) + 1, len(blocks)):
        block = blocks[place]
        if column not in block.holders or block.is_linked or rule_of(block.text) is not None:
            return
        yield place


def _signatures(blocks: Sequence[Block], is_content: Sequence[bool], _column: int | None) -> Iterator[int]:
    """The places right behind the body of lines that sign it."""
    for place in range(_last_content(blocks, is_content, bool) + 1, len(blocks)):
        text = blocks[place].text
        is_signature = read_byline(text) is not None or split_signature(text)[1] is not None
        if blocks[place].is_linked or rule_of(text) is not None or not is_signature:
            return
        yield place


def _last_content(blocks: Sequence[Block], is_content: Sequence[bool], asked: Callable[[str], bool]) -> int:
    """The last place of content of which something is true and that is no boilerplate; that of the last block else."""
    places = (
        place
        for place in range(len(blocks) - 1, -1, -1)
        if is_content[place] and asked(blocks[place].text) and rule_of(blocks[place].text) is None
    )
    return next(places, len(blocks) - 1)
