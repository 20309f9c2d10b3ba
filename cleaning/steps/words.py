"""Words that run together, and words that fell apart. No letter is changed, only the space between.

Without counts of what people write, only plain evidence decides; the rest waits for the model.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from cleaning.spelling.syllables import (
    LONGEST_SYLLABLE,
    has_native_tone,
    is_legal_syllable,
    is_marked,
    looks_like_syllable,
)
from cleaning.steps.context import (
    LETTER,
    is_capitalised,
    is_in_address,
    is_prose_word,
    token_after,
    token_before,
    word_after,
    word_before,
)
from cleaning.steps.step import Change, delete, insert, step

WORDS_REMEMBERED = 1 << 15  # distinct words, for not parting the same unknown word again and again
LEAST_RUN_TOGETHER = 4  # letters
LONGEST_RUN_TOGETHER = 3 * LONGEST_SYLLABLE  # letters; a word of more than three syllables is left to the model

FREQUENT_BARE = frozenset(
    """
    cho trong khi quan ra theo gia quy sau xe tin con sinh qua cao an tra anh giao doanh kinh hai thi khu nay khai vi
    thu gian ban hay tham em trung mua thanh tay trang nhau bao chia mang chung chi ta thay tranh minh lao danh xem
    sao ghi khoa trai cung sang ba nhanh ninh nghi phong mong vui nghe duy trao binh quanh giam ngang xong tri tuy
    khen thang vua ven quang nhi dinh gom chu phu
    """.split()
)
"""Frequent syllables without tone or mark (among the first 3,000 forms of the news and law corpora, by count)."""

_WORD = re.compile(f"{LETTER}{{{LEAST_RUN_TOGETHER},}}+")
_DIGITS = re.compile("[0-9]+")
_FIGURE = re.compile(r"[(“\"]?\d[\d.,/:-]*")
_VOWEL = re.compile("[aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
_VIETNAMESE = re.compile("ng|nh|ch|[^\\Wa-zàáâãèéêìíòóôõùúý]")
_FILE = re.compile(r"\d+\.[a-zA-Z]\w{2,3}(?!\w)")
_AFTER_FIGURE = frozenset("cho trong theo khi nay".split())
_SQUARE = frozenset(("mét", "dặm"))


@step
def part_figure(text: str) -> Iterator[Change]:
    """Put a space between a figure and the Vietnamese word glued to it: ``2023về``, ``năm2018``.

    Left alone: units (``47m2``, ``135km``, ``20h``), codes (``4G``, ``A1``, ``QL1A``, ``10A2``), file names.
    """
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        if text[start - 1 : start].isalpha() and _ends_word(text, start) and not is_in_address(text, start):
            yield insert(start)
        if text[end : end + 1].isalpha() and _begins_word(text, end) and not is_in_address(text, end):
            yield insert(end)


def _begins_word(text: str, place: int) -> bool:
    word = word_after(text, place)
    if not (is_marked(word) or word in _AFTER_FIGURE) or text[place + len(word) : place + len(word) + 1].isdigit():
        return False
    if len(word) == 1 and (word == "đ" or token_after(text, place) != word):
        return False
    return _FIGURE.fullmatch(token_before(text, place)) is not None


def _ends_word(text: str, place: int) -> bool:
    word = word_before(text, place)
    if len(word) < 2 or not is_marked(word) or word.isupper() or word.lower() in _SQUARE:
        return False
    return _FILE.match(text, place) is None


@lru_cache(WORDS_REMEMBERED)
def part_syllables(word: str) -> tuple[str, ...]:
    """The two or three syllables that were run together in a word, or nothing where that is not plain.

    The word is no syllable, not even one with a wrong tone or mark (``hòan``). It parts in exactly one way, and every
    part is marked or frequent. There is a tone that loan words do not have, and a letter that other languages do not
    have: ``ôtô``, ``nilông``, ``Karate``, ``Krông``, ``Ramón`` are left whole. Three parts only in lower case, because
    ``Hànộimới`` is a name.
    """
    if looks_like_syllable(word) or not _has_word_case(word):
        return ()
    for number in (2, 3) if word.islower() else (2,):
        ways = [parts for parts in _ways(word, number) if is_legal_syllable(parts[-1])]
        ways = [parts for parts in ways if not _begins_with_odd_vowel(parts[1:])]
        if ways:
            return ways[0] if len(ways) == 1 and _is_evident(ways[0]) else ()
    return ()


def _begins_with_odd_vowel(parts: tuple[str, ...]) -> bool:
    """Whether a part begins with a vowel and is no word: ``phụn ữ`` beside ``phụ nữ``, ``thi ế`` of ``thiết``."""
    return any(
        _VOWEL.match(part.lower()) and (part.lower() not in _STANDALONE or (len(part) == 1 and part not in "ởý"))
        for part in parts
    )


def _has_word_case(word: str) -> bool:
    """Whether a word is in small letters, with a capital at the start of the word or of one later syllable."""
    return (sum(letter.isupper() for letter in word) < 2 and not word.isascii()) or word.islower()


def _ways(word: str, number: int) -> Iterator[tuple[str, ...]]:
    if number == 1:
        if len(word) <= LONGEST_SYLLABLE:
            yield (word,)
        return
    for length in range(1, min(LONGEST_SYLLABLE, len(word) - 1) + 1):
        head, rest = word[:length], word[length:]
        if is_legal_syllable(head):
            yield from ((head, *tail) for tail in _ways(rest, number - 1))


def _is_evident(parts: tuple[str, ...]) -> bool:
    if any(letter.isupper() for part in parts for letter in part[1:]):
        return False
    if all(part.lower() in FREQUENT_BARE for part in parts):
        return len(parts) == 2 and len("".join(parts)) > 6 and "".join(parts).islower()
    if not all(is_marked(part) or part.lower() in FREQUENT_BARE for part in parts):
        return False
    if parts[0].islower() and parts[-1][0].isupper():
        return is_marked(parts[-1])
    if _VIETNAMESE.search("".join(parts).lower()) is None:
        return False
    return sum(map(has_native_tone, parts)) >= len(parts) - 1


@step
def part_run_together(text: str) -> Iterator[Change]:
    """Put a space between syllables that run together: ``quảnlý`` becomes ``quản lý`` (see ``part_syllables``).

    Behind another capitalised word it is parted only before a word that follows names (``Minh Lộcđã``): where a name
    itself runs together (``Đỗ Mạnhhùng``), a space alone would make it wrong in another way.
    """
    if not any(len(word) <= LONGEST_RUN_TOGETHER and part_syllables(word) for word in set(_WORD.findall(text))):
        return
    for found in _WORD.finditer(text):
        parts = part_syllables(found[0]) if len(found[0]) <= LONGEST_RUN_TOGETHER else ()
        if not parts or _is_run_together_name(text, found.start(), parts):
            continue
        if _stands_alone(text, *found.span()) and not is_in_address(text, found.start()):
            place = found.start()
            for part in parts[:-1]:
                place += len(part)
                yield insert(place)


def _is_run_together_name(text: str, start: int, parts: tuple[str, ...]) -> bool:
    """Whether the parts may be a name whose second half lost its capital."""
    if not parts[0][0].isupper() or not parts[-1].islower() or parts[-1] in _AFTER_NAMES:
        return False
    return is_capitalised(word_before(text, start - 1)) and text[start - 1 : start] == " "


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word is no part of a code, a name with apostrophe or a hyphenated loan word."""
    around = text[start - 1 : start] + text[end : end + 1]
    return not any(sign.isdigit() or sign in "-–'’_@#" for sign in around)


