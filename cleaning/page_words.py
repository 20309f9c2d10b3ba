"""What the words of a page say it is: a block page, a missing article, documents, an organization, a form."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from cleaning.article import Reason
from cleaning.blocks import Block, Role, is_prose
from cleaning.boilerplate import plain_line
from cleaning.classify import Verdict
from cleaning.identity import split_address
from cleaning.info_lines import LONGEST_LINE, is_date_line
from cleaning.page import RawPage
from cleaning.tables import ROW_MARK

SHORTEST_SHELL = 200  # code points of text below which a page with scripts is a shell
NOTICE_START = 90  # code points of a block that say what it is about; the longest such phrase has 51
LONGEST_NOTICE = 1_500  # code points of text; block pages and notices of missing articles are short
LONGEST_OUTAGE = 400  # code points of text around "under maintenance", of which news can tell too
FEWEST_COLUMNS = 2  # named as those of document tables are
FEWEST_LABELS = 3  # of a document's entry without a table
ROW_SHARE = 0.6  # of the text of a page
FEWEST_WEEKDAYS = 3  # of a schedule
LONGEST_NAME_OF_PAGE = 100  # code points

_STATIC_PATH = re.compile(
    r"/(?:gioi-thieu(?:-chung)?|lich-su|co-cau-to-chuc|chuc-nang-nhiem-vu|lien-he|so-do|ban-do)(?:\.\w{2,5})?/?$|"
    r"/(?:gioi-thieu|co-cau-to-chuc|bo-may-to-chuc)/|/(?:p/)?chuc-nang-nhiem-vu[^/]*$|/page/gioi-thieu",
    re.IGNORECASE,
)
_PLACE_OR_BODY = r"(?:huyện|xã|phường|tỉnh|thành phố|thị (?:trấn|xã)|quận|hội|đoàn|ban|đảng (?:bộ|ủy|uỷ)|mặt trận|cơ quan|cổng|trang|ủy ban|uỷ ban|sở|phòng|văn phòng|trung tâm|liên đoàn)"
_STATIC_NAME = re.compile(
    rf"giới thiệu(?: chung| tổng quan)?(?: về)?(?: {_PLACE_OR_BODY}\b.*)?|chức năng,?(?: và)? nhiệm vụ\b.*|(?:sơ đồ|cơ cấu|bộ máy) tổ chức\b.*|"
    r"lịch sử hình thành(?: và phát triển)?\b.*|điều kiện tự nhiên\b.*|tổng quan về .*|thông tin liên hệ|liên hệ|quá trình hình thành(?: và phát triển)?\b.*",
    re.IGNORECASE,
)
_SCHEDULE_NAME = re.compile(r"lịch (?:công tác|làm việc|họp|trực|tuần|tiếp công dân)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật)\b", re.IGNORECASE)
_LOGIN_NAME = re.compile(r"(?:đăng nhập|đăng ký tài khoản|quên mật khẩu|login|sign in)\b", re.IGNORECASE)
_SITE_NAMES = r"(?:website|trang (?:web|tin|thông tin)|hệ thống|cổng (?:thông tin|tin))(?: điện tử)?(?: [^\W\d]+){0,4}"
_OUTAGE = re.compile(
    rf"{_SITE_NAMES} (?:hiện )?(?:đang|tạm)(?: thời)?(?: được)? (?:bảo trì|nâng cấp|ngừng hoạt động)", re.IGNORECASE
)
_HINTS = (  # one stands in every notice of a missing or a blocked page; the notices themselves are slow to look for
    "không tồn tại|không tìm thấy|không có hoặc|hiện không|bị xóa|bị xoá|bị gỡ|chưa được xuất bản|lỗi |từ chối truy cập|"
    "đang gặp vấn đề|xác minh bạn|denied|blocked|attention required|just a moment|verify you|checking |needs to review|"
    "ddos|enable |unsuccessful|not found|error|502|503|unavailable|rejected|bị từ chối|bị chặn|firewall|forbidden"
).split("|")
_RESULT = re.compile(r"kết quả|bài viết|tìm kiếm|search", re.IGNORECASE)
_NOTICE = re.compile(
    r"(?P<blocked>thông báo từ chối truy cập|hệ thống đang gặp vấn đề khi xử lý yêu cầu|access denied|request blocked|attention required|"
    r"just a moment|verify you are human|xác minh bạn không phải|checking (?:if the site|your browser)|"
    r"(?:\S+ )?needs to review the security|ddos protection|enable javascript and cookies|please enable cookies|request unsuccessful|"
    r"^request rejected$|the requested url was rejected|403 forbidden|you have been blocked|web page blocked!|blocked because of web attack|"
    r"^web application firewall$|blocked by .{0,30}firewall|^(?:bạn|quý khách|địa chỉ ip của (?:bạn|quý khách))(?: đã| đang)? bị (?:từ chối|chặn) truy cập|"
    r"^(?:truy cập|yêu cầu)(?: này| của (?:bạn|quý khách))?(?: đã)? bị (?:từ chối|chặn)"
    r"(?= bởi (?:hệ thống|tường lửa)| vì lý do (?:bảo mật|an ninh)|[.!]?(?:$| (?:vui lòng|xin|liên hệ|mã (?:lỗi|hỗ trợ))\b)))|"
    r"(?P<missing>(?:bài viết|trang|nội dung|tin|dữ liệu|đường dẫn|liên kết)(?: này)?(?: (?:bạn|quý vị) (?:đang )?(?:tìm(?: kiếm)?|yêu cầu|truy cập))?"
    r" (?:không (?:tồn tại|tìm thấy|có hoặc)|hiện không|(?:đã )?bị (?:xóa|xoá|gỡ)|chưa được xuất bản)|"
    r"không tìm thấy (?:trang|bài viết|nội dung|dữ liệu)|page not found|lỗi (?:404|500|50[234])|error 404|404 not found|"
    r"server error in '/|runtime error$|internal server error|(?:502 bad gateway|503 service)|error establishing a database|service unavailable)",
    re.IGNORECASE,
)
_SEARCHED = re.compile(
    r"(?:tìm thấy|có|khoảng) \d+ (?:kết quả|bài viết)(?: được)?(?: tìm thấy)?(?: (?:với|cho|phù hợp)\b.{0,80})?|"
    r"kết quả tìm kiếm(?: (?:cho|với|theo)(?: từ kh(?:óa|oá))?)?\s*:?(?: [\"“'].{0,60}[\"”'])?|search results(?: for.{0,60})?|"
    r"(?:từ kh(?:óa|oá)|tags?|thẻ) tìm kiếm\s*:.{0,60}",
    re.IGNORECASE,
)
_DOCUMENT_COLUMN = re.compile(
    r"số,? ?(?:/|và)? ?k[ýí] hiệu|số hiệu|số văn bản|số vb|trích yếu|ngày ban hành|loại văn bản|cơ quan ban hành|người ký",
    re.IGNORECASE,
)


def judge_text(blocks: Sequence[Block], tree: HtmlElement) -> Verdict | None:
    """What the words of a page say, where it has few: a block page, a missing article, a search, a form, a shell."""
    length = sum(len(block.text) for block in blocks)
    own = [block for block in blocks if not block.is_linked]
    prose = sum(len(block.text) for block in own if is_prose(block.text))
    for text in (_page_title(tree), *(block.text for block in own)) if prose <= LONGEST_NOTICE else ():
        if found := _notice_of(text):
            reason = Reason.BLOCK_PAGE if found["blocked"] else Reason.SOFT_404
            return Verdict(reason, f"the page says {found[0]!r}")
        if prose <= LONGEST_OUTAGE and (found := _OUTAGE.match(text)):
            return Verdict(Reason.BLOCK_PAGE, f"the page says {found[0]!r}")
    lines = (block.text for block in own if len(block.text) <= LONGEST_LINE and _RESULT.search(block.text))
    if searched := next((text for text in lines if _SEARCHED.fullmatch(plain_line(text))), None):
        return Verdict(Reason.SEARCH_PAGE, f"the page says {searched!r}")
    if prose <= LONGEST_NOTICE and (name := _name_like(blocks, tree, _LOGIN_NAME)) and _has_password(tree):
        return Verdict(Reason.STATIC_PAGE, f"a form under {name!r}")
    if length < SHORTEST_SHELL and next(tree.iter("script"), None) is not None:
        return Verdict(Reason.SCRIPT_ONLY, f"{length} code points of text, the rest is script")
    return Verdict(Reason.EMPTY_SHELL, "no text") if length == 0 else None


def _notice_of(text: str) -> re.Match[str] | None:
    """What the start of a block says about the page instead of news."""
    start = text[:NOTICE_START].lower()
    return _NOTICE.search(text, 0, NOTICE_START) if any(hint in start for hint in _HINTS) else None


def _page_title(tree: HtmlElement) -> str:
    return " ".join(tree.xpath("string(//head/title)").split())


def _has_password(tree: HtmlElement) -> bool:
    return any(field.get("type", "").lower() == "password" for field in tree.iter("input"))


def _name_like(blocks: Sequence[Block], tree: HtmlElement, pattern: re.Pattern[str]) -> str | None:
    """The page's title or a heading of it that begins with a pattern."""
    headings = (block.text for block in blocks if block.role is Role.HEADING and not block.is_linked)
    return next((name for name in (_page_title(tree), *headings) if pattern.match(name)), None)


