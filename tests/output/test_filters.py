"""Filters say of every record what they say, and nothing that is no filter is run."""

from contextlib import suppress
from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Article, LanguageShare, Quality, Reason, Source
from cleaning.dates import VIETNAM
from cleaning.edits import Edit
from output.filter_terms import FilterError
from output.filters import LONGEST, parse
from output.schema import ARTICLES, REJECTIONS, Event, article_row, rejection_row
from tests.output.records import any_articles, article, day, rejection

QUALITY = Quality(
    characters=900,
    syllables=200,
    legal_syllables=0.98,
    edits_per_1000=5.0,
    suggestions=2,
    languages=(LanguageShare(language="vi", characters=800), LanguageShare(language="en", characters=100)),
)
EDIT = Edit(start=0, before="H", after="h", rule="spelling", confidence=0.97)
RECORD = article(
    quality=QUALITY,
    flags=("no_lead", "from_script"),
    edits=(EDIT,),
    sources={"title": Source.LAYOUT},
    published=datetime(2026, 2, 27, 23, 30, tzinfo=VIETNAM),
    first_seen=day(0),
    views=10,
)
BARE = article("b2", title=None, published=None, url=None)
"""An article of which everything that can be absent is."""


def rows(*records: Article) -> pa.Table:
    return pa.Table.from_pylist([article_row(record, Event.ADD) for record in records], schema=ARTICLES)


def fits(expression: str, record: Article = RECORD) -> bool:
    (answer,) = parse(expression).mask(rows(record)).to_pylist()
    assert isinstance(answer, bool)
    return answer


@pytest.mark.parametrize(
    "expression",
    [
        "site == 'donglinh'",
        "site != 'tanphong'",
        "site in ('donglinh', 'tanphong')",
        "site not in ['tanphong']",
        "quality.syllables > 100",
        "100 < quality.syllables <= 200",
        "quality.syllables * 2 - 1 == 399",
        "quality.suggestions / quality.syllables == 0.01",
        "-views < 0",
        "views",
        "flags",
        "'no_lead' in flags",
        "'no_date' not in flags",
        "'spelling' in edits.rule",
        "'en' in quality.languages.language",
        "len(edits) == 1",
        "len(title) == 21",
        "'Phụ nữ' in text",
        "lower(title) == 'trao quà cho hội viên'",
        "matches(title, '(?i)HỘI')",
        r"matches(title, '^\w+ ')",
        "sources.title == 'layout'",
        "published_on == '2026-02-27'",
        "'2026-02-01' <= published_on < '2026-03-01'",
        "published >= '2026-02-27T23'",
        "first_seen == '2026-03-01T15:30:00'",
        "first_seen >= '2026-03-01'",
        "first_seen == '2026-03-01T08:30:00+00:00'",
        "published is not None",
        "lead is None and lead == None",
        "not tags",
        "(site == 'x' or flags) and not (views < 5)",
        "duplicate_of is None",
        "1 < 2",
        "True",
        "site in ('x', 'donglinh') and\nviews == 10",
        "provenance.layout is None",
        "event == 'add'",
    ],
)
def test_fits(expression: str) -> None:
    assert fits(expression)
    assert not fits(f"not ({expression})")


@pytest.mark.parametrize(
    "expression",
    [
        "site == 'DONGLINH'",
        "site in ()",
        "site in ('x',)",
        "quality.syllables > 200",
        "300 > quality.syllables > 200",
        "'no' in flags",
        "'spell' in edits.rule",
        "tags or captions or lead",
        "matches(title, '^quà')",
        "sources.lead == 'layout'",
        "published_on > '2026-02-27'",
        "0",
        "''",
        "False",
        "1 / 0 < 0",
    ],
)
def test_does_not_fit(expression: str) -> None:
    assert not fits(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "title == 'x'",
        "title < 'x'",
        "published_on < '2030-01-01'",
        "first_seen > '2000-01-01'",
        "views >= 0",
        "views + 1 > 0",
        "views",
        "title",
        "published_on",
        "'a' in title",
        "matches(title, '')",
        "len(title) > 0",
        "sources.title == 'layout'",
        "cluster == duplicate_of",
    ],
)
def test_what_is_absent_fits_no_comparison(expression: str) -> None:
    assert not fits(expression, BARE)


