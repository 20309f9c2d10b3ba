"""Captions among the lines of a text, where no markup tells them."""

import re
from collections.abc import Sequence

from cleaning.blocks import Block, Role, fold, is_prose

LONGEST_CAPTION = 260  # code points; captions that name four officials with their posts have about 200
LONGEST_WRAPPED = 2 * LONGEST_CAPTION  # code points of a caption with the spaces and line breaks of its source
MOST_WORDS = 45
SAME_START = 6  # words that a caption has in common with the paragraph whose people it shows

_SURE = re.compile(
    r"(?:(?:một số |những )?hình ảnh(?: minh h[oọ]a)?|ảnh(?: minh h[oọ]a| tư liệu)?|hình)\s*:|"
    r"(?:\*\s?)?(?:(?:sau|dưới) đây là )?(?:một số |những |vài )?hình ảnh (?:h[oọ][aạ]t động|tại|của|về|buổi|lễ|trong|từ)[^.!?]*$|(?:\*\s?)?(?:những )?hình ảnh [\"“].*:$|"
    r"mô hình [\"“][^\"”]{2,60}[\"”].*\b(?:tại|ở)\b|tiết mục\b[^.!?]*$|biểu diễn\b|tham quan (?:mô hình|gian hàng|nhà)|"
    r"(?:toàn cảnh|quang cảnh|khung cảnh)\b|ảnh (?:ký kết|ngày hội|chụp|lưu niệm)|có thể là hình ảnh|"
    r"một số hình ảnh\b|\(ảnh\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\s*(?:[.,–-]\s*|\(\s*)?(?:\bẢnh\s?:\s?[\w. /–-]{2,40}|\((?:ảnh|Ảnh)\b(?! (?:trên|dưới|bên|trái|phải|giữa))[^)]{0,60}|[–-] Ảnh \d{1,2}|\([nN]gười (?:ngồi|đứng)[^)]{0,40})\)?\.?$"
)
_CREDIT_WORDS = ("Ảnh", "(ảnh", "gười ngồi", "gười đứng")  # one stands in every credit
_PEOPLE = re.compile(
    r"(?:\*\s?)?(?:các |một số |những |lãnh đạo |đại diện |tập thể |toàn thể |đông đảo )*"
    r"(?:đại biểu|đồng chí|đ/c|đc|ông|bà|chị|anh|cô|chú|thầy|lãnh đạo|thường trực|ban tổ chức|đoàn (?:viên|công tác)|hội viên|cán bộ|nhân dân|"
    r"bà con|người dân|chiến sĩ|thành viên|ĐVTN|đoàn viên|đảng viên|phụ nữ|cựu chiến binh|học sinh|thanh niên|công nhân|tuổi trẻ|BCH|BTV|MTTQ|gia đình|hộ|em|mẹ|cụ|già làng|đại diện|đoàn|ban)\b",
    re.IGNORECASE,
)
_SCENE = re.compile(
    r"\b(?:phát biểu|trao|tặng|nhận|chụp ảnh|tham dự|dự|tham quan|thăm|chủ trì|điều hành|ký kết|ký|thảo luận|biểu quyết|bỏ phiếu|bỏ lá phiếu|trồng|dâng|thắp|"
    r"cắt băng|chúc mừng|tham gia|ra quân|dọn|thu gom|làm|hướng dẫn|kiểm tra|giám sát|tiếp xúc|trình bày|báo cáo|khai mạc|kết luận|đối thoại|"
    r"động viên|khảo sát|biểu diễn|giao lưu|tuyên truyền|vận động|chăm sóc|thu hoạch|hiến|gói|nấu|phát|vẽ|lắp đặt|bàn giao|khánh thành|tiếp|họp|bên|thông qua|mở rộng lề|tại (?:buổi|lễ|hội nghị|hội thảo|đại hội|chương trình))\b",
    re.IGNORECASE,
)
_SENTENCE_BREAK = re.compile(r"[.!?…]\s+[^\W\d_a-zđ]")
_MARK_AT_END = re.compile(r"[.!?:;…][”\"’»)\]]?$")
_DATED_START = re.compile(r"(?:sáng|chiều|tối|trưa|ngày|vừa qua|nhân dịp|trong)\b", re.IGNORECASE)


def is_sure_caption(line: str) -> bool:
    """Whether a line says itself that it is a caption: its first words or the credit at its end."""
    if len(line) > LONGEST_CAPTION or _DATED_START.match(line) or (_SURE.match(line) or _credit_of(line)) is None:
        return False
    return _is_short(line)


def is_likely_caption(line: str, others: Sequence[str]) -> bool:
    """Whether a line shows people doing something, as captions do and sub-headings do not.

    With a full stop it must begin like one of the paragraphs (``others``): short sentences of a body end the same way.
    """
    if len(line) > LONGEST_CAPTION or not _PEOPLE.match(line) or not _SCENE.search(line) or not _is_short(line):
        return False
    if _DATED_START.match(line):
        return False
    if line.startswith("*") and line.endswith(":"):
        return True
    return not _MARK_AT_END.search(line) or _shares_start(line, others)


def _credit_of(line: str) -> re.Match[str] | None:
    """The credit at the end of a line; most lines have no word of one, and are slow to search."""
    return _CREDIT.search(line) if any(word in line for word in _CREDIT_WORDS) else None


def _is_short(line: str) -> bool:
    """Whether a line has the length of a caption and is one sentence, its credit left aside."""
    if len(line) > LONGEST_CAPTION or len(line.split()) > MOST_WORDS:
        return False
    credit = _credit_of(line)
    return not _SENTENCE_BREAK.search(line[: credit.start()] if credit else line)


def _shares_start(line: str, others: Sequence[str]) -> bool:
    start = fold(line).split()[:SAME_START]
    return len(start) == SAME_START and any(
        fold(other[: 2 * LONGEST_CAPTION]).split()[:SAME_START] == start for other in others
    )


def mark_captions(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks that are captions by their wording the role of captions."""
    prose = [block.text for block in blocks if is_prose(block.text)]
    return [_marked(block, prose) for block in blocks]


def _marked(block: Block, prose: Sequence[str]) -> Block:
    if block.role is not Role.TEXT or block.is_right or len(block.text) > LONGEST_WRAPPED:
        return block
    line = " ".join(block.text.split())
    is_caption = is_sure_caption(line) or is_likely_caption(line, [text for text in prose if text != block.text])
    return block._replace(role=Role.CAPTION) if is_caption else block
