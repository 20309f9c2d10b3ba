"""What of a version goes into an export: which articles, and which of their fields."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from cleaning.article import Article, Image
from cleaning.edits import apply
from cleaning.options import Options
from output.filters import Filter, parse
from output.schema import ARTICLES, Event, article_from_row, article_row, complete

RECORD_OF_CLEANING = ("title_edits", "lead_edits", "caption_edits", "extracted", "edits", "suggestions", "stripped")
"""Fields that show what was done to an article; they hold what stood there before."""

_SOURCES = pa.list_(pa.struct([("field", pa.string()), ("source", pa.string())]))


class Choice(NamedTuple):
    """A choice of articles and fields; by default all."""

    fields: Sequence[str] | None = None
    """Names of fields, in any order."""
    sites: Sequence[str] = ()
    since: date | None = None
    """First day of publication; articles without a date are left out."""
    until: date | None = None
    """Last day of publication."""
    where: str | None = None
    """An expression, see ``output.filters``."""
    without_duplicates: bool = False
    """Leave out copies; their sources stay."""
    without_edits: bool = False
    """Leave out ``RECORD_OF_CLEANING``."""
    mask_personal: bool = False
    """Blot out phone numbers, mail addresses and identity numbers; leaves out the record of the cleaning, which has them."""


def filter_of(choice: Choice) -> Filter | None:
    """The condition on articles.

    Raises:
        FilterError: ``where`` has a mistake.
    """
    conditions = []
    if choice.where is not None:
        parse(choice.where)  # on its own, so that places in messages are those of what the user wrote
        conditions.append(f"({choice.where})")
    if choice.sites:
        conditions.append(f"site in {[*choice.sites]!r}")
    if choice.since is not None:
        conditions.append(f"published_on >= '{choice.since}'")
    if choice.until is not None:
        conditions.append(f"published_on <= '{choice.until}'")
    if choice.without_duplicates:
        conditions.append("duplicate_of is None")
    return parse(" and ".join(conditions)) if conditions else None


def fields_of(choice: Choice) -> list[str]:
    """The fields that are written, in the order of the model.

    Raises:
        ValueError: there is no such field, or the rest of the choice leaves it out.
    """
    left_out = RECORD_OF_CLEANING if choice.without_edits or choice.mask_personal else ()
    possible = [name for name in Article.model_fields if name not in left_out]
    asked = possible if choice.fields is None else choice.fields
    for name in asked:
        if name in left_out:
            raise ValueError(f"field {name!r} is part of the record of cleaning, which is left out")
        if name not in possible:
            raise ValueError(f"there is no field {name!r}; there are {', '.join(possible)}")
    if not asked:
        raise ValueError(f"no field is asked for; there are {', '.join(possible)}")
    return [name for name in possible if name in asked]


def schema_of(fields: Sequence[str]) -> pa.Schema:
    """The columns of an export: those of the dataset, but that ``sources`` is a list, which more tools can read."""
    return pa.schema([_exported(ARTICLES.field(name)) for name in fields])


def exported(table: pa.Table, fields: Sequence[str]) -> pa.Table:
    """Give rows of the dataset the columns of an export."""
    table = complete(table, ARTICLES).select([*fields])
    if "sources" in fields:
        table = table.set_column(table.column_names.index("sources"), "sources", _as_list(table["sources"]))
    return table.cast(schema_of(fields))


def masked_tables(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Blot out personal data in rows of the dataset."""
    for table in tables:
        rows = [article_row(masked(article_from_row(row)), Event.ADD) for row in table.to_pylist()]
        yield pa.Table.from_pylist(rows, schema=ARTICLES)


def masked(article: Article) -> Article:
    """Blot out phone numbers, mail addresses and identity numbers in everything that a reader sees."""
    changes: dict[str, object] = {
        name: None if value is None else _masked(value)
        for name in ("title", "lead", "byline", "published_raw", "text")
        if (value := getattr(article, name)) is not None
    }
    changes["captions"] = tuple(map(_masked, article.captions))
    changes["images"] = tuple(
        Image(url=image.url, caption=image.caption and _masked(image.caption)) for image in article.images
    )
    changes |= dict.fromkeys(RECORD_OF_CLEANING, ()) | {"extracted": changes["text"]}
    return article.model_copy(update=changes)


def _masked(text: str) -> str:
    for mask in Options(mask_personal=True).steps():
        text = apply(text, list(mask(text)))
    return text


def _exported(field: pa.Field) -> pa.Field:
    return pa.field(field.name, _SOURCES if field.name == "sources" else field.type, nullable=field.name != "id")


def _as_list(maps: pa.ChunkedArray) -> pa.Array:
    maps = maps.combine_chunks()
    maps = maps.combine_chunks() if isinstance(maps, pa.ChunkedArray) else maps
    pairs = pa.StructArray.from_arrays([maps.keys, maps.items], names=["field", "source"])
    return pa.ListArray.from_arrays(maps.offsets, pairs)
