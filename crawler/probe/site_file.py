"""Site files out of probes: a draft from an address, the table that is written, the mark of a passed probe."""

import json
import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from crawler.addresses import host_of
from crawler.middlewares.hosts import is_private
from crawler.probe.findings import Findings, Role
from crawler.site import Level, OrganizationKind, Pace, Site

T = TypeVar("T")

_TABLE_START = re.compile(r"^(?=\[\[site\]\])", re.MULTILINE)
_KIND_WORDS = (
    (OrganizationKind.NEWSPAPER, ("báo ", "tạp chí")),
    (OrganizationKind.FRONT, ("mặt trận", "mttq")),
    (OrganizationKind.WOMEN, ("phụ nữ",)),
    (OrganizationKind.YOUTH, ("đoàn thanh niên", "thành đoàn", "tỉnh đoàn", "đoàn tncs", "tuổi trẻ")),
    (OrganizationKind.LABOUR, ("công đoàn", "liên đoàn lao động", "lđlđ")),
    (OrganizationKind.FARMERS, ("nông dân",)),
    (OrganizationKind.VETERANS, ("cựu chiến binh",)),
    (OrganizationKind.PARTY, ("đảng", "tỉnh ủy", "thành ủy", "huyện ủy", "quận ủy", "thị ủy", "ban tuyên giáo")),
)
_LEVEL_WORDS = (
    (Level.COMMUNE, ("xã ", "phường", "thị trấn")),
    (Level.DISTRICT, ("huyện", "quận", "thị xã", "thị ủy")),
    (Level.PROVINCE, ("tỉnh", "thành phố", "thành ủy", "tp.", "tp ")),
    (Level.CENTRAL, ("trung ương", "việt nam")),
)
_LABELS = ("www", "m", "mobile")  # of hosts; no part of a name
_OTHERS = ("vn", "gov", "org", "com", "edu", "net")


class SaveError(ValueError):
    """A site file cannot be written as asked."""


def draft_site(address: str, **known: object) -> Site:
    """A site of which only an address is known; the loopback and private networks are allowed if it names them.

    Raises:
        ValueError: the address is none, or a known field is wrong.
    """
    host = host_of(address) if "//" in address else ""
    is_own_machine = _is_private_host(host.partition(":")[0])
    fields: dict[str, object] = {
        "name": name_of(host) or "site",
        "title": host or "?",
        "organization": "?",
        "kind": OrganizationKind.GOVERNMENT,
        "level": Level.PROVINCE,
        "start": [address],
        "private_addresses": is_own_machine,
    }
    if is_own_machine:
        fields["pace"] = Pace(delay=0)  # one request at a time is polite enough to a server of one's own
    try:
        return Site.model_validate(fields | known)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise ValueError(f"{field}: {first['msg'].removeprefix('Value error, ')}, found {first['input']!r}") from error


def name_of(host: str) -> str:
    """A name for the site of a host: ``mattran.songha.gov.vn`` becomes ``mattran-songha``."""
    labels = [label for label in re.split(r"[.:]", host.lower()) if label not in (*_LABELS, *_OTHERS)]
    return re.sub(r"[^a-z0-9-]+", "", "-".join(labels)).strip("-")[:64]


def _is_private_host(host: str) -> bool:
    try:
        return is_private(str(ip_address(host)))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def completed(findings: Findings, given: dict[str, object]) -> tuple[Site, list[str]]:
    """The site of a draft with everything that was found, and the names of the fields that are guesses."""
    title = (findings.look.title if findings.look is not None else None) or findings.site.title
    guesses: dict[str, object] = {
        "title": title,
        "organization": title,
        "kind": _first(_KIND_WORDS, title, OrganizationKind.GOVERNMENT),
        "level": _first(_LEVEL_WORDS, title, Level.PROVINCE),
    }
    found = {
        "feeds": [asked.address for asked in findings.of(Role.FEED) if asked.links],
        "sitemaps": [asked.address for asked in findings.of(Role.SITEMAP) if asked.links],
        "layout": _layout(findings),
        "tls": list(findings.tls.needs) if findings.tls is not None else [],
        "verified": True,
        "source": "probe of the live site",
    }
    fields = findings.site.model_dump(exclude_unset=True) | guesses | found | given
    return Site.model_validate(fields), [name for name in guesses if name not in given]


def _first(words: Sequence[tuple[T, Sequence[str]]], title: str, other: T) -> T:
    low = f"{title.lower()} "
    return next((value for value, signs in words if any(sign in low for sign in signs)), other)


def _layout(findings: Findings) -> str | None:
    """The layout that the articles were read with, where all agree: listings can look like another family."""
    layouts = {article.provenance.layout for article in findings.articles}
    return layouts.pop() if len(layouts) == 1 else None


def table_of(site: Site, guessed: Sequence[str] = ()) -> str:
    """The ``[[site]]`` table of a site: what differs from the defaults; guesses are marked for a person."""
    fields = site.model_dump(mode="json", exclude_defaults=True)
    return "\n".join(["[[site]]", *_lines(fields, guessed), ""])


def _lines(fields: dict[str, object], guessed: Sequence[str]) -> Iterator[str]:
    for name, value in fields.items():
        if value is not None:
            yield f"{name} = {_toml(value)}{'  # a guess: check it' if name in guessed else ''}"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def save_new(site: Site, guessed: Sequence[str], folder: Path) -> Path:
    """Write the file of a new site, ``NAME.toml``.

    Raises:
        SaveError: there is a file of that name.
    """
    path = folder / f"{site.name}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(table_of(site, guessed))
    except FileExistsError as error:
        raise SaveError(f"{path} is there already; choose another name with --name") from error
    return path


def mark_verified(name: str, folders: Sequence[Path]) -> Path:
    """Set ``verified = true`` in the table of a site; everything else in its file stays letter by letter.

    Raises:
        SaveError: no table of that name was found.
    """
    is_named = re.compile(rf"^name\s*=\s*[\"']{re.escape(name)}[\"']", re.MULTILINE)
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        tables = _TABLE_START.split(path.read_text(encoding="utf-8"))
        marked = [_verified(table) if is_named.search(table) else table for table in tables]
        if any(map(is_named.search, tables)):
            path.write_text("".join(marked), encoding="utf-8")
            return path
    raise SaveError(f"no [[site]] table with name = {name!r} was found to mark as verified")


def _verified(table: str) -> str:
    if re.search(r"^verified\s*=", table, re.MULTILINE):
        return re.sub(r"^verified\s*=\s*\w+", "verified = true", table, flags=re.MULTILINE)
    return re.sub(r"^(name\s*=.*)$", r"\1\nverified = true", table, count=1, flags=re.MULTILINE)
