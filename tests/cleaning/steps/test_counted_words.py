"""Words that only counts can part or join."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.edits import apply, undo
from cleaning.spelling.noisy_channel import NoisyChannelCorrector, load
from cleaning.steps import repair
from cleaning.steps.counted_words import counted_steps


class Counted:
    """Counts of a few words, given as a table: a pair has a space in it."""

    def __init__(self, counts: Mapping[str, float]) -> None:
        self.counts = counts

    def count_word(self, word: str) -> float:
        return self.counts.get(word.lower(), 0.0)

    def count_pair(self, first: str, second: str) -> float:
        return self.counts.get(f"{first} {second}".lower(), 0.0)

    def share_capital(self, word: str) -> float:
        return {"hà": 0.97, "hùng": 0.6}.get(word.lower(), 0.2)


COUNTS = Counted(
    {
        "bí thư": 9000.0,
        "ngân sách": 9000.0,
        "khi con": 500.0,
        "lo go": 300.0,
        "liên ấp": 7.0,
        "hà nam": 9000.0,
        "mạnh hùng": 467.0,
        "cà phê": 900.0,
        "phát xít": 300.0,
        "mô men": 300.0,
        "nông lâm": 900.0,
        "nônglâm": 300.0,
        "hội viên": 9000.0,
        **dict.fromkeys("bí thư ngân sách khi con lo go liên ấp hà nam hội viên nông lâm".split(), 5000.0),
        "camera": 2000.0,
        "internet": 2000.0,
        "mô": 5000.0,
        "men": 100.0,
    }
)
STEPS = counted_steps(COUNTS)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("đồng chí bíthư xã", "đồng chí bí thư xã", "one of two ways is a pair"),
        ("thu ngânsách", "thu ngân sách", "no tone that shows it"),
        ("trước khicon đi", "trước khi con đi", "no mark at all, but a very frequent pair"),
        ("tổ liênấp", "tổ liên ấp", "a rare pair of frequent words, and no other way"),
        ("Bíthư xã", "Bí thư xã", "with a capital"),
        ("Ban Bíthư", "Ban Bí thư", "behind another capital, but nobody is called so"),
        ("ba hộiviên, hai hộiviên", "ba hội viên, hai hội viên", "every time"),
        ("lắp cam-era", "lắp camera", "a hyphen inside a word"),
    ],
)
def test_words_are_parted_and_joined(before: str, after: str, why: str) -> None:
    assert repair(before, steps=STEPS).text == after, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("uống càphê", "a loan word"),
        ("bọn phátxít", "another"),
        ("tính mômen", "a rare syllable without a tone of its own"),
        ("nônglâm", "people write it whole too"),
        ("logo", "foreign, the pair is not frequent enough"),
        ("Hànam", "a name would need two capitals"),
        ("Đỗ Mạnhhùng", "part of a name"),
        ("hòan", "a tone on the wrong letter"),
        ("bíthư@xa.vn, www.bíthư.vn", "addresses"),
        ("vắc-xin, ô-xy, on-line, Cam-era", "variants, and a name"),
        ("in-ternet-a", "two hyphens"),
        ("abcxyz", "unknown"),
    ],
)
def test_other_words_stay(text: str, why: str) -> None:
    assert repair(text, steps=STEPS).edits == (), why


@given(st.lists(st.sampled_from(["bíthư", "khicon", "cam-era", "Bí", "a", "-", " ", ",", "1", "\n", "“"]), max_size=12))
def test_laws(pieces: list[str]) -> None:
    text = "".join(pieces)
    repaired = repair(text, steps=STEPS)
    assert undo(repaired.text, repaired.edits) == text
    assert apply(text, repaired.edits) == repaired.text
    assert repair(repaired.text, steps=STEPS).edits == ()


@pytest.fixture(scope="module")
def corrector() -> NoisyChannelCorrector:
    return load()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("niêmyết giá tại trụ sở", "niêm yết giá tại trụ sở"),
        ("thu ngânsách xã", "thu ngân sách xã"),
        ("trước khicon đi học", "trước khi con đi học"),
        ("lắp 12 cam-era an ninh", "lắp 12 camera an ninh"),
        ("Hội Phụ nữ tổ liênấp", "Hội Phụ nữ tổ liên ấp"),
    ],
)
def test_the_model_of_the_package_counts_words(corrector: NoisyChannelCorrector, before: str, after: str) -> None:
    assert repair(before, corrector).text == after


@pytest.mark.parametrize("text", ["ôtô, nilông, xíchlô", "website, facebook, online, video, logo", "vắc-xin, cà-phê"])
def test_the_model_of_the_package_leaves_loan_words(corrector: NoisyChannelCorrector, text: str) -> None:
    assert repair(text, corrector).edits == ()
