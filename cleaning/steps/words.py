"""Words that run together, and figures glued to words. No letter is changed, only spaces are put in.

Without counts of what people write, only plain evidence decides; the rest waits for the model.
"""

import re
from collections.abc import Callable, Iterator
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
    find_words,
    is_capitalised,
    is_in_address,
    odd_tokens,
    odd_words,
    token_after,
    token_before,
    word_after,
    word_before,
)
from cleaning.steps.step import Change, insert, step

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

_DIGITS = re.compile("[0-9]+")
_GLUED_FIGURE = re.compile(f"[0-9%]{LETTER}|{LETTER}[0-9]")
_GLUED_SHARE = re.compile(f"%(?={LETTER})")
_FIGURE = re.compile(r"[(“\"]?\d[\d.,/:-]*")
_VOWEL = re.compile("[aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
_VIETNAMESE = re.compile("ng|nh|ch|[^\\Wa-zàáâãèéêìíòóôõùúý]")
_FILE = re.compile(r"\d+\.[a-zA-Z]\w{2,3}(?!\w)")
_AFTER_FIGURE = frozenset("cho trong theo khi nay".split())
_SQUARE = frozenset(("mét", "dặm"))


@step
def part_figure(text: str) -> Iterator[Change]:
    """Put a space between a figure and the Vietnamese word glued to it: ``2023về``, ``năm2018``, ``95%kế hoạch``.

    Left alone: units (``47m2``, ``135km``, ``20h``), codes (``4G``, ``A1``, ``QL1A``, ``10A2``), file names.
    """
    if not any(map(_GLUED_FIGURE.search, odd_tokens(text))):
        return
    yield from sorted({*_part_figures(text), *_part_shares(text)})


def _part_shares(text: str) -> Iterator[Change]:
    for found in _GLUED_SHARE.finditer(text, 1):
        word = word_after(text, found.end())
        is_word = (is_marked(word) and len(word) > 1) or word in _AFTER_FIGURE
        if is_word and text[found.start() - 1] in "0123456789 ":
            yield insert(found.end())


def _part_figures(text: str) -> Iterator[Change]:
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
    if looks_like_syllable(word) or not has_word_case(word):
        return ()
    for number in (2, 3) if word.islower() else (2,):
        ways = [parts for parts in ways_to_part(word, number) if not _begins_with_odd_vowel(parts[1:])]
        if ways:
            return ways[0] if len(ways) == 1 and _is_evident(ways[0]) else ()
    return ()


def _begins_with_odd_vowel(parts: tuple[str, ...]) -> bool:
    """Whether a part begins with a vowel and is no word: ``phụn ữ`` beside ``phụ nữ``, ``thi ế`` of ``thiết``."""
    return any(
        _VOWEL.match(part.lower()) and (part.lower() not in STANDALONE or (len(part) == 1 and part not in "ởý"))
        for part in parts
    )


def has_word_case(word: str) -> bool:
    """Whether a word is in small letters, with a capital at the start of the word or of one later syllable."""
    return word.islower() or (not word.isascii() and sum(map(str.isupper, word)) < 2)


def ways_to_part(word: str, number: int) -> Iterator[tuple[str, ...]]:
    """Part a word into a number of legal syllables, the shorter first syllable first."""
    if number == 1:
        if is_legal_syllable(word):
            yield (word,)
        return
    if len(word) > number * LONGEST_SYLLABLE:
        return
    for length in range(1, min(LONGEST_SYLLABLE, len(word) - 1) + 1):
        head, rest = word[:length], word[length:]
        if is_legal_syllable(head):
            yield from ((head, *tail) for tail in ways_to_part(rest, number - 1))


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
    return part_words(text, part_syllables)


def _always(_parts: tuple[str, ...]) -> bool:
    return True


def part_words(
    text: str, part: Callable[[str], tuple[str, ...]], may_be_name: Callable[[tuple[str, ...]], bool] = _always
) -> Iterator[Change]:
    """Put spaces into the odd words that a judge parts, where they are no part of a name, a code or an address.

    ``may_be_name`` says of parts behind a capitalised word whether they can be one.
    """
    lengths = range(LEAST_RUN_TOGETHER, LONGEST_RUN_TOGETHER + 1)
    suspects = {word: parts for word in odd_words(text) if len(word) in lengths and (parts := part(word))}
    for found in find_words(text, suspects):
        place, parts = found.start(), suspects[found[0]]
        if not _stands_alone(text, *found.span()) or (_is_run_together_name(text, place, parts) and may_be_name(parts)):
            continue
        if not is_in_address(text, place):
            for length in map(len, parts[:-1]):
                place += length
                yield insert(place)


def _is_run_together_name(text: str, start: int, parts: tuple[str, ...]) -> bool:
    """Whether the parts may be a name whose second half lost its capital."""
    if not parts[0][0].isupper() or not parts[-1].islower() or parts[-1] in _AFTER_NAMES:
        return False
    return is_capitalised(word_before(text, start - 1)) and text[start - 1 : start] == " "


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word is no part of a code, a name with apostrophe or a hyphenated loan word."""
    around = text[start - 1 : start] + text[end : end + 1]
    return around == "  " or not any(sign.isdigit() or sign in "-–'’_@#" for sign in around)


_AFTER_NAMES = frozenset(
    "đã và là của cho với tại đến được cùng có trong về ở trên từ do thì mà sẽ vừa vẫn bị nói".split()
)
"""Words that follow a name in a sentence."""

STANDALONE = frozenset(
    """
    a á à ạ ai ái ải am ám ảm an án ang áng anh ánh ảnh ao áo ảo áp ác ách áy ăn ẵm ẩm ấm âm ẩn ấn ân ập ấp ẩu âu
    ấy e é èo em én ép ế ếch êm ếm êu i ì ỉ ích im in inh ít o ó oai oan oán oanh oi om ong óc ọp ô ổ ồ ố ôi ổi ối ôm
    ốm ồm ôn ổn ồn ông ống ốp ốc ơ ở ờ ớ ơi ơn ớn ớt u ù ú ủ ụ ua ùa úa ui ủi um un ung ủng úng úp út uy úy ủy uỷ uý
    uyên uốn uống ư ứ ừ ưa ứa ưng ứng ưu ửng ước ướt ươm ươn ướp ưỡn y ý ỷ ỉa yêm yếm yên yến yểu yêu yếu ùng ùn ục
    """.split()
) - {"ùng"}
"""Words that begin with a vowel: behind a lone capital they are the next word, as in ``nhóm T ở``."""
