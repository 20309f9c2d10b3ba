"""Dates as portals print them, and the many numbers that are none."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dates import VIETNAM, date_text, find_dates, find_short_date, is_believable

FOUND = [
    ("Ngày đăng 28/04/2023 | 11:13  | Lượt xem: 135", "2023-04-28T11:13:00+07:00", "Hanoi Liferay"),
    ("Đăng ngày 12 - 07 - 2022", "2022-07-12", "Tân Dân: spaces around the hyphens, no time"),
    ("(07/08/2022 7:51 SA)", "2022-08-07T07:51:00+07:00", ".NET vi-VN, morning"),
    ("(07/08/2022 5:10 CH)", "2022-08-07T17:10:00+07:00", ".NET vi-VN, afternoon"),
    ("07/08/2022 12:05 SA", "2022-08-07T00:05:00+07:00", "five past midnight"),
    ("07/08/2022 12:05 CH", "2022-08-07T12:05:00+07:00", "five past noon"),
    ("Thứ sáu - 28/04/2023 11:13", "2023-04-28T11:13:00+07:00", "NukeViet"),
    ("08/01/2026 - 18:21", "2026-01-08T18:21:00+07:00", "a dash between date and time"),
    ("08:24 25/08/2020", "2020-08-25T08:24:00+07:00", "time first"),
    ("09:47, 15/03/2021", "2021-03-15T09:47:00+07:00", "time first, with a comma"),
    ("Cập nhật lúc: 18:00 |22/05/2022", "2022-05-22T18:00:00+07:00", "time first, with a bar"),
    ("Cập nhật lúc 2019-05-29", "2019-05-29", "year first"),
    ("Thứ 7, 23/11/2024, 23:40[GMT+7]", "2024-11-23T23:40:00+07:00", "zone in brackets"),
    ("09.06.2023 | 19:39 PM", "2023-06-09T19:39:00+07:00", "a 24-hour clock with PM counts as written"),
    ("04:30 GMT+7, Thứ Ba, 27/9/2022", "2022-09-27T04:30:00+07:00", "zone and weekday between"),
    ("Gửi lúc: 05/12/2013 15:42:27", "2013-12-05T15:42:27+07:00", "with seconds"),
    ("12 Tháng 12 2014", "2014-12-12", "month as a word"),
    ("ngày 10 tháng 12 năm 2019", "2019-12-10", "the long form"),
    ("26 Tháng 4, 2025", "2025-04-26", "the long form with a comma"),
    ("12 07 2022", "2022-07-12", "spaces only"),
    ("Thứ Sáu, 08 Tháng Mười Hai 2023", "2023-12-08", "the month's name"),
    ("14 Tháng Ba, 2024", "2024-03-14", "the month's name with a comma"),
    ("Tháng Chín 6, 2022", "2022-09-06", "WordPress: the month first, then the day"),
    ("Tháng Mười Một 22, 2025", "2025-11-22", "the longer of two names"),
    ("Tháng 7 8, 2021", "2021-07-08", "WordPress: the number of the month first"),
    ("17 thg 11, 2023", "2023-11-17", "the month abbreviated"),
    ("ngày 20 tháng mười năm 2010", "2010-10-20", "all in words but the figures"),
    ("Nov 13, 2023", "2023-11-13", "English, as themes print that nobody translated"),
    ("November 13th, 2023", "2023-11-13", "English with an ending"),
    ("19 October 2024 - 08:15", "2024-10-19T08:15:00+07:00", "English, day first"),
    ("2022-09-30T08:10:00+00:00", "2022-09-30T15:10:00+07:00", "ISO, moved to Vietnamese time"),
    ("2022-09-30T23:10:00Z", "2022-10-01T06:10:00+07:00", "ISO in UTC: the next day in Vietnam"),
    ("2022-09-30T08:10:00.123+07:00", "2022-09-30T08:10:00+07:00", "ISO with fractions"),
    ("7h30 ngày 5/6/2021", "2021-06-05T07:30:00+07:00", "hours with h"),
    ("7 giờ 30 ngày 5/6/2021", "2021-06-05T07:30:00+07:00", "hours with giờ"),
    ("29/02/2024", "2024-02-29", "a leap day"),
    ("2023-01-01T10:00:00+99:00", "2023-01-01T10:00:00+07:00", "a zone that is none is not believed"),
]

NOT_FOUND = [
    ("31/02/2023", "no such day"),
    ("29/02/2023", "no leap year"),
    ("0/5/2023", "days begin at 1"),
    ("12/13/2023", "no such month"),
    ("7/26/2026", "month first is never guessed"),
    ("28/04/23", "two digits of a year may be anything"),
    ("28/4", "no year"),
    ("tháng 4/2023", "no day"),
    ("12/07-2022", "two kinds of marks"),
    ("1/12/1996", "before the first Vietnamese site"),
    ("12/07/20222", "five digits of a year"),
    ("112/07/2022", "three digits of a day"),
    ("34/2007/PL-UBTVQH11", "a document number"),
    ("07-CT/TU", "a document number"),
    ("1.10.2022.5", "four parts: a version or an address"),
    ("192.168.1.2022", "four parts"),
    ("3,12.07.2022", "the tail of a number"),
    ("0912.07.2022", "a telephone number"),
    ("may 2022", "a verb and a year"),
    ("tổ may 12 2022", "a workshop: in lower case the word is a verb"),
    ("31 Tháng Tư 2023", "April has 30 days"),
    ("tháng năm 2024", "no day"),
    ("Tháng Mười 2024", "no day"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "why"), FOUND, ids=lambda value: str(value)[:30])
def test_a_printed_date_is_read(text: str, expected: str, why: str) -> None:
    assert [found.value.isoformat() for found in find_dates(text)] == [expected], why


@pytest.mark.parametrize(("text", "why"), NOT_FOUND, ids=lambda value: str(value)[:30])
def test_what_is_no_date_is_not_read(text: str, why: str) -> None:
    assert list(find_dates(text)) == [], why


def test_dates_come_in_the_order_of_their_place() -> None:
    text = "Từ ngày 5 tháng 6 năm 2021 đến 7/6/2021, báo cáo trước 2021-06-30."
    assert [str(found.value) for found in find_dates(text)] == ["2021-06-05", "2021-06-07", "2021-06-30"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/07/2022 và 25:61", "2022-07-12"),
        ("12/07/2022, có 24:00 là hết ngày", "2022-07-12"),
        ("12/07/2022, hội nghị kéo dài đến tận lúc 17:30", "2022-07-12"),
        ("Tỉ số 3:2 ngày 12/07/2022", "2022-07-12"),
    ],
)
def test_a_time_that_is_none_or_far_away_does_not_count(text: str, expected: str) -> None:
    assert [found.value.isoformat() for found in find_dates(text)] == [expected]


def test_the_text_of_a_date_leaves_label_and_counter_out() -> None:
    line = "Lượt xem: 7370 | Gửi lúc: 05/12/2013 15:42:27"
    assert date_text(line, next(find_dates(line))) == "05/12/2013 15:42:27"


FETCHED = datetime(2026, 1, 15, 20, 0, tzinfo=UTC)  # three in the morning of the 16th in Vietnam


@pytest.mark.parametrize(
    ("value", "fetched_at", "believable"),
    [
        (date(2026, 1, 16), FETCHED, True),
        (date(2026, 1, 17), FETCHED, True),
        (date(2026, 1, 18), FETCHED, False),
        (datetime(2026, 1, 18, 0, 0, tzinfo=VIETNAM), FETCHED, False),
        (date(2019, 1, 1), FETCHED, True),
        (date(2099, 1, 1), None, True),
    ],
)
def test_nothing_is_published_later_than_a_day_after_the_fetch(
    value: date | datetime, fetched_at: datetime | None, *, believable: bool
) -> None:
    assert is_believable(value, fetched_at) is believable


TROUBLE = st.text(alphabet="0123456789/-.: |,TZ+hthángSACHPM()[]\N{NO-BREAK SPACE}٣", max_size=60)


@given(TROUBLE)
def test_a_date_stands_in_the_text_it_was_found_in(text: str) -> None:
    for found in find_dates(text):
        day = found.value.date() if isinstance(found.value, datetime) else found.value
        written = _dates_of(text[found.start : found.end])
        assert any(abs(day - other) <= timedelta(days=1) for other in written)  # a zone may move it by a day
        assert isinstance(found.value, datetime) == (found.time_start is not None)


@given(TROUBLE)
def test_a_date_without_a_time_is_the_very_day_that_stands_there(text: str) -> None:
    for found in find_dates(text):
        if not isinstance(found.value, datetime):
            assert found.value in _dates_of(text[found.start : found.end])


def _dates_of(text: str) -> list[date]:
    """The dates that the three numbers of a text make, whichever of the first two is the day."""
    numbers = "".join(character if character.isdigit() else " " for character in text).split()
    low, high, year = sorted(map(int, numbers))
    return [date(year, month, day) for day, month in ((low, high), (high, low)) if 1 <= month <= 12]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/8/23", "2023-08-12"),
        ("3/11/24 9:05 SA", "2024-11-03 09:05:00+07:00"),
        ("9/14/23", None),
        ("Lớp có 12/8/23 em", None),
        ("12/8/23 hộ", None),
        ("12/8", None),
        ("12-8-23", None),
    ],
)
def test_a_year_of_two_digits_is_one_only_where_nothing_else_stands(text: str, expected: str | None) -> None:
    found = find_short_date(text)
    assert (str(found.value) if found else None) == expected
