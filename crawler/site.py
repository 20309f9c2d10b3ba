"""Site files: what is known about a site, as a few lines of data.

A site file is TOML with one or more ``[[site]]`` tables. It is written by people, so that a mistake in it is
answered with the file, the table, the field, what was found and what is allowed, and all mistakes at once.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from cleaning.layout import FOLDER
from cleaning.record import Record
from crawler.addresses import absolute, host_of
from crawler.cron import valid_cron
from crawler.hours import parse_hours


class SiteFileError(ValueError):
    """Site files have mistakes; the message has one line for each."""


class OrganizationKind(StrEnum):
    """Whose news a site publishes."""

    PARTY = "party"
    """A party committee or one of its boards."""
    FRONT = "front"
    """The Fatherland Front."""
    WOMEN = "women"
    """The Women's Union."""
    YOUTH = "youth"
    """The Youth Union."""
    LABOUR = "labour"
    """The trade unions."""
    FARMERS = "farmers"
    """The Farmers' Union."""
    VETERANS = "veterans"
    """The Veterans' Association."""
    GOVERNMENT = "government"
    """A portal of an administration, which also carries the news of the others."""
    NEWSPAPER = "newspaper"
    """A newspaper of a party committee."""


class Level(StrEnum):
    """Level of administration."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class SiteStatus(StrEnum):
    """Whether a site can still be asked."""

    LIVE = "live"
    """It answers."""
    ARCHIVED = "archived"
    """It is gone or frozen; it is read from web archives, never crawled."""


class TlsNeed(StrEnum):
    """What a server's encryption needs beyond the defaults; each makes the connection less safe."""

    OLD_PROTOCOL = "old_protocol"
    """TLS 1.0 or 1.1, or weak ciphers and keys. Keys under ``SECLEVEL=1`` need an OpenSSL configuration besides."""
    UNVERIFIED = "unverified"
    """A certificate that is expired or belongs to another name."""


def _valid_address(address: str) -> str:
    found = absolute("", address)
    if found is None:
        raise ValueError("an address with http:// or https:// and a host is expected")
    return found


def _valid_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"a regular expression is expected ({error})") from error
    return pattern


def _valid_hours(hours: str) -> str:
    parse_hours(hours)
    return hours


def _valid_layout(name: str) -> str:
    known = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if name not in known:
        raise ValueError(f"expected one of {', '.join(map(repr, known))}")
    return name


Addresses = tuple[Annotated[str, AfterValidator(_valid_address)], ...]
Patterns = tuple[Annotated[str, AfterValidator(_valid_pattern)], ...]


class Pace(Record):
    """How fast a site may be asked. ``Crawl-delay`` and slow answers only ever make it slower."""

    delay: float = Field(default=5.0, ge=0, le=600)
    """Seconds between two requests."""
    concurrency: int = Field(default=1, ge=1, le=16)
    """Requests at the same time."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds until an answer must be complete."""


class CaptureChoice(StrEnum):
    """Which captures of an address are read from web archives."""

    LATEST = "latest"
    """The last one that each archive has."""
    ALL = "all"
    """All of them; they become revisions where the text changed."""


class WebArchive(Record):
    """Where others kept the pages of a site: WARC files, or a CDX index with the captures beside it."""

    files: tuple[str, ...] = ()
    """WARC files on this machine; ``*`` and ``**`` stand for anything."""
    index: Annotated[str, AfterValidator(_valid_address)] | None = None
    """CDX server, such as ``https://index.commoncrawl.org/CC-MAIN-2024-10-index``."""
    records: Annotated[str, AfterValidator(_valid_address)] | None = None
    """What the files of the index lie under, for archives that give out WARC records by their place (Common Crawl)."""
    replay: Annotated[str, AfterValidator(_valid_address)] | None = None
    """What captures are shown under, for archives that replay pages (the Wayback Machine)."""

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        ways = (bool(self.files), self.records is not None, self.replay is not None)
        if sum(ways) != 1 or bool(self.files) == (self.index is not None):
            raise ValueError("either files, or index with records, or index with replay is expected")
        return self


