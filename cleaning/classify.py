"""Page classes: what a page is, before anything is taken from it.

A listing or a history page gives any extractor a plausible article, so the class is decided first, with the
evidence as a sentence for the reader of the rejections.
"""

import re
from typing import NamedTuple

from cleaning.article import Reason
from cleaning.identity import split_address
from cleaning.page import RawPage

LARGEST_BODY = 8_000_000  # bytes; the largest article page seen has 400,000
MOST_TAGS = 60_000  # "<" in the source; trafilatura takes half a minute for 50,000 paragraphs
SNIFFED = 2_000  # bytes in which the first tag of a page is looked for

_MISSING_PATH = re.compile(r"/(?:404|error|notfound|not-found|khong-tim-thay|page-not-found)\b[^/]*$", re.IGNORECASE)
_HOME_PATH = re.compile(r"^/?(?:trang-chu|home|default|index)?(?:\.\w{2,5})?/?$", re.IGNORECASE)
_SEARCH_ADDRESS = re.compile(
    r"/(?:tim-kiem|search|tags?|tu-khoa)(?:[/?.]|$)|[?&](?:s|q|keyword|tukhoa)=", re.IGNORECASE
)
_HTML_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_HTML_NEAR_START = re.compile(rb"<\0?(?:!|[a-z])", re.IGNORECASE)  # junk of a broken include may stand before it
_OTHER_START = re.compile(rb"\s*(?:%PDF|PK|\x89PNG|\xff\xd8|GIF8|[\[{])")
_FEED_START = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|urlset|sitemapindex|rdf)\b",
    re.DOTALL | re.IGNORECASE,
)


class Verdict(NamedTuple):
    """Why a page is no article."""

    reason: Reason
    detail: str


def judge_answer(page: RawPage) -> Verdict | None:
    """What status, headers and first bytes say: errors, redirects, files, giants."""
    if page.status >= 400:
        return Verdict(Reason.HTTP_ERROR, f"status {page.status}")
    if page.status >= 300:
        return Verdict(Reason.REDIRECT, f"status {page.status} to {page.headers.get('location', 'nowhere')}")
    if verdict := _judge_kind(page):
        return verdict
    if len(page.body) > LARGEST_BODY:
        return Verdict(Reason.TOO_LARGE, f"{len(page.body)} bytes, at most {LARGEST_BODY} are read")
    tags = page.body.count(b"<")
    return Verdict(Reason.TOO_LARGE, f"{tags} tags, at most {MOST_TAGS} are parsed") if tags > MOST_TAGS else None


def _judge_kind(page: RawPage) -> Verdict | None:
    if not page.body.strip():
        return Verdict(Reason.EMPTY_SHELL, "the body is empty")
    kind = page.headers.get("content-type", "").split(";")[0].strip().lower()
    is_html = _HTML_START.match(page.body) is not None or (
        "html" in kind
        and not _OTHER_START.match(page.body)
        and _HTML_NEAR_START.search(page.body, 0, SNIFFED) is not None
    )
    if _FEED_START.match(page.body[:SNIFFED]):
        return Verdict(Reason.NOT_HTML, "a feed or sitemap")
    if split_address(page.url).path.lower() == "/robots.txt":
        return Verdict(Reason.NOT_HTML, "robots.txt")
    if not is_html or (kind and "html" not in kind and kind not in {"text/plain", "application/octet-stream"}):
        return Verdict(Reason.NOT_HTML, f"content type {kind or 'unknown'}")
    return None


def judge_address(page: RawPage) -> Verdict | None:
    """What the address says: a redirect that led home or to an error page, a search."""
    path = split_address(page.url).path
    if _MISSING_PATH.search(path):
        return Verdict(Reason.SOFT_404, f"the address {path} is that of an error page")
    asked = split_address(page.requested_url or page.url)
    if page.requested_url and _HOME_PATH.match(path) and not _HOME_PATH.match(asked.path):
        return Verdict(Reason.SOFT_404, f"{asked.path} led to the home page")
    if _SEARCH_ADDRESS.search(page.url):
        return Verdict(Reason.SEARCH_PAGE, "the address is that of a search or a tag")
    return None
