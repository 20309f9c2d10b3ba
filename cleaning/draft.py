"""Drafts: what is read from a page before its text is repaired, stage by stage."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaning import classify
from cleaning.article import Image, Reason, Source, Stripped
from cleaning.blocks import Block, Role, fold, is_prose, lines_to_blocks
from cleaning.classify import Verdict
from cleaning.datelines import split_dateline
from cleaning.decode import decode, has_mojibake, mend_mojibake, mend_source
from cleaning.embedded import Embedded, find_embedded
from cleaning.extract import Content, find_content, narrow_content
from cleaning.layout import Layout, detect, find_all, find_each
from cleaning.metadata import Fields, Found, base_of, read_fields, read_images
from cleaning.page import RawPage
from cleaning.reading import LONGEST_STRIPPED, Reading, read_blocks, read_body
from cleaning.tree import mend_text_nodes, parse, remove, text_of, walk

LEAST_TEXT = 120  # code points; the shortest piece of news in tests/pages has 160
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


class Refused(NamedTuple):
    """Why a page is no article, and which layout it had."""

    verdict: Verdict
    layout: str | None = None


def read_page(page: RawPage, layouts: Mapping[str, Layout]) -> Draft | Refused:
    """Read a page as received: classify it, find its fields and its body, strip the rest."""
    if verdict := classify.judge_answer(page):
        return Refused(verdict)
    source = decode(page.body, page.headers.get("content-type", ""))
    if source is None:
        return Refused(Verdict(Reason.UNDECODABLE, "no charset reads the bytes"))
    source = mend_source(source)
    tree = parse(source)
    if tree is None:
        return Refused(Verdict(Reason.EMPTY_SHELL, "no element"))
    layout = (layouts.get(page.layout) if page.layout else None) or detect(source, layouts)
    flags = ("encoding_mended",) if has_mojibake(source) and mend_text_nodes(tree) > 0 else ()
    draft = _read_tree(tree, page, layout)
    if isinstance(draft, Verdict) and draft.reason in _WITHOUT_CONTENT and (embedded := find_embedded(tree)):
        draft = _read_embedded(tree, page, layout, embedded)
    if isinstance(draft, Verdict):
        return Refused(draft, layout.name if layout else None)
    return draft._replace(flags=(*flags, *draft.flags))


def read_dump(text: str, title: str | None = None) -> Draft:
    """Read a whole page that is already text; ``title`` is its headline where the dump's record gives it."""
    if has_mojibake(text):
        text = "\n".join(map(mend_mojibake, text.split("\n")))
    reading = read_blocks(list(lines_to_blocks(text)), title)
    fields = Fields(Found(title, Source.RECORD) if title else None, None, None, None, None, None, None, ())
    return _with_lead(Draft(fields, reading))


def _read_tree(tree: HtmlElement, page: RawPage, layout: Layout | None) -> Draft | Verdict:
    if verdict := classify.judge_address(page):
        return verdict
    body = _find_body(tree, layout)
    if body is not None and layout is not None:
        return _read_narrowed(tree, page, layout, body)
    blocks = list(walk(tree))
    if verdict := classify.judge_text(blocks, tree) or classify.judge_shape(tree, page, layout, blocks, has_body=False):
        return verdict
    fields = read_fields(tree, page, layout, blocks)
    content = find_content(tree, blocks, fields.title.value if fields.title else None)
    draft = _drafted(fields, content, read_blocks(content.kept, *_known(fields)))
    return _judge_draft(draft, tree, page, blocks, content.kept) or draft


def _read_narrowed(tree: HtmlElement, page: RawPage, layout: Layout, body: HtmlElement) -> Draft | Verdict:
    """Read a page whose layout names the body."""
    if verdict := classify.judge_shape(tree, page, layout, (), has_body=True):
        return verdict
    fields = read_fields(tree, page, layout)
    images = read_images(body, base_of(tree, page))
    outside = _captions_outside(tree, body, layout)
    content = _narrow(body, layout)
    reading = read_body([*outside, *content.kept], *_known(fields))
    draft = _drafted(fields, content, reading)._replace(images=images, layout=layout.name)
    return _judge_draft(draft, tree, page, (), content.kept) or draft


