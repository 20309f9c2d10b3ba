"""Page classes: what a page is, before anything is taken from it.

A listing or a history page gives any extractor a plausible article, so the class is decided first, with the
evidence as a sentence for the reader of the rejections.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from lxml.html import HtmlElement

from cleaning.article import Reason
from cleaning.blocks import LEAST_PROSE, Block, fold, is_prose
from cleaning.boilerplate import plain_line, rule_of
from cleaning.date_lines import is_date_line
from cleaning.headline import is_likely_headline
from cleaning.identity import article_id, split_address
from cleaning.layout import Layout, find_all, find_each
from cleaning.page import RawPage
from cleaning.tree import ROW_MARK

LARGEST_BODY = 8_000_000  # bytes; the largest article page seen has 400,000
MOST_TAGS = 60_000  # "<" in the source; trafilatura takes half a minute for 50,000 paragraphs
SNIFFED = 2_000  # bytes in which the first tag of a page is looked for
SHORTEST_SHELL = 200  # code points of text below which a page with scripts is a shell
NOTICE_START = 90  # code points of a block that say what it is about; the longest such phrase has 51
LONGEST_NOTICE = 1_500  # code points of text; block pages and notices of missing articles are short
FEWEST_TEASERS = 3  # links with headlines in a listing
FEWEST_HEADLINE_WORDS = 5
MOST_TEASER_BLOCKS = 2  # paragraphs under one headline of a listing
FEWEST_COLUMNS = 2  # named as those of document tables are
ROW_SHARE = 0.6  # of the text of a page
LONGEST_TEASER = 600  # code points; leads of listings have at most about 400
TEASER_SHARE = 0.6  # of the prose of a page; a listing's footer is prose too, and a sidebar has teasers

_MISSING_PATH = re.compile(r"/(?:404|error|notfound|not-found|khong-tim-thay|page-not-found)\b[^/]*$", re.IGNORECASE)
_HOME_PATH = re.compile(r"^/?(?:trang-chu|home|default|index)?(?:\.\w{2,5})?/?$", re.IGNORECASE)
_SEARCH_ADDRESS = re.compile(
    r"/(?:tim-kiem|search|tags?|tu-khoa)(?:[/?.]|$)|[?&](?:s|q|keyword|tukhoa)=", re.IGNORECASE
)
_STATIC_PATH = re.compile(
    r"/(?:gioi-thieu(?:-chung)?|lich-su|co-cau-to-chuc|chuc-nang-nhiem-vu|lien-he|so-do|ban-do)(?:\.\w{2,5})?/?$",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"thông báo từ chối truy cập|hệ thống đang gặp vấn đề khi xử lý yêu cầu|access denied|request blocked|attention required|"
    r"just a moment|verify you are human|xác minh bạn không phải|website đang (?:bảo trì|nâng cấp)|trang web đang (?:bảo trì|nâng cấp)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?:bài viết|trang|nội dung|tin)(?: này)?(?: bạn (?:tìm|yêu cầu))? (?:không tồn tại|không tìm thấy|đã bị xóa|đã bị xoá|chưa được xuất bản)|"
    r"không tìm thấy (?:trang|bài viết|nội dung)|page not found|lỗi 404|error 404|404 not found",
    re.IGNORECASE,
)
_DOCUMENT_COLUMN = re.compile(
    r"số,? ?(?:/|và)? ?k[ýí] hiệu|số hiệu|số văn bản|số vb|trích yếu|ngày ban hành|loại văn bản|cơ quan ban hành|người ký",
    re.IGNORECASE,
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


def judge_text(blocks: Sequence[Block], tree: HtmlElement) -> Verdict | None:
    """What the words of a page say, where it has few: a block page, a missing article, a shell."""
    length = sum(len(block.text) for block in blocks)
    prose = sum(len(block.text) for block in blocks if is_prose(block.text) and not block.is_linked)
    if prose <= LONGEST_NOTICE:
        for block in blocks:
            if block.is_linked:
                continue
            if found := _BLOCKED.search(block.text, 0, NOTICE_START):
                return Verdict(Reason.BLOCK_PAGE, f"the page says {found[0]!r}")
            if found := _MISSING.search(block.text, 0, NOTICE_START):
                return Verdict(Reason.SOFT_404, f"the page says {found[0]!r}")
    if length < SHORTEST_SHELL and next(tree.iter("script"), None) is not None:
        return Verdict(Reason.SCRIPT_ONLY, f"{length} code points of text, the rest is script")
    return Verdict(Reason.EMPTY_SHELL, "no text") if length == 0 else None


def judge_shape(
    tree: HtmlElement, page: RawPage, layout: Layout | None, blocks: Sequence[Block], *, has_body: bool
) -> Verdict | None:
    """What the links around the prose say: teasers make a listing.

    ``has_body`` is whether the layout found the body of an article, which settles it unless the headline links
    elsewhere. ``blocks`` are those of the whole page; they are needed only without a body.
    """
    if has_body:
        return _judge_headline(tree, layout, page) if layout else None
    if layout:
        items = {fold(item.text_content()) for item in find_all(tree, layout.listing.item)}
        if len(items) >= FEWEST_TEASERS:
            return Verdict(Reason.LISTING, f"no body and {len(items)} teasers of layout {layout.name}")
    return _judge_teasers(blocks)


def _judge_headline(tree: HtmlElement, layout: Layout, page: RawPage) -> Verdict | None:
    """Whether the headline above a body links elsewhere: a listing with a single item looks like an article.

    Where the address is that of an article, a link in its headline leads to the same article by another address.
    """
    if layout.article_address and layout.article_address.search(page.url):
        return None
    titled = [title for title in find_each(tree, layout.article.title) if fold(title.text_content())]
    for link in titled[0].iter("a") if titled else ():
        target = _join(page.url, link.get("href", ""))
        if fold(link.text_content()) == fold(titled[0].text_content()) and article_id(target) != article_id(page.url):
            return Verdict(Reason.LISTING, f"the headline links to {target}")
    return None


def _join(base: str, address: str) -> str:
    if address.lower().startswith("javascript:"):
        return base
    try:
        return urljoin(base, address)
    except ValueError:
        return base


def judge_place(blocks: Sequence[Block], kept: Sequence[Block], title: str | None) -> Verdict | None:
    """Whether the little prose of a page stands under a headline that is a link, and the page has no other headline."""
    if not kept or sum(len(block.text) for block in kept) > LONGEST_TEASER:
        return None
    first = next((block for block in kept if is_prose(block.text)), kept[0])
    place = next((place for place, block in enumerate(blocks) if block is first), 0)
    above = [block for block in blocks[:place] if is_headline(block) or rule_of(block.text) is None]
    own = fold(title) if title and is_likely_headline(title) else ""
    own_lines = [block for block in above if not block.is_linked] + above[-1:]
    if own and any(fold(block.text).startswith(own) for block in own_lines):
        return None
    if above and is_headline(above[-1]):
        return Verdict(Reason.LISTING, f"the text stands under a link: {above[-1].text}")
    return None


def _judge_teasers(blocks: Sequence[Block]) -> Verdict | None:
    """A listing's prose is spread over items that have a headline link each; an article's stands together."""
    total = sum(len(block.text) for block in blocks if _is_teaser(block))
    teasers = list(_teasers(blocks))
    share = TEASER_SHARE if len(teasers) >= FEWEST_TEASERS else 1
    if len(teasers) > 1 and sum(teasers) >= share * total:
        return Verdict(Reason.LISTING, f"{len(teasers)} headline links with a teaser each")
    return None


def _is_teaser(block: Block) -> bool:
    return len(block.text) >= LEAST_PROSE and (not block.is_linked or is_prose(block.text))


def _teasers(blocks: Sequence[Block]) -> Iterator[int]:
    """Code points of the texts, of one or two blocks, that stand between two headline links or inside one."""
    run: list[int] = []
    under_headline = False
    for block in [*blocks, Block("", is_linked=True)]:
        if block.is_linked and not _is_teaser(block) and block.text and not is_headline(block):
            continue
        if block.is_linked:
            if under_headline and 1 <= len(run) <= MOST_TEASER_BLOCKS:
                yield sum(run)
            under_headline, run = True, [len(block.text)] if _is_teaser(block) else []
        elif _is_teaser(block):
            run.append(len(block.text))
        elif not run and is_likely_headline(block.text):
            under_headline = False  # the headline of the page stands between


def is_headline(block: Block) -> bool:
    """Whether a block is a link with the words of a headline."""
    return block.is_linked and len(block.text.split()) >= FEWEST_HEADLINE_WORDS


def _headline_links(part: HtmlElement) -> int:
    texts = {fold(link.text_content()) for link in part.iter("a") if link.get("href")}
    return sum(1 for text in texts if len(text.split()) >= FEWEST_HEADLINE_WORDS)


def judge_documents(blocks: Sequence[Block]) -> Verdict | None:
    """Whether a page is a table of documents: its columns are named so, and its rows are most of its text."""
    rows = [block for block in blocks if ROW_MARK in block.text]
    columns = max((len(_columns(block.text)) for block in rows), default=0)
    size = sum(len(block.text) for block in rows)
    rest = sum(len(block.text) for block in blocks if ROW_MARK not in block.text and not block.is_linked)
    if columns < FEWEST_COLUMNS or size < ROW_SHARE * (size + rest):
        return None
    return Verdict(Reason.DOCUMENT_LIST, f"{len(rows)} rows of a table of documents")


def _columns(row: str) -> set[str]:
    return {name.casefold() for name in _DOCUMENT_COLUMN.findall(row)}


def judge_remains(tree: HtmlElement, length: int, least: int) -> Verdict | None:
    """What a page without enough text is: a listing if it is full of headlines, an empty shell, or too short."""
    if length >= least:
        return None
    headlines = _headline_links(tree)
    if headlines >= (2 * FEWEST_TEASERS if length else FEWEST_TEASERS):
        return Verdict(Reason.LISTING, f"{headlines} headline links and {length} code points of text")
    if length == 0:
        return Verdict(Reason.EMPTY_SHELL, "menus and frames, no text inside")
    return Verdict(Reason.TOO_SHORT, f"{length} code points of text, at least {least} are news")


def judge_static(page: RawPage, blocks: Sequence[Block], *, has_date: bool) -> Verdict | None:
    """Whether a page with a body is one about the organization rather than news: its address says so and nothing is dated."""
    if has_date or any(is_date_line(plain_line(block.text)) for block in blocks if len(block.text) < 100):
        return None
    path = split_address(page.url).path
    return Verdict(Reason.STATIC_PAGE, f"no date, and the address is {path}") if _STATIC_PATH.search(path) else None
