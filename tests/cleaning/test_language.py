"""Vietnamese, and what comes back on the same queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.language import is_vietnamese

VIETNAMESE = [
    "Sáng nay, Hội Nông dân xã Khe Mo tổ chức lễ phát động trồng rừng vụ xuân, thu hút đông đảo hội viên các thôn tham gia.",
    (
        "Hoi nghi trien khai nhiem vu cong tac dan van nam 2023 va ky ket giao uoc thi dua giua cac khoi tren dia ban huyen, "
        "cac dai bieu da thao luan soi noi va thong nhat cao voi du thao bao cao do ban to chuc trinh bay tai hoi nghi"
    ),
    "Ngân hàng phối hợp với Hội Phụ nữ",
    "KẾ HOẠCH PHỐI HỢP GIỮA MẶT TRẬN VÀ CÁC ĐOÀN THỂ HUYỆN NÀ LƯƠNG TRONG VIỆC VẬN ĐỘNG NHÂN DÂN PHÒNG CHỐNG THIÊN TAI NĂM NAY",
]

OTHER = [
    (
        "On June 20 the provincial youth union opened a community library with three thousand books in Khe Mo commune, "
        "the fourth of its kind in the mountainous districts this year, paid for by local donations and kept by volunteers."
    ),
    (
        "Le 20 juin, l’union de la jeunesse a inauguré une bibliothèque de trois mille livres, la quatrième de l’année dans "
        "les districts de montagne; des bénévoles la gardent ouverte tous les soirs et animent un club de lecture."
    ),
    "ວັນທີ 20 ມິຖຸນາ ຊາວໜຸ່ມໄດ້ເປີດຫໍສະໝຸດໃໝ່ ທີ່ມີປຶ້ມສາມພັນຫົວ ຢູ່ບ້ານແຄມໍ ເມືອງພູດອຍ",
    "6月20日，省青年团在克莫乡开设了一个社区图书馆，藏书三千册，是今年山区各县的第四个。",
    "lorem ipsum dolor sit amet",
    "a" * 5000,
    "<" * 5000,
    "12.345.678 9.012 34,5 % 2023 2024 2025",
]


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese_is_known_with_and_without_its_marks(text: str) -> None:
    assert is_vietnamese(text)


@pytest.mark.parametrize("text", OTHER)
def test_other_languages_are_refused(text: str) -> None:
    assert not is_vietnamese(text)


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    assert is_vietnamese(text) in {True, False}