def judge_documents(blocks: Sequence[Block]) -> Verdict | None:
    """Whether a page is a table of documents, or an entry of one.

    The columns of a table are named so, and its rows are most of the text; without a table, several lines begin with
    such names, and next to nothing else is prose.
    """
    rows = [block for block in blocks if ROW_MARK in block.text]
    columns = max((len(_columns(block.text)) for block in rows), default=0)
    size = sum(len(block.text) for block in rows)
    rest = sum(len(block.text) for block in blocks if ROW_MARK not in block.text and not block.is_linked)
    if columns >= FEWEST_COLUMNS and size >= ROW_SHARE * (size + rest):
        return Verdict(Reason.DOCUMENT_LIST, f"{len(rows)} rows of a table of documents")
    return _judge_labels([block for block in blocks if not block.is_linked])


def _judge_labels(blocks: Sequence[Block]) -> Verdict | None:
    """Whether lines that begin as the labels of a document's entry do, and what follows each, are most of a text."""
    labelled = [place for place, block in enumerate(blocks) if _DOCUMENT_COLUMN.match(plain_line(block.text))]
    labels = {name.casefold() for place in labelled for name in _DOCUMENT_COLUMN.findall(blocks[place].text)[:1]}
    places = {*labelled, *(place + 1 for place in labelled)}
    rest = sum(len(block.text) for place, block in enumerate(blocks) if place not in places and is_prose(block.text))
    size = sum(len(blocks[place].text) for place in places if place < len(blocks))
    is_list = len(labels) >= FEWEST_COLUMNS and len(labelled) >= FEWEST_LABELS * len(labels)
    if (len(labels) < FEWEST_LABELS and not is_list) or size < ROW_SHARE * (size + rest):
        return None
    return Verdict(Reason.DOCUMENT_LIST, f"a document's entry: {', '.join(sorted(labels))}")


