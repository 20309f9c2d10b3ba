"""The filters of a list of articles, as they stand in its address, and as the index takes them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from output.inspector.quality_classes import CLASSES
from output.inspector.schema import DAY_BITS, FIRST_DAY, day_number, mark
from output.inspector.search import Search

DUPLICATES: Final = ("originals", "copies")
REVISIONS: Final = ("first", "revised")
STATES: Final = ("gone", "all")
CURSORS: Final = ("before", "after")
_MARKED: Final = ("flag", "rule", "stripped", "quality", "duplicates", "revision")
_EVERY: Final = f"marks : ({mark('revision', 'first')} OR {mark('revision', 'revised')})"


class WrongFilterError(ValueError):
    """An address has a filter that there is not, or a value that its filter does not know."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}={value}")
        self.name = name
        self.value = value


class Filters(NamedTuple):
    """What a list shows; an empty value leaves everything."""

    q: str = ""
    site: str = ""
    kind: str = ""
    province: str = ""
    since: str = ""
    until: str = ""
    flag: str = ""
    rule: str = ""
    stripped: str = ""
    quality: str = ""
    duplicates: str = ""
    revision: str = ""
    state: str = ""  # without it, what is on the web

    def address(self, **changes: str | int) -> str:
        """The parameters of an address with these filters, some of them changed; only the given ones."""
        given = {name: value for name, value in {**self._asdict(), **changes}.items() if value != ""}
        return urlencode(given)

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, without the search."""
        return {name: value for name, value in self._asdict().items() if value and name != "q"}


class Page(NamedTuple):
    """Which page of a list: the articles on one side of a row, or the first ones."""

    before: int | None = None
    after: int | None = None

    @property
    def is_upwards(self) -> bool:
        """Whether it is read from older to newer articles."""
        return self.after is not None and self.before is None


Known = Mapping[str, Callable[[str], bool]]
"""Filter to the test whether it knows a value."""


def read_address(parameters: Mapping[str, str], known: Known) -> tuple[Filters, Page]:
    """Read the parameters of an address.

    Raises:
        WrongFilterError: the first parameter that is wrong.
    """
    given = {name: value.strip() for name, value in parameters.items() if value.strip()}
    cursors = {name: _row(name, given.pop(name)) for name in CURSORS if name in given}
    for name, value in given.items():
        if name not in Filters._fields or not _TESTS.get(name, known.get(name, _anything))(value):
            raise WrongFilterError(name, value)
    return Filters(**given), Page(**cursors)


def _row(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value) >= 1 << 62:
        raise WrongFilterError(name, value)
    return int(value)


def _anything(value: str) -> bool:  # noqa: ARG001
    return True


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


_TESTS: Final[Known] = {
    "since": _is_day,
    "until": _is_day,
    "quality": CLASSES.__contains__,
    "duplicates": DUPLICATES.__contains__,
    "revision": REVISIONS.__contains__,
    "state": STATES.__contains__,
}


class Selection(NamedTuple):
    """What the index is asked for."""

    match: str | None  # expression for the full-text search; ``None`` for every article
    low: int  # first row
    high: int  # row behind the last
    with_gone: bool  # where there is no expression: whether articles that are gone from the web are among them


def select(filters: Filters, search: Search, sites: tuple[str, ...] | None) -> Selection:
    """Put filters into the terms of the index; ``sites`` are those of the kind and province, ``None`` for all."""
    since = date.fromisoformat(filters.since) if filters.since else FIRST_DAY
    low = day_number(since) << DAY_BITS if filters.since or filters.until else 0  # undated articles have no days
    until = date.fromisoformat(filters.until) if filters.until else date.max - timedelta(days=1)
    high = (day_number(until) + 1) << DAY_BITS
    terms = list(_terms(filters, search, sites))
    match = " AND ".join(terms) or None
    unwanted = list(_unwanted(filters, has_terms=match is not None))
    if unwanted:
        match = f"({match or _EVERY}) NOT marks : ({' OR '.join(unwanted)})"
    return Selection(match, low, high, with_gone=filters.state == "all")


def _unwanted(filters: Filters, *, has_terms: bool) -> Iterator[str]:
    """Marks that the articles must not have; without any term, the list leaves out by itself what is gone."""
    if filters.duplicates == "originals":
        yield mark("duplicates", "copies")
        has_terms = True
    if has_terms and not filters.state:
        yield mark("state", "gone")


def _terms(filters: Filters, search: Search, sites: tuple[str, ...] | None) -> Iterator[str]:
    if search.pieces:
        yield f"words : ({search.match()})"
    if filters.site:
        yield f"marks : {mark('site', filters.site)}"
    if sites is not None:
        yield f"marks : ({' OR '.join(mark('site', site) for site in sites or ('none',))})"
    if filters.state == "gone":
        yield f"marks : {mark('state', 'gone')}"
    for name in _MARKED:
        value = getattr(filters, name)
        if value and value != "originals":
            yield f"marks : {mark(name, value)}"
