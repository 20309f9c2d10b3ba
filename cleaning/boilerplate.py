"""Whole-block rules: lines that are on the page and are not part of the article.

Every rule decides on a whole block, never on a part of one: the same words stand in prose (``lượt xem``,
``chia sẻ``, ``các tin liên quan đến…``). A block that a rule takes goes to the article's ``stripped`` list under
the name of the rule.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, partial
from typing import NamedTuple

from cleaning.blocks import LONGEST_REMEMBERED, REMEMBERED
from cleaning.info_lines import LETTER_OR_DIGIT, LONGEST_LINE, NUMBER, VIEW_COUNTER, is_bare_number, is_date_line

FEWEST_SPACES = 4  # in a sentence; shorter lines with a full stop are labels too


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
    return _remembered_line(block) if len(block) <= LONGEST_REMEMBERED else _plain_line(block)


def _plain_line(block: str) -> str:
    whole = _SPACES.sub(" ", block).strip()
    line = _EDGE.sub("", whole)
    if line and _BRACKETS.get(line[0]) == line[-1] and line[0] not in line[1:]:
        line = line[1:-1].strip()
    is_sentence = whole.endswith(f"{line}.") and line[-1:].isalpha() and line.count(" ") >= FEWEST_SPACES
    return f"{line}." if is_sentence else line


_remembered_line = lru_cache(REMEMBERED)(_plain_line)  # every stage looks at the lines around a headline


_IMAGE_FILE = re.compile(
    r"(?:(?:[^\s<>]{0,160}|.{0,120} )\.)?(?:jpe?g|png|gif|webp|bmp)\)?|%image_alt%|(?:image|site) banner|banner|!?\[\]\(\)",
    re.IGNORECASE,
)
_FILE_WORDS = re.compile(r"(?:\d{6,8}|[a-z]+|[A-Z][A-Za-z]*[a-z])(?:[ _-](?:[a-z]+|[A-Z][a-z]+|\d+)){2,24}", re.ASCII)
_SCRIPT_TEXT = re.compile(
    r"<!--|-->|^\s*(?:<html|<!doctype)|\[/?caption[^\]]{0,200}\]$|\{(?:behavior|mso-)|MsoNormalTable|\[?iklan_\d+\]?|^\{title\}$|data:image/",
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
_COUNT = rf"(?:\s*:?\s*{NUMBER})?"
_ONLINE = _whole(
    rf"{NUMBER} (?:người|khách|thành viên)?\s?(?:đang )?(?:online|trực tuyến|truy cập)",
    rf"(?:đang|hiện đang|số người)?\s?(?:online|trực tuyến|truy cập hiện tại|đang truy cập){_COUNT}",
    rf"(?:hôm nay|hôm qua|trong tuần|tuần này|trong tháng|tháng hiện tại|tháng này|tất cả|năm nay)\s*:?\s*{NUMBER}",
    rf"(?:tổng (?:số )?)?(?:lượt |đã )?truy cập(?: tổng| hiện tại)?\s*:?(?:\s*{NUMBER})?",
    rf"số lượt truy cập{_COUNT}",
    r"thống kê(?: truy cập)?",
    r"thong ke(?: truy cap)?",
    r"\d+ \w{0,3} ?online",
)


def _is_neighbour(line: str) -> bool:
    """``Bài trước`` or ``Bài tiếp theo``, alone or with the neighbour's headline glued to it, not a sentence."""
    return _GLUED_NEIGHBOUR.fullmatch(line) is not None and _NEIGHBOUR_IN_PROSE.search(line) is None


def _is_file_words(block: str) -> bool:
    """A picture's name without its ending: words without marks and tones, as people name their files."""
    line = block.strip()
    return _matches(_FILE_WORDS, line) and not line.istitle()


def _is_dated_item(block: str) -> bool:
    """A headline with its date in brackets; a sentence that ends in a date goes on to its full stop."""
    return not block.rstrip().endswith(".") and _matches(_DATED_ITEM, plain_line(block))


