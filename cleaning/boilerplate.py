"""Whole-block rules: lines that are on the page and are not part of the article.

Every rule decides on a whole block, never on a part of one: the same words stand in prose (``lượt xem``,
``chia sẻ``, ``các tin liên quan đến…``). A block that a rule takes goes to the article's ``stripped`` list under
the name of the rule.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from cleaning.dates import find_dates

MOST_DIGITS = 12  # of a counter; portals count to nine digits, a longer row is no number
FEWEST_SPACES = 4  # in a sentence; shorter lines with a full stop are labels too
LONGEST_LINE = 160  # code points of the longest line that a rule other than ``script_text`` takes


class Place(StrEnum):
    """What a rule's block says about the blocks around it."""

    ANYWHERE = "anywhere"
    """Only the block itself goes."""
    TAIL = "tail"
    """Behind the body, it opens the part of the page that is no longer the article."""


class Rule(NamedTuple):
    """A kind of boilerplate."""

    name: str
    takes: Callable[[str], bool]
    place: Place


def _whole(*alternatives: str) -> Callable[[str], bool]:
    """A test whether the whole line is one of the alternatives (regular expressions, any case)."""
    pattern = re.compile(rf"(?:{'|'.join(alternatives)})", re.IGNORECASE)
    return lambda line: pattern.fullmatch(line) is not None


_EDGE = re.compile(r"^[\s•●▪*|»›>+°\-–—:.,;]+|[\s•|»›>«<\-–—:.,;]+$")
_BRACKETS = {"(": ")", "[": "]"}
_SPACES = re.compile(r"\s+")


def plain_line(block: str) -> str:
    """A block as its rules see it: one line, single spaces, without bullets, bars and brackets around it.

    The full stop of a sentence stays: labels and headlines have none.
    """
    whole = _SPACES.sub(" ", block).strip()
    line = _EDGE.sub("", whole)
    if line and _BRACKETS.get(line[0]) == line[-1] and line[0] not in line[1:]:
        line = line[1:-1].strip()
    is_sentence = whole.endswith(f"{line}.") and line[-1:].isalpha() and line.count(" ") >= FEWEST_SPACES
    return f"{line}." if is_sentence else line


