"""The terms of filters: columns and literals with their kinds, and how they are brought together."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from cleaning.dates import VIETNAM

LARGEST = 2**63  # of whole numbers, exclusive; the columns have 64 bits


class FilterError(ValueError):
    """A filter says something that it cannot; the message says what, where, and what is possible."""

    def at(self, place: int) -> "FilterError":
        """The same error with the character at which the mistake stands; the innermost place is kept."""
        message = str(self)
        return self if message.startswith("character ") else FilterError(f"character {place}: {message}")


class Kind(StrEnum):
    """What a term gives for a row."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth value"
    DAY = "day"
    TIME = "time"
    TEXTS = "list of texts"
    LIST = "list"
    NOTHING = "None"


class Term(NamedTuple):
    """A part of a filter."""

    kind: Kind
    """What it gives."""
    read: Callable[[pa.Table], Any]
    """Gives its values for the rows of a table, as an array or, where all are the same, a scalar."""
    literal: str | float | bool | None = None
    """Its value, where it stands in the expression itself."""

    def expect(self, kind: Kind) -> Self:
        """Give the term itself.

        Raises:
            FilterError: it is of another kind.
        """
        if self.kind is not kind:
            raise FilterError(f"a {kind} is expected, found a {self.kind}")
        return self

    def as_float(self) -> "Term":
        """The same numbers with fractions, so that sums never run over and 1 / 2 is a half."""
        return joined([self], lambda values: pc.cast(values, pa.float64()), Kind.NUMBER)


class Column(NamedTuple):
    """A column that a filter names."""

    term: Term
    needs: str  # what has to be read of a file for it


def joined(terms: Sequence[Term], function: Callable[..., Any], kind: Kind = Kind.TRUTH) -> Term:
    """A term of other terms; functions of two values are applied from left to right."""
    if len(terms) == 1 and function in (pc.and_, pc.or_):
        return terms[0]

    def read(table: pa.Table) -> Any:  # noqa: ANN401 - an array or a scalar of pyarrow
        values = [term.read(table) for term in terms]
        while len(values) > 2:
            values = [function(values[0], values[1]), *values[2:]]
        return function(*values)

    return Term(kind, read)


def literal(value: object) -> Term:
    """The term of a value that stands in the expression.

    Raises:
        FilterError: values of its type are not compared with anything.
    """
    match value:
        case None:
            return Term(Kind.NOTHING, lambda _: pa.scalar(None))
        case bool():
            return Term(Kind.TRUTH, lambda _: pa.scalar(value), value)
        case str():
            return Term(Kind.TEXT, lambda _: pa.scalar(value), value)
        case float():
            return Term(Kind.NUMBER, lambda _: pa.scalar(value), value)
        case int() if -LARGEST <= value < LARGEST:
            return Term(Kind.NUMBER, lambda _: pa.scalar(value, pa.int64()), value)
        case _:
            raise FilterError(f"{value!r} is no text, no number of 64 bits, and neither True, False nor None")


def truth(term: Term) -> Term:
    """Whether a term counts as true by itself, as ``flags`` and ``quality.suggestions`` do."""
    match term.kind:
        case Kind.TRUTH:
            return term
        case Kind.NUMBER:
            return joined([term], lambda values: pc.fill_null(pc.not_equal(values, 0), False))
        case Kind.TEXT:
            return joined([term], lambda values: pc.fill_null(pc.not_equal(values, ""), False))
        case Kind.TEXTS | Kind.LIST:
            return joined([term], lambda values: pc.greater(pc.fill_null(pc.list_value_length(values), 0), 0))
        case Kind.DAY | Kind.TIME:
            return joined([term], pc.is_valid)
        case Kind.NOTHING:
            raise FilterError("a condition is expected, found None")


def comparable(one: Term, other: Term) -> list[Term]:
    """Bring two terms to one kind: a text written beside a day or a time is read as one.

    Raises:
        FilterError: they cannot be compared.
    """
    if one.kind in (Kind.DAY, Kind.TIME) and isinstance(other.literal, str):
        return [one, _moment(other.literal, one.kind)]
    if other.kind in (Kind.DAY, Kind.TIME) and isinstance(one.literal, str):
        return [_moment(one.literal, other.kind), other]
    if one.kind is not other.kind or one.kind in (Kind.TEXTS, Kind.LIST):
        raise FilterError(f"a {one.kind} cannot be compared with a {other.kind}")
    return [one, other]


