"""Rows hold what the records hold, and the digest sees what a reader sees."""

import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

import pyarrow as pa
import pytest
from hypothesis import given
from pydantic import AwareDatetime, BaseModel

from cleaning.article import Article, Image, Reason, Rejection
from cleaning.dates import VIETNAM
from cleaning.edits import Edit
from output.schema import (
    ARTICLES,
    REJECTIONS,
    Event,
    article_digest,
    article_from_row,
    article_row,
    fits_format,
    rejection_digest,
    rejection_from_row,
    rejection_row,
)
from tests.output.records import any_articles, any_rejections, article, day, provenance, rejection

DERIVED = {
    "event": pa.string(),
    "published_on": pa.date32(),
    "digest": pa.binary(16),
    "ended_at": pa.timestamp("us", "UTC"),
}


def fits(annotation: Any, column: pa.DataType) -> bool:  # noqa: ANN401 - any annotation of a field
    """Whether a column holds the values of an annotation."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return all(fits(argument, column) for argument in arguments if argument is not types.NoneType)
    if origin is tuple:
        return bool(pa.types.is_list(column)) and fits(arguments[0], column.value_type)
    if origin is Mapping:
        key, item = arguments
        return bool(pa.types.is_map(column)) and fits(key, column.key_type) and fits(item, column.item_type)
    if annotation in (AwareDatetime, datetime):
        return bool(column == pa.timestamp("us", "UTC"))
    if issubclass(annotation, BaseModel):
        fields = {name: field.annotation for name, field in annotation.model_fields.items()}
        return [*fields] == [field.name for field in column] and all(
            fits(fields[field.name], field.type) for field in column
        )
    if issubclass(annotation, (str, StrEnum)):
        return bool(pa.types.is_string(column))
    return bool({int: pa.types.is_integer, float: pa.types.is_floating}[annotation](column))


@pytest.mark.parametrize(("schema", "model"), [(ARTICLES, Article), (REJECTIONS, Rejection)])
class TestSchema:
    def test_has_the_fields_of_the_model_in_their_order(self, schema: pa.Schema, model: type[BaseModel]) -> None:
        assert schema.names[0] == "event"
        assert [name for name in schema.names if name not in DERIVED] == [*model.model_fields]

    def test_types_fit(self, schema: pa.Schema, model: type[BaseModel]) -> None:
        for name, field in model.model_fields.items():
            if name != "published":
                assert fits(field.annotation, schema.field(name).type), name

    def test_derived_columns_have_their_types(self, schema: pa.Schema, model: type[BaseModel]) -> None:
        assert "event" in schema.names
        for name in DERIVED.keys() & set(schema.names) - model.model_fields.keys():
            assert schema.field(name).type == DERIVED[name]


def test_published_is_text_beside_its_day() -> None:
    assert ARTICLES.field("published").type == pa.string()
    assert ARTICLES.field("published_on").type == pa.date32()


@given(any_articles)
def test_an_article_comes_back_from_its_row(record: Article) -> None:
    table = pa.Table.from_pylist([article_row(record, Event.ADD)], schema=ARTICLES)
    assert article_from_row(table.to_pylist()[0]) == record


LATER = {"lead_edits", "caption_edits", "rights", "cluster"}
_FORMAT_1_QUALITY = pa.struct([ARTICLES.field("quality").type.field(place) for place in range(4)])
FORMAT_1 = pa.schema(
    [
        field if field.name != "quality" else pa.field("quality", _FORMAT_1_QUALITY)
        for field in ARTICLES
        if field.name not in LATER
    ]
)


@given(any_articles)
def test_an_article_of_format_1_comes_back_with_defaults(record: Article) -> None:
    table = pa.Table.from_pylist([article_row(record, Event.ADD)], schema=FORMAT_1)
    back = article_from_row(table.to_pylist()[0])
    assert (back.rights, back.cluster, back.quality.boilerplate_share) == ((), None, None)
    assert back.quality.suggestions == len(record.suggestions)
    assert (back.lead_edits, back.caption_edits) == ((), ())
    assert back.model_dump(exclude={*LATER, "quality"}) == record.model_dump(exclude={*LATER, "quality"})


@given(any_articles)
def test_an_old_record_in_the_new_columns_comes_back_with_defaults(record: Article) -> None:
    row = article_row(record, Event.ADD) | dict.fromkeys(LATER)
    row["quality"] |= {"suggestions": None, "languages": None}
    back = article_from_row(pa.Table.from_pylist([row], schema=ARTICLES).to_pylist()[0])
    assert (back.rights, back.cluster, back.quality.languages) == ((), None, ())
    assert (back.lead_edits, back.caption_edits) == ((), ())


def _without(schema: pa.Schema, name: str) -> pa.Schema:
    return schema.remove(schema.get_field_index(name))


@pytest.mark.parametrize("schema", [ARTICLES, REJECTIONS, FORMAT_1])
def test_files_of_this_format_and_of_earlier_ones_fit(schema: pa.Schema) -> None:
    assert fits_format(schema)


@pytest.mark.parametrize(
    "schema",
    [
        pa.schema([]),
        _without(ARTICLES, "text"),
        _without(REJECTIONS, "reason"),
        ARTICLES.append(pa.field("from_the_future", pa.string())),
        ARTICLES.set(0, pa.field("event", pa.int8())),
        pa.schema([*ARTICLES][::-1]),
    ],
    ids=["none", "no text", "no reason", "one more", "other type", "other order"],
)
def test_other_columns_do_not_fit(schema: pa.Schema) -> None:
    assert not fits_format(schema)


@given(any_rejections)
def test_a_rejection_comes_back_from_its_row(record: Rejection) -> None:
    table = pa.Table.from_pylist([rejection_row(record, Event.ADD)], schema=REJECTIONS)
    assert rejection_from_row(table.to_pylist()[0]) == record


@pytest.mark.parametrize(
    ("published", "written", "on"),
    [
        (None, None, None),
        (date(2026, 2, 27), "2026-02-27", date(2026, 2, 27)),
        (datetime(2026, 2, 27, 8, 5, tzinfo=VIETNAM), "2026-02-27T08:05:00+07:00", date(2026, 2, 27)),
        (
            datetime.fromisoformat("2026-02-27T20:00:00Z"),
            "2026-02-28T03:00:00+07:00",
            date(2026, 2, 28),
        ),
        (datetime(2026, 2, 27, 0, 0, tzinfo=VIETNAM), "2026-02-27T00:00:00+07:00", date(2026, 2, 27)),
    ],
)
def test_publication_is_written_as_of_vietnam(published: date | None, written: str | None, on: date | None) -> None:
    row = article_row(article(published=published), Event.ADD)
    assert (row["published"], row["published_on"]) == (written, on)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Một câu khác."},
        {"title": "Tin khác"},
        {"lead": "Tóm tắt."},
        {"published": date(2026, 2, 28)},
        {"published": None},
        {"published": datetime(2026, 2, 27, tzinfo=VIETNAM)},
        {"byline": "Minh Hạ"},
        {"source_credit": "Báo Đông Lĩnh"},
        {"category": "Tin cơ sở"},
        {"tags": ("quà",)},
        {"captions": ("Quang cảnh buổi lễ",)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_digest_sees_what_a_reader_sees(fields: dict[str, Any]) -> None:
    assert article_digest(article(**fields)) != article_digest(article())


@pytest.mark.parametrize(
    "fields",
    [
        {"views": 12},
        {"images": (Image(url="https://donglinh.example/1.jpg"),)},
        {"extracted": "trước", "edits": (Edit(start=0, before="t", after="T", rule="one_space"),)},
        {"provenance": provenance(day(9))},
        {"published_raw": "27/02/2026"},
        {"flags": ("no_date",)},
        {"rights": ("robots:noarchive",)},
        {"revision": 3, "first_seen": day(1), "last_changed": day(2), "duplicate_of": "b", "cluster": "c"},
        {"published": date(2026, 2, 27)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_digest_does_not_see_what_a_fetch_or_the_dataset_adds(fields: dict[str, Any]) -> None:
    assert article_digest(article(**fields)) == article_digest(article())


def test_digest_of_a_time_does_not_depend_on_how_its_zone_is_written() -> None:
    utc = article(published=datetime.fromisoformat("2026-02-27T01:05:00Z"))
    assert article_digest(utc) == article_digest(article(published=datetime(2026, 2, 27, 8, 5, tzinfo=VIETNAM)))


def test_digest_of_a_rejection_sees_reason_and_detail_only() -> None:
    assert rejection_digest(rejection(fetched_at=day(5))) == rejection_digest(rejection())
    assert rejection_digest(rejection(reason=Reason.SPAM)) != rejection_digest(rejection())
    assert rejection_digest(rejection(detail="31 teasers")) != rejection_digest(rejection())