@pytest.mark.parametrize(
    "expression", ["title != 'x'", "views != 3", "title is None", "published_on == None", "len(title) == 0"]
)
def test_what_is_absent_is_different_from_everything(expression: str) -> None:
    assert fits(expression, BARE)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "character .*: no expression"),
        ("site ==", "no expression: invalid syntax"),
        ("site = 'x'", "no expression"),
        ("sight == 'x'", r"character 1: there is no column 'sight'; there are .*site"),
        ("flags and qualty.syllables > 3", r"character 11: there is no column 'qualty'; there are quality"),
        ("'ộộ' == quality.sylables", r"character 9: there is no part 'sylables'; there are syllables"),
        ("quality > 3", "quality has no value of its own; its parts are characters"),
        ("sources == 'x'", "sources has no value of its own"),
        ("digest == 'x'", "digest has no value of its own"),
        ("title.x == 'x'", "'x' is no part of a text"),
        ("quality.syllables > '100'", "a number cannot be compared with a text"),
        ("title == 3", "a text cannot be compared with a number"),
        ("flags == 'x'", "a list of texts cannot be compared with a text"),
        ("title + 'x' == 'y'", "a number is expected, found a text"),
        ("published_on > 'May 2026'", "a day such as '2026-05-01' is expected, found 'May 2026'"),
        ("first_seen > 'May 2026'", "a time such as"),
        ("site is 'x'", "'is' asks for None"),
        ("views < None", "None is neither less nor more"),
        ("None", "a condition is expected, found None"),
        ("3 in views", "'in' asks for a value in a list of values"),
        ("site in title", "'in' asks for"),
        ("matches(title, '(')", "regular expression"),
        ("matches(title, site)", r"matches\(\) is not called so"),
        ("len(views) > 3", r"len\(\) is not called so"),
        ("open('x')", r"open\(\) is not called so; there are len"),
        ("__import__('os').system('true')", "is not part of the language"),
        ("title.upper() == 'X'", "is not part of the language"),
        ("(lambda: 1)()", "is not part of the language"),
        ("[x for x in tags]", "is not part of the language"),
        ("tags[0] == 'x'", "is not part of the language"),
        ("f'{title}' == 'x'", "is not part of the language"),
        ("2 ** 9 > views", "is not part of the language"),
        ("site if views else title", "is not part of the language"),
        ("(x := 3) > 2", "is not part of the language"),
        ("site, title", "is not part of the language"),
        ("'x'.join", "has no parts"),
        ("views > 99999999999999999999", "no number of 64 bits"),
        (f"views > {'9' * 4000}", "at most 4000 characters is expected"),
        (b"views > 1\0".decode(), "no expression"),
        ("views > 1j", "no number of 64 bits"),
        ("not " * 900 + "views", "no expression"),
        ("(" * 300 + "views" + ")" * 300, "no expression"),
    ],
)
def test_what_is_no_filter_is_told_apart(expression: str, message: str) -> None:
    with pytest.raises(FilterError, match=message):
        parse(expression)


def test_columns_are_those_that_have_to_be_read() -> None:
    found = parse("quality.syllables > 1 and 'x' in edits.rule and sources.title == 'layout' and not flags")
    assert found.columns == {"quality.syllables", "edits", "sources", "flags"}


def test_a_column_that_is_not_there_counts_as_absent() -> None:
    table = rows(RECORD).select(["site"])
    for expression, expected in [("rights", False), ("cluster is None", True), ("quality.suggestions > 0", False)]:
        assert parse(expression).mask(table).to_pylist() == [expected]


def test_a_part_that_is_not_there_counts_as_absent() -> None:
    older = pa.table({"quality": pa.array([{"characters": 3}])})
    assert parse("quality.suggestions is None and quality.characters == 3").mask(older).to_pylist() == [True]


def test_other_tables_have_their_own_columns() -> None:
    table = pa.Table.from_pylist([rejection_row(rejection(reason=Reason.SPAM), Event.ADD)], schema=REJECTIONS)
    assert parse("reason == 'spam'", REJECTIONS).mask(table).to_pylist() == [True]
    with pytest.raises(FilterError, match="there is no column 'title'"):
        parse("title == 'x'", REJECTIONS)


def test_many_rows_in_several_chunks() -> None:
    parts = [rows(*(article(f"{start + step}", views=start + step) for step in range(3))) for start in range(0, 12, 3)]
    table = pa.concat_tables(parts).slice(1)
    assert parse("views > 4 and 'x' not in tags").mask(table).to_pylist() == [number > 4 for number in range(1, 12)]
    assert parse("True").mask(table).to_pylist() == [True] * 11
    assert len(parse("site == 'x'").mask(table.slice(0, 0))) == 0


@given(any_articles, any_articles)
def test_texts_are_compared_as_python_does(one: Article, other: Article) -> None:
    table = rows(one, other)
    for record, answer in zip(
        (one, other), parse("byline == lead or byline in ('a', 'ạ')").mask(table).to_pylist(), strict=True
    ):
        expected = record.byline is not None and (record.byline == record.lead or record.byline in ("a", "ạ"))
        assert answer == expected
    masked = parse("'a' in tags or len(edits) > 1").mask(table).to_pylist()
    assert masked == ["a" in record.tags or len(record.edits) > 1 for record in (one, other)]


@given(st.text(alphabet="()[]'\"\\ .,<>=!-+*/{}:ab09_@#\n\0đ", max_size=30))
def test_any_text_is_a_filter_or_an_error_that_says_so(expression: str) -> None:
    with suppress(FilterError):
        assert len(parse(expression).mask(rows(RECORD))) == 1


def test_an_expression_has_a_longest_size() -> None:
    assert fits("views" + " " * (LONGEST - 5))
