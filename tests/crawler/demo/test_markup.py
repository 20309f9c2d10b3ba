"""Mark-up, dates and view states of the sample web."""

import html
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.demo import dates
from crawler.demo.content import SampleArticle
from crawler.demo.edition import slug_of
from crawler.demo.markup import CaptionForm, Habit, Hand, body_markup, choose, escape_latin1
from crawler.demo.postback import page_asked_for, page_in, view_state

TROUBLE = "aĐẳôý\u0301\u00d0\u00a0\u00ad\u200b “”<>&\"'.;"
BLOCKS = st.text(TROUBLE, min_size=1).filter(lambda text: text == text.strip())


def article_with(body: str, slug: str = "mot-tin") -> SampleArticle:
    return SampleArticle.model_validate(
        {"slug": slug, "title": "Tin", "published": date(2023, 1, 1), "category": "Tin", "lead": "Tin.", "body": body}
    )


@given(st.text(TROUBLE))
def test_entities_are_read_back_as_the_text(text: str) -> None:
    assert html.unescape(str(escape_latin1(text))) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("công tác", "c&ocirc;ng t&aacute;c"),
        ("Ðảng\u00a0ủy", "&ETH;ảng&nbsp;ủy"),  # U+00D0
        ("“khéo”…", "&ldquo;khéo&rdquo;&hellip;".replace("é", "&eacute;")),
        ("Đảng ủy", "Đảng ủy"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("o\u0301", "o\u0301"),
    ],
)
def test_entities_are_those_of_latin_1_only(text: str, written: str) -> None:
    assert escape_latin1(text) == written


@given(st.lists(BLOCKS, min_size=1, max_size=4), st.sampled_from(Habit), st.sampled_from(CaptionForm))
def test_the_mark_up_never_touches_the_text(blocks: list[str], habit: Habit, form: CaptionForm) -> None:
    article = article_with("\n\n".join([*blocks, "!Quang cảnh", "## Tiểu mục"]))
    page = body_markup(article, 1, Hand(habit, form, escape_latin1), lambda n: f"/{n}.jpg")
    spacers = page.replace("<p>&nbsp;</p>", "")
    assert html.unescape(re.sub(r"<[^>]*>|\n", "", spacers)) == "".join([*blocks, "Quang cảnh", "Tiểu mục"])


def test_pictures_are_numbered_and_captioned() -> None:
    article = article_with("!Một.\n\nĐoạn văn.\n\n!Hai.")
    page = body_markup(article, 1, Hand(Habit.PLAIN, CaptionForm.FIGURE, escape_latin1), lambda n: f"/{n}.jpg")
    assert re.findall(r'src="([^"]*)".*?<figcaption>(.*?)<', page) == [("/0.jpg", "Một."), ("/1.jpg", "Hai.")]
    assert "!" not in page


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Đoàn viên", "Đo&agrave;n v", "i&ecirc;n"),
        ("Hội Nông dân", "Hội N&ocirc;", "ng d&acirc;n"),
        ("A B", "A", " B"),
        ("A", "", "A"),
    ],
)
def test_word_begins_a_span_inside_a_word_where_it_can(text: str, first: str, second: str) -> None:
    page = body_markup(article_with(text), 1, Hand(Habit.WORD, CaptionForm.FIGURE, escape_latin1), str)
    assert re.findall(r"<span[^>]*>([^<]*)", page) == [first, second]


def test_choices_are_the_same_for_one_article_and_spread_over_many() -> None:
    many = [article_with("Tin.", f"tin-{number}") for number in range(200)]
    choices = [choose(article, list(Habit), "x") for article in many]
    assert choices == [choose(article, list(Habit), "x") for article in many]
    assert set(choices) == set(Habit)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime.fromisoformat("2022-08-07T07:51"), "07/08/2022 7:51 SA"),
        (datetime.fromisoformat("2022-08-07T17:10"), "07/08/2022 5:10 CH"),
        (datetime.fromisoformat("2022-08-07T12:00"), "07/08/2022 12:00 CH"),
        (datetime.fromisoformat("2022-08-07T00:05"), "07/08/2022 12:05 SA"),
        (date(2022, 8, 7), "07/08/2022 7:30 SA"),
    ],
)
def test_net_time(at: date, text: str) -> None:
    assert dates.net_time(at) == text


def test_ticks_are_those_of_net() -> None:
    assert dates.ticks(datetime.fromisoformat("1970-01-01T00:00")) == 621_355_968_000_000_000


@pytest.mark.parametrize(
    ("write", "text"),
    [
        (dates.day, "05/09/2023"),
        (dates.hour, "16:04"),
        (dates.spaced_day, "05 - 09 - 2023"),
        (dates.iso, "2023-09-05T16:04:00+07:00"),
        (dates.http_day, "Tue, 05 Sep 2023 09:04:00 GMT"),
        (dates.long_day, "Thứ Ba, Tháng Chín 5, 2023"),
        (dates.clock_day, "Thứ Ba, ngày 05/09/2023"),
    ],
)
def test_dates_as_printed(write: Callable[[date], str], text: str) -> None:
    assert write(datetime.fromisoformat("2023-09-05T16:04")) == text


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Đảng - Đoàn thể", "dang-doan-the"),
        ("CÔNG TÁC ĐẢng", "cong-tac-dang"),
        ("Hỏi - Đáp (mới)", "hoi-dap-moi"),
        ("tin 24h", "tin-24h"),
        (" - ", ""),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(TROUBLE + "/?", max_size=20).filter(lambda path: "\n" not in path), st.integers(1, 999))
def test_a_view_state_is_read_on_its_own_list_only(path: str, number: int) -> None:
    state = view_state(path, number)
    assert page_in(state, path) == number
    assert page_in(state, path + "x") is None


@given(st.text(max_size=80))
def test_no_other_text_is_a_view_state(text: str) -> None:
    assert page_in(text, "/portal/Pages/Tin-tuc.aspx") is None


@pytest.mark.parametrize(
    ("argument", "number"),
    [("3", 3), ("next", 5), ("", 1), ("-2", 1), ("²", 1), ("0", 1), ("9" * 5000, 1), ("last", 1)],
)
def test_the_argument_of_an_event(argument: str, number: int) -> None:
    fields = {"__VIEWSTATE": view_state("/a", 4), "__EVENTTARGET": "pager", "__EVENTARGUMENT": argument}
    assert page_asked_for(fields, "/A", "pager") == number
    assert page_asked_for(fields, "/a", "other") == 1
