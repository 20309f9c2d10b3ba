"""Faults as people make them."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.spelling.channel import Slip
from cleaning.spelling.planting import ECHO, SHARES, mistype, plant

WORDS = "Xã Hoà Lạc tổ chức hội nghị tuyên truyền về môi trường với sự tham gia của người dân".split()


@pytest.mark.parametrize(
    ("word", "kind", "typed"),
    [
        ("hội", Slip.TONE_LOST, "hôi"),
        ("chất", Slip.TONE_LOST, "chât"),
        ("sẻ", Slip.HOI_NGA, "sẽ"),
        ("đến", Slip.BARE, "den"),
        ("từ", Slip.KEYS, "tuwf"),
        ("tra", Slip.MISSING, "ra"),
    ],
)
def test_a_kind_does_what_it_says(word: str, kind: Slip, typed: str) -> None:
    assert typed in {mistype(word, kind, [], Random(seed)) for seed in range(40)}


def test_echoes_come_from_the_neighbours() -> None:
    assert "truyên" in {mistype("tuyên", ECHO, ["truyền"], Random(seed)) for seed in range(20)}
    assert mistype("tuyên", ECHO, [], Random(1)) is None


@pytest.mark.parametrize(
    ("word", "kind"),
    [("ta", Slip.TONE_LOST), ("ta", Slip.HOI_NGA), ("tạ", Slip.TONE_ADDED), ("ta", Slip.BARE), ("ta", Slip.MARK_LOST)],
)
def test_a_word_without_room_for_a_slip_is_left(word: str, kind: Slip) -> None:
    assert mistype(word, kind, [], Random(1)) is None


@given(st.integers(0, 1000), st.floats(0, 1))
def test_faults_differ_from_what_was_meant_and_keep_their_case(seed: int, rate: float) -> None:
    for fault in plant(WORDS, rate, Random(seed)):
        assert fault.meant == WORDS[fault.place]
        assert fault.typed != fault.meant
        assert fault.typed[:1].isupper() == fault.meant[:1].isupper()


def test_the_same_seed_gives_the_same_faults() -> None:
    assert plant(WORDS, 0.5, Random(3)) == plant(WORDS, 0.5, Random(3))


def test_the_rate_is_kept() -> None:
    assert plant(WORDS, 0, Random(1)) == []
    assert 180 <= len(plant(["hội"] * 1000, 0.2, Random(1))) <= 220


def test_every_kind_of_fault_comes_up() -> None:
    kinds = {fault.kind for fault in plant(WORDS * 300, 0.9, Random(1))}
    assert kinds == {str(kind) for kind in SHARES}
