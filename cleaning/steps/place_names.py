"""Names of provinces, cities and countries that run together.

A list, and no counts of capitals: of the single syllables of ``Quảng Ninh`` capitals are as frequent as of those of
``quảng bá``, and what is no name must not become one.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cleaning.steps.context import begins_line, find_words, is_in_address, odd_words
from cleaning.steps.step import Change, insert, step

_NAMES: Final = """
An Giang,Bà Rịa,Bạc Liêu,Bắc Giang,Bắc Cạn,Bắc Kạn,Bắc Ninh,Bến Tre,Biên Hòa,Bình Dương,Bình Định,Bình Phước,Bình Thuận,
Buôn Ma Thuột,Cà Mau,Cao Bằng,Cần Thơ,Đà Lạt,Đà Nẵng,Đắk Lắk,Đắk Nông,Điện Biên,Đồng Nai,Đồng Tháp,Gia Lai,Hà Giang,Hà Nam,
Hà Nội,Hà Tĩnh,Hải Dương,Hải Phòng,Hàn Quốc,Hậu Giang,Hòa Bình,Hoà Bình,Hồ Chí Minh,Hưng Yên,Khánh Hòa,Khánh Hoà,Kiên Giang,
Kon Tum,Lai Châu,Lạng Sơn,Lào Cai,Lâm Đồng,Long An,Nam Định,Nghệ An,Nha Trang,Nhật Bản,Ninh Bình,Ninh Thuận,Phú Thọ,Phú Yên,
Quảng Bình,Quảng Nam,Quảng Ngãi,Quảng Ninh,Quảng Trị,Quy Nhơn,Sóc Trăng,Sơn La,Tây Nguyên,Tây Ninh,Thái Bình,
Thái Nguyên,Thanh Hóa,Thanh Hoá,Thừa Thiên,Tiền Giang,Trà Vinh,Trung Quốc,Tuyên Quang,Việt Nam,Vĩnh Long,Vĩnh Phúc,Vũng Tàu,
Yên Bái
"""
_PARTS: Final = {"".join(name).lower(): name for name in map(str.split, _NAMES.replace("\n", "").split(","))}
"""A name run together, in small letters, to its syllables."""

_ALSO_WORDS: Final = frozenset("bìnhđịnh caobằng hòabình hoàbình".split())
"""Names that are common words too; a sentence may begin with them."""

_ENDS_SENTENCE: Final = frozenset('.!?:…"“(')


@step
def part_place_name(text: str) -> Iterator[Change]:
    """Part a known name and give each syllable its capital: ``Hànội``, ``HàNội`` become ``Hà Nội``.

    Left alone: names without marks (``Vietnam``), in small or in capital letters only, inside longer words
    (``Hànộimới``, ``Việtnam-Airlines``), addresses, and ``Sàigòn``, which older books have so in their titles.
    ``Hòabình`` at the start of a sentence may be peace.
    """
    suspects = {word for word in odd_words(text) if not word.isascii() and word.lower() in _PARTS and _has_case(word)}
    for found in find_words(text, suspects):
        start, end = found.span()
        is_glued = any(sign.isalnum() or sign in "-–'’_@#" for sign in text[start - 1 : start] + text[end : end + 1])
        if is_glued or is_in_address(text, start) or (found[0].lower() in _ALSO_WORDS and _begins(text, start)):
            continue
        yield from _part(found[0], start)


def _has_case(word: str) -> bool:
    """Whether there is a capital first, small letters, and other capitals only where a syllable begins."""
    syllables = _PARTS[word.lower()]
    place, capitals = 0, {0}
    for syllable in syllables[:-1]:
        place += len(syllable)
        capitals.add(place)
    found = {number for number, letter in enumerate(word) if letter.isupper()}
    return 0 in found and found <= capitals


def _begins(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start].rstrip(" ")[-1:]
    return begins_line(text, start) or before in _ENDS_SENTENCE


def _part(word: str, start: int) -> Iterator[Change]:
    """Spaces, each with the capital behind it where that is missing."""
    for syllable, following in pairwise(_PARTS[word.lower()]):
        start += len(syllable)
        word = word[len(syllable) :]
        yield insert(start) if word[0].isupper() else Change(start, start + 1, f" {following[0]}")
