"""Drafts: what is read from a page before its text is repaired, stage by stage."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaning import classify
from cleaning.article import Image, Reason, Source, Stripped
from cleaning.blocks import Block, Role, fold, is_prose, lines_to_blocks
from cleaning.body_class import judge_body_class
from cleaning.classify import Verdict
from cleaning.datelines import split_dateline
from cleaning.dates import find_dates, is_believable
from cleaning.embedded import Embedded, find_embedded
from cleaning.extract import Content, find_content, leave_out, narrow_content
from cleaning.layout import Layout, find_each
from cleaning.legacy.lines import mend_lines
from cleaning.listings import judge_headline, judge_place, judge_remains, judge_shape
from cleaning.metadata import Fields, Found, FoundTime, read_fields
from cleaning.opening import LEAST_TEXT, blocks_of_body, find_body, open_page
from cleaning.page import RawPage
from cleaning.page_words import judge_documents, judge_static, judge_text
from cleaning.pictures import base_of, picture_sources, read_images
from cleaning.reading import LONGEST_STRIPPED, Reading, read_blocks, read_body
from cleaning.repeated import NO_REPEATS, Group, Repeats, group_of, needless_elements, part_repeated
from cleaning.repeated import RULE as REPEATED
from cleaning.rights import read_rights
from cleaning.walk import text_of, walk, walk_placed

LEAST_AGREEMENT = 0.7  # of the text with trafilatura's; below it a reader should look
_WITHOUT_CONTENT = frozenset({Reason.SCRIPT_ONLY, Reason.EMPTY_SHELL, Reason.TOO_SHORT, Reason.LISTING})


class Draft(NamedTuple):
    """What was read from a page."""

    fields: Fields
    reading: Reading
    """Its body begins with the lead, without a dateline."""
    images: tuple[Image, ...] = ()
    layout: str | None = None
    flags: tuple[str, ...] = ()
    agreement: float | None = None
    """Share of the text that trafilatura gave too; ``None`` where it was not asked."""
    rights: tuple[str, ...] = ()
    """What the page says about its use."""


class Refused(NamedTuple):
    """Why a page is no article, and which layout it had."""

    verdict: Verdict
    layout: str | None = None


def read_page(
    page: RawPage, layouts: Mapping[str, Layout], repeated: Mapping[Group, Repeats] = MappingProxyType({})
) -> Draft | Refused:
    """Read a page as received: classify it, find its fields and its body, strip the rest.

    ``repeated`` are the blocks that are known to recur on the pages of a site.
    """
    opened = open_page(page, layouts)
    if isinstance(opened, Verdict):
        return Refused(opened)
    tree, layout, flags = opened
    name = layout.name if layout else None
    rights = read_rights(tree, page.headers)
    draft = _read_tree(tree, page, layout, repeated.get(group_of(page, name), NO_REPEATS))
    if isinstance(draft, Verdict) and draft.reason in _WITHOUT_CONTENT and (embedded := find_embedded(tree)):
        draft = _read_embedded(tree, page, layout, embedded)
    if isinstance(draft, Verdict):
        return Refused(draft, name)
    return draft._replace(flags=(*flags, *draft.flags), rights=rights)


class Recorded(NamedTuple):
    """What the record of a dump says beside its text; absent is ``None``."""

    title: str | None = None
    published: str | None = None
    """Its date as written."""
    byline: str | None = None


NOTHING_RECORDED = Recorded()


def read_dump(text: str, recorded: Recorded = NOTHING_RECORDED) -> Draft:
    """Read a whole page that is already text."""
    mended = mend_lines(text)
    reading = read_blocks(list(lines_to_blocks(mended.text)), recorded.title)
    title, byline = (Found(value, Source.RECORD) if value else None for value in (recorded.title, recorded.byline))
    day = next(find_dates(recorded.published or ""), None)
    published = FoundTime(day.value, recorded.published or "", Source.RECORD) if day else None
    fields = Fields(title, None, published, byline, None, None, None, ())
    flags = tuple(f"encoding_{name}" for name in sorted(mended.encodings))
    return _with_lead(Draft(fields, reading, flags=flags))


def _read_tree(tree: HtmlElement, page: RawPage, layout: Layout | None, repeats: Repeats) -> Draft | Verdict:
    if verdict := classify.judge_address(page) or judge_body_class(tree):
        return verdict
    body = find_body(tree, layout)
    if body is not None and layout is not None:
        return _read_narrowed(tree, page, layout, body, repeats)
    placed = list(walk_placed(tree))
    blocks = [block for block, _ in placed]
    if verdict := judge_text(blocks, tree) or judge_shape(tree, layout, blocks):
        return verdict
    fields = read_fields(tree, page, layout, blocks)
    parted = part_repeated(blocks, repeats, _known(fields))
    links = {place for place, block in enumerate(blocks) if block.is_linked and not is_prose(block.text)}
    leave_out(needless_elements(placed, parted.needless | links))
    content = find_content(tree, parted.kept, fields.title.value if fields.title else None)
    taken = [block for block in parted.taken if not block.is_linked]
    reading = read_blocks(content.kept, *_known(fields))
    sources = [source for block in content.kept for source in block.images]
    images = read_images(sources, base_of(tree, page), reading.captioned)
    draft = _drafted(fields, content, taken, reading)._replace(images=images)
    return _judge_draft(draft, tree, page, blocks, content.kept) or draft


def _read_narrowed(
    tree: HtmlElement, page: RawPage, layout: Layout, body: HtmlElement, repeats: Repeats
) -> Draft | Verdict:
    """Read a page whose layout names the body."""
    if verdict := judge_headline(tree, page, layout, body):
        return verdict
    fields = read_fields(tree, page, layout)
    if (
        fields.published is None
    ):  # a skin of the family with marks of its own: its date line is looked for as on any page
        fields = read_fields(tree, page, layout, list(walk(tree)))
    base = base_of(tree, page)
    sources = picture_sources(body)
    outside = _captions_outside(tree, body, layout)
    parted = part_repeated(blocks_of_body(body, layout), repeats, _known(fields))
    content = narrow_content(body, parted.kept)
    reading = read_body([*outside, *content.kept], *_known(fields))
    images = read_images(sources, base, reading.captioned)
    draft = _drafted(fields, content, parted.taken, reading)._replace(images=images, layout=layout.name)
    return _judge_draft(draft, tree, page, (), content.kept) or draft


def _known(fields: Fields) -> tuple[str | None, str | None]:
    """Headline and lead, where the page sets them apart."""
    return fields.title.value if fields.title else None, fields.lead.value if fields.lead else None


def _drafted(fields: Fields, content: Content, repeated: Sequence[Block], reading: Reading) -> Draft:
    left = [Stripped(text=block.text[:LONGEST_STRIPPED], rule=REPEATED) for block in repeated]
    left += [
        Stripped(text=block.text[:LONGEST_STRIPPED], rule="outside") for block in content.left if not block.is_linked
    ]
    reading = reading._replace(stripped=[*left, *reading.stripped])
    flags = ("extractors_disagree",) if content.agreement < LEAST_AGREEMENT else ()
    return _with_lead(Draft(fields, reading, flags=flags, agreement=content.agreement))


def _judge_draft(
    draft: Draft, tree: HtmlElement, page: RawPage, blocks: Sequence[Block], kept: Sequence[Block]
) -> Verdict | None:
    fields, reading = draft.fields, draft.reading
    length = sum(len(block.text) for block in reading.body)
    has_date = fields.published is not None or reading.published is not None
    title = fields.title.value if fields.title else None
    return (
        judge_documents(blocks or kept)
        or judge_static(page, blocks or kept, title, has_date=has_date)
        or judge_remains(tree, length, LEAST_TEXT)
        or judge_place(blocks, kept, title)
    )


def _read_embedded(tree: HtmlElement, page: RawPage, layout: Layout | None, embedded: Embedded) -> Draft | Verdict:
    """Read an article whose text stands in a script; its fields may stand there or on the page."""
    fields = read_fields(tree, page, layout)
    if embedded.title:
        fields = fields._replace(title=Found(embedded.title, Source.STRUCTURED))
    day = next(find_dates(embedded.published or ""), None)
    if day and is_believable(day.value, page.fetched_at):
        fields = fields._replace(published=FoundTime(day.value, embedded.published or "", Source.STRUCTURED))
    reading = read_body(embedded.blocks, *_known(fields))
    draft = _with_lead(Draft(fields, reading, flags=("from_script",)))
    if sum(len(block.text) for block in draft.reading.body) < LEAST_TEXT:
        return Verdict(Reason.SCRIPT_ONLY, "the text in the script is shorter than news")
    return draft


def _captions_outside(tree: HtmlElement, body: HtmlElement, layout: Layout) -> list[Block]:
    """The captions of pictures that stand beside the body; those inside it come with its blocks."""
    captions = [element for element in find_each(tree, layout.article.caption) if body not in element.iterancestors()]
    return [Block(text, Role.CAPTION) for element in captions if (text := text_of(element))]


def _with_lead(draft: Draft) -> Draft:
    """The draft with its lead in front of the body: that of the page, or a first paragraph all in bold or with a dateline.

    Datelines of the lead and of the first paragraph are cut off; they name the publisher where nothing else does.
    """
    fields, reading = draft.fields, draft.reading
    lead, named = _without_dateline(fields.lead.value if fields.lead else None, reading)
    first, named = _without_dateline(reading.body[0].text if reading.body else None, named)
    body = [reading.body[0]._replace(text=first), *reading.body[1:]] if first else list(reading.body[1:])
    if lead is None and body and len(body) > 1 and is_prose(body[0].text):
        has_dateline = reading.body[0].text != body[0].text
        lead = body[0].text if body[0].is_strong or has_dateline else None
    elif lead and not (body and fold(body[0].text).startswith(fold(lead))):
        body = [Block(lead), *body]
    found = (
        fields.lead._replace(value=lead) if fields.lead and lead else (Found(lead, Source.POSITION) if lead else None)
    )
    return draft._replace(fields=fields._replace(lead=found), reading=named._replace(body=body))


def _without_dateline(text: str | None, reading: Reading) -> tuple[str | None, Reading]:
    dateline = split_dateline(text) if text else None
    if dateline is None:
        return text, reading
    stripped = [*reading.stripped, Stripped(text=dateline.mark, rule="dateline_credit")]
    credit = reading.source_credit or dateline.credit
    return dateline.rest or None, reading._replace(source_credit=credit, stripped=stripped)