_NUMBER = r"[\d.,]*\d"
_COUNT = rf"(?:\s*:?\s*{_NUMBER})?"
_VIEWS = rf"(?:(?:số )?lượt (?:người )?(?:xem|đọc)|số lần (?:đọc|xem)|đã xem|view count|views?|hits)(?P<sep>\s*:?\s*)(?P<views>{_NUMBER})?(?: lượt(?: xem)?| views?)?"
_DATE_LABEL = (
    r"(?:ngày đăng(?: bài)?|ngày cập nhật|ngày xuất bản|ngày viết|đăng ngày|đăng lúc|viết lúc|gửi lúc|đăng|date|xuất bản|"
    r"cập nhật(?: lần cuối)?(?: lúc| ngày)?|posted(?: on)?|updated|published(?: on)?|ngày|lúc|hôm nay|(?:được )?đăng)\s*:?"
)
_WEEKDAY = r"\b(?:thứ\s*(?:hai|ba|tư|năm|sáu|bẩy|bảy|[2-7])|chủ nhật|cn|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
_ZONE = r"\(?\[?\bGMT\s?\+\s?0?7(?::?00)?\]?\)?"
_AGO = r"\d{1,2} (?:giây|phút|giờ|ngày|tuần|tháng|năm)(?: \d{1,2} (?:ngày|tuần|phút))? trước"
_SECTION = r"[^\W\d]+(?: [^\W\d]+){0,5} - (?=ngày đăng|đăng|cập nhật|\d)"
_ZOOM = r"(?:\ba\s?-\s*)?\d{2,3}%(?:\s*a\s?\+)?"  # the font size beside the date
_AUTHOR_ON_LINE = r"\| tác giả\s*:\s*[^\d|]{0,40}$"
_DATE_LINE_LEFT = re.compile(
    "|".join(
        (_VIEWS, rf"\|\s*:?\s*{_NUMBER}$", rf"^{_NUMBER}(?=\s)", _AUTHOR_ON_LINE, _ZOOM, _WEEKDAY, _ZONE, _DATE_LABEL)
    ),
    re.IGNORECASE,
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LEADING_SECTION = re.compile(_SECTION, re.IGNORECASE)
_ONLY_SECTION = re.compile(r"[^\W\d]+(?: [^\W\d]+){0,3} -\s*")
_MONTH_ONLY = re.compile(r"date \d{4}-\d{2}", re.IGNORECASE)
_RELATIVE_DATE = re.compile(rf"(?:[^\W\d]+ ){{0,5}}{_AGO}", re.IGNORECASE)
_VIEW_COUNTER = re.compile(rf"{_VIEWS}", re.IGNORECASE)


def is_date_line(line: str) -> bool:
    """Whether nothing but a date, its label, weekday, time and counter stands on a line.

    A first sentence (``Sáng ngày 27/7/2022, Ban Dân vận …``) begins the same way and has words left over.

    >>> is_date_line("Ngày đăng 30/07/2022 | 10:44 | View count: 167")
    True
    >>> is_date_line("Ngày 30/07/2022, Hội Phụ nữ ra quân.")
    False
    """
    if len(line) > LONGEST_LINE:
        return False
    if _RELATIVE_DATE.fullmatch(line) or _MONTH_ONLY.fullmatch(line):
        return True
    found = next(find_dates(line), None)
    if found is None:
        return False
    left = _without(line, found.start, found.end, found.time_start, found.time_end)
    if found.time_start is not None and _ONLY_SECTION.fullmatch(left):
        return True
    left = _DATE_LINE_LEFT.sub(" ", _LEADING_SECTION.sub("", left))
    return _LETTER_OR_DIGIT.search(left) is None


def _without(line: str, start: int, end: int, time_start: int | None, time_end: int | None) -> str:
    spans = sorted(
        [(start, end)] + ([(time_start, time_end)] if time_start is not None and time_end is not None else [])
    )
    for first, behind in reversed(spans):
        line = f"{line[:first]} {line[behind:]}"
    return line


def read_views(line: str) -> int | None:
    """The number of a view counter anywhere on a line that is a counter or a date line with one.

    >>> read_views("Ngày đăng 28/04/2023 | 11:13 | Lượt xem: 1.135")
    1135
    """
    counter = _VIEW_COUNTER.search(line)
    return read_number(counter["views"] or "") if counter else None


def read_number(line: str) -> int | None:
    """The number that its digits make, whatever groups them, or ``None`` where there are none or too many."""
    digits = re.sub(r"\D", "", line)
    return int(digits) if 0 < len(digits) <= MOST_DIGITS else None


def is_bare_number(line: str) -> bool:
    """Whether a line is one number, as counters without a label are."""
    return re.fullmatch(rf"{_NUMBER}", line) is not None


_IMAGE_FILE = re.compile(
    r"(?:[^\s<>]{0,160}|.{0,120} )\.(?:jpe?g|png|gif|webp|bmp)\)?|%image_alt%|(?:image|site) banner|banner|!?\[\]\(\)",
    re.IGNORECASE,
)
_SCRIPT_TEXT = re.compile(
    r"<!--|-->|^\s*(?:<html|<!doctype)|\[/?caption[^\]]{0,200}\]$|\{(?:behavior|mso-)|MsoNormalTable|\[iklan_\d+\]|^\{title\}$|data:image/",
    re.IGNORECASE,
)
_GLUED_NEIGHBOUR = re.compile(
    r"(?:bài trước|bài tiếp theo|bài viết trước|bài viết sau|bài sau|bài kế tiếp)\s*:?\s*(?:[^\W\d_].*)?",
    re.IGNORECASE | re.DOTALL,
)
_NEIGHBOUR_IN_PROSE = re.compile(r"[.;]\s|[.;]$|,")
_DATED_ITEM = re.compile(
    r".{15,220}?\.{0,6}\s?\(\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?(?: (?:SA|CH|AM|PM))?)?\)", re.IGNORECASE
)
_ONLINE = _whole(
    rf"{_NUMBER} (?:người|khách|thành viên)?\s?(?:đang )?(?:online|trực tuyến|truy cập)",
    rf"(?:đang|hiện đang|số người)?\s?(?:online|trực tuyến|truy cập hiện tại|đang truy cập){_COUNT}",
    rf"(?:hôm nay|hôm qua|trong tuần|tuần này|trong tháng|tháng hiện tại|tháng này|tất cả|năm nay)\s*:?\s*{_NUMBER}",
    rf"(?:tổng (?:số )?)?(?:lượt |đã )?truy cập(?: tổng| hiện tại)?\s*:?(?:\s*{_NUMBER})?",
    rf"số lượt truy cập{_COUNT}",
    r"thống kê(?: truy cập)?",
    r"thong ke(?: truy cap)?",
)


def _is_neighbour(line: str) -> bool:
    """``Bài trước`` or ``Bài tiếp theo``, alone or with the neighbour's headline glued to it, not a sentence."""
    return _GLUED_NEIGHBOUR.fullmatch(line) is not None and _NEIGHBOUR_IN_PROSE.search(line) is None


def _searches(pattern: re.Pattern[str], line: str) -> bool:
    return pattern.search(line) is not None


def _matches(pattern: re.Pattern[str], line: str) -> bool:
    return pattern.fullmatch(line) is not None


_FONT_SIZE = _whole(
    r"(?:tăng ?/ ?giảm|thay đổi|kích|giảm|tăng|xem với)? ?(?:cỡ chữ|cỡ font chữ|cỡ font|font chữ)(?:[\s:|+\-]|tăng|giảm|a|cỡ chữ)*",
    r"từ viết tắt(?: xem với cỡ chữ)?(?:[\s:|+\-]|a)*",
    r"view with font size.{0,20}",
    r"a ?[-+]?(?: a ?[-+]?){1,3}",
    r"tương phản(?:[\s:|+\-]|a)*",
    r"chế độ xem ?: ?sáng \| tối",
    r"(?:50|75|80|90|100|110|120|125|150|200)%",
    r"telex vni tắt",
)
_TOOLS = _whole(
    r"in|in (?:trang|bài|bài viết|ra)|bản in|print|e-?mail",
    r"(?:bản in )?(?:gửi|gởi) (?:bài viết|email|e-mail|liên kết tới email|cho bạn bè|phản hồi|bài)",
    r"lưu bài viết(?: này)?|tải (?:về|xuống)|quay lại|nghe bài viết|đọc bài viết|nghe đọc bài|click để đánh giá bài viết",
    r"tổng số điểm của bài viết là:.{0,60}|xin vui lòng gõ tiếng việt có dấu|báo lỗi|phiên bản thử nghiệm",
)
_SHARE = _whole(
    r"chia sẻ(?: bài viết)?(?: qua| lên| trên)?(?: ?:? ?(?:facebook|zalo|twitter|[_\s]))*(?: ?\| ?.{0,60})?",
    r"share(?: this)?|facebook|zalo|twitter|google news|google_\w+",
    r"theo dõi (?:báo |chúng tôi ).{0,40}\btrên(?: google news| facebook| zalo)?",
    r"chúng tôi trên mạng xã hội|tải ứng dụng|đọc báo in",
)
_SEARCH = _whole(r"tìm kiếm(?: nâng cao)?|search|nhập từ khóa.{0,20}|select the search type.{0,20}|dd/mm/yyyy")
_MENU = _whole(
    r"trang chủ|giới thiệu|đăng nhập|đăng xuất|đăng ký|liên hệ|sơ đồ (?:site|cổng|trang)|english|tiếng việt|menu|hỏi đáp|văn bản",
    r"album ảnh|thư viện (?:ảnh|video)|video(?: clip)?|(?:các )?chuyên mục|danh mục|liên kết (?:website|web|trang)|skip to main content",
    r"trạng thái|bạn không có thông báo nào|xuất bản thông tin|asset publisher|chi tiết(?: tin| bài viết| tin tức)?|publishingportal.{0,40}",
    r"(?:từ khóa|từ khoá|thẻ|tags?|keywords)(?:\s*:.{0,140})?",
    r"xem tin theo ngày|chọn ngày|null|bạn đã không sử dụng site.{0,100}|searchb.{0,40}",
    r"nhiệt liệt chào mừng .{5,130}|chào mừng các bạn đến với .{5,130}",
)
_RELATED = _whole(
    r"(?:các )?(?:tin(?: bài)?|bài(?: viết)?) (?:liên quan|khác|cùng chuyên mục|cùng loại|cùng thể loại|đã đưa|đã đăng|cũ hơn|mới hơn)",
    r"(?:các )?tin (?:đã đưa|đã đăng)|(?:các )?bài (?:mới|đã đăng)|cùng (?:chuyên mục|chủ đề|tác giả)|có thể bạn quan tâm",
    r"đọc (?:thêm|tiếp)|xem thêm|xem tiếp|read more|theo dòng sự kiện|những (?:tin|bài)(?: viết)? (?:mới|cũ) hơn|các album đã đăng",
    r"những người đã xem bài viết này|bài viết liên quan xem thêm|related(?: posts| articles)?",
)
_RELATED_LINK = _whole(
    r"(?:xem thêm|đọc thêm|đọc tiếp|mời xem|(?:tin|bài)(?: viết)? liên quan)\s*:\s*.{10,140}[^.…;:!?]"
)
_LATEST = _whole(
    r"tin (?:mới(?: nhất| đăng| cập nhật)?|nổi bật|nên đọc|đọc nhiều|xem nhiều)|nổi bật|(?:đọc|xem) nhiều(?: nhất)?|bài (?:mới nhất|đọc nhiều)|mới nhất"
)
_COMMENTS = _whole(
    r"ý kiến (?:bạn đọc|độc giả|của bạn|phản hồi)|(?:\(?\d{0,4}\)? ?)?bình luận\s*:?(?: ?\(?\d{0,4}\)?)|komentar \(\d+\)?",
    r"(?:viết|gửi|thêm|để lại|đăng)(?: một)? (?:bình luận|ý kiến|phản hồi)(?: mới| của bạn)?",
    r"phản hồi(?: của bạn đọc.{0,40})?(?: ?: ?\d{0,4})?|trả lời|hủy trả lời|leave a (?:reply|comment)",
    r"email của bạn sẽ không được hiển thị công khai.{0,80}|vui lòng nhập (?:nội dung )?bình luận\.?|cảm ơn bạn đã đăng nhận xét.{0,40}",
    r"bình luận tối thiểu .{0,80}|mã (?:bảo mật|xác nhận|captcha)|(?:họ tên|họ và tên|nội dung|tiêu đề|điện thoại)\s?\*?",
)
_BACK = _whole(r"trở (?:về|lại)(?: trang (?:trước|chủ))?|(?:lên|về) (?:đầu|top|đầu trang)|top|quay về|back to top")
_PAGER = _whole(
    r"trang (?:trước|sau|đầu|cuối|kế|tiếp)|(?:trang )?tiếp(?: theo)?|trước|sau|đầu tiên|cuối cùng|next|prev(?:ious)?|first|last|\d{1,3}(?: \d{1,3}){2,12}.{0,10}"
)
_ATTACHMENT = _whole(
    r"(?:file|tệp|tập tin|tài liệu)(?: tin)? (?:đính kèm|liên quan)\s*:?.{0,60}|xem chi tiết (?:trong|tại) file đính kèm|truy cập nguồn tin|tài liệu"
)
_FOOTER = _whole(
    r"bản quyền (?:thuộc|©|của).{0,120}|©.{0,120}|copyright.{0,120}|powered by.{0,80}|all rights reserved.{0,40}",
    r"(?:(?:phó )?tổng biên tập|trưởng ban(?: biên tập)?|chịu trách nhiệm(?: nội dung| chính)?)\s*:\s*.{0,100}",
    r"(?:địa chỉ|trụ sở|điện thoại|đt|fax|hotline|đường dây nóng|e-?mail|website|tel)\s*:\s*.{0,140}",
    r"giấy phép (?:số|thiết lập|hoạt động).{0,120}|bạn không thể sao chép nội dung của trang này|chung nhan tin nhiem mang",
    r"(?:cơ quan chủ quản|đơn vị chủ quản)\s*:.{0,120}",
)

RULES: tuple[Rule, ...] = (
    Rule("script_text", partial(_searches, _SCRIPT_TEXT), Place.ANYWHERE),
    Rule("date_line", is_date_line, Place.ANYWHERE),
    Rule("view_counter", partial(_matches, re.compile(_VIEWS, re.IGNORECASE)), Place.ANYWHERE),
    Rule("online_counter", _ONLINE, Place.TAIL),
    Rule("font_size", _FONT_SIZE, Place.ANYWHERE),
    Rule("tools", _TOOLS, Place.ANYWHERE),
    Rule("share", _SHARE, Place.ANYWHERE),
    Rule("search_box", _SEARCH, Place.ANYWHERE),
    Rule("menu", _MENU, Place.ANYWHERE),
    Rule("related_heading", _RELATED, Place.TAIL),
    Rule("related_link", _RELATED_LINK, Place.ANYWHERE),
    Rule("latest_heading", _LATEST, Place.TAIL),
    Rule("dated_item", partial(_matches, _DATED_ITEM), Place.ANYWHERE),
    Rule("neighbour", _is_neighbour, Place.TAIL),
    Rule("comments", _COMMENTS, Place.TAIL),
    Rule("back_link", _BACK, Place.ANYWHERE),
    Rule("pager", _PAGER, Place.ANYWHERE),
    Rule("attachment", _ATTACHMENT, Place.ANYWHERE),
    Rule("image_file", partial(_matches, _IMAGE_FILE), Place.ANYWHERE),
    Rule("footer", _FOOTER, Place.TAIL),
    Rule("bare_number", is_bare_number, Place.ANYWHERE),
    Rule("marks_only", lambda line: _LETTER_OR_DIGIT.search(line) is None, Place.ANYWHERE),
)


def rule_of(block: str) -> Rule | None:
    """The first rule that takes a whole block, or ``None`` for anything that may be prose.

    >>> rule_of("Tăng/Giảm cỡ chữ:  TĂNG+  |  GIẢM-").name
    'font_size'
    >>> rule_of("Lượt xem video tuyên truyền tăng từng ngày.") is None
    True
    """
    if len(block) > LONGEST_LINE:
        return RULES[0] if len(block) < 10 * LONGEST_LINE and RULES[0].takes(block) else None
    line = plain_line(block)
    return next((rule for rule in RULES if rule.takes(line)), None)
