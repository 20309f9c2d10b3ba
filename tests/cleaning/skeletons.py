"""The skeletons of the families, filled at run time with a text of our own.

A skeleton is a code block of the notes on CMS families; its slots are ``{{NAME}}``, or a date as that family prints
it, which stays as it is.
"""

import html
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cleaning.dates import VIETNAM

NOTES = Path(__file__).parents[2].parent / "shared" / "research" / "cms_families.md"
_BLOCK = re.compile(r"```html family=([\w-]+) kind=(\w+)\n(.*?)```", re.DOTALL)
_SLOT = re.compile(r"\{\{(.*?)\}\}")

TITLE = "Hội Phụ nữ xã Nậm Khòa ra mắt tổ liên kết nuôi ong lấy mật"
LEAD = "Chiều 6/3, Hội Liên hiệp Phụ nữ xã Nậm Khòa ra mắt tổ liên kết nuôi ong với mười chín thành viên và hơn ba trăm đàn ong nội."
BODY = (
    "Tổ liên kết hoạt động theo nguyên tắc tự nguyện, cùng mua thùng ong, cùng học kỹ thuật và cùng bán sản phẩm dưới một nhãn chung.",
    "Kỹ thuật là khâu khó nhất",
    "Theo chị Vàng Thị Dế, tổ trưởng, lượt xem các đoạn phim hướng dẫn tách đàn mà tổ đăng lên mạng đã vượt một nghìn chỉ sau mười ngày.",
    "- Mỗi thành viên góp hai triệu đồng vốn ban đầu;",
    "- Hội bảo lãnh vay thêm ba mươi triệu đồng từ ngân hàng chính sách.",
    "Chia sẻ: “Nhà tôi thu được bốn mươi lít ngay vụ đầu”, bà Lý Mùi Pham vui mừng cho biết như vậy trong buổi ra mắt.",
    "Dự kiến đến cuối năm, tổ sẽ kết nạp thêm mười hộ và đăng ký sản phẩm đặc trưng của xã./.",
)
CAPTION = "Chị em kiểm tra cầu ong tại thôn Nậm Chày"
BYLINE = "Hoàng Sùng Mẩy"
CATEGORY = "Phụ nữ làm kinh tế"
VIEWS = 1648
NEIGHBOURS = ("Thôn Nậm Chày dựng nhà tình thương cho hộ cao tuổi", "Tập huấn sơ cứu đuối nước cho học sinh vùng hồ")
_CAPTION_MARKUP = f'<p><img src="/upload/ong.jpg"></p><p align="center"><em>{CAPTION}</em></p>'
_ITEMS = "".join(
    f'<li><a href="/tin/{place}-bai.html">{title}</a> <span>(05/03/2023)</span></li>'
    for place, title in enumerate(NEIGHBOURS)
)
_VALUES = {
    "TITLE": TITLE,
    "LEAD": LEAD,
    "BODY": f"<p>{BODY[0]}</p>{_CAPTION_MARKUP}"
    + "".join(f"<p>{html.escape(text)}</p>" for text in BODY[1:])
    + "<p>&nbsp;</p>",
    "BYLINE": BYLINE,
    "CAT": CATEGORY,
    "VIEWS": str(VIEWS),
    "SITE": "XÃ NẬM KHÒA",
    "ID": "20417",
    "SLUG": "nam-khoa-nuoi-ong",
    "HOST": "namkhoa.vidu.vn",
    "ONLINE": "27",
    "RELATED": _ITEMS,
    "NEWEST": f"<ul>{_ITEMS}</ul>",
}


class Facts(NamedTuple):
    """What an article page of a family says beside title, lead, body and author."""

    published: date | datetime
    has_category: bool = False
    has_views: bool = False
    own_captions: tuple[str, ...] = ()
    """Captions that stand in the skeleton itself."""
    credit: str | None = None
    """Publisher that the skeleton itself names."""


def _at(*numbers: int) -> datetime:
    year, month, day, hour, minute = numbers
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


FACTS = {
    "liferay-hanoi": Facts(_at(2023, 4, 28, 11, 13), has_category=True, has_views=True),
    "vcms": Facts(date(2012, 7, 30), has_category=True, own_captions=("Chú thích ảnh",)),
    "tandan": Facts(date(2022, 7, 12)),
    "sharepoint-lacviet": Facts(date(2020, 2, 3), has_category=True, credit="Cổng TTĐT tỉnh"),
    "aspnet": Facts(date(2020, 10, 14), has_views=True),
    "mojoportal": Facts(_at(2022, 9, 29, 8, 15), has_views=True),
    "dnn": Facts(_at(2020, 8, 25, 8, 24), has_category=True),
    "nukeviet": Facts(_at(2023, 4, 28, 11, 13), own_captions=("Quang cảnh hội nghị",), credit="Ban Dân vận"),
    "wp-tagdiv": Facts(_at(2022, 9, 30, 15, 10), has_category=True, has_views=True),
    "wp-elementor": Facts(date(2022, 9, 30)),
    "article-brief": Facts(_at(2024, 7, 12, 8, 15), has_category=True, has_views=True),
    "newspaper-a": Facts(
        _at(2026, 1, 8, 18, 21), has_category=True, own_captions=("Các đại biểu dự hội nghị.",), credit="CTO"
    ),
    "mattran": Facts(_at(2023, 6, 19, 9, 21), credit="Mặt trận"),
    "drupal": Facts(date(2021, 5, 12)),
    "joomla": Facts(_at(2014, 12, 12, 8, 0), has_category=True, has_views=True),
    "hcmc": Facts(date(2019, 5, 26), credit="WEB"),
}
"""By family; a skeleton without an entry here has not been looked at."""


@cache
def skeletons(kind: str) -> dict[str, str]:
    """The mark-up of a kind (``article``, ``list``, ``shell``) by family; empty where the notes are absent."""
    if not NOTES.exists():
        return {}
    blocks = _BLOCK.findall(NOTES.read_text(encoding="utf-8"))
    return {family: markup for family, of_kind, markup in blocks if of_kind == kind}


def render(markup: str, **changes: str) -> str:
    """A skeleton with our text in its slots."""
    values = {**_VALUES, **changes}
    return _SLOT.sub(lambda slot: values.get(slot[1], slot[1]), markup)


def label_lines(markup: str) -> list[str]:
    """The words that stand around the slots: none of them belongs to an article."""
    bare = re.sub(r"<(script|style|title)\b.*?</\1>", "\n", markup, flags=re.DOTALL)
    lines = [html.unescape(_SLOT.sub("\n", line)) for line in re.split(r"<[^>]*>", bare)]
    return [
        line
        for text in lines
        for part in text.split("\n")
        if len(line := part.strip(" \t\N{NO-BREAK SPACE}|:-»…()")) > 2
    ]
