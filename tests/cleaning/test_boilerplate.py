"""Lines that are no part of an article, and sentences with the same words that are."""

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.boilerplate import RULES, plain_line, rule_of
from cleaning.info_lines import LONGEST_LINE, is_bare_number, is_date_line, read_number, read_views

SHARED = Path(__file__).parents[2].parent / "shared"

TAKEN = [
    ("Ngày đăng 30/07/2022 | 10:44  |\N{NO-BREAK SPACE}View count: 167", "date_line"),
    ("Đăng ngày 12 - 07 - 2022", "date_line"),
    ("Đăng ngày 12 - 07 - 2022 A-100%A+", "date_line"),
    ("68 14/10/2020", "date_line"),
    (" 14/10/2020", "date_line"),
    ("( Cập nhật ngày: 30/03/2024 )", "date_line"),
    ("Thời sự - 03/12/2023 09:15", "date_line"),
    ("2 giờ trước", "date_line"),
    ("Lượt xem: 7.370", "view_counter"),
    ("Số lượt người xem : ", "view_counter"),
    ("Đã xem 12", "view_counter"),
    ("140 người đang online", "online_counter"),
    ("Đang truy cập: 9", "online_counter"),
    ("Tổng lượt truy cập: 1.234.567", "online_counter"),
    ("Tăng/Giảm cỡ chữ:  TĂNG+  |  GIẢM-", "font_size"),
    ("100%", "font_size"),
    ("A- A A+", "font_size"),
    ("Bản in", "tools"),
    ("Gửi email", "tools"),
    ("Chia sẻ bài viết:", "share"),
    ("Tìm kiếm", "search_box"),
    ("Album Ảnh", "menu"),
    ("Từ khóa: dân vận, nông thôn mới", "menu"),
    ("TIN LIÊN QUAN", "related_heading"),
    ("Các tin đã đưa", "related_heading"),
    ("Những tin cũ hơn", "related_heading"),
    ("Xem thêm >>", "related_heading"),
    ("Xem thêm: Xã Khe Mo khởi công nhà văn hóa thôn", "related_link"),
    ("Tin mới nhất", "latest_heading"),
    ("Nông dân huyện Nà Lương vào vụ thu hoạch lạc(01/09/2022 4:10 CH)", "dated_item"),
    ("Bài trướcHội người cao tuổi xã Đồng Vai mừng thọ hội viên", "neighbour"),
    ("Bài tiếp theo", "neighbour"),
    ("Ý KIẾN BẠN ĐỌC", "comments"),
    ("(0) Bình luận", "comments"),
    ("Email của bạn sẽ không được hiển thị công khai. Các trường bắt buộc được đánh dấu *", "comments"),
    ("[Trở về]", "back_link"),
    ("Về đầu trang", "back_link"),
    ("1 2 3 4 5", "pager"),
    ("Trang sau", "pager"),
    ("File đính kèm: kehoach.pdf", "attachment"),
    ("0/638312345678901234567.png", "image_file"),
    ("z4167420677830_ab12.jpg", "image_file"),
    ("Bản quyền thuộc Ủy ban nhân dân quận Hồ Sen", "footer"),
    ("Tổng Biên tập: LÒ VĂN ÍN", "footer"),
    ("°", "marks_only"),
    ("***", "marks_only"),
    ("1.057", "bare_number"),
    ("MsoNormalTable {mso-style-name}", "script_text"),
    ('[caption id="attachment_7" width="640"]', "script_text"),
    ("HUYỆN ĐOÀN NÀ LƯƠNG               ĐOÀN TNCS HỒ CHÍ MINH", "letterhead"),
    ("Số: 12 - KH/ĐTN                  Nà Lương, ngày 3 tháng 5 năm 2024", "letterhead"),
    ("hoi trai nam 2022 anh 3", "file_words"),
    ("15092022 khai mac hoi trai", "file_words"),
    ("Kính thưa quý vị và các bạn!", "broadcast"),
    ("Chương trình hôm nay có những nội dung chính sau đây:", "broadcast"),
    ("Mời quý vị và các bạn theo dõi phóng sự sau:", "broadcast"),
    ("Tác giả:", "label_alone"),
    ("Đăng ký nhận bản tin", "newsletter"),
    ("Ghi rõ nguồn khi phát hành lại thông tin từ trang này.", "footer"),
    ("Tác giả: Mai Hòa - Đăng lúc: 09:15, 14/03/2024 - Đã xem: 93", "date_line"),
    ("205 lượt xem", "view_counter"),
    ("Hội trại khai mạc đúng dịp Trung thu (Xem trang 3, 5)", "related_link"),
    ("Hội Nông dân huyện Nà Lương\nhttp://nongdan.naluong.vidu.vn", "footer"),
    ("null Khai mạc hội trại huấn luyện cán bộ chi đoàn", "menu"),
]

