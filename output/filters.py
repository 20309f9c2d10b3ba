"""Filters: a small expression language over the columns of a table.

    quality.syllables > 100 and site in ('donglinh', 'tanphong') and not flags
    '2026-05-01' <= published_on < '2026-06-01' and 'spelling' in edits.rule
    matches(title, '(?i)đại hội') or sources.title == 'layout'

It is read with Python's grammar, of which only what is named here is allowed: nothing is ever run as Python.
Names are columns, a dot leads to a part of one (through a list: to that part of each item). A text stands for a day
or time where one is compared with it. An absent value fits no comparison but ``!=`` and ``is None``; on its own it
counts as false, as do 0, an empty text and an empty list.
"""

import ast
from collections.abc import Callable
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

import pyarrow as pa
import pyarrow.compute as pc

from output.bounds import Bound, bounds
from output.filter_terms import FilterError, Kind, Term, column, comparable, joined, literal, truth
from output.schema import ARTICLES

LONGEST = 4_000  # characters of an expression; deeper nesting than fits in here is refused by the parser

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: pc.equal,
    ast.NotEq: pc.not_equal,
    ast.Lt: pc.less,
    ast.LtE: pc.less_equal,
    ast.Gt: pc.greater,
    ast.GtE: pc.greater_equal,
}
_SUMS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: pc.add,
    ast.Sub: pc.subtract,
    ast.Mult: pc.multiply,
    ast.Div: pc.divide,
}


class Filter(NamedTuple):
    """A condition on records."""

    expression: str
    """As the user wrote it."""
    columns: frozenset[str]
    """Columns that it needs; ``quality.syllables`` names a part of one, as Parquet readers do."""
    condition: Term
    """What it says."""
    bounds: tuple[Bound, ...] = ()
    """Between which values of columns the fitting rows lie; see ``output.bounds``."""

    def mask(self, table: pa.Table) -> pa.BooleanArray:
        """Say of every row whether it fits; columns that the table lacks count as absent."""
        fits = self.condition.read(table)
        if isinstance(fits, pa.Scalar):
            return pa.array([fits.as_py()] * len(table), pa.bool_())
        return fits.combine_chunks() if isinstance(fits, pa.ChunkedArray) else fits


def parse(expression: str, schema: pa.Schema = ARTICLES) -> Filter:
    """Read an expression over the columns of a table.

    Raises:
        FilterError: it is no expression, or names or does something it cannot; the message says where.
    """
    if len(expression) > LONGEST:
        raise FilterError(f"an expression of at most {LONGEST} characters is expected, found {len(expression)}")
    source = " ".join(expression.split("\n")).strip()
    reader = _Reader(schema, source)
    try:
        tree = _tree(source)
        condition = truth(reader.term(tree))
    except RecursionError as error:
        raise FilterError("no expression: it is nested too deeply") from error
    except pa.ArrowInvalid as error:  # of a pattern
        raise FilterError(str(error)) from error
    return Filter(expression, frozenset(reader.columns), condition, tuple(bounds(tree, schema)))


def _tree(source: str) -> ast.expr:
    try:
        with catch_warnings():
            simplefilter("ignore")  # Python's about escapes such as the \\d of a pattern
            return ast.parse(source, mode="eval").body
    except SyntaxError as error:
        raise FilterError(f"character {error.offset or 1}: no expression: {error.msg}") from error
    except (ValueError, MemoryError) as error:  # a number of a thousand digits, nesting
        raise FilterError(f"no expression: {str(error) or 'it is nested too deeply'}") from error