def _moment(written: str, kind: Kind) -> Term:
    """A day (``2026-05-01``), or a time, of which the zone is that of Vietnam where none is given."""
    try:
        if kind is Kind.DAY:
            day = date.fromisoformat(written)
            return Term(kind, lambda _: pa.scalar(day, pa.date32()))
        time = datetime.fromisoformat(written)
    except ValueError as error:
        raise FilterError(f"a {kind} such as '2026-05-01' is expected, found {written!r}") from error
    aware = time if time.tzinfo else time.replace(tzinfo=VIETNAM)
    return Term(kind, lambda _: pa.scalar(aware, pa.timestamp("us", "UTC")))


def column(schema: pa.Schema, path: Sequence[str]) -> Column:
    """The column of a name and the parts after its dots.

    Raises:
        FilterError: there is none; the message names those that are near.
    """
    _check_name(path[0], schema.names, "column")
    kind: pa.DataType = schema.field(path[0]).type
    read: Callable[[pa.Table], Any] = _reading(path[0], kind)
    needs = path[0]
    for name in path[1:]:
        if pa.types.is_struct(kind):
            needs += f".{name}" if "." not in needs else ""
        kind, read = _part(kind, read, name)
    return Column(Term(_kind_of(kind, ".".join(path)), read), needs)


def _reading(name: str, kind: pa.DataType) -> Callable[[pa.Table], Any]:
    return lambda table: table[name] if name in table.column_names else pa.nulls(len(table), kind)


def _part(kind: pa.DataType, read: Callable[[pa.Table], Any], name: str) -> tuple[pa.DataType, Callable[..., Any]]:
    """The type of a part of a column, and how it is read."""
    if pa.types.is_map(kind):
        return kind.item_type, lambda table: pc.map_lookup(read(table), pa.scalar(name, kind.key_type), "first")
    inner = kind.value_type if pa.types.is_list(kind) else kind
    if not pa.types.is_struct(inner):
        raise FilterError(f"{name!r} is no part of a {_kind_of(kind, name)}")
    _check_name(name, [field.name for field in inner], "part")
    found = inner.field(name).type
    if pa.types.is_list(kind):
        return pa.list_(found), lambda table: _of_items(read(table), name, found)
    return found, lambda table: _of_struct(read(table), name, found)


def _of_struct(values: Any, name: str, kind: pa.DataType) -> Any:  # noqa: ANN401 - arrays of pyarrow
    """A field of a struct; files of earlier formats may lack it."""
    if name not in [field.name for field in values.type]:
        return pa.nulls(len(values), kind)
    return pc.struct_field(values, name)


def _of_items(values: Any, name: str, kind: pa.DataType) -> Any:  # noqa: ANN401 - arrays of pyarrow
    """A field of every item of every list."""
    lists = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    lists = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    items = _of_struct(pc.list_flatten(lists), name, kind)
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_pylist()
    offsets = [0]
    for length in lengths:
        offsets.append(offsets[-1] + length)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items)


def _check_name(name: str, names: Sequence[str], what: str) -> None:
    if name not in names:
        near = get_close_matches(name, names, n=3) or names
        raise FilterError(f"there is no {what} {name!r}; there are {', '.join(near)}")


def _kind_of(kind: pa.DataType, name: str) -> Kind:
    if pa.types.is_list(kind):
        return Kind.TEXTS if pa.types.is_string(kind.value_type) else Kind.LIST
    tests = {
        Kind.TEXT: pa.types.is_string,
        Kind.NUMBER: lambda found: pa.types.is_integer(found) or pa.types.is_floating(found),
        Kind.TRUTH: pa.types.is_boolean,
        Kind.DAY: pa.types.is_date,
        Kind.TIME: pa.types.is_timestamp,
    }
    for fitting, test in tests.items():
        if test(kind):
            return fitting
    parts = [field.name for field in kind] if pa.types.is_struct(kind) else []
    raise FilterError(f"{name} has no value of its own" + (f"; its parts are {', '.join(parts)}" if parts else ""))
