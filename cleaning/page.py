"""A page as received, before anything was decided about it."""

from collections.abc import Mapping

from pydantic import AwareDatetime, Field

from cleaning.record import Record


class RawPage(Record):
    """One answer of a server: the bytes of its body and what is known about how they came.

    Only ``url`` and ``body`` are needed to clean a page; the rest sharpens the decision and becomes
    the provenance of the article.
    """

    url: str
    """Address the body came from, after redirects."""
    body: bytes
    """Body after ``Content-Encoding`` was undone, otherwise untouched."""
    requested_url: str | None = None
    """Address that was asked for, where a redirect led elsewhere."""
    status: int = 200
    """HTTP status of the answer."""
    headers: Mapping[str, str] = Field(default_factory=dict)
    """Response headers by lower-case name; of a repeated header, the last value."""
    fetched_at: AwareDatetime | None = None
    """When the answer arrived (UTC). Dates later than this are never believed."""
    site: str | None = None
    """Name of the site file that the page belongs to."""
    layout: str | None = None
    """Layout named in the site file; it overrides detection."""
    archive_file: str | None = None
    """Archive file (or text dump) that holds the page, relative to the archive folder."""
    archive_offset: int | None = None
    """Byte offset of the page's record in ``archive_file``."""
    tls_needs: tuple[str, ...] = ()
    """How the connection was less safe than usual, see ``Provenance.tls_needs``."""