class _Reader:
    """Turns the nodes of an expression into terms, and notes the columns that they need."""

    def __init__(self, schema: pa.Schema, source: str) -> None:
        self._schema = schema
        self._source = source.encode("utf-8", "replace")
        self.columns: set[str] = set()

    def term(self, node: ast.expr) -> Term:
        """Read a node.

        Raises:
            FilterError: it is not part of the language, or of the wrong kind; the message says where.
        """
        try:
            return self._term(node)
        except FilterError as error:
            raise error.at(len(self._source[: node.col_offset].decode("utf-8", "replace")) + 1) from None

    def _term(self, node: ast.expr) -> Term:
        match node:
            case ast.Constant():
                return literal(node.value)
            case ast.Name() | ast.Attribute():
                return self._column(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                return self._call(name, node.args)
            case ast.BoolOp() | ast.UnaryOp() | ast.BinOp():
                return self._operation(node)
            case _:
                raise _foreign(node)

    def _operation(self, node: ast.BoolOp | ast.UnaryOp | ast.BinOp) -> Term:
        match node:
            case ast.BoolOp():
                is_and = isinstance(node.op, ast.And)
                return joined([truth(self.term(value)) for value in node.values], pc.and_ if is_and else pc.or_)
            case ast.UnaryOp(op=ast.Not()):
                return joined([truth(self.term(node.operand))], pc.invert)
            case ast.UnaryOp(op=ast.USub()):
                return joined([self.term(node.operand).expect(Kind.NUMBER)], pc.negate, Kind.NUMBER)
            case ast.BinOp() if type(node.op) in _SUMS:
                sides = [self.term(side).expect(Kind.NUMBER) for side in (node.left, node.right)]
                return joined([side.as_float() for side in sides], _SUMS[type(node.op)], Kind.NUMBER)
            case _:
                raise _foreign(node)

    def _column(self, node: ast.Name | ast.Attribute) -> Term:
        path: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            path.insert(0, inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise FilterError(f"{ast.unparse(inner)!r} has no parts; a column is expected before the dot")
        found = column(self._schema, (inner.id, *path))
        self.columns.add(found.needs)
        return found.term

    def _comparison(self, node: ast.Compare) -> Term:
        parts: list[Term] = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._compare(left, operator, right))
            left = right
        return joined(parts, pc.and_)

    def _compare(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Term:
        if isinstance(operator, ast.In | ast.NotIn):
            found = self._contains(left, right)
            return found if isinstance(operator, ast.In) else joined([found], pc.invert)
        one, other = self.term(left), self.term(right)
        is_unequal = isinstance(operator, ast.NotEq | ast.IsNot)
        if Kind.NOTHING in (one.kind, other.kind):
            return _is_absent(other if one.kind is Kind.NOTHING else one, operator, is_unequal=is_unequal)
        if isinstance(operator, ast.Is | ast.IsNot):
            raise FilterError("'is' asks for None; use == for other values")
        compare = _COMPARISONS[type(operator)]
        return joined(comparable(one, other), lambda *values: _definite(compare(*values), when_absent=is_unequal))

    def _contains(self, left: ast.expr, right: ast.expr) -> Term:
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            same = [self._compare(left, ast.Eq(), item) for item in right.elts]
            return joined(same, pc.or_) if same else literal(value=False)
        item, whole = self.term(left), self.term(right)
        if whole.kind is Kind.TEXTS and isinstance(item.literal, str):
            wanted = item.literal
            return joined([whole], lambda lists: _any_equal(lists, wanted))
        if whole.kind is Kind.TEXT and isinstance(item.literal, str):
            pattern = item.literal
            return joined([whole], lambda texts: _definite(pc.match_substring(texts, pattern), when_absent=False))
        raise FilterError(
            "'in' asks for a value in a list of values, or for a text in a column of text or texts;"
            f" found {item.kind} in {whole.kind}"
        )

    def _call(self, name: str, arguments: list[ast.expr]) -> Term:
        terms = [self.term(argument) for argument in arguments]
        match name, terms:
            case "len", [Term(kind=Kind.TEXT | Kind.TEXTS | Kind.LIST) as whole]:
                measure = pc.utf8_length if whole.kind is Kind.TEXT else pc.list_value_length
                return joined([whole], lambda values: pc.fill_null(measure(values), 0), Kind.NUMBER)
            case "lower", [Term(kind=Kind.TEXT) as text]:
                return joined([text], pc.utf8_lower, Kind.TEXT)
            case "matches", [Term(kind=Kind.TEXT) as text, Term(literal=str() as pattern)]:
                pc.match_substring_regex(pa.array([""]), pattern)  # a mistake in the pattern shows here
                return joined(
                    [text], lambda texts: _definite(pc.match_substring_regex(texts, pattern), when_absent=False)
                )
            case _:
                raise FilterError(
                    f"{name}() is not called so; there are len(text or list), lower(text) and matches(text, 'pattern')"
                )


def _foreign(node: ast.expr) -> FilterError:
    return FilterError(f"{ast.unparse(node)!r} is not part of the language of filters")


def _is_absent(term: Term, operator: ast.cmpop, *, is_unequal: bool) -> Term:
    if not isinstance(operator, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
        raise FilterError("None is neither less nor more than anything; 'is None' and 'is not None' ask for it")
    return joined([term], pc.is_valid if is_unequal else pc.is_null)


def _definite(answers: Any, *, when_absent: bool) -> Any:  # noqa: ANN401 - an array or a scalar of pyarrow
    return pc.fill_null(answers, when_absent)


def _any_equal(lists: Any, wanted: str) -> Any:  # noqa: ANN401 - an array of pyarrow
    """Say of every list whether the text is one of its items."""
    lists = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    parents = pc.list_parent_indices(lists)
    holding = parents.filter(pc.fill_null(pc.equal(pc.list_flatten(lists), wanted), False))
    return pc.is_in(pa.array(range(len(lists)), parents.type), value_set=holding)
