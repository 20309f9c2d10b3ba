"""The corrector with the model of the package: what it repairs, and above all what it leaves alone."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.edits import apply
from cleaning.spelling.corrector import Corrector
from cleaning.spelling.noisy_channel import NoisyChannelCorrector, load
from cleaning.spelling.spelling_model import SHIPPED

MOST_BYTES = 12_000_000  # of the shipped model


@pytest.fixture(scope="module")
def corrector() -> NoisyChannelCorrector:
    return load()


def repaired(corrector: Corrector, text: str) -> str:
    return apply(text, corrector.correct(text).edits)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Xã tổ chức hôi nghị sơ kết công tác.", "Xã tổ chức hội nghị sơ kết công tác."),
        ("Chi đoàn tích cực hoạt đông vì cộng đồng.", "Chi đoàn tích cực hoạt động vì cộng đồng."),
        ("Bà con yên tâm sản suất vụ mới.", "Bà con yên tâm sản xuất vụ mới."),
        ("Hộ gia đình được hổ trợ vay vốn.", "Hộ gia đình được hỗ trợ vay vốn."),
        ("Trường học có chât lượng cao.", "Trường học có chất lượng cao."),
        ("Nhiều ngưòi dân đến xem.", "Nhiều người dân đến xem."),
        ("Bệnh viện quá tải vì dịch bênh.", "Bệnh viện quá tải vì dịch bệnh."),
        ("Các đơn vị triễn khai kế hoạch.", "Các đơn vị triển khai kế hoạch."),
        ("Ban tổ chức trao giải thửơng.", "Ban tổ chức trao giải thưởng."),
        ("Đoàn công tác của tỉnh Quãng Ninh đến dự.", "Đoàn công tác của tỉnh Quảng Ninh đến dự."),
    ],
)
def test_slips_are_repaired(corrector: NoisyChannelCorrector, typed: str, meant: str) -> None:
    assert repaired(corrector, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ngày hội của của nhân dân.", "Ngày hội của nhân dân."),
        ("Đoàn đến thăm các các gia đình.", "Đoàn đến thăm các gia đình."),
        ("Hội viên nông nông dân phấn khởi.", "Hội viên nông dân phấn khởi."),
    ],
)
def test_words_typed_twice_lose_one(corrector: NoisyChannelCorrector, typed: str, meant: str) -> None:
    edits = corrector.correct(typed).edits
    assert apply(typed, edits) == meant
    assert [edit.rule for edit in edits] == ["doubled_word"]


@pytest.mark.parametrize(("typed", "meant"), [("mọi họat động", "mọi hoạt động"), ("tỉnh Qủang Hải", "tỉnh Quảng Hải")])
def test_a_misplaced_tone_is_moved(corrector: NoisyChannelCorrector, typed: str, meant: str) -> None:
    edits = corrector.correct(typed).edits
    assert apply(typed, edits) == meant
    assert [edit.rule for edit in edits] == ["tone_place"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "…",
        "Luôn luôn lắng nghe, dần dần đổi mới.",  # reduplication
        "Nhà nhà thi đua, ngành ngành thi đua, người người thi đua.",
        "Em Sang Sang học lớp ba.",
        "Uỷ ban và Ủy ban, hoà bình và hòa bình.",  # both places of the tone
        "Kỉ niệm hay kỷ niệm, địa lí hay địa lý, qui chế hay quy chế.",
        "Bác sỹ gởi thơ, chiến sĩ nhận.",
        "Ông Ksor Blâm, bà H'Nhiêu Êban và anh Y Thớt ở Krông Bjêng.",  # minority languages
        "Cổng thông tin điện tử tỉnh Hòa Giang đăng tải kế hoạch của Ban Dân vận.",  # names near better known ones
        "Hội Phụ nữ xã Đông Lạc phối hợp với ông Lê Hoàng Lân tổ chức phiên chợ.",
        "Xã Ia Drôk, huyện Chư Blang, buôn Đắk Rlêng.",
        "Ông Vừ Mí Pó, bà Lò Thị Ẻm, anh Thào A Sếnh.",
        "Thực hiện Chỉ thị 07-CT/TU, Quyết định 1510/QĐ-UBND, Kế hoạch 98-KH/HU.",  # codes
        "CBCC, NLĐ, QCDC, UBMTTQ, HĐND, BTV, TUV và CCB cùng dự.",
        "T.Ư Hội, TP.Tam Kỳ, UV.BTV, đ/c, đc.",
        "phòng-chống, quốc phòng-an ninh, giao-nhận quân",
        "Festival, karaoke, nylon, dioxin, camera, internet, marketing online.",  # loans
        "Công ty Fogrand Việt Nam ký hợp đồng với hãng Tensho.",
        "1.500 suất, 6000m3, 47m2, 10A2, 6h00-8h00, 42/42 đơn vị.",
        "Độ trễ 20 ms, dài 3 km, tb và ths không có nguyên âm.",  # no vowel, no syllable
        "This paragraph is written in plain English, and it is left alone.",
        "Cette phrase est en français, avec des accents: été, hôtel, garçon.",
        "ĐẠI HỘI ĐẠI BIỂU HỘI NÔNG DÂN XÃ LẦN THỨ VIII",
    ],
)
def test_left_alone(corrector: NoisyChannelCorrector, text: str) -> None:
    assert corrector.correct(text).edits == ()


def test_what_a_page_writes_again_and_again_is_no_slip(corrector: NoisyChannelCorrector) -> None:
    once = "Mô hình hội quáng được nhân rộng."
    often = "\n\n".join([once, "Hội quáng ra mắt.", "Thành viên hội quáng góp vốn.", "Ông chủ nhiệm hội quáng."])
    assert corrector.correct(often).edits == ()


def test_edits_say_rule_and_confidence(corrector: NoisyChannelCorrector) -> None:
    (edit,) = corrector.correct("Xã tổ chức hôi nghị sơ kết công tác.").edits
    assert (edit.before, edit.after, edit.rule) == ("hôi", "hội", "spelling")
    assert edit.start == len("Xã tổ chức ")
    assert edit.confidence > 0.6


TROUBLEMAKERS = (
    *"hôi nghị của truyên truyền họat động Đắk A ủy tren địa bàn cach tình - 2 / “".split(),
    ", ",
    ". ",
    "\n\n",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{ZERO WIDTH SPACE}",
)
TROUBLE = st.lists(
    st.sampled_from((*TROUBLEMAKERS, " ", " ", " ", " ")),
    max_size=30,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(TROUBLE)
def test_laws(text: str) -> None:
    corrector = CORRECTOR
    edits, suggestions = corrector.correct(text)
    once = apply(text, edits)
    assert corrector.correct(once).edits == ()  # at rest
    assert all(edit.before != edit.after for edit in (*edits, *suggestions))
    assert {edit.rule for edit in (*edits, *suggestions)} <= {
        name for rule in corrector.rules for name in (rule, *(f"{rule}+{other}" for other in corrector.rules))
    }
    for edit in (*edits, *suggestions):
        assert text[edit.start : edit.end] == edit.before
    for first, second in pairwise(sorted((*edits, *suggestions), key=lambda edit: edit.start)):
        assert first.end <= second.start


CORRECTOR = load()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all(text: str) -> None:
    apply(text, CORRECTOR.correct(text).edits)


def test_the_same_text_gives_the_same_corrections() -> None:
    text = "Xã tổ chức hôi nghị sơ kết công tác của của hội."
    assert load().correct(text) == CORRECTOR.correct(text)


def test_a_higher_threshold_turns_edits_into_suggestions(corrector: NoisyChannelCorrector) -> None:
    text = "Xã tổ chức hôi nghị sơ kết công tác."
    careful = NoisyChannelCorrector(corrector.model, sure=1.0)
    assert careful.correct(text).edits == ()
    assert careful.correct(text).suggestions == corrector.correct(text).edits


def test_version_and_size() -> None:
    assert len(CORRECTOR.version) == 12
    assert SHIPPED.stat().st_size <= MOST_BYTES


def test_processes_share_the_file() -> None:
    """A forked worker gives the same as its parent, without loading again."""
    text = "Xã tổ chức hôi nghị sơ kết công tác."
    expected = repaired(CORRECTOR, text)
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write_end, repaired(CORRECTOR, text).encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, encoding="utf-8") as pipe:
        assert pipe.read() == expected
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"absent\.model"):
        load(tmp_path / "absent.model")


HARD_TEXTS = [
    "xyzzy " * 20_000,
    "hôi " * 20_000,
    "của của " * 10_000,
    "a" * 100_000,
    "ăâ" * 50_000,
    "chât lượng khăp nơi " * 5_000,
    "\n\n".join(["qúy họat"] * 8_000),
    "-/." * 30_000,
    "".join(chr(0x300 + i % 80) for i in range(100_000)),
    " ".join(
        f"{a}{b}{c}" for a in "bcdghklmnprstvx" for b in "aăâeêioôơuưy" for c in ("n", "ng", "m", "p", "t", "c", "")
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HARD_TEXTS, ids=range(len(HARD_TEXTS)))
def test_work_grows_with_the_length_only(text: str) -> None:
    """Calls of Python functions, counted; a text twice as long makes at most some more than twice as many."""

    def count_calls(text: str) -> int:
        calls = 0

        def trace(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(trace)
        try:
            CORRECTOR.find(text)
        finally:
            sys.setprofile(None)
        return calls

    half = text[: len(text) // 2]
    count_calls(half)
    assert count_calls(text) <= 2.5 * count_calls(half) + 20_000


def test_the_command_line_needs_no_network_and_no_scrapy() -> None:
    code = "import sys; from cleaning.spelling.noisy_channel import load; load(); print('scrapy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
