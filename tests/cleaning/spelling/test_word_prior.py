"""What a doubtful word says by itself: rare ones need surer evidence, frequent ones that do not fit less."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.spelling.noisy_channel import NoisyChannelCorrector, load
from cleaning.spelling.word_prior import LEAST_SHIFT, MOST_SHIFT, NEUTRAL_SHARE, weigh_by_word

CHANCES = st.floats(0, 1, width=32)
SHARES = st.floats(1e-9, 0.1)


@pytest.fixture(scope="module")
def corrector() -> NoisyChannelCorrector:
    return load()


def weigh(chance: float, share: float) -> float:
    return float(weigh_by_word(np.array([chance], np.float32), np.array([share], np.float32))[0])


def test_an_ordinary_word_keeps_its_chance() -> None:
    assert weigh(0.6, NEUTRAL_SHARE) == pytest.approx(0.6, abs=1e-3)


@given(CHANCES, SHARES, SHARES)
def test_the_rarer_the_word_the_surer_the_evidence_has_to_be(chance: float, one: float, other: float) -> None:
    rarer, commoner = sorted((one, other))
    assert weigh(chance, rarer) <= weigh(chance, commoner)


@given(CHANCES, CHANCES, SHARES)
def test_the_order_of_chances_stays(one: float, other: float, share: float) -> None:
    less, more = sorted((one, other))
    assert 0 <= weigh(less, share) <= weigh(more, share) <= 1


@given(SHARES)
def test_a_word_alone_decides_nothing(share: float) -> None:
    odds = weigh(0.5, share) / (1 - weigh(0.5, share))
    assert LEAST_SHIFT - 1e-3 <= np.log(odds) <= MOST_SHIFT + 1e-3


@pytest.mark.parametrize(
    "text",
    [
        "Nhà nào cũng chất củi sau chái bếp để dành nấu bánh ngày giáp tết.",
        "Bà con trong ấp góp hụi mỗi tháng một lần.",
        "Mần ruộng ở đây cực lắm, mưa là phải ra be bờ giữ nước.",
        "Bà nội trợ nào cũng biết ủ mẻ, muối dưa, phơi khô.",
        "Anh em công nhân cạo gỉ thân tàu, trét keo trước khi hạ thủy.",
        "Chị hội viên lật sổ đếm lại tiền hụi.",
        "Cả buôn tát mương, gùi sắn về nhà rông.",
    ],
)
def test_rare_words_of_village_life_stay(text: str, corrector: NoisyChannelCorrector) -> None:
    assert corrector.correct(text).edits == ()


@pytest.mark.xfail(strict=True, reason="one letter from `kèn`, which stands in the same places far oftener")
def test_a_rare_word_beside_a_frequent_one_of_the_same_things_stays(corrector: NoisyChannelCorrector) -> None:
    assert corrector.correct("Chị em hai bản thổi khèn lá, hát giao duyên.").edits == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Phong trào thi đau yêu nước của xã Hòa Lạc.", "Phong trào thi đua yêu nước của xã Hòa Lạc."),
        ("Công tác truyên truyền ở cơ sở.", "Công tác tuyên truyền ở cơ sở."),
        ("Chia sẽ khó khăn với bà con vùng lũ.", "Chia sẻ khó khăn với bà con vùng lũ."),
        ("Nâng cao cất lượng sinh hoạt chi bộ.", "Nâng cao chất lượng sinh hoạt chi bộ."),
        ("Tăng cường kiễm tra, giám sát.", "Tăng cường kiểm tra, giám sát."),
    ],
)
def test_slips_into_rare_words_are_still_repaired(typed: str, meant: str, corrector: NoisyChannelCorrector) -> None:
    edits = corrector.correct(typed).edits
    assert len(edits) == 1
    assert typed[: edits[0].start] + edits[0].after + typed[edits[0].end :] == meant
