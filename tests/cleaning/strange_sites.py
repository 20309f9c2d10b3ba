"""Sites on systems that no layout knows: their articles are those of the sample web, their templates are written here.

What stands around an article is worded so that no boilerplate rule takes it; only that it recurs gives it away.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from cleaning import RawPage
from crawler.demo.content import SampleArticle, load_articles

FORMULA = "Hội nghị kết thúc tốt đẹp trong không khí phấn khởi."
"""A sentence that reporters end with."""
SUBHEADING = "Một số kết quả nổi bật"
CAPTION = "Quang cảnh buổi lễ"
SIGNATURE = "Trần Thu Mây"

ABOVE = (
    "Trang tin của nhân dân xã Bãi Nổi",
    "Bà con nghe bài này bằng giọng đọc của xã",
    "Kính chúc bà con một ngày mới an lành",
)
BELOW = (
    "Bà con thấy tin này hữu ích thì nhắn cho tổ truyền thông xã",
    "Nhận bản tin của xã mỗi sáng thứ hai",
    "Đã có 1.204 gia đình theo dõi bản tin này",
)
SIDE = ("Góc nhà nông", "Giá lúa hôm nay 6.800 đồng một cân", "Lịch cắt nước trong tuần")
NOTICE = (
    "Trang tin này do tổ truyền thông xã Bãi Nổi giữ, mọi ý kiến của bà con xin gửi về nhà văn hóa xã trong giờ làm "
    "việc, tổ sẽ trả lời trong ba ngày."
)
MENU = ("Tin thôn xóm", "Chuyện làng", "Việc tốt quanh ta", "Hỏi và trả lời")
BOILERPLATE = frozenset((*ABOVE, *BELOW, *SIDE, *MENU, NOTICE))


class Written(NamedTuple):
    """An article of such a site and what a reader should find."""

    page: RawPage
    title: str
    paragraphs: tuple[str, ...]


class Habits(NamedTuple):
    """What the reporters of a site repeat, by the number of the article."""

    formula: Callable[[int], bool] = lambda number: number % 2 == 0
    subheading: Callable[[int], bool] = lambda number: number % 3 == 0
    caption: Callable[[int], bool] = lambda number: number % 2 == 1
    signature: Callable[[int], bool] = bool


USUAL = Habits()


def write_site(template: str, number: int, habits: Habits = USUAL, name: str = "bainoi") -> list[Written]:
    """So many articles of one site."""
    articles = [*load_articles("songha"), *load_articles("tayvan")]
    return [_write(template, article, place, habits, name) for place, article in enumerate(articles[:number])]


def _write(template: str, article: SampleArticle, number: int, habits: Habits, name: str) -> Written:
    own = [block.typed for block in article.blocks(1) if not block.startswith(("!", "##"))]
    paragraphs = [article.lead.typed, *own[:1], *[SUBHEADING] * habits.subheading(number), *own[1:]]
    paragraphs += [FORMULA] * habits.formula(number)
    body = [f"<p>{escape(text)}</p>" for text in paragraphs]
    if habits.caption(number):
        body.insert(1, f'<p align="center"><img src="/a{number}.jpg"><br><em>{CAPTION}</em></p>')
    if habits.signature(number):
        body.append(f"<p><b>{SIGNATURE}</b></p>")
    title = article.title.typed
    source = TEMPLATES[template](title, "".join(body), number)
    page = RawPage(
        url=f"https://{name}.example/doc/{article.slug}-{number}",
        body=source.encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2025, 6, 1 + number % 28, tzinfo=UTC),
        site=name,
    )
    return Written(page, title, tuple(re.sub(r"[ \n]+", " ", text) for text in paragraphs))


def _lines(texts: Sequence[str], tag: str = "div") -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _links(texts: Sequence[str]) -> str:
    return "".join(f'<li><a href="/muc/{number}">{escape(text)}</a></li>' for number, text in enumerate(texts))


def _boxes(title: str, body: str, number: int) -> str:
    """Boxes in boxes, the widgets inside the box of the article."""
    return (
        f"<html><head><title>{title}</title></head><body><div class='khung'><ul>{_links(MENU)}</ul>"
        f"<div class='cot-giua'><h1>{title}</h1><span>{1 + number % 28}/05/2025</span>"
        f"<div class='o-bai'>{_lines(ABOVE, 'p')}{body}{_lines(BELOW, 'p')}</div></div>"
        f"<div class='cot-phai'>{_lines(SIDE, 'p')}<p>{NOTICE}</p></div></div></body></html>"
    )


def _tables(title: str, body: str, number: int) -> str:
    """A page made of layout tables, in one form."""
    return (
        f"<html><head><title>{title}</title></head><body><form><table><tr><td colspan=2>{_lines(MENU, 'p')}</td></tr>"
        f"<tr><td>{_lines(SIDE)}</td><td><h2>{title}</h2><div>Ngày đăng: {1 + number % 28}/05/2025</div>"
        f"{_lines(ABOVE)}{body}{_lines(BELOW)}</td></tr><tr><td colspan=2>{NOTICE}</td></tr></table></form></body></html>"
    )


def _sections(title: str, body: str, number: int) -> str:
    """Elements that say what they are, and widgets that say nothing."""
    return (
        f"<html><head><title>{title} - Xã Bãi Nổi</title></head><body><header>{_lines(ABOVE[:1])}</header>"
        f"<main><article><h1>{title}</h1><time datetime='2025-05-{1 + number % 28:02}'>"
        f"{1 + number % 28}/05/2025</time>{_lines(ABOVE[1:], 'p')}{body}<section>{_lines(BELOW, 'p')}</section></article>"
        f"<section>{_lines(SIDE, 'p')}</section></main><footer><p>{NOTICE}</p></footer></body></html>"
    )


TEMPLATES: dict[str, Callable[[str, str, int], str]] = {"boxes": _boxes, "tables": _tables, "sections": _sections}