class Site(Record):
    """One site: where it is, whose it is, how it may be crawled.

    All patterns are regular expressions that are searched for in the address without scheme and host.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)
    """Name of the spider, and of the site everywhere in the dataset."""
    title: str = Field(min_length=1)
    """Name of the site as it calls itself."""
    organization: str = Field(min_length=1)
    """Publisher."""
    kind: OrganizationKind
    """Kind of organization."""
    level: Level
    """Level of administration."""
    province: str | None = None
    """Province or city with its name at the time of the site, ``None`` for central organizations."""
    start: Addresses = Field(min_length=1)
    """Listing pages where a visit begins."""
    feeds: Addresses = ()
    """RSS and Atom feeds."""
    sitemaps: Addresses = ()
    """Sitemaps and sitemap indexes, plain or gzip."""
    hosts: tuple[str, ...] = ()
    """Hosts that belong to the site, with the port where it is not the scheme's own; by default the hosts of ``start``."""
    layout: Annotated[str, AfterValidator(_valid_layout)] | None = None
    """Name of the layout, ``None`` for detection page by page."""
    allow: Patterns = ()
    """If given, only addresses that fit one of these are fetched (start addresses, feeds and sitemaps always are)."""
    deny: Patterns = ()
    """Addresses that are never fetched."""
    article: Patterns = ()
    """How addresses of articles look; by default as the layout says, or by common signs."""
    pace: Pace = Pace()
    """How fast the site may be asked."""
    max_pages: int | None = Field(default=None, ge=1)
    """Most addresses fetched in one visit; the rest stays due for the next. ``None`` for no limit."""
    max_bytes: int | None = Field(default=None, ge=1)
    """Bytes received in one visit, after which no more requests are sent; the rest stays due for the next."""
    hours: Annotated[str, AfterValidator(_valid_hours)] | None = None
    """Hours in which the site may be asked, in Vietnam's time: ``22:00-06:00``; ``None`` for all day."""
    follow_related: bool = False
    """Whether links between articles are followed, for sites where no listing, feed or sitemap reaches the past."""
    every: str = Field(default="1d", pattern=r"^[1-9][0-9]*[mhd]$")
    """How often the site is visited: minutes, hours or days, such as ``6h``."""
    cron: Annotated[str, AfterValidator(valid_cron)] | None = None
    """When the site is visited, as a cron line in Vietnam's time, such as ``30 5 * * 1-5``; it takes the place of ``every``."""
    tls: tuple[TlsNeed, ...] = ()
    """What the server's encryption needs."""
    status: SiteStatus = SiteStatus.LIVE
    """Whether the site can still be asked."""
    archive_hosts: tuple[str, ...] = ()
    """Hosts under which web archives hold the site, where they differ from ``hosts``."""
    web_archives: tuple[WebArchive, ...] = ()
    """Where an archived site is read from."""
    captures: CaptureChoice = CaptureChoice.LATEST
    """Which captures are read."""
    verified: bool = False
    """Whether a probe of the live site found what stands here."""
    source: str | None = None
    """Where the knowledge comes from."""
    private_addresses: bool = False
    """Whether its hosts may be in a private network or on the loopback, as the sample web is."""

    @cached_property
    def own_hosts(self) -> frozenset[str]:
        """Hosts whose pages belong to the site, in lower case."""
        return frozenset(host.lower() for host in self.hosts) or frozenset(map(host_of, self.start))


def load_sites(folders: Sequence[Path]) -> dict[str, Site]:
    """Read all site files (``*.toml``) of some folders, by name of the site.

    Raises:
        SiteFileError: a folder is missing or files have mistakes, each named in a line of its own.
    """
    mistakes: list[str] = []
    sites: dict[str, Site] = {}
    places: dict[str, str] = {}
    for path in _site_files(folders, mistakes):
        for place, table in _tables(path, mistakes):
            site = _site(table, place, mistakes)
            if site is not None and site.name in sites:
                mistakes.append(
                    f"{place}, field name: found {site.name!r}; expected a new name, {places[site.name]} has it"
                )
            elif site is not None:
                sites[site.name], places[site.name] = site, place
    if mistakes:
        raise SiteFileError("\n".join(mistakes))
    return sites


def _site_files(folders: Sequence[Path], mistakes: list[str]) -> Iterator[Path]:
    for folder in folders:
        if not folder.is_dir():
            mistakes.append(
                f"{_shown(folder)}: no such folder; expected a folder of site files (setting SITES_FOLDERS)"
            )
        yield from sorted(folder.glob("*.toml"))


def _tables(path: Path, mistakes: list[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """The ``[[site]]`` tables of a file, each with its place as people are told it."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"{_shown(path)}: no TOML: {error}")
        return
    for key in document.keys() - {"site"}:
        mistakes.append(f"{_shown(path)}: found {key!r}; expected only [[site]] tables")
    tables = document.get("site", [])
    if not isinstance(tables, list):
        mistakes.append(f"{_shown(path)}: found [site]; expected [[site]]")
        return
    for number, table in enumerate(tables, 1):
        yield f"{_shown(path)}, [[site]] {number} ({table.get('name', 'without a name')})", table


def _site(table: dict[str, object], place: str, mistakes: list[str]) -> Site | None:
    try:
        return Site.model_validate(table)
    except ValidationError as error:
        found = error.errors()
        parents = {mistake["loc"][:-1] for mistake in found}  # a list is not also to blame for its items
        mistakes += (f"{place}, {_in_words(mistake)}" for mistake in found if mistake["loc"] not in parents)
        return None


_INNER: dict[str, type[Record]] = {"pace": Pace, "web_archives": WebArchive}
"""Fields that are tables themselves."""


class _Wording(NamedTuple):
    """How a kind of mistake is said."""

    kinds: frozenset[str]  # Pydantic's names
    say: Callable[[ErrorDetails], str]


def _unknown(mistake: ErrorDetails) -> str:
    found = str(mistake["loc"][-1])
    inner: type[Record] = _INNER.get(str(mistake["loc"][0]), Site) if len(mistake["loc"]) > 1 else Site
    known = list(inner.model_fields)
    near = get_close_matches(found, known, n=1, cutoff=0.5)
    expected = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(map(repr, known))}"
    return f"unknown field {found!r}; {expected}"


_WORDINGS = (
    _Wording(frozenset({"extra_forbidden"}), _unknown),
    _Wording(frozenset({"missing"}), lambda _: "missing; this field is needed"),
    _Wording(
        frozenset({"enum"}),
        lambda mistake: (
            f"found {mistake['input']!r}; expected one of {mistake['ctx']['expected'].replace(' or ', ', ')}"
        ),
    ),
    _Wording(
        frozenset({"string_pattern_mismatch"}),
        lambda mistake: f"found {mistake['input']!r}; expected text like {mistake['ctx']['pattern']}",
    ),
)


def _in_words(mistake: ErrorDetails) -> str:
    field = f"field {'.'.join(map(str, mistake['loc']))}"
    for wording in _WORDINGS:
        if mistake["type"] in wording.kinds:
            return f"{field}: {wording.say(mistake)}"
    expected = mistake["msg"].removeprefix("Value error, ").replace("Input should be ", "expected ")
    return f"{field}: found {mistake['input']!r}; {expected[0].lower()}{expected[1:]}"


def _shown(path: Path) -> str:
    """A path as seen from where the command was given."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
