"""Bounds: what a filter says of the least and the greatest value of a column, to pass over what cannot fit.

Only conditions that every fitting row has to meet are read: a comparison of a column with a literal, or ``in`` and a
list of literals, alone or joined by ``and``. Anything else gives no bound, and its rows are looked at.
"""

import ast
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

import pyarrow as pa

from output.filter_terms import Kind, column, comparable, literal

Value = str | date | datetime

_NO_ROWS = pa.table({})  # a literal is read without looking at rows

BOUNDED = frozenset({Kind.TEXT, Kind.DAY, Kind.TIME})  # of the columns that segments have statistics of

_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Eq: ast.Eq,
}


class Bound(NamedTuple):
    """Values of a column between which every fitting row has its own; ``None`` where a side is open."""

    column: str
    least: Value | None
    most: Value | None

    def rules_out(self, least: Value, most: Value) -> bool:
        """Whether no row fits, of some whose values lie between these two or are absent."""
        return (self.least is not None and most < self.least) or (self.most is not None and self.most < least)  # type: ignore[operator]


def bounds(condition: ast.expr, schema: pa.Schema) -> Iterator[Bound]:
    """Give the bounds that a valid expression sets to columns of a table."""
    match condition:
        case ast.BoolOp(op=ast.And()):
            for part in condition.values:
                yield from bounds(part, schema)
        case ast.Compare():
            left = condition.left
            for operator, right in zip(condition.ops, condition.comparators, strict=True):
                yield from _bound(left, operator, right, schema)
                left = right
        case _:
            return


def _bound(left: ast.expr, operator: ast.cmpop, right: ast.expr, schema: pa.Schema) -> Iterator[Bound]:
    match left, operator, right:
        case ast.Name(id=name), ast.In(), ast.Tuple() | ast.List() | ast.Set():
            values = [_value(name, item, schema) for item in right.elts]
            known = [value for value in values if value is not None]
            if known and len(known) == len(values):
                yield Bound(name, min(known), max(known))
        case ast.Name(id=name), _, ast.Constant() if type(operator) in _MIRRORED:
            yield from _side(name, type(operator), _value(name, right, schema))
        case ast.Constant(), _, ast.Name(id=name) if type(operator) in _MIRRORED:
            yield from _side(name, _MIRRORED[type(operator)], _value(name, left, schema))


def _side(name: str, operator: type[ast.cmpop], value: Value | None) -> Iterator[Bound]:
    if value is not None:
        is_least, is_most = operator in (ast.Gt, ast.GtE, ast.Eq), operator in (ast.Lt, ast.LtE, ast.Eq)
        yield Bound(name, value if is_least else None, value if is_most else None)


def _value(name: str, node: ast.expr, schema: pa.Schema) -> Value | None:
    """A literal as a value of the column it is compared with; ``None`` where columns of its kind have no bounds."""
    term = column(schema, [name]).term
    if term.kind not in BOUNDED or not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    value: Value = comparable(term, literal(node.value))[1].read(_NO_ROWS).as_py()
    return value