LEFT = [
    ("Kính thưa quý vị và các bạn, hôm nay xã Khe Mo đón bằng nông thôn mới.", "the same words in a sentence"),
    ("Chương trình hôm nay có sự tham gia của hai trăm hội viên.", "the same words in a sentence"),
    ("Ban tổ chức mời các bạn theo dõi lễ hội tại sân vận động huyện.", "the same words in a sentence"),
    ("Tác giả: người giữ lửa cho phong trào sáng tác ở Khe Mo.", "the same words in a sentence"),
    ("Krong Pa Festival", "a name or a title"),
    ("Yale University Press.", "a name or a title"),
    ("Hội trại năm 2022 ảnh 3", "a name or a title"),
    (
        "Hội Nông dân huyện đăng ký tài khoản tại http://nongdan.vidu.vn để bán nông sản.",
        "the same words in a sentence",
    ),
    ("Các bạn có thể xem trang 3 và trang 5 của sổ tay.", "the same words in a sentence"),
    ("Sáng ngày 27/7/2022, Ban Dân vận xã Khe Mo tổ chức hội nghị.", "a first sentence begins like a date line"),
    ("Ngày 30/07/2022, Hội Phụ nữ ra quân.", "the same, without the time of day"),
    ("Thứ sáu, ngày 5/5/2024 xã họp dân.", "the same, with a weekday"),
    ("Từ ngày 1/6/2023 đến 30/6/2023", "a period is a heading of the text"),
    ("Lượt xem video tuyên truyền tăng từng ngày.", "the words of a counter in a sentence"),
    ("Video đã có 12.000 lượt xem sau một tuần", "a count that the text reports"),
    ("Có 140 người đang online tham gia tọa đàm.", "a count that the text reports"),
    ("Chia sẻ khó khăn với đồng bào vùng lũ", "a headline about sharing"),
    ("Bà Nhàn chia sẻ: “Ngõ sạch thì ai cũng vui”.", "who says so"),
    ("Các tin liên quan đến vụ việc đang được xác minh.", "a sentence"),
    ("Tin mới nhất từ đoàn cứu hộ cho biết cả ba người an toàn.", "a sentence"),
    ("Xem thêm một lần nữa những gì bà con đã làm", "not a label"),
    ("Xem thêm: ai có công thì được thưởng, ai có lỗi thì phải sửa.", "a sentence behind a label"),
    ("Bài trước, chúng tôi đã nói về cách làm của thôn Khe Mo.", "a sentence of a series"),
    ("Bài tiếp theo sẽ nói về những người giữ rừng.", "a sentence of a series"),
    ("Bình luận của cử tri về dự thảo", "a sub-heading"),
    ("Trả lời kiến nghị của cử tri xã Đồng Vai", "a headline"),
    ("Trở về từ vùng lũ", "a headline"),
    ("Giới thiệu người ứng cử đại biểu Hội đồng nhân dân", "a headline"),
    ("Liên hệ mật thiết với nhân dân", "a sub-heading"),
    ("Tài liệu tuyên truyền được phát đến từng hộ", "a sentence without its full stop"),
    ("Công tác dân vận chuyển biến tích cực", "a sub-heading"),
    ("In 5.000 tờ rơi tuyên truyền", "a line of a plan"),
    ("1. Công tác tuyên truyền", "a numbered heading"),
    ("Thống kê của Ủy ban Mặt trận xã cho thấy còn 12 hộ nghèo.", "a sentence"),
    ("Tổng số 45 đại biểu", "a count of the text"),
    ("Hộ nghèo | 5 | 250", "a row of a table"),
    ("Địa chỉ tin cậy của phụ nữ vùng cao", "a headline"),
    ("Đoàn viên đăng ký hiến máu", "a caption"),
    ("Nguồn: Báo Sông Hà", "a credit is read elsewhere"),
    ("Tác giả: Mai Hòa", "a credit is read elsewhere"),
    ("Khe Mo, ngày 14/03/2024", "the place and day of a letter"),
    ("Bản tin nội bộ của chi bộ", "a headline"),
    ("Nhận bản tin từ trạm khí tượng, bà con đã gặt sớm.", "the same words in a sentence"),
    ("Mỹ Hạnh", "a byline is read elsewhere"),
]


