"""Words that fell apart: a space, or a space and a hyphen, inside a syllable. No letter is changed."""

import re
from collections.abc import Collection, Iterator

from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps.context import (
    LETTER,
    is_capitalised,
    is_prose_word,
    odd_tokens,
    token_before,
    word_after,
    word_before,
)
from cleaning.steps.step import Change, delete, step
from cleaning.steps.words import STANDALONE

_GAP = re.compile(r" -?(?=[^\W\d_])")
_LONE_TOKEN = re.compile(r"[(“\"]?(?:[Qq]u|[Gg]i|(?![aeiouyAEIOUY])[a-zđA-ZĐ]h?|[Nn]gh?|[Tt]r)")
_LONE_CODA = re.compile(r"(?:ng|nh|ch|[cmnpt])[,.;:!?)”]*\Z")
_CLAUSE_START = '.:;!?…“"('
_LABELLED = frozenset("điểm khoản mục lớp câu nhóm tổ loại hạng chữ đội khối hàng phụ vitamin điều bảng gan".split())
"""Words before a letter that numbers something: ``điểm c ở``, ``nhóm T ở``."""

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
    odd = odd_tokens(text)
    onsets = {token.lstrip('(“"') for token in odd if _LONE_TOKEN.fullmatch(token)}
    codas = {token.rstrip(",.;:!?)”") for token in odd if _LONE_CODA.match(token)}
    if onsets or codas:
        yield from sorted({*_join_onsets(text, onsets), *_join_codas(text, codas)})


def _join_onsets(text: str, onsets: Collection[str]) -> Iterator[Change]:
    for start, end in _find_lone(text, onsets):
        gap = _GAP.match(text, end)
        onset, rest = text[start:end], word_after(text, gap.end()) if gap else ""
        if gap and rest.islower() and is_legal_syllable(onset + rest):
            before = token_before(text, max(0, start - 1))
            if _is_split(text, start, before, onset, rest):
                yield delete(*gap.span())


def _join_codas(text: str, codas: Collection[str]) -> Iterator[Change]:
    """A lone final consonant belongs to a word that cannot end without one: ``nhâ n``."""
    for start, end in _find_lone(text, codas):
        left = word_before(text, start - 1) if text[start - 1 : start] == " " else ""
        if left and not left.isascii() and not is_legal_syllable(left) and is_legal_syllable(left + text[start:end]):
            yield delete(start - 1, start)


def _find_lone(text: str, words: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where any of some short words stands behind a space, an opening mark or the start of a line, by itself."""
    if not words:
        return
    either = f"(?:{'|'.join(sorted(words))})(?!{LETTER})"
    if first := re.match(either, text):
        yield first.span()
    for found in re.finditer(f'[ \n(“"](?={either})', text):
        length = len(word_after(text, found.end()))
        yield found.end(), found.end() + length


def _is_split(text: str, start: int, before: str, onset: str, rest: str) -> bool:
    """Whether the onset is the beginning of the rest, by what stands before and what the rest is."""
    if before[-1:].isdigit() or before.lower() in _LABELLED:
        return False
    if onset.islower():
        return is_prose_word(before) or (start == 0 and len(onset) > 1)
    if not is_capitalised(onset + rest):
        return False
    if not is_legal_syllable(rest):
        return True
    if len(onset) > 1 or (rest[0] not in "hrgi" and rest not in STANDALONE):
        return True
    begins_clause = start == 0 or text[start - 1] in '\n“"(' or before[-1:] in _CLAUSE_START
    return begins_clause and (onset + rest).lower() in _OPENERS
