"""Lines that say who published what when, in all their orders, and lines that only begin so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.info_lines import InfoLine, is_date_line, read_info, read_views

READ = [
    ("Ngày đăng: 14/03/2024 | Tác giả: Thu Trang | Lượt xem: 1.204", "2024-03-14", "Thu Trang", 1204),
    ("Tác giả: Thu Trang - Đăng lúc: 09:15, 14/03/2024 - Đã xem: 93", "2024-03-14T09:15:00+07:00", "Thu Trang", 93),
    ("Lượt xem: 93 | 14/03/2024 09:15 | Tác giả: Thu Trang", "2024-03-14T09:15:00+07:00", "Thu Trang", 93),
    ("14/03/2024 • Người đăng: Thu Trang • 93 lượt xem", "2024-03-14", "Thu Trang", 93),
    ("Tác giả: Mạnh Cường - Hải Yến | 14/03/2024", "2024-03-14", "Mạnh Cường - Hải Yến", None),
    ("Tác giả: Vũ Đăng Khoa | 14/03/2024", "2024-03-14", "Vũ Đăng Khoa", None),
    ("Mai Hòa - 09:15 14/03/2024 GMT+7", "2024-03-14T09:15:00+07:00", "Mai Hòa", None),
    ("Được đăng bởi admin vào Thứ 6, 08/12/2023 - 16:20", "2023-12-08T16:20:00+07:00", None, None),
    ("host / Thứ Sáu, 08 Tháng Mười Hai 2023 / Số lượt xem: 318", "2023-12-08", None, 318),
    ("By Ban Tuyen giao, 19 October 2024", "2024-10-19", "Ban Tuyen giao", None),
    ("17 thg 11, 2023 bởi Văn phòng Huyện ủy", "2023-11-17", "Văn phòng Huyện ủy", None),
    ("Posted on 14/03/2024 by admin", "2024-03-14", None, None),
    ("Đăng: 14/03/2024 | Cập nhật: 15/03/2024", "2024-03-14", None, None),
    ("Cập nhật: 15/03/2024 | Đăng: 14/03/2024", "2024-03-14", None, None),
    ("30 Tháng Tám, 2024 · 6 phút đọc", "2024-08-30", None, None),
    ("12/02/2025 19:45:00 A+ A- Xem cỡ chữ Đọc bài viết", "2025-02-12T19:45:00+07:00", None, None),
    ("205 lượt xem", None, None, 205),
    ("Tạo bởi Thanh Xuân", None, "Thanh Xuân", None),
]

SECTIONS = [
    ("Thời sự - 03/12/2023 09:15", "Thời sự"),
    ("Đăng trong Tin khu dân cư vào Nov 13, 2023", "Tin khu dân cư"),
    ("14/03/2024 | Chuyên mục: Lao động - Xã hội", "Lao động - Xã hội"),
    ("Bài viết này được đăng trong Khuyến học vào ngày Tháng Chín 6, 2022 bởi admin", "Khuyến học"),
    ("TIN TỨC - 03/12/2023 09:15", None),
]

NOT_READ = [
    ("Ngày 30/07/2022, Hội Phụ nữ ra quân.", "a first sentence"),
    ("Sáng 14/03/2024 tại nhà văn hóa thôn", "words left over"),
    ("Vĩnh Khê, ngày 14/03/2024", "the place and day of a letter"),
    ("Vĩnh Khê, 14/03/2024", "the same, without a label"),
    ("Đồng chí Lê Văn Tám - 14/03/2024", "a person and a day, with neither a label nor a time"),
    ("1/6/2023 - 30/6/2023", "a period"),
    ("Từ ngày 1/6/2023 đến 30/6/2023", "a period"),
    ("Hội nghị ngày 14/03/2024 | Lượt xem", "an event"),
    ("Video đã có 12.000 lượt xem sau một tuần", "a count that the text reports"),
    ("Lượt xem video tuyên truyền tăng từng ngày.", "a sentence"),
    ("Tác giả: người giữ lửa cho phong trào sáng tác ở Khe Mo.", "a sentence behind a label"),
    ("Tác giả của bài thơ là hội viên cao tuổi nhất", "the word without its colon"),
    ("Người viết: ai cũng có thể tham gia cuộc thi này, kể cả học sinh", "a rule of a contest"),
    ("Cập nhật kiến thức cho 45 hội viên năm 2024", "a headline"),
    ("Trang chủ", "a menu"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("line", "published", "byline", "views"), READ)
def test_an_information_line_is_read_in_any_order(
    line: str, published: str | None, byline: str | None, views: int | None
) -> None:
    info = read_info(line)
    assert info is not None
    assert (info.published.isoformat() if info.published else None, info.byline, info.views) == (
        published,
        byline,
        views,
    )


@pytest.mark.parametrize(("line", "category"), SECTIONS)
def test_a_section_beside_the_date_is_told_from_an_author(line: str, category: str | None) -> None:
    info = read_info(line)
    assert info is not None
    assert (info.category, info.byline) == (category, None)


@pytest.mark.parametrize(("line", "why"), NOT_READ)
def test_a_line_with_anything_else_on_it_is_none(line: str, why: str) -> None:
    assert read_info(line) is None, why
    assert not is_date_line(line)


def test_a_publisher_beside_the_author_is_no_part_of_the_name() -> None:
    info = read_info("Tác giả: Văn Hợp - Nguồn: Báo Trường Hà")
    assert info == InfoLine(byline="Văn Hợp", source_credit="Báo Trường Hà")


@pytest.mark.parametrize(("line", "views"), [("Lượt truy cập: 99.120", None), ("hits 12", 12), ("whits 12", None)])
def test_the_counter_of_the_site_is_not_that_of_the_article(line: str, views: int | None) -> None:
    assert read_views(line) == views


PARTS = st.sampled_from(
    ["14/03/2024", "09:15", "Tác giả:", "Thu Trang", "Lượt xem: 12", " | ", " - ", "Đăng lúc:", "bởi", "admin", "Thứ 6,", "họp", "\x00", "\x01"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=9).map(" ".join))
def test_what_is_read_stands_on_the_line(line: str) -> None:
    info = read_info(line)
    if info is not None:
        assert info.raw is None or info.raw in line
        for part in (info.byline or "", info.category or "", info.source_credit or ""):
            assert all(name in line for name in part.split(" - "))


@pytest.mark.parametrize(
    ("line", "views"),
    [
        ("1,2K lượt xem", 1200),
        ("Lượt xem: 3k", 3000),
        ("Lượt xem: 12,5 N", 12500),
        ("1.234 lượt xem", 1234),
        ("Đã xem 1532 lần", 1532),
        ("Lượt xem: 5 khách", 5),
    ],
)
def test_a_counter_is_a_number_however_it_is_shortened(line: str, views: int) -> None:
    assert read_views(line) == views
