"""Bylines and source credits, and the short lines that only look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.signatures import LONGEST_BYLINE, read_byline, read_source_credit, split_signature

BYLINES = [
    ("Cẩm Quyên", "Cẩm Quyên", "a name"),
    ("LÒ VĂN ÍN", "LÒ VĂN ÍN", "a name in capitals"),
    ("Lò Văn Ín.", "Lò Văn Ín", "a full stop behind a name is left off"),
    ("P.V", "P.V", "initials"),
    ("N.A.T", "N.A.T", "initials"),
    ("P.Hằng", "P.Hằng", "an initial and a name"),
    ("BTGQU", "BTGQU", "an office"),
    ("BBT", "BBT", "the editors"),
    ("(Diễm Hạnh)", "Diễm Hạnh", "in brackets"),
    ("Minh Nhựt - Bảo Châu", "Minh Nhựt - Bảo Châu", "two names"),
    ("Xuân Lộc – PBT Đoàn xã", "Xuân Lộc – PBT Đoàn xã", "a name with its post"),
    ("Thào Mỷ (Công chức Văn hóa xã)", "Thào Mỷ (Công chức Văn hóa xã)", "a name with its office"),
    ("Huyện đoàn Nà Lương", "Huyện đoàn Nà Lương", "a unit"),
    ("Ban Dân vận", "Ban Dân vận", "a unit"),
    ("Tin, ảnh: Giàng Mai", "Giàng Mai", "a label"),
    ("Bài và ảnh: Mai Hòa", "Mai Hòa", "a label"),
    ("Tác giả: Trần Lam Giang", "Trần Lam Giang", "a label"),
    ("Bài: Như Ý - Ảnh: Tấn Đạt", "Bài: Như Ý - Ảnh: Tấn Đạt", "two authors, told apart by labels"),
    ("T/h: Kim Oanh", "Kim Oanh", "a label"),
    ("CTV Mùa A Sử", "Mùa A Sử", "a label without a colon"),
    ("By Mùa A Sử", "Mùa A Sử", "the label of foreign themes"),
    ("Được viết bởi: Mùa A Sử", "Mùa A Sử", "the label of translated themes"),
    ("Posted by Lò Thị Én", "Lò Thị Én", "a longer one"),
    ("Người viết: mai thị tăng", "mai thị tăng", "lower case is believed behind a label"),
    ("Thu Hà | 12/07/2022", "Thu Hà", "a date behind the name"),
    ("  Thu \N{NO-BREAK SPACE} Hà ", "Thu Hà", "set to the right with blanks"),
]

NO_BYLINES = [
    ("Tổ chức Lễ ra quân", "a headline"),
    ("Công tác dân vận chuyển biến tích cực", "a sub-heading"),
    ("Một số hình ảnh tại buổi lễ.", "an introduction"),
    ("mai viết tăng", "lower case without a label"),
    ("Hà", "one word"),
    ("Ban Dân vận đã tổ chức hội nghị", "a sentence about a unit"),
    ("Đoàn thanh niên xã Khe Mo tổ chức trồng cây", "a sentence about a unit"),
    ("Hội nghị kết thúc.", "a sentence"),
    ("Ảnh: Quang cảnh hội nghị", "a caption"),
    ("12/07/2022", "a date"),
    ("", "nothing"),
    ("Tác giả:", "a label without a name"),
    ("Bài: Từ đó đến nay, xã đã khác. Bà con phấn khởi.", "sentences behind a label"),
    ("Tên " * 40, "too long"),
]


@pytest.mark.parametrize(("line", "author", "why"), BYLINES, ids=[row[0] for row in BYLINES])
def test_a_signature_gives_its_author(line: str, author: str, why: str) -> None:
    assert read_byline(line) == author, why


@pytest.mark.parametrize(("line", "why"), NO_BYLINES, ids=[row[1] for row in NO_BYLINES])
def test_a_line_that_is_no_signature_gives_none(line: str, why: str) -> None:
    assert read_byline(line) is None, why


CREDITS = [
    ("(Theo Báo Sông Hà)", "Báo Sông Hà"),
    ("Theo Cổng TTĐT tỉnh", "Cổng TTĐT tỉnh"),
    ("Theo songha.vidu.vn", "songha.vidu.vn"),
    ("Nguồn: Ban Dân vận Tỉnh ủy", "Ban Dân vận Tỉnh ủy"),
    ("Nguồn tin: TTXVN", "TTXVN"),
    ("https://songha.vidu.vn/tin/1", "https://songha.vidu.vn/tin/1"),
]

NO_CREDITS = [
    "Theo báo cáo, toàn huyện có 12 tổ hòa giải.",
    "Theo báo cáo của xã",
    "Theo kế hoạch",
    "Theo ông Lò Văn Ín",
    "Nguồn vốn vay ưu đãi",
    "Nguồn nước sạch về bản",
    "Nguồn: báo cáo tổng kết năm 2022, kế hoạch năm 2023",
    "Xem https://songha.vidu.vn/tin/1",
    "",
]


@pytest.mark.parametrize(("line", "publisher"), CREDITS)
def test_a_credit_names_its_publisher(line: str, publisher: str) -> None:
    assert read_source_credit(line) == publisher


@pytest.mark.parametrize("line", NO_CREDITS)
def test_a_line_about_sources_is_no_credit(line: str) -> None:
    assert read_source_credit(line) is None


@given(st.text(alphabet="ĐaàB.-–,:()/ \n\N{NO-BREAK SPACE}Tinảh&1", max_size=140))
def test_any_line_is_judged(line: str) -> None:
    author = read_byline(line)
    assert author is None or 0 < len(author) <= LONGEST_BYLINE
    credit = read_source_credit(line)
    assert credit is None or credit in " ".join(line.split())


SIGNED = [
    ("Tác giả: Mai Hòa - Nguồn: Báo Sông Hà", ("Mai Hòa", "Báo Sông Hà"), "both on one line"),
    ("Mai Hòa", ("Mai Hòa", None), "a name alone"),
    ("Theo Báo Sông Hà", (None, "Báo Sông Hà"), "a source alone"),
    ("Mai Hòa\nĐoàn xã Khe Mo", ("Mai Hòa\nĐoàn xã Khe Mo", None), "a name over a unit"),
    ("Admin", ("Admin", None), "an account"),
    ("Ông Lò Văn Inh - Chủ tịch xã Khe Mo.", (None, None), "a person and a post, closed like a sentence"),
    ("Xã Khe Mo có 12 thôn - nguồn: niên giám thống kê năm 2023 của huyện", (None, None), "a sentence with a source"),
    ("Bà con ra đồng\nNgày mùa ở Khe Mo", (None, None), "two lines of a poem"),
]


@pytest.mark.parametrize(("block", "signed", "why"), SIGNED, ids=[row[2] for row in SIGNED])
def test_author_and_publisher_are_told_apart(block: str, signed: tuple[str | None, str | None], why: str) -> None:
    assert split_signature(block) == signed, why
