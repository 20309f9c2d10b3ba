"""Letterheads: what stands above the title of an official document, on its own lines in a dump.

``ĐẢNG BỘ TỈNH TRƯỜNG HÀ``, ``ĐẢNG CỘNG SẢN VIỆT NAM``, ``Số: 12-CT/HU``: long lines in capitals, which a headline is
too. A name of an office in capitals counts only beside a line that stands on nothing but documents.
"""

import re
from collections.abc import Sequence

NEAR = 2  # lines between the name of an office and a line that only documents have
MOST_OFFICE_WORDS = 12

_SURE = re.compile(
    r"đảng cộng sản việt nam|(?:nước )?cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|độc lập\s*[-–]\s*tự do\s*[-–]\s*hạnh phúc|"
    r"số\s*:?\s*[\d….]*\s*[-–/]\s*[A-ZĐ]{1,6}(?:[-–/&.]{1,2}\s?[A-ZĐ]{1,8}){0,3}|đoàn (?:tncs|thanh niên cộng sản) hồ chí minh",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:đảng bộ|đảng ủy|đảng uỷ|huyện ủy|huyện uỷ|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|quận ủy|thị ủy|chi bộ|ủy ban|uỷ ban|ubnd|hđnd|hội đồng|"
    r"hội|đoàn|bch|bcđ|ban|mặt trận|ubmttq|liên đoàn|công đoàn|sở|phòng|văn phòng|huyện đoàn|tỉnh đoàn|ubkt|bộ|tỉnh|huyện|xã|phường)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:tổ chức|họp|tổng kết|sơ kết|triển khai|phát động|ra mắt|khai mạc|bế mạc|trao|tặng|thăm|kiểm tra|giám sát|tiếp|ra quân|"
    r"làm việc|kỷ niệm|tham gia|tuyên dương|quán triệt|đối thoại|hội nghị|đại hội)\b",
    re.IGNORECASE,
)
_PLACE_AND_DAY = re.compile(
    r"[^\W\d_][^,\d]{2,40},\s*ngày\s*[\d….]{1,4}\s*tháng\s*[\d….]{1,4}\s*năm\s*[\d….]{2,4}", re.IGNORECASE
)
_RULE = re.compile(r"[\s*_\-–—.]{1,40}")


def letterhead_places(lines: Sequence[str]) -> frozenset[int]:
    """The places of the lines of letterheads.

    >>> sorted(letterhead_places(["HUYỆN ỦY VĨNH KHÊ", "ĐẢNG CỘNG SẢN VIỆT NAM", "HUYỆN ỦY HỌP THƯỜNG KỲ BÀN VỀ LÚA"]))
    [0, 1]
    """
    sure = {place for place, line in enumerate(lines) if _SURE.fullmatch(line.strip())}
    near = {
        place
        for place, line in enumerate(lines)
        if any(abs(place - other) <= NEAR for other in sure) and _belongs(line.strip())
    }
    return frozenset(sure | near)


def _belongs(line: str) -> bool:
    is_office = (
        line.isupper() and len(line.split()) <= MOST_OFFICE_WORDS and _OFFICE.match(line) and not _VERB.search(line)
    )
    return bool(is_office) or (_PLACE_AND_DAY.fullmatch(line) or _RULE.fullmatch(line)) is not None