def _columns(row: str) -> set[str]:
    return {name.casefold() for name in _DOCUMENT_COLUMN.findall(row)}


def judge_static(page: RawPage, blocks: Sequence[Block], title: str | None, *, has_date: bool) -> Verdict | None:
    """Whether a page with a body is one about the organization rather than news.

    Its address or its headline says so and nothing is dated. A schedule has dates: it is known by its headline and
    its weekdays.
    """
    headings = [block.text for block in blocks if block.role is Role.HEADING and not block.is_linked]
    names = (title or "", *headings[:1])
    if verdict := _judge_schedule(blocks, names):
        return verdict
    if has_date or any(is_date_line(plain_line(block.text)) for block in blocks if len(block.text) < 100):
        return None
    path = split_address(page.url).path
    if _STATIC_PATH.search(path):
        return Verdict(Reason.STATIC_PAGE, f"no date, and the address is {path}")
    for name in names:
        if len(name) <= LONGEST_NAME_OF_PAGE and _STATIC_NAME.fullmatch(plain_line(name)):
            return Verdict(Reason.STATIC_PAGE, f"no date, and the headline is {name!r}")
    return None


def _judge_schedule(blocks: Sequence[Block], names: Sequence[str]) -> Verdict | None:
    name = next((name for name in names if _SCHEDULE_NAME.match(name)), None)
    days = {found[0].casefold() for block in blocks if (found := _WEEKDAY.match(block.text))}
    return Verdict(Reason.STATIC_PAGE, f"a schedule: {name!r}") if name and len(days) >= FEWEST_WEEKDAYS else None
