"""Words typed twice: ``của của``, but not ``luôn luôn``, ``nhà nhà`` or the name ``Sang Sang``."""

from typing import Final, NamedTuple

import numpy as np

from cleaning.spelling.language_model import Ids, LanguageModel, Reals
from cleaning.spelling.scoring import RARE_PAIR, Places, Surroundings, Window, score
from cleaning.spelling.tokens import FIRST_WORD, Tokens, Vocabulary

ALLOWED: Final = frozenset(
    """
    ai bản bạn cấp chợ chốn dòng dần đâu đêm đoàn đời đường gần giờ giọng hằng hàng hội họ khu làng lâu lần lớp luôn
    mãi mọi mỗi năm ngành ngày nghề nghìn ngõ người nhà nhóm nơi nước phố phòng phường quê rất sáng sân tầng tết tháng
    thật thôn thường tỉnh tối tổ trường trăm triệu từ từng vùng vẫn xã xa xanh xóm ấp cao dài đẹp đỏ hồng nhè nhỏ
    nhẹ nghe nói đi vàng tím trắng đen chầm đùng ào ầm rì thầm rào xào lăm hay mau nhanh khe êm
    """.split()
)
"""Words that are doubled for their meaning: each and every (``nhà nhà``), again and again, more or less so."""

USUAL_SHARE: Final = 0.002  # share of a word's occurrences that are followed by itself, from which doubling is usual
LEAST_USUAL: Final = 30  # such occurrences, fewer may be the newspapers' own slips
PRIOR: Final = 5.0  # nats of doubt: how much more often words meet by right than are typed twice
COMPOUND: Final = 3.0  # nats of lift from which two words belong together
LINKED: Final = 0.8  # nats of lift from which they may
LINKED_GRAMMAR: Final = 2.0  # the same of a word that joins anything
PHRASE_SHARE: Final = 0.03  # share of both pairs that the other goes on with, from which the three are one phrase
GRAMMAR_WORD: Final = 100_000  # occurrences in 60 million words from which a word joins anything: ``của``, ``các``
UNSURE: Final = 0.0  # gain, in nats, that is left to a doubled word which could be the end and the start of two terms


class Doubled(NamedTuple):
    """Places of the second of two equal words."""

    places: Places
    gains: Reals
    """Nats that the text is likelier without it."""


def find_doubled(tokens: Tokens, around: Surroundings, model: LanguageModel, vocabulary: Vocabulary) -> Doubled:
    """Find words typed twice with one space between, the second in small letters."""
    ids = tokens.ids
    twice = 1 + np.flatnonzero((ids[1:] == ids[:-1]) & (ids[1:] >= FIRST_WORD))
    places = np.array([place for place in twice.tolist() if _is_plain(tokens, place)], np.int64)
    pairs = around.pairs[places - 1]
    places = places[(pairs < LEAST_USUAL) | (pairs <= USUAL_SHARE * model.count(ids[places]))]
    if not len(places):
        return Doubled(places, np.zeros(0, np.float32))
    triple = model.count_triples(np.full(len(places), True), ids[places - 2], ids[places], ids[places + 1])
    before, after = (_lift_alone(around, pair, triple) for pair in (places - 2, places))
    allowed = np.array([vocabulary.word(number) in ALLOWED for number in ids[places].tolist()], np.bool_)
    frequent = model.count(ids[places]) / model.total >= GRAMMAR_WORD / 60e6
    begins = (after >= COMPOUND) & (before < COMPOUND)
    apart = np.minimum(before, after) < np.where(frequent, LINKED_GRAMMAR, LINKED)
    phrase = triple >= np.maximum(PHRASE_SHARE * np.maximum(around.pairs[places - 2], around.pairs[places]), 1)
    certain = (phrase | (apart & ((triple > 0) | begins | frequent))) & (~allowed | begins)
    gains = np.where(certain, _gain(ids, places, around, model), UNSURE)
    return Doubled(places, gains)


def _lift_alone(around: Surroundings, pairs: Places, triple: Reals) -> Reals:
    """Lift of pairs without their occurrences in a triple.

    ``trào nông`` is known from ``phong trào nông dân`` only, so that it is no term that could end before ``nông dân``.
    """
    counts = around.pairs[pairs]
    alone = np.maximum(counts - triple, 0)
    lifts: Reals = around.lifts[pairs] + np.log((alone + RARE_PAIR) / (counts + RARE_PAIR))
    return lifts


def _is_plain(tokens: Tokens, place: int) -> bool:
    piece = int(tokens.piece[place])
    return tokens.pieces[piece - 1] == " " and tokens.pieces[piece].islower()


def _gain(ids: Ids, places: Places, around: Surroundings, model: LanguageModel) -> Reals:
    """Log-probability of the text without the second word, less that with it."""
    first, word, after, far_after = ids[places - 2], ids[places], ids[places + 1], ids[places + 2]
    pair_after = around.pairs[places + 1]
    both = score(model, Window(first, ids[places - 1], after, far_after, around.pairs[places - 2], pair_after), word)
    one = score(model, Window(ids[places - 3], first, after, far_after, around.pairs[places - 3], pair_after), word)
    return one.middle - both.left - both.middle - PRIOR
