"""The cleaner: from a page as received to an article or a rejection, stage by stage."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml.html import HtmlElement
from pydantic import ValidationError

from cleaning import classify
from cleaning.article import Article, Image, Provenance, Quality, Reason, Rejection, Source, Stripped
from cleaning.blocks import Block, fold, is_prose, lines_to_blocks
from cleaning.classify import Verdict
from cleaning.decode import decode, has_mojibake, mend_mojibake, mend_source
from cleaning.edits import Edit
from cleaning.extract import Content, find_content, narrow_content
from cleaning.identity import article_id, text_id
from cleaning.language import is_vietnamese
from cleaning.layout import FOLDER, Layout, detect, find_all, find_each, load_layouts
from cleaning.metadata import Fields, Found, FoundTime, base_of, read_fields, read_images
from cleaning.page import RawPage
from cleaning.reading import LONGEST_STRIPPED, Reading, read_blocks, read_body
from cleaning.spelling.corrector import Corrector, NoCorrector
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps import repair
from cleaning.tree import mend_text_nodes, parse, remove, text_of, walk
from cleaning.version import CODE_VERSION

logger = logging.getLogger(__name__)

LEAST_TEXT = 120  # code points; the shortest piece of news in tests/pages has 160
LEAST_AGREEMENT = 0.7  # of the text with trafilatura's; below it a reader should look


class CleanText(NamedTuple):
    """One text, repaired."""

    text: str
    """The text after the edits."""
    edits: tuple[Edit, ...]
    """Edits from the text as given to ``text``."""
    suggestions: tuple[Edit, ...]
    """Repairs that are likely but not certain, in positions of ``text``."""


class _Draft(NamedTuple):
    """What was read from a page, before its text is repaired."""

    fields: Fields
    reading: Reading
    images: tuple[Image, ...]
    layout: str | None
    flags: tuple[str, ...]


class Cleaner:
    """Cleans pages, dumps and texts; layouts and model are loaded once. Safe to share after a fork."""

    def __init__(self, layouts: Path = FOLDER, corrector: Corrector | None = None) -> None:
        self.layouts = load_layouts(layouts)
        self.corrector = corrector or NoCorrector()

    def clean_page(self, page: RawPage) -> Article | Rejection:
        """Clean a page as received; whatever it holds, it ends as an article or as a rejection."""
        return self._guard(page, lambda: self._judge_page(page))

    def clean_dump(
        self, text: str, url: str | None = None, *, title: str | None = None, source: RawPage | None = None
    ) -> Article | Rejection:
        """Clean a whole page that is already text: the same blocks, without the tree.

        ``title`` is the headline where the dump's record gives it. ``source`` carries the provenance where the text
        comes from a file; of its body only the digest is used.
        """
        page = source or RawPage(url=url or "", body=text.encode("utf-8", errors="surrogatepass"))
        return self._guard(page, lambda: self._judge_dump(text, title, page))

    def reject(self, page: RawPage, reason: Reason, detail: str) -> Rejection:
        """The rejection of something that cannot be read as a page at all."""
        return self._reject(page, Verdict(reason, detail))

    def clean_text(self, text: str) -> CleanText:
        """Repair one plain text."""
        repaired = repair(text, self.corrector)
        return CleanText(repaired.text, tuple(repaired.edits), tuple(repaired.suggestions))

    def _guard(self, page: RawPage, judge: Callable[[], Article | Rejection]) -> Article | Rejection:
        """The one place where any error is caught: a crash on one page becomes a rejection that says so."""
        try:
            return judge()
        except Exception as error:
            logger.exception("crash while cleaning %s", page.url or page.archive_file)
            return self._reject(page, Verdict(Reason.CRASH, f"{type(error).__name__}: {error}"))

    def _judge_page(self, page: RawPage) -> Article | Rejection:
        if verdict := classify.judge_answer(page):
            return self._reject(page, verdict)
        source = decode(page.body, page.headers.get("content-type", ""))
        if source is None:
            return self._reject(page, Verdict(Reason.UNDECODABLE, "no charset reads the bytes"))
        source = mend_source(source)
        tree = parse(source)
        if tree is None:
            return self._reject(page, Verdict(Reason.EMPTY_SHELL, "no element"))
        layout = self._layout(page, source)
        mended = has_mojibake(source) and mend_text_nodes(tree) > 0
        draft = self._read_tree(tree, page, layout, ("encoding_mended",) if mended else ())
        if isinstance(draft, Verdict):
            return self._reject(page, draft, layout)
        return self._finish(draft, page)

    def _layout(self, page: RawPage, source: str) -> Layout | None:
        named = self.layouts.get(page.layout) if page.layout else None
        return named or detect(source, self.layouts)

    def _read_tree(
        self, tree: HtmlElement, page: RawPage, layout: Layout | None, flags: tuple[str, ...]
    ) -> _Draft | Verdict:
        if verdict := classify.judge_address(page):
            return verdict
        body = _find_body(tree, layout)
        blocks = [] if body is not None else list(walk(tree))
        if body is None and (verdict := classify.judge_text(blocks, tree)):
            return verdict
        if verdict := classify.judge_shape(tree, page, layout, blocks, has_body=body is not None):
            return verdict
        fields = read_fields(tree, page, layout, blocks)
        lead = fields.lead.value if fields.lead else None
        title = fields.title.value if fields.title else None
        content = _narrow(body, layout) if body is not None and layout else find_content(tree, blocks, title)
        reading = read_body(content.kept, title, lead) if body is not None else read_blocks(content.kept, title, lead)
        length = len(lead or "") + sum(len(block.text) for block in reading.body)
        has_date = fields.published is not None or reading.published is not None
        if verdict := (
            classify.judge_documents(blocks or content.kept)
            or classify.judge_remains(tree, length, LEAST_TEXT)
            or classify.judge_place(blocks, content.kept, title)
            or classify.judge_static(page, blocks, has_date=has_date)
        ):
            return verdict
        if content.agreement < LEAST_AGREEMENT:
            flags = (*flags, "extractors_disagree")
        left = [
            Stripped(text=block.text[:LONGEST_STRIPPED], rule="outside")
            for block in content.left
            if not block.is_linked
        ]
        images = read_images(body, base_of(tree, page)) if body is not None else ()
        reading = reading._replace(stripped=[*left, *reading.stripped])
        return _Draft(fields, reading, images, layout.name if body is not None and layout else None, flags)

    def _judge_dump(self, text: str, title: str | None, page: RawPage) -> Article | Rejection:
        if has_mojibake(text):
            text = "\n".join(map(mend_mojibake, text.split("\n")))
        reading = read_blocks(list(lines_to_blocks(text)), title)
        fields = Fields(Found(title, Source.RECORD) if title else None, None, None, None, None, None, ())
        return self._finish(_Draft(fields, reading, (), None, ()), page)

    def _finish(self, draft: _Draft, page: RawPage) -> Article | Rejection:
        """Repair the text, check it, and write the record."""
        fields, reading = draft.fields, draft.reading
        blocks, lead = _with_lead(fields.lead, reading.body)
        extracted = "\n\n".join(block.text for block in blocks)
        if len(extracted) < LEAST_TEXT:
            return self._reject(
                page, Verdict(Reason.TOO_SHORT, f"{len(extracted)} code points of text, at least {LEAST_TEXT} are news")
            )
        if not is_vietnamese(extracted):
            return self._reject(page, Verdict(Reason.NOT_VIETNAMESE, "the words are not Vietnamese"))
        clean = self.clean_text(extracted)
        try:
            return self._article(draft, page, extracted, clean, lead)
        except ValidationError as error:
            first = error.errors()[0]
            return self._reject(
                page, Verdict(Reason.BAD_RECORD, f"field {'.'.join(map(str, first['loc']))}: {first['msg']}")
            )

    def _article(self, draft: _Draft, page: RawPage, extracted: str, clean: CleanText, lead: str | None) -> Article:
        fields, reading = draft.fields, draft.reading
        found_title = fields.title or _positioned(reading.title)
        title = self.clean_text(found_title.value) if found_title else None
        published = fields.published or (
            FoundTime(reading.published.value, reading.published.raw, Source.LABEL) if reading.published else None
        )
        byline = fields.byline or _positioned(reading.byline)
        category = fields.category or _positioned(reading.category)
        views = fields.views if fields.views is not None else reading.views
        found: Mapping[str, Found | FoundTime | None] = {
            "title": found_title,
            "lead": fields.lead,
            "published": published,
            "byline": byline,
            "category": category,
        }
        return Article(
            id=_identify(page),
            url=page.url or None,
            site=page.site,
            title=title.text if title else None,
            title_edits=title.edits if title else (),
            lead=self.clean_text(lead).text if lead else None,
            published=published.value if published else None,
            published_raw=published.raw if published else None,
            byline=_one_line(byline.value) if byline else None,
            source_credit=reading.source_credit,
            category=_one_line(category.value) if category else None,
            tags=fields.tags,
            captions=tuple(self.clean_text(_one_line(caption)).text for caption in reading.captions),
            images=draft.images,
            views=views,
            text=clean.text,
            extracted=extracted,
            edits=clean.edits,
            suggestions=clean.suggestions,
            stripped=tuple(reading.stripped),
            sources={name: value.source for name, value in found.items() if value is not None},
            flags=(*draft.flags, *(f"no_{name}" for name in ("title", "published") if found[name] is None)),
            quality=_measure(clean),
            provenance=self._provenance(page, draft.layout),
        )

    def _reject(self, page: RawPage, verdict: Verdict, layout: Layout | None = None) -> Rejection:
        return Rejection(
            id=_identify(page),
            url=page.url or None,
            site=page.site,
            reason=verdict.reason,
            detail=verdict.detail,
            provenance=self._provenance(page, layout.name if layout else None),
        )

    def _provenance(self, page: RawPage, layout: str | None) -> Provenance:
        return Provenance(
            fetched_at=page.fetched_at,
            archive_file=page.archive_file,
            archive_offset=page.archive_offset,
            body_sha256=hashlib.sha256(page.body).hexdigest(),
            layout=layout,
            code_version=CODE_VERSION,
            model_version=self.corrector.version,
        )


def _identify(page: RawPage) -> str:
    return article_id(page.url) if page.url else text_id(page.body.decode("utf-8", errors="replace"))


def _find_body(tree: HtmlElement, layout: Layout | None) -> HtmlElement | None:
    """The element that the layout names as the body of an article, if this page has one.

    Teasers of a listing can match the same selector: with as many links to articles beside them, none is a body.
    """
    if layout is None:
        return None
    for selector in layout.article.body:
        bodies = [(len(text_of(body)), -place, body) for place, body in enumerate(find_all(tree, (selector,)))]
        bodies = [found for found in bodies if found[0] >= LEAST_TEXT // 2]
        if bodies and not (
            len(bodies) >= classify.FEWEST_TEASERS and len(find_all(tree, layout.listing.item)) >= len(bodies)
        ):
            return max(bodies)[2]
    return None


def _narrow(body: HtmlElement, layout: Layout) -> Content:
    remove(find_each(body, layout.article.prune))
    return narrow_content(body, list(walk(body)))


def _with_lead(lead: Found | None, body: Sequence[Block]) -> tuple[list[Block], str | None]:
    """The body with its lead in front, and the lead: that of the page, or a first paragraph all in bold."""
    if lead is not None:
        begins = bool(body) and fold(body[0].text).startswith(fold(lead.value))
        return ([] if begins else [Block(lead.value)]) + list(body), lead.value
    if body and body[0].is_strong and is_prose(body[0].text) and len(body) > 1:
        return list(body), body[0].text
    return list(body), None


def _positioned(value: str | None) -> Found | None:
    return Found(value, Source.POSITION) if value else None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _measure(clean: CleanText) -> Quality:
    words = [word for word in clean.text.split() if any(map(str.isalpha, word))]
    legal = sum(1 for word in words if is_legal_syllable(word.strip("“”\"'().,;:!?…-–/")))
    return Quality(
        characters=len(clean.text),
        syllables=len(words),
        legal_syllables=round(legal / len(words), 4) if words else 0.0,
        edits_per_1000=round(1000 * len(clean.edits) / len(words), 2) if words else 0.0,
    )
