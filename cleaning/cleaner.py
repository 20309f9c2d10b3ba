"""The cleaner: from a page as received to an article or a rejection, stage by stage."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from cleaning.article import Article, Provenance, Quality, Reason, Rejection, Source
from cleaning.classify import Verdict
from cleaning.draft import LEAST_TEXT, Draft, Refused, read_dump, read_page
from cleaning.edits import Edit
from cleaning.identity import article_id, text_id
from cleaning.language import is_vietnamese
from cleaning.layout import FOLDER, load_layouts
from cleaning.metadata import Found, FoundTime
from cleaning.page import RawPage
from cleaning.spelling.corrector import Corrector, NoCorrector
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps import repair
from cleaning.version import CODE_VERSION

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
        return self._guard(page, lambda: self._finish(read_dump(text, title), page))

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
        draft = read_page(page, self.layouts)
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
        clean = self.clean_text(extracted)
        try:
            return self._article(draft, page, extracted, clean)
        except ValidationError as error:
            first = error.errors()[0]
            return self._reject(
                page, Verdict(Reason.BAD_RECORD, f"field {'.'.join(map(str, first['loc']))}: {first['msg']}")
            )

    def _article(self, draft: Draft, page: RawPage, extracted: str, clean: CleanText) -> Article:
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
            lead=self.clean_text(fields.lead.value).text if fields.lead else None,
            published=published.value if published else None,
            published_raw=published.raw if published else None,
            byline=_one_line(byline.value) if byline else None,
            source_credit=_one_line(credit) if (credit := fields.source_credit or reading.source_credit) else None,
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
        )


def _identify(page: RawPage) -> str:
    return article_id(page.url) if page.url else text_id(page.body.decode("utf-8", errors="replace"))


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
