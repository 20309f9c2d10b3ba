"""Which block of a page is what; nothing is lost between the blocks and the reading."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.blocks import Block, Role, lines_to_blocks
from cleaning.reading import LONGEST_STRIPPED, Reading, read_blocks, read_body

TITLE = "Hội Nông dân xã Khe Mo ra quân trồng rừng vụ xuân"
FIRST = "Sáng 12/2/2024, Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với sự tham gia của 200 hội viên."
SECOND = "Theo kế hoạch, trong năm toàn xã trồng mới 45 ha rừng gỗ lớn, chăm sóc 120 ha rừng đã trồng từ các năm trước."


def read(*lines: str) -> Reading:
    return read_blocks(list(lines_to_blocks("\n".join(lines))))


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.body]


def test_a_dump_is_read_from_head_to_tail() -> None:
    reading = read(
        "Tìm kiếm",
        "TIN TỨC - SỰ KIỆN TIN TỨC - SỰ KIỆN",
        TITLE,
        "Ngày đăng 13/02/2024 | 09:30 | Lượt xem: 1.135",
        FIRST,
        "Bà con thôn Khe Mo trồng rừng ở đồi Pù Luông",
        SECOND,
        "Mùa A Sử",
        "Theo Báo Sông Hà",
        "Tin liên quan",
        "Thôn Nà Khoang thu hoạch chè xuân",
        "27 người đang online",
    )
    assert reading.title == TITLE
    assert reading.category == "TIN TỨC - SỰ KIỆN"
    assert reading.published is not None
    assert reading.published.value.isoformat() == "2024-02-13T09:30:00+07:00"
    assert reading.published.raw == "13/02/2024 | 09:30"
    assert reading.views == 1135
    assert reading.byline == "Mùa A Sử"
    assert reading.source_credit == "Báo Sông Hà"
    assert texts(reading) == [FIRST, SECOND]
    assert reading.captions == ["Bà con thôn Khe Mo trồng rừng ở đồi Pù Luông"]
    assert {block.rule for block in reading.stripped} == {
        "search_box", "menu", "date_line", "byline", "source_credit", "related_heading", "tail", "online_counter",
    }  # fmt: skip


def test_a_bare_number_beside_a_bare_date_is_the_view_counter() -> None:
    reading = read(TITLE, "68", "14/10/2020", FIRST, SECOND)
    assert (reading.views, reading.published and reading.published.value) == (68, date(2020, 10, 14))


def test_a_bare_number_elsewhere_is_no_counter() -> None:
    assert read("68", "Trang chủ", "Giới thiệu", "Tin tức", TITLE, "14/10/2020", FIRST).views is None


def test_a_heading_of_related_news_above_the_title_drops_only_itself() -> None:
    reading = read("Tin mới nhất", "Tin liên quan", TITLE, "13/02/2024", FIRST, SECOND)
    assert reading.title == TITLE
    assert texts(reading) == [FIRST, SECOND]


def test_such_a_heading_in_the_middle_of_the_body_drops_only_itself() -> None:
    reading = read(TITLE, FIRST, "Tin liên quan", SECOND, SECOND + " Hết.", FIRST + " Hết.")
    assert texts(reading) == [FIRST, SECOND, SECOND + " Hết.", FIRST + " Hết."]


def test_the_tail_begins_where_less_prose_is_left_than_was() -> None:
    reading = read(TITLE, FIRST, SECOND, "Các tin khác", SECOND + " Một đoạn giới thiệu của tin khác.")
    assert texts(reading) == [FIRST, SECOND]
    assert reading.stripped[-1].rule == "tail"


@pytest.mark.parametrize(
    ("lines", "byline", "why"),
    [
        (("Mùa A Sử",), "Mùa A Sử", "a name at the end"),
        (("Mùa A Sử", "Ý kiến bạn đọc"), "Mùa A Sử", "a name before the tail"),
        (("Nguồn: TTXVN", "Tin, ảnh: Giàng Mai"), "Giàng Mai", "behind the credit"),
        (("Công tác tuyên truyền đi trước một bước",), None, "a sub-heading without its text"),
        (("Mùa A Sử", SECOND + " Xong."), None, "a name before prose"),
        ((), None, "none"),
    ],
)
def test_the_signature_is_the_last_short_line(lines: tuple[str, ...], byline: str | None, why: str) -> None:
    assert read(TITLE, FIRST, SECOND, *lines).byline == byline, why


@pytest.mark.parametrize(
    ("line", "byline", "why"),
    [
        ("mùa sử - vhtt xã", "mùa sử - vhtt xã", "lower case is believed where signatures stand"),
        ("CTV khóm 4", "CTV khóm 4", "whatever it looks like"),
        ("Tin, ảnh: Giàng Mai", "Giàng Mai", "a label is left off there too"),
        ("Khe Mo, ngày 12 tháng 2 năm 2024", None, "the place and date of a letter"),
        ("Theo Báo Sông Hà", None, "a credit"),
        ("rất dài " * 20, None, "too long"),
    ],
)
def test_a_line_set_to_the_right_signs(line: str, byline: str | None, why: str) -> None:
    assert read_body([Block(FIRST), Block(SECOND), Block(line.strip(), is_right=True)]).byline == byline, why
    if byline == line:
        assert read_body([Block(FIRST), Block(SECOND), Block(line)]).byline is None


def test_a_body_is_never_all_signature() -> None:
    assert texts(read("Mùa A Sử")) == ["Mùa A Sử"]


def test_only_the_first_blocks_are_the_title_or_lead_again() -> None:
    reading = read_body([Block(TITLE), Block(FIRST), Block(SECOND), Block(FIRST)], TITLE, FIRST)
    assert texts(reading) == [SECOND, FIRST]
    assert [block.rule for block in reading.stripped] == ["title_or_lead_again"] * 2


def test_a_paragraph_printed_twice_in_a_row_is_kept_once() -> None:
    assert texts(read_body([Block(FIRST), Block(FIRST), Block(SECOND), Block(FIRST)])) == [FIRST, SECOND, FIRST]


def test_a_caption_printed_again_is_kept_once() -> None:
    caption = Block("Bà con trồng rừng", Role.CAPTION)
    reading = read_body([caption, Block(FIRST), caption])
    assert reading.captions == ["Bà con trồng rừng"]
    assert [block.rule for block in reading.stripped] == ["caption_again"]


def test_short_lines_before_the_prose_of_a_body_are_sub_headings() -> None:
    assert texts(read_body([Block("Một cách làm hay"), Block(FIRST)])) == ["Một cách làm hay", FIRST]


def test_nothing_is_read_from_nothing() -> None:
    assert read_blocks([]).body == read_body([]).body == []


LINES = st.sampled_from(
    [
        TITLE,
        FIRST,
        SECOND,
        "Mùa A Sử",
        "Tin liên quan",
        "Lượt xem: 12",
        "12",
        "14/10/2020",
        "Tìm kiếm",
        "Nguồn: TTXVN",
        "Ảnh: Toàn cảnh",
        "TIN TỨC - SỰ KIỆN",
        "Công tác tuyên truyền đi trước một bước",
        "a.jpg",
        "°",
        "Ý kiến bạn đọc",
        FIRST * 5,
    ]
)
BLOCKS = st.lists(st.builds(Block, LINES, st.sampled_from(Role), st.booleans(), st.booleans()), max_size=12)


def given_out(reading: Reading) -> Counter[str]:
    """All texts of a reading, cut where ``stripped`` is cut."""
    kept = [block.text for block in reading.body] + reading.captions
    return Counter([text[:LONGEST_STRIPPED] for text in kept] + [block.text for block in reading.stripped])


@given(BLOCKS, st.sampled_from([None, TITLE]), st.sampled_from([None, FIRST]))
def test_every_block_of_a_body_ends_in_one_place(blocks: list[Block], title: str | None, lead: str | None) -> None:
    assert given_out(read_body(blocks, title, lead)) == Counter(block.text[:LONGEST_STRIPPED] for block in blocks)


@given(BLOCKS, st.sampled_from([None, TITLE]), st.sampled_from([None, FIRST]))
def test_every_block_of_a_page_ends_in_one_place(blocks: list[Block], title: str | None, lead: str | None) -> None:
    """All but one, which may be the title."""
    reading = read_blocks(blocks, title, lead)
    rest = Counter(block.text[:LONGEST_STRIPPED] for block in blocks)
    rest.subtract(given_out(reading))
    left = [text for text, times in rest.items() for _ in range(times)]
    assert min(rest.values(), default=0) >= 0
    assert left in ([], [reading.title])
