"""Dates as the families print them."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime

HANOI = timezone(timedelta(hours=7))
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
MONTHS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
_TICKS_FROM = datetime(1, 1, 1, tzinfo=HANOI)


def moment(published: date) -> datetime:
    """Give the time at +07:00; a date without a time counts from half past seven."""
    if isinstance(published, datetime):
        return published.replace(tzinfo=HANOI)
    return datetime.combine(published, time(7, 30), HANOI)


def day(published: date) -> str:
    """Give ``28/04/2023``."""
    return f"{published:%d/%m/%Y}"


def hour(published: date) -> str:
    """Give ``11:13``."""
    return f"{moment(published):%H:%M}"


def spaced_day(published: date) -> str:
    """Give ``12 - 07 - 2022``, as Tân Dân portals do."""
    return f"{published:%d - %m - %Y}"


def net_time(published: date) -> str:
    """Give ``07/08/2022 7:51 SA``: .NET in the culture vi-VN, SA before noon, CH after."""
    at = moment(published)
    return f"{at:%d/%m/%Y} {at.hour % 12 or 12}:{at:%M} {'SA' if at.hour < 12 else 'CH'}"


def long_day(today: date) -> str:
    """Give ``Thứ Bảy, Tháng Mười Một 22, 2025``, as the top bar of tagDiv does."""
    return f"{WEEKDAYS[today.weekday()]}, Tháng {MONTHS[today.month - 1]} {today.day}, {today.year}"


def clock_day(today: date) -> str:
    """Give ``Thứ Bảy, ngày 22/11/2025``."""
    return f"{WEEKDAYS[today.weekday()]}, ngày {day(today)}"


def iso(published: date) -> str:
    """Give ``2022-09-30T08:10:00+07:00``."""
    return moment(published).isoformat()


def http_day(changed: date) -> str:
    """Give the form of HTTP headers (RFC 9110, 5.6.7), in UTC."""
    return format_datetime(moment(changed).astimezone(UTC), usegmt=True)


def feed_day(published: date) -> str:
    """Give the form of RSS (RFC 822) with the zone of the site."""
    return format_datetime(moment(published).astimezone(UTC))


def epoch_milliseconds(published: date) -> int:
    """Give milliseconds since 1970, as Liferay puts behind the addresses of documents."""
    return int(moment(published).timestamp() * 1000)


def ticks(published: date) -> int:
    """Give .NET ticks (100 ns since year 1), as file names of ASP.NET uploads have them."""
    return (moment(published) - _TICKS_FROM) // timedelta(microseconds=1) * 10