@pytest.mark.parametrize(("line", "rule"), TAKEN)
def test_a_boilerplate_line_is_taken_by_its_rule(line: str, rule: str) -> None:
    found = rule_of(line)
    assert found is not None
    assert found.name == rule


@pytest.mark.parametrize(("line", "why"), LEFT)
def test_a_line_that_may_be_prose_is_left(line: str, why: str) -> None:
    assert rule_of(line) is None, why


def test_every_rule_has_a_line_above() -> None:
    assert {rule for _, rule in TAKEN} == {rule.name for rule in RULES}


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("•\N{NO-BREAK SPACE}[Trở về] »", "Trở về"),
        ("(  Cập nhật )", "Cập nhật"),
        ("- Đã xem:\n 50", "Đã xem: 50"),
        ("a) mở rộng", "a) mở rộng"),
        ("(một) và (hai)", "(một) và (hai)"),
        ("|", ""),
    ],
)
def test_a_line_is_seen_without_what_stands_around_it(block: str, line: str) -> None:
    assert plain_line(block) == line


@pytest.mark.parametrize(
    ("line", "views"),
    [
        ("Lượt xem: 1.135", 1135),
        ("lượt xem: 1,057 lượt xem", 1057),
        ("Ngày đăng 28/04/2023 | 11:13 | View count: 0", 0),
        ("Lượt xem:", None),
        ("Ngày đăng 28/04/2023", None),
        ("Lượt xem: " + "9" * 30, None),
    ],
)
def test_views_are_read_behind_their_label(line: str, views: int | None) -> None:
    assert read_views(line) == views


@pytest.mark.parametrize(("line", "number"), [("1.057", 1057), ("68", 68), ("", None), ("…", None), ("1" * 5000, None)])
def test_a_number_is_read_whatever_groups_it(line: str, number: int | None) -> None:
    assert read_number(line) == number


@pytest.mark.parametrize(
    ("line", "bare"), [("68", True), ("1.057", True), ("68 lượt", False), (".", False), ("", False)]
)
def test_a_bare_number_is_nothing_else(line: str, *, bare: bool) -> None:
    assert is_bare_number(line) is bare


@given(st.text(alphabet="xem lượtngàyđăng:|.,0123456789/-()[]<>%\n\N{NO-BREAK SPACE}", max_size=200))
def test_the_rules_judge_any_line(line: str) -> None:
    rule = rule_of(line)
    assert rule is None or rule in RULES
    read_views(line)
    is_date_line(line)


@given(st.text(alphabet="ăâđê tin xem.", min_size=LONGEST_LINE + 1, max_size=LONGEST_LINE + 60))
def test_a_long_block_is_never_taken_for_a_line(text: str) -> None:
    assert rule_of(text) is None


WHOLE_BLOCKS = {
    "back_link", "comment_form", "copyright", "date_line", "font_size_widget", "latest_heading", "online_counter", "pager",
    "print_email", "related_heading", "search_box", "share_widget", "view_counter",
}  # fmt: skip
LEAST_RECALL = 0.95
MOST_ORDINARY_TAKEN = 0.001  # of ordinary paragraphs: 2 in 2,000
PARAGRAPHS = 5_000  # lines of each corpus


@pytest.mark.real
def test_real_boilerplate_is_recognized() -> None:
    rows = [json.loads(line) for line in (SHARED / "cases/boilerplate.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = [row["text"] for row in rows if row["kind"] in WHOLE_BLOCKS]
    missed = [line for line in lines if rule_of(line) is None]
    assert len(lines) > 80
    assert len(missed) <= (1 - LEAST_RECALL) * len(lines), missed


@pytest.mark.real
@pytest.mark.parametrize("corpus", ["vietnews", "baomoi", "tailieu", "legal", "viwiki"])
def test_ordinary_paragraphs_are_left(corpus: str) -> None:
    with lzma.open(SHARED / f"corpora/{corpus}.txt.xz", "rt", encoding="utf-8") as lines:
        paragraphs = [line.strip() for line, _ in zip(lines, range(PARAGRAPHS), strict=False)]
    sentences = [text for text in paragraphs if text.endswith((".", "!", "?")) and len(text.split()) > 4]
    taken = [(rule.name, text) for text in sentences if (rule := rule_of(text)) is not None]
    assert len(sentences) > PARAGRAPHS / 10
    assert len(taken) <= MOST_ORDINARY_TAKEN * len(sentences), taken
