"""The cleaner: from a page as received to an article or a rejection, stage by stage."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError

from cleaning.article import Article, Provenance, Reason, Rejection, Source
from cleaning.blocks import fold
from cleaning.classify import Verdict
from cleaning.corrections import CORRECTION, Correction
from cleaning.draft import NOTHING_RECORDED, Draft, Recorded, Refused, read_dump, read_page
from cleaning.edits import Edit, apply
from cleaning.foreign import spare_foreign
from cleaning.identity import article_id, text_id
from cleaning.language import is_vietnamese
from cleaning.layout import FOLDER, load_layouts
from cleaning.metadata import Fields, Found, FoundTime
from cleaning.opening import LEAST_TEXT
from cleaning.options import NOTHING_CHOSEN, Options
from cleaning.page import RawPage
from cleaning.quality import measure
from cleaning.reading import Reading
from cleaning.repeated import Group, Repeats
from cleaning.spelling.corrector import Corrector
from cleaning.spelling.noisy_channel import load
from cleaning.steps import STEPS, repair
from cleaning.steps.corrections import Decisions
from cleaning.version import CODE_VERSION

_SOURCED = ("title", "lead", "published", "byline", "category")  # fields that say where they were found

logger = logging.getLogger(__name__)


class CleanText(NamedTuple):
    """One text, repaired."""

    text: str
    """The text after the edits."""
    edits: tuple[Edit, ...]
    """Edits from the text as given to ``text``."""
    suggestions: tuple[Edit, ...]
    """Repairs that are likely but not certain, in positions of ``text``."""


class Cleaner:
    """Cleans pages, dumps and texts; layouts and model are loaded once. Safe to share after a fork.

    Spelling is repaired by the model of the package, which all cleaners of a process share;
    ``corrector=NoCorrector()`` leaves the words as they are, ``corrector=load(path)`` takes another model.
    """

    def __init__(
        self,
        layouts: Path = FOLDER,
        corrector: Corrector | None = None,
        corrections: Iterable[Correction] = (),
        options: Options = NOTHING_CHOSEN,
        repeated: Mapping[Group, Repeats] = MappingProxyType({}),
    ) -> None:
        """``repeated`` are the blocks that recur on the sites, as ``cleaning.witness`` counts them.

        Raises:
            ModelFileError: the model of the package is missing or damaged.
        """
        self.layouts = load_layouts(layouts)
        self.corrector = shipped_corrector() if corrector is None else corrector
        self.corrections = tuple(corrections)
        self.repeated = repeated
        self.options = options
        self._steps = (*STEPS, *options.steps())
        self._asked = frozenset({CORRECTION, *(step.__name__ for step in options.steps())})

    def clean_page(self, page: RawPage) -> Article | Rejection:
        """Clean a page as received; whatever it holds, it ends as an article or as a rejection."""
        return self._guard(page, lambda: self._judge_page(page))

    def clean_dump(
        self, text: str, url: str | None = None, *, recorded: Recorded = NOTHING_RECORDED, source: RawPage | None = None
    ) -> Article | Rejection:
        """Clean a whole page that is already text: the same blocks, without the tree.

        ``recorded`` is what the dump's record says beside the text. ``source`` carries the provenance where the text
        comes from a file; of its body only the digest is used.
        """
        page = source or RawPage(url=url or "", body=text.encode("utf-8", errors="surrogatepass"))
        return self._guard(page, lambda: self._finish(read_dump(text, recorded), page))

    def reject(self, page: RawPage, reason: Reason, detail: str) -> Rejection:
        """The rejection of something that cannot be read as a page at all."""
        return self._reject(page, Verdict(reason, detail))

    def clean_text(self, text: str, site: str | None = None, article: str | None = None) -> CleanText:
        """Repair one plain text; corrections for one site or article are obeyed where these are named.

        A paragraph in another language stays as it is, but for corrections and options.
        """
        decisions = Decisions(self.corrections, site, article) if self.corrections else None
        repaired = spare_foreign(text, repair(text, self.corrector, self._steps, decisions), self._asked)
        return CleanText(repaired.text, tuple(repaired.edits), tuple(repaired.suggestions))

    def _repair(self, text: str, page: RawPage) -> CleanText:
        if not self.corrections:
            return self.clean_text(text)
        return self.clean_text(text, page.site, _identify(page))

    def _guard(self, page: RawPage, judge: Callable[[], Article | Rejection]) -> Article | Rejection:
        """The one place where any error is caught: a crash on one page becomes a rejection that says so."""
        try:
            return judge()
        except Exception as error:
            logger.exception("crash while cleaning %s", page.url or page.archive_file)
            return self._reject(page, Verdict(Reason.CRASH, f"{type(error).__name__}: {error}"))

    def _judge_page(self, page: RawPage) -> Article | Rejection:
        draft = read_page(page, self.layouts, self.repeated)
        if isinstance(draft, Refused):
            return self._reject(page, draft.verdict, draft.layout)
        return self._finish(draft, page)

    def _finish(self, draft: Draft, page: RawPage) -> Article | Rejection:
        """Repair the text, check it, and write the record."""
        extracted = "\n\n".join(block.text for block in draft.reading.body)
        if len(extracted) < LEAST_TEXT:
            return self._reject(
                page, Verdict(Reason.TOO_SHORT, f"{len(extracted)} code points of text, at least {LEAST_TEXT} are news")
            )
        if not is_vietnamese(extracted):
            return self._reject(page, Verdict(Reason.NOT_VIETNAMESE, "the words are not Vietnamese"))
        clean = self._repair(extracted, page)
        try:
            return self._article(draft, page, extracted, clean)
        except ValidationError as error:
            first = error.errors()[0]
            return self._reject(
                page, Verdict(Reason.BAD_RECORD, f"field {'.'.join(map(str, first['loc']))}: {first['msg']}")
            )

    def _article(self, draft: Draft, page: RawPage, extracted: str, clean: CleanText) -> Article:
        fields, reading = _settle(draft.fields, draft.reading), draft.reading
        title = self._repair(fields.title.value, page) if fields.title else None
        lead = self._clean_lead(fields.lead.value, extracted, clean, page) if fields.lead else None
        captions = [self._repair(_one_line(caption), page) for caption in reading.captions]
        named = zip(
            _SOURCED, (fields.title, fields.lead, fields.published, fields.byline, fields.category), strict=True
        )
        found = {name: value for name, value in named if value is not None}
        return Article(
            id=_identify(page),
            url=page.url or None,
            site=page.site,
            title=title.text if title else None,
            title_edits=title.edits if title else (),
            lead=lead.text if lead else None,
            lead_edits=lead.edits if lead else (),
            published=fields.published.value if fields.published else None,
            published_raw=fields.published.raw if fields.published else None,
            byline=_one_line(fields.byline.value) if fields.byline else None,
            source_credit=_one_line(fields.source_credit) if fields.source_credit else None,
            category=_one_line(fields.category.value) if fields.category else None,
            tags=fields.tags,
            captions=tuple(caption.text for caption in captions),
            caption_edits=tuple(caption.edits for caption in captions),
            images=draft.images,
            views=fields.views,
            text=clean.text,
            extracted=extracted,
            edits=clean.edits,
            suggestions=clean.suggestions,
            stripped=tuple(reading.stripped),
            sources={name: value.source for name, value in found.items()},
            rights=draft.rights,
            flags=(*draft.flags, *(f"no_{name}" for name in ("title", "published") if name not in found)),
            quality=measure(clean.text, extracted, clean.edits, clean.suggestions, reading.stripped, draft.agreement),
            provenance=self._provenance(page, draft.layout),
        )

    def _clean_lead(self, lead: str, extracted: str, clean: CleanText, page: RawPage) -> CleanText:
        """The first paragraph of the text with its edits, where that is the lead.

        Only a lead that its paragraph goes on behind is repaired by itself.
        """
        found, repaired = (text.split("\n\n", 1)[0] for text in (extracted, clean.text))
        edits = tuple(takewhile(lambda edit: edit.end <= len(found), clean.edits))
        if fold(found) == fold(lead) and _leads_to(found, edits, repaired):
            return CleanText(repaired, edits, ())
        return self._repair(lead, page)

    def _reject(self, page: RawPage, verdict: Verdict, layout: str | None = None) -> Rejection:
        return Rejection(
            id=_identify(page),
            url=page.url or None,
            site=page.site,
            reason=verdict.reason,
            detail=verdict.detail,
            provenance=self._provenance(page, layout),
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
            tls_needs=page.tls_needs,
        )


@cache
def shipped_corrector() -> Corrector:
    """The corrector with the model of the package, loaded at the first call.

    Raises:
        ModelFileError: the model is missing or damaged.
    """
    return load()


def _identify(page: RawPage) -> str:
    return article_id(page.url) if page.url else text_id(page.body.decode("utf-8", errors="replace"))


def _settle(fields: Fields, reading: Reading) -> Fields:
    """The fields of the page, and those that only the place of a line told."""
    dated = reading.published
    return fields._replace(
        title=fields.title or _positioned(reading.title),
        published=fields.published or (FoundTime(dated.value, dated.raw, Source.LABEL) if dated else None),
        byline=fields.byline or _positioned(reading.byline) or fields.signed,
        category=fields.category or _positioned(reading.category),
        source_credit=fields.source_credit or reading.source_credit,
        views=fields.views if fields.views is not None else reading.views,
    )


def _positioned(value: str | None) -> Found | None:
    return Found(value, Source.POSITION) if value else None


def _leads_to(before: str, edits: Sequence[Edit], after: str) -> bool:
    """Whether edits are all that was done to a paragraph; one that reaches into the next is not among them."""
    return apply(before, edits) == after


def _one_line(text: str) -> str:
    return " ".join(text.split())