def _is_letterhead(block: str) -> bool:
    """Two columns of the head of a document on one line of a dump."""
    return _LETTERHEAD.search(block.strip()) is not None and not block.rstrip().endswith(".")


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
    r"null .{5,150}|.{0,4}are you sure that you want to switch to .{0,40}",
    r"(?:chính phủ )?nước cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|toàn đảng, toàn dân,? .{0,40}học tập và làm theo .{0,60}hồ chí minh",
    r"nhiệt liệt chào mừng .{5,130}|chào mừng các bạn đến với .{5,130}",
)
_RELATED = _whole(
    r"(?:các )?(?:tin(?: bài)?|bài(?: viết)?) (?:liên quan|khác|cùng chuyên mục|cùng loại|cùng thể loại|đã đưa|đã đăng|cũ hơn|mới hơn)",
    r"(?:các )?tin (?:đã đưa|đã đăng)(?: ngày)?|(?:các )?bài (?:mới|đã đăng)|cùng (?:chuyên mục|chủ đề|tác giả)|có thể bạn quan tâm",
    r"đọc (?:thêm|tiếp)|xem thêm|xem tiếp|read more|theo dòng sự kiện|những (?:tin|bài)(?: viết)? (?:mới|cũ) hơn|các album đã đăng",
    r"những người đã xem bài viết này|bài viết liên quan xem thêm|related(?: posts| articles)?",
)
_RELATED_LINK = _whole(
    r".{15,140}\(xem (?:tiếp )?trang \d[\d, và]*\)",
    r"(?:xem thêm|đọc thêm|đọc tiếp|mời xem|(?:tin|bài)(?: viết)? liên quan)\s*:\s*.{10,140}[^.…;:!?]",
)
_LATEST = _whole(
    r"tin (?:mới(?: nhất| đăng| cập nhật)?|nổi bật|nên đọc|đọc nhiều|xem nhiều)|nổi bật|(?:đọc|xem) nhiều(?: nhất)?|bài (?:mới nhất|đọc nhiều)|mới nhất"
)
_NEWSLETTER = _whole(
    r"(?:đăng ký )?nhận (?:bản tin|tin mới|thông báo)(?: (?:mới|qua email|hằng ngày))?|subscribe|newsletter"
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
    r"(?:yêu cầu |đề nghị |vui lòng |xin )?ghi rõ (?:nguồn|xuất xứ)\b.{0,110}",
    r"giấy phép (?:số|thiết lập|hoạt động).{0,120}|bạn không thể sao chép nội dung của trang này|chung nhan tin nhiem mang",
    r"(?:cơ quan chủ quản|đơn vị chủ quản)\s*:.{0,120}",
    r"(?:hội|đoàn|ban|ủy ban|uỷ ban|đảng ủy|đảng uỷ|cổng|trang|báo|sở|phòng|mặt trận) [^.:;,?!]{3,80} https?://\S{4,80}",
)
_BROADCAST = _whole(
    r"(?:kính )?thưa (?:toàn thể )?(?:quý vị|các bạn|bà con)(?: (?:và|cùng) (?:các bạn|toàn thể .{3,30}))?[!.]?",
    r"(?:chương trình|bản tin) (?:phát thanh )?(?:hôm nay|này) (?:gồm|có)(?: các| những)? (?:nội dung|phần|tin)(?: chính)?(?: sau| sau đây)?",
    r"(?:nội dung chi tiết,? )?(?:kính )?mời (?:quý vị|quý độc giả|độc giả|bạn đọc|các bạn)(?: và các bạn)? (?:xem|theo dõi|nghe)(?: chi tiết)?"
    r"(?: (?:trong|tại|qua))? (?:video|clip|phóng sự|bản tin|file|đoạn)(?: .{0,40})?",
)
_LABEL_ALONE = _whole(r"(?:tác giả|nguồn(?: tin)?|người đăng|người viết|thể loại|chuyên mục)(?: bài viết)?\s*:?")
_LETTERHEAD = re.compile(r"\S[ \t\N{NO-BREAK SPACE}]{10,}\S")  # two columns of a document's head on one line of a dump

_SCRIPT_RULE = Rule("script_text", partial(_searches, _SCRIPT_TEXT), Place.ANYWHERE)
_RAW_RULES = (  # these see a block as it stands, the others see its plain line
    Rule("letterhead", _is_letterhead, Place.ANYWHERE),
    Rule("file_words", _is_file_words, Place.ANYWHERE),
    Rule("dated_item", _is_dated_item, Place.ANYWHERE),
)
_LINE_RULES = (
    Rule("date_line", is_date_line, Place.ANYWHERE),
    Rule("view_counter", partial(_matches, VIEW_COUNTER), Place.ANYWHERE),
    Rule("online_counter", _ONLINE, Place.TAIL),
    Rule("font_size", _FONT_SIZE, Place.ANYWHERE),
    Rule("tools", _TOOLS, Place.ANYWHERE),
    Rule("share", _SHARE, Place.ANYWHERE),
    Rule("search_box", _SEARCH, Place.ANYWHERE),
    Rule("menu", _MENU, Place.ANYWHERE),
    Rule("related_heading", _RELATED, Place.TAIL),
    Rule("related_link", _RELATED_LINK, Place.ANYWHERE),
    Rule("latest_heading", _LATEST, Place.TAIL),
    Rule("neighbour", _is_neighbour, Place.TAIL),
    Rule("comments", _COMMENTS, Place.TAIL),
    Rule("newsletter", _NEWSLETTER, Place.TAIL),
    Rule("back_link", _BACK, Place.ANYWHERE),
    Rule("pager", _PAGER, Place.ANYWHERE),
    Rule("attachment", _ATTACHMENT, Place.ANYWHERE),
    Rule("image_file", partial(_matches, _IMAGE_FILE), Place.ANYWHERE),
    Rule("footer", _FOOTER, Place.TAIL),
    Rule("broadcast", _BROADCAST, Place.ANYWHERE),
    Rule("label_alone", _LABEL_ALONE, Place.ANYWHERE),
    Rule("bare_number", is_bare_number, Place.ANYWHERE),
    Rule("marks_only", lambda line: LETTER_OR_DIGIT.search(line) is None, Place.ANYWHERE),
)


RULES: tuple[Rule, ...] = (_SCRIPT_RULE, *_RAW_RULES, *_LINE_RULES)


def rule_of(block: str) -> Rule | None:
    """The first rule that takes a whole block, or ``None`` for anything that may be prose.

    >>> rule_of("Tăng/Giảm cỡ chữ:  TĂNG+  |  GIẢM-").name
    'font_size'
    >>> rule_of("Lượt xem video tuyên truyền tăng từng ngày.") is None
    True
    """
    return _rule_of_short(block) if len(block) < 10 * LONGEST_LINE else None


@lru_cache(REMEMBERED)
def _rule_of_short(block: str) -> Rule | None:
    if _SCRIPT_RULE.takes(block):
        return _SCRIPT_RULE
    line = plain_line(block)
    if len(line) > LONGEST_LINE:
        return None
    raw = next((rule for rule in _RAW_RULES if rule.takes(block)), None)
    return raw or next((rule for rule in _LINE_RULES if rule.takes(line)), None)
