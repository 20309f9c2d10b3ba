"""Datelines: the publisher's mark in front of the first sentence, ``(SHO) - Sáng 5/3, …``.

It stands at the start of the lead or of the first paragraph and nowhere else. In prose the same shapes are brackets
after an abbreviation, two offices with a dash between them, or a place and what it is; none of them is followed by
the beginning of a sentence.
"""

import re
from typing import NamedTuple

LONGEST_CREDIT = 40  # code points in the brackets; names of newspapers have at most 30
FEWEST_LETTERS = 10  # of a paper's name in one word (``Kinhtedothi``); no syllable of Vietnamese has more than 7

_DOMAIN = r"[^\W_][\w-]*(?:\.[^\W_][\w-]*){0,2}\.(?:vn|com|net|org|tv|info)\b"
_BRACKETED = re.compile(
    rf"\s*\((?P<name>[^\W\d_](?:[^()\n\d]|\d(?!\d)){{1,{LONGEST_CREDIT}}})\)\s*\.?\s*(?P<dash>[-–—]?)\s*"
)
_BARE = re.compile(
    rf"\s*(?P<name>{_DOMAIN}|[A-ZĐ][A-ZĐ&]{{1,7}}(?:\.VN)?|[A-Z][A-Za-z]{{{FEWEST_LETTERS - 1},20}})\s*[-–—]\s*",
    re.IGNORECASE,
)
_MARK = re.compile(rf"{_DOMAIN}|[A-ZĐ&]{{2,8}}", re.IGNORECASE)
_SENTENCE = re.compile(r"[“\"'‘]?(?:[^\W\d_]|\d)")
_OPENER = re.compile(
    r"(?:[“\"'‘]?)(?:sáng|trưa|chiều|tối|đêm|rạng sáng|ngày|hôm|vừa qua|mới đây|trong|từ|tính|đến|sau|trước|nhân|nhằm|để|theo|với|"
    r"thực hiện|hưởng ứng|chào mừng|hướng tới|tại|thời gian|những|năm|tháng|tuần|\d{1,2}[/.-]\d)\b",
    re.IGNORECASE,
)
_NOT_A_PAPER = re.compile(
    r"(?:ảnh|tin|bài|video|clip|phần|kỳ|kì|số|tiếp|tiếp theo|xem|trích|từ|năm|mục|điều|khoản|đồng chí|ông|bà|theo)\b",
    re.IGNORECASE,
)
_OFFICES = frozenset(
    "UBND HĐND MTTQ UBMT UBMTTQ UBMTTQVN MTTQVN BCH BTV BTC BCĐ ĐVTN TNCS LLVT CBCC CNVC LĐLĐ LHPN HLHPN HND CCB HCCB CTV "
    "HCM NTM QCDC HTX THCS THPT ASEAN".split()
)


class Dateline(NamedTuple):
    """The mark of a publisher in front of a text."""

    credit: str
    """The publisher, without brackets and dash."""
    mark: str
    """What was cut, as it stood."""
    rest: str
    """The text behind it; empty where the mark stands alone."""


def split_dateline(text: str) -> Dateline | None:
    """Part a first paragraph from the dateline before it, or ``None`` where it has none.

    >>> split_dateline("(SHO) - Sáng 5/3, xã Khe Mo ra quân.").rest
    'Sáng 5/3, xã Khe Mo ra quân.'
    >>> split_dateline("HĐND - UBND xã Khe Mo họp.") is None
    True
    """
    found = _bracketed(text) or _bare(text)
    if found is None:
        return None
    return Dateline(found["name"].strip(), text[: found.end()].strip(), text[found.end() :])


def _bracketed(text: str) -> re.Match[str] | None:
    found = _BRACKETED.match(text)
    if found is None or _NOT_A_PAPER.match(found["name"]) or not _begins_sentence(text[found.end() :]):
        return None
    is_marked = _MARK.fullmatch(found["name"]) is not None and _is_capital(found["name"])
    return found if found["dash"] or is_marked else None


def _bare(text: str) -> re.Match[str] | None:
    found = _BARE.match(text)
    if found is None or found["name"] in _OFFICES or not _begins_sentence(text[found.end() :]):
        return None
    rest = text[found.end() :]
    if rest and not found[0][-1].isspace() and not text[found.end("name")].isspace():
        return None  # ``HNX-Index`` is one word
    if re.fullmatch(_DOMAIN, found["name"], re.IGNORECASE):
        return found
    if not rest or _OPENER.match(rest):
        return found if _is_capital(found["name"]) or len(found["name"]) >= FEWEST_LETTERS else None
    is_long_mark = len(found["name"]) > 2 and found["name"].isupper()
    return found if is_long_mark and not rest.split(maxsplit=1)[0].isupper() and not rest[0].isdigit() else None


def _is_capital(name: str) -> bool:
    return name.isupper() or "." in name


def _begins_sentence(rest: str) -> bool:
    """Whether nothing follows, or a capital or a digit does: a sentence, not the second half of one."""
    found = _SENTENCE.match(rest)
    return not rest or (found is not None and (found[0][-1].isupper() or found[0][-1].isdigit()))
