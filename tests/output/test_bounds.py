"""What a filter says of the least and greatest values that fit."""

from datetime import UTC, date, datetime

import pytest

from output.bounds import Bound
from output.filters import parse

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("site == 'tanphong'", [Bound("site", "tanphong", "tanphong")]),
        ("'tanphong' == site", [Bound("site", "tanphong", "tanphong")]),
        ("published_on >= '2026-05-01'", [Bound("published_on", MAY, None)]),
        ("'2026-05-01' >= published_on", [Bound("published_on", None, MAY)]),
        (
            "'2026-05-01' <= published_on < '2026-06-01'",
            [Bound("published_on", MAY, None), Bound("published_on", None, JUNE)],
        ),
        ("site in ('tanphong', 'donglinh', 'haly')", [Bound("site", "donglinh", "tanphong")]),
        ("site == 'haly' and not flags and id > 'b'", [Bound("site", "haly", "haly"), Bound("id", "b", None)]),
        (
            "first_seen < '2026-05-01T07:00:00'",
            [Bound("first_seen", None, datetime(2026, 5, 1, tzinfo=UTC))],
        ),
    ],
)
def test_conditions_that_every_fitting_row_meets(expression: str, expected: list[Bound]) -> None:
    assert list(parse(expression).bounds) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "site == 'haly' or site == 'tanphong'",
        "not site == 'haly'",
        "site != 'haly'",
        "site not in ('haly', 'tanphong')",
        "site is None",
        "published_on is not None",
        "site in ()",
        "site in ('haly', title)",
        "site == title",
        "lower(site) == 'haly'",
        "'ha' in site",
        "quality.syllables > 100",
        "views > 100",
        "sources.title == 'layout'",
        "len(rights) > 0",
        "flags",
    ],
)
def test_what_sets_no_bound(expression: str) -> None:
    assert parse(expression).bounds == ()


@pytest.mark.parametrize(
    ("bound", "is_out"),
    [
        (Bound("site", "c", "c"), False),
        (Bound("site", "b", "b"), False),
        (Bound("site", "d", "d"), False),
        (Bound("site", "a", "a"), True),
        (Bound("site", "e", "e"), True),
        (Bound("site", None, "a"), True),
        (Bound("site", None, "b"), False),
        (Bound("site", "e", None), True),
        (Bound("site", "d", None), False),
    ],
)
def test_rows_between_b_and_d(bound: Bound, is_out: bool) -> None:
    assert bound.rules_out("b", "d") is is_out