_AFTER_NAMES = frozenset(
    "đã và là của cho với tại đến được cùng có trong về ở trên từ do thì mà sẽ vừa vẫn bị nói".split()
)
"""Words that follow a name in a sentence."""

_LONE_ONSET = re.compile(
    r"(?:\A|(?<=[\s(“\"]))([Qq]u|[Gg]i|(?![aeiouyAEIOUY])[a-zđA-ZĐ]h?|[Nn]gh?|[Tt]r) -?(?=[^\W\d_])"
)
_CLAUSE_START = '.:;!?…“"('
_LABELLED = frozenset("điểm khoản mục lớp câu nhóm tổ loại hạng chữ đội khối hàng phụ vitamin điều bảng gan".split())
"""Words before a letter that numbers something: ``điểm c ở``, ``nhóm T ở``."""

_STANDALONE = frozenset(
    """
    a á à ạ ai ái ải am ám ảm an án ang áng anh ánh ảnh ao áo ảo áp ác ách áy ăn ẵm ẩm ấm âm ẩn ấn ân ập ấp ẩu âu
    ấy e é èo em én ép ế ếch êm ếm êu i ì ỉ ích im in inh ít o ó oai oan oán oanh oi om ong óc ọp ô ổ ồ ố ôi ổi ối ôm
    ốm ồm ôn ổn ồn ông ống ốp ốc ơ ở ờ ớ ơi ơn ớn ớt u ù ú ủ ụ ua ùa úa ui ủi um un ung ủng úng úp út uy úy ủy uỷ uý
    uyên uốn uống ư ứ ừ ưa ứa ưng ứng ưu ửng ước ướt ươm ươn ướp ưỡn y ý ỷ ỉa yêm yếm yên yến yểu yêu yếu ùng ùn ục
    """.split()
) - {"ùng"}
"""Words that begin with a vowel: behind a lone capital they are the next word, as in ``nhóm T ở``."""

_OPENERS = frozenset(
    """
    ban bên các cán cả chi chiều chính chủ chung chương công cùng giai giữa giám hàng hằng khi không khu kinh nhân nhằm
    nhiều những như nhờ nhà ngành ngày ngay ngoài nguồn người nghị phát phó phong phấn phối phía qua quán tham thanh
    thành tháng thay theo thi thông thời thực thường thưa toàn trên triển trong trước trưởng trải tổng ủy vào xã
    """.split()
)
"""Words that open sentences in reports of offices."""


@step
def join_split_syllable(text: str) -> Iterator[Change]:
    """Take away the space, or space and hyphen, that broke a syllable behind its onset: ``N ắm``, ``M -ùng``.

    A lone consonant is no word, but it can be an initial or a label: the rest must be no word of its own, or the
    whole must open a sentence. Left alone: ``A 1``, ``Y Moan``, ``khối C và``, ``nhóm T ở``, ``điểm c ở``, ``5 m ở``.
    """
    for found in _LONE_ONSET.finditer(text):
        onset, rest = found[1], word_after(text, found.end())
        if rest.islower() and is_legal_syllable(onset + rest):
            before = token_before(text, max(0, found.start() - 1))
            if _is_split(text, found.start(), before, onset, rest):
                yield delete(found.end(1), found.end())


def _is_split(text: str, start: int, before: str, onset: str, rest: str) -> bool:
    """Whether the onset is the beginning of the rest, by what stands before and what the rest is."""
    if before[-1:].isdigit() or before.lower() in _LABELLED:
        return False
    if onset.islower():
        return is_prose_word(before)
    if not is_capitalised(onset + rest):
        return False
    if len(onset) > 1 or (rest[0] not in "hrgi" and rest not in _STANDALONE):
        return True
    begins_clause = start == 0 or text[start - 1] in '\n“"(' or before[-1:] in _CLAUSE_START
    return begins_clause and (onset + rest).lower() in _OPENERS
