"""What a page becomes: an article, or a rejection with its reason."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from cleaning.edits import Edit
from cleaning.record import Record


class Reason(StrEnum):
    """Why a page is not an article."""

    LISTING = "listing"
    """Teasers of other pages: a section, a home page."""
    SEARCH_PAGE = "search_page"
    """Results of a search or of a tag."""
    STATIC_PAGE = "static_page"
    """Text that is no news: history, organization, contact."""
    DOCUMENT_LIST = "document_list"
    """A table of legal or administrative documents."""
    EMPTY_SHELL = "empty_shell"
    """Menus and frames, but nothing inside."""
    SCRIPT_ONLY = "script_only"
    """The content exists only inside a script."""
    BLOCK_PAGE = "block_page"
    """A fire wall, captcha or maintenance page, whatever its status says."""
    SOFT_404 = "soft_404"
    """A missing page served with status 200, or a redirect to the home page."""
    HTTP_ERROR = "http_error"
    """Status 4xx or 5xx."""
    REDIRECT = "redirect"
    """Status 3xx: the page is elsewhere."""
    NOT_HTML = "not_html"
    """A feed, a sitemap, ``robots.txt``, an image, a document."""
    NOT_VIETNAMESE = "not_vietnamese"
    """Text in another language."""
    TOO_SHORT = "too_short"
    """Less text than the shortest piece of news has."""
    TOO_LARGE = "too_large"
    """More bytes or elements than any article has; it was not parsed."""
    UNDECODABLE = "undecodable"
    """No charset reads the bytes."""
    SPAM = "spam"
    """Injected advertising."""
    BAD_RECORD = "bad_record"
    """What came out breaks the schema, or a line of a dump is no record."""
    TAKEN_DOWN = "taken_down"
    """The address was taken down; the page was not read into the dataset."""
    CRASH = "crash"
    """The cleaner failed on this page, or its process died; the log has the traceback of the former."""
    TIMEOUT = "timeout"
    """The page took more time than one may."""


class Source(StrEnum):
    """Where the value of a field was found, from the most to the least trusted."""

    LAYOUT = "layout"
    """A selector of the layout."""
    LABEL = "label"
    """Labelled text on the page, such as ``Ngày đăng 28/04/2023``."""
    STRUCTURED = "structured"
    """JSON-LD, ``itemprop`` or a ``meta`` element."""
    TIME_ELEMENT = "time_element"
    """A ``time`` element near the title."""
    ADDRESS = "address"
    """The address of the page."""
    POSITION = "position"
    """The place of a line among the others (text dumps, tails of bodies)."""
    RECORD = "record"
    """A field of the dump's record."""
    GENERIC = "generic"
    """trafilatura's reading of a page that no layout fits."""


class Stripped(Record):
    """A block that was on the page and is not part of the article."""

    text: str
    """The block as it stood, shortened to ``LONGEST_STRIPPED`` code points."""
    rule: str
    """Name of the boilerplate rule, or ``outside`` for what the layout leaves out."""


class Image(Record):
    """A picture of the article."""

    url: str
    """Absolute address."""
    caption: str | None = None
    """Its caption, where one stands with it."""


class LanguageShare(Record):
    """How much of a text is in one language."""

    language: str
    """ISO 639-1 code; ``und`` for paragraphs too short to tell, such as a line of names."""
    characters: int
    """Code points of the paragraphs in it."""


class Quality(Record):
    """Figures about one article."""

    characters: int
    """Code points of the clean text."""
    syllables: int
    """Syllables (white-space separated words with a letter) of the clean text."""
    legal_syllables: float
    """Share of the syllables that the phonology of Vietnamese allows, 0 to 1."""
    edits_per_1000: float
    """Edits of the text for 1,000 syllables."""
    suggestions: int = 0
    """Repairs that wait for a reader's decision."""
    boilerplate_share: float | None = None
    """Share of the characters read that were taken out as boilerplate, by ``stripped``, 0 to 1; ``None`` in old records."""
    extractor_agreement: float | None = None
    """Share of the text that trafilatura gave word for word, 0 to 1; ``None`` where it was not asked."""
    languages: tuple[LanguageShare, ...] = ()
    """The languages of the paragraphs of the clean text, the longest share first; empty in old records."""