def _known(fields: Fields) -> tuple[str | None, str | None]:
    """Headline and lead, where the page sets them apart."""
    return fields.title.value if fields.title else None, fields.lead.value if fields.lead else None


def _drafted(fields: Fields, content: Content, reading: Reading) -> Draft:
    left = [
        Stripped(text=block.text[:LONGEST_STRIPPED], rule="outside") for block in content.left if not block.is_linked
    ]
    reading = reading._replace(stripped=[*left, *reading.stripped])
    flags = ("extractors_disagree",) if content.agreement < LEAST_AGREEMENT else ()
    return _with_lead(Draft(fields, reading, flags=flags))


def _judge_draft(
    draft: Draft, tree: HtmlElement, page: RawPage, blocks: Sequence[Block], kept: Sequence[Block]
) -> Verdict | None:
    fields, reading = draft.fields, draft.reading
    length = sum(len(block.text) for block in reading.body)
    has_date = fields.published is not None or reading.published is not None
    return (
        classify.judge_documents(blocks or kept)
        or classify.judge_remains(tree, length, LEAST_TEXT)
        or classify.judge_place(blocks, kept, fields.title.value if fields.title else None)
        or classify.judge_static(page, blocks, has_date=has_date)
    )


def _read_embedded(tree: HtmlElement, page: RawPage, layout: Layout | None, embedded: Embedded) -> Draft | Verdict:
    """Read an article whose text stands in a script; its fields may stand there or on the page."""
    fields = read_fields(tree, page, layout)
    if embedded.title:
        fields = fields._replace(title=Found(embedded.title, Source.STRUCTURED))
    reading = read_body(embedded.blocks, *_known(fields))
    draft = _with_lead(Draft(fields, reading, flags=("from_script",)))
    if sum(len(block.text) for block in draft.reading.body) < LEAST_TEXT:
        return Verdict(Reason.SCRIPT_ONLY, "the text in the script is shorter than news")
    return draft


def _find_body(tree: HtmlElement, layout: Layout | None) -> HtmlElement | None:
    """The element that the layout names as the body of an article, if this page has one.

    Teasers of a listing can match the same selector: with as many links to articles beside them, none is a body.
    """
    if layout is None:
        return None
    for selector in layout.article.body:
        found = _outermost(find_all(tree, (selector,)))
        if len(found) == 1 and len(" ".join(found[0].text_content().split())) >= LEAST_TEXT:
            return found[0]
        bodies = [(len(text_of(body)), -place, body) for place, body in enumerate(found)]
        bodies = [sized for sized in bodies if sized[0] >= LEAST_TEXT // 2]
        if bodies and not (
            len(bodies) >= classify.FEWEST_TEASERS and len(find_all(tree, layout.listing.item)) >= len(bodies)
        ):
            return max(bodies)[2]
    return None


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The elements that are not inside another of them."""
    known = set(elements)
    return [element for element in elements if known.isdisjoint(element.iterancestors())]


def _captions_outside(tree: HtmlElement, body: HtmlElement, layout: Layout) -> list[Block]:
    """The captions of pictures that stand beside the body; those inside it come with its blocks."""
    captions = [element for element in find_each(tree, layout.article.caption) if body not in element.iterancestors()]
    return [Block(text, Role.CAPTION) for element in captions if (text := text_of(element))]


def _narrow(body: HtmlElement, layout: Layout) -> Content:
    remove(find_each(body, layout.article.prune))
    blocks = list(walk(body))
    captions = {fold(text_of(element)) for element in find_each(body, layout.article.caption)}
    marked = [
        block._replace(role=Role.CAPTION) if captions and fold(block.text) in captions else block for block in blocks
    ]
    return narrow_content(body, marked)


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
