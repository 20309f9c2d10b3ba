"""Signatures: a few hundred bytes of a text, by which its copies are found without reading it again.

A signature has two halves. One is a MinHash of the text: pairs of neighbouring syllables, in small letters. The
other is a MinHash of what is particular in it: names, numbers, dates. News of one office is often written on the
same frame, with another day and other people: the frame makes the first half alike, the second half tells them
apart. A copy with slips, changed words or paragraphs left out is alike in both.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from output.schema import DIGEST_BYTES

Hashes = npt.NDArray[np.uint64]
Slots = npt.NDArray[np.uint8]

SLOTS = 256  # of each half; Jaccard is estimated to within 0.03 (one standard deviation)
SEED = 42
MOST_CODES = (
    200_000  # words remembered, about 30 MB; Vietnamese has some 7,000 syllables, the rest are names and numbers
)
ALGORITHM = f"rensa-R{RMinHash.ALGORITHM_VERSION}/{SLOTS}+{SLOTS}x8/pairs+particulars/2"
"""Name of what makes the bytes: library version, slots, features, and our own version of them and of how they are
compared: under another name, texts are signed and linked anew, so that a dataset has links of one rule only."""

COMMON = frozenset(
    """
    ban bí bộ chi chỉ chính chủ chức cộng công cơ cục cựu dân đảng đại đoàn đồng hội hội đồng hđnd huyện huy khối khu lđlđ
    lhpn liên mặt mttq nam ngành nghị nhà nhân nông nước phó phòng phụ phường quận quân quốc sở tháng thành thanh thị
    thường tỉnh tổ tổng tp trung trưởng tư tuyên ttxvn ubnd ubmttq ủy uỷ ubmt việt viện vụ xã hcm minh hồ chí
    nguyễn văn trần lê phạm thị hoàng
    bà các cô chị chiều cho có của cùng cũng dịp do dự đã đây để đến được đó em hiện khi không kết là lễ mỗi một năm ngày
    ngoài người nhân nhiều nhân những nếu ông ở phát phối qua quý sau sáng tại tham theo thay thời thực tiếp tin trên
    trong trước từ tối và về vì việc với ảnh anh tuy hai ba
    """.split()
)
"""Words that begin with a capital in more than one of seven news of parties, fronts and unions, or open sentences."""

_COMMON_NUMBER = re.compile(r"\d|20[12]\d")  # one digit, a year
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio, the usual multiplier for mixing
_SHIFT = np.uint64(29)
_PARTICULAR = np.uint64(1)
_NAMED = np.uint64(2)
_NO_WORD = np.uint64(0)


class Signature(NamedTuple):
    """The signature of one text."""

    text_digest: bytes
    syllables: int
    particulars: int
    slots: bytes


class _Features(NamedTuple):
    digest: bytes
    syllables: int
    pairs: Hashes
    particulars: Hashes


def sign(texts: Sequence[str]) -> Iterator[Signature]:
    """Give the signatures of texts, in their order."""
    features = [_features(text) for text in texts]
    of_text = _slots([one.pairs for one in features])
    of_particulars = _slots([one.particulars for one in features])
    for one, first, second in zip(features, of_text, of_particulars, strict=True):
        yield Signature(one.digest, one.syllables, len(one.particulars), first.tobytes() + second.tobytes())


def _features(text: str) -> _Features:
    words = normalize("NFC", text).split()
    marked = np.fromiter(map(_codes().__getitem__, words), np.uint64, len(words))
    marked = marked[marked != _NO_WORD]
    codes = marked & ~(_NAMED | _PARTICULAR)
    pairs = _pairs(codes)
    digest = hashlib.sha256(marked.tobytes()).digest()[:DIGEST_BYTES]
    return _Features(digest, len(codes), pairs, _particulars(marked, codes, pairs))


def _pairs(codes: Hashes) -> Hashes:
    """Hash every two neighbours, in their order."""
    first = codes[:-1] * _MIX
    return (first ^ (first >> _SHIFT)) + codes[1:]


def _particulars(marked: Hashes, codes: Hashes, pairs: Hashes) -> Hashes:
    """The particular words, and the names and numbers that stand in a row with one: ``Bình``, ``Nguyễn Bình``."""
    is_named, is_particular = (marked & _NAMED).astype(np.bool_), (marked & _PARTICULAR).astype(np.bool_)
    in_a_row = is_named[:-1] & is_named[1:] & (is_particular[:-1] | is_particular[1:])
    return np.unique(np.concatenate([codes[is_particular], pairs[in_a_row]]))


class _Codes(dict[str, int]):
    """Word to a hash of its small letters, whose lowest bits say whether it is named and particular.

    The marks around a word do not count, and marks alone are no word.
    """

    def __missing__(self, marked: str) -> int:
        word = _AROUND.sub("", marked)
        self[marked] = _marked_hash(word) if word else 0
        return self[marked]


def _marked_hash(word: str) -> int:
    """Named is what begins with a capital or a digit; particular is what of it does not stand in every other news."""
    small = word.casefold()
    digest = hashlib.blake2b(small.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    is_named = word[0].isupper() or word[0].isdecimal()
    is_particular = is_named and small not in COMMON and not _COMMON_NUMBER.fullmatch(small)
    return int.from_bytes(digest, "little") & ~3 | 2 * is_named | is_particular


_CODES = _Codes()


def _codes() -> _Codes:
    """The hashes made so far; numbers come without end, so the store is emptied now and then."""
    if len(_CODES) > MOST_CODES:
        _CODES.clear()
    return _CODES


def _slots(rows: Sequence[Hashes]) -> Slots:
    """MinHash each set. Of every slot the lowest byte is kept: a quarter of the room for 1 chance match in 256."""
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.uint64)
    hashes = np.concatenate([*rows, np.empty(0, np.uint64)])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, SLOTS, SEED)
    return np.array(matrix.to_rows(), np.uint32).reshape(-1, SLOTS).astype(np.uint8)