class Provenance(Record):
    """How an outcome can be traced and made again."""

    fetched_at: AwareDatetime | None = None
    """When the page was fetched (UTC)."""
    archive_file: str | None = None
    """Archive file or dump that holds the page."""
    archive_offset: int | None = None
    """Byte offset (WARC) or line number from 0 (``.jsonl``) in that file."""
    body_sha256: str | None
    """Digest of the body, 64 hex digits; ``None`` where no body could be read."""
    layout: str | None = None
    """Layout that fitted, ``None`` for the generic path and for dumps."""
    code_version: str
    """Version of the cleaner."""
    model_version: str | None = None
    """Version of the spelling model, ``None`` where none was used."""
    tls_needs: tuple[str, ...] = ()
    """How the connection was less safe than usual: ``unverified`` (the certificate was not checked), ``old_protocol``."""


class Article(Record):
    """A piece of news, cleaned, with everything that was done to it."""

    id: str
    """16 bytes of the sha256 of the canonical address, as hex; of a dump without address, of its text."""
    url: str | None
    """Address of the page."""
    site: str | None
    """Name of the site file."""
    title: str | None
    """Headline, cleaned by the same steps as the text; ``None`` only where a page has none."""
    title_edits: tuple[Edit, ...] = ()
    """Edits from the headline as found to ``title``."""
    lead: str | None = None
    """Summary that the page sets apart; it is also the first paragraph of ``text``, or its beginning."""
    lead_edits: tuple[Edit, ...] = ()
    """Edits from the lead as found to ``lead``; they stand among ``edits`` too, for the same words are part of the text."""
    published: AwareDatetime | date | None = None
    """Publication: a time at +07:00, or a date where the page gives no time."""
    published_raw: str | None = None
    """The text that ``published`` was read from."""
    byline: str | None = None
    """Author as signed, not corrected."""
    source_credit: str | None = None
    """Publisher that the page takes the text from."""
    category: str | None = None
    """Section as the page names it."""
    tags: tuple[str, ...] = ()
    """Key words as the page gives them."""
    captions: tuple[str, ...] = ()
    """Captions of pictures, cleaned, in the order of the page; they are not part of ``text``."""
    caption_edits: tuple[tuple[Edit, ...], ...] = ()
    """For each caption, the edits from it as found to ``captions``; empty as a whole in old records."""
    images: tuple[Image, ...] = ()
    """Pictures of the body."""
    views: int | None = None
    """View counter at the time of the fetch; it never decides a revision."""
    text: str
    """Body, paragraphs apart by a blank line."""
    extracted: str
    """Body before cleaning: ``apply(extracted, edits) == text``."""
    edits: tuple[Edit, ...] = ()
    """Edits from ``extracted`` to ``text``."""
    suggestions: tuple[Edit, ...] = ()
    """Repairs that are likely but not certain, in positions of ``text``; never applied."""
    stripped: tuple[Stripped, ...] = ()
    """Blocks taken out, with the rule that did it."""
    sources: Mapping[str, Source] = Field(default_factory=dict)
    """Field name to where its value was found."""
    flags: tuple[str, ...] = ()
    """What a reader should look at, such as ``no_date``."""
    rights: tuple[str, ...] = ()
    """What the page says about its use, see ``cleaning.rights``: ``robots:noarchive``, ``license:https://…``."""
    quality: Quality
    """Figures about the text."""
    provenance: Provenance
    """Where it comes from."""
    revision: int = 1
    """1 for the first text of this article, one more for every change of it."""
    first_seen: AwareDatetime | None = None
    """Fetch of the first revision (UTC); set by the dataset."""
    last_changed: AwareDatetime | None = None
    """Fetch of this revision (UTC); set by the dataset."""
    duplicate_of: str | None = None
    """``id`` of the earliest article with the same or nearly the same text; set by the dataset."""
    cluster: str | None = None
    """Name that an article shares with its copies and near-copies, ``None`` where it has none; set by the dataset."""


class Rejection(Record):
    """A page that is no article, and why."""

    id: str
    """As the ``id`` of an article."""
    url: str | None
    """Address of the page."""
    site: str | None
    """Name of the site file."""
    reason: Reason
    """Class of the reason."""
    detail: str
    """The evidence that decided, for a reader."""
    provenance: Provenance
    """Where it comes from."""
