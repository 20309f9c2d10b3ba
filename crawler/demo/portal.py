"""What the portals of the sample web have in common: from an address to a page with its counters open.

A page is a pure function of address, form and visit, so it is rendered once; only its counters are
filled in at every answer.
"""

import gzip
import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from crawler.demo import dates
from crawler.demo.content import SampleArticle
from crawler.demo.edition import Edition, slug_of, teaser
from crawler.demo.sites import HERE, Profile

VISITS = (1, 2)
PAGES_KEPT = 1024  # rendered pages of one site in memory, about 20 kB each
SIDE_ITEMS = 8  # items of a side column or of related links
FOUND_ITEMS = 20  # results on a search page
LONGEST_NUMBER = 6  # digits of a page number

_SLOT = re.compile("\ue000(\\w+)\ue001")  # private use: no article has these characters

_PICTURE_PATH = re.compile(r"(?i)\.(?:jpg|png)(?:/|$)|^/image/")

DOCUMENT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="360"><rect width="600" height="360" fill="#bcd0dd"/>'
    b'<path d="M0 360V260l150-110 120 90 130-140 200 170v90z" fill="#7f9f8c"/><circle cx="480" cy="80" r="40" fill="#f3dc94"/></svg>'
)


class Request(NamedTuple):
    """What a page depends on, besides the visit."""

    path: str
    """Path, percent-decoded."""
    query: str = ""
    """Query as sent, without the question mark."""
    form: str = ""
    """Body of a POST, URL-encoded."""

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters of the query; of a repeated one, the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def fields(self) -> dict[str, str]:
        """Fields of the form."""
        return dict(parse_qsl(self.form, keep_blank_values=True))

    def number(self, name: str) -> int:
        """Give a parameter that counts from 1; what is no such number counts as 1."""
        return counted(self.parameters.get(name, "")) or 1


def counted(text: str) -> int | None:
    """Read a number that counts from 1, of at most `LONGEST_NUMBER` digits."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) or None if is_number else None


class Page(NamedTuple):
    """An answer, ready but for its counters."""

    status: int
    headers: tuple[tuple[str, str], ...]
    parts: tuple[bytes, ...]
    """The body cut at its counters: text, name of a counter, text, name, … text."""
    viewed: str | None = None
    """Slug of the article whose view counter grows with this page."""
    packed: bytes | None = None
    """The body compressed with gzip, of a page that has no open counters."""

    def body(self, counts: Mapping[str, int]) -> bytes:
        """Give the body with the counters filled in."""
        return b"".join(
            part if place % 2 == 0 else str(counts[part.decode()]).encode() for place, part in enumerate(self.parts)
        )


def text_page(text: str, content_type: str = "text/html; charset=utf-8") -> Page:
    """Give a page with open counters."""
    return Page(200, (("Content-Type", content_type),), tuple(part.encode() for part in _SLOT.split(text)))


def kept_copy(text: str, content_type: str, changed: date) -> Page:
    """Give a page as a page cache keeps it: with validators and a compressed form, all counters printed."""
    body = text.encode()
    headers = (
        ("Content-Type", content_type),
        ("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'),
        ("Last-Modified", dates.http_day(changed)),
        ("Vary", "Accept-Encoding"),
    )
    return Page(200, headers, (body,), packed=gzip.compress(body, compresslevel=1, mtime=0))


def redirect(status: int, location: str) -> Page:
    """Send the client elsewhere."""
    return Page(
        status,
        (("Location", location), ("Content-Type", "text/html; charset=utf-8")),
        (b"<html><body>Object moved</body></html>",),
    )


class Call(NamedTuple):
    """A request, and what the site has at that moment."""

    request: Request
    edition: Edition


View = Callable[..., Page | None]


class Portal(ABC):
    """A site of the sample web."""

    server_headers: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Headers of every answer."""
    newline: ClassVar[str] = "\n"
    """End of line in its pages."""
    open_counts: ClassVar[dict[str, str]] = {
        name: f"\ue000{name}\ue001" for name in ("views", "online", "today", "total")
    }
    """What stands in a rendered page for each counter."""

    def __init__(self, profile: Profile, articles: Sequence[SampleArticle], address: str, today: date) -> None:
        self.profile = profile
        self.address = address
        self.clock = dates.clock_day(today)
        self.long_clock = dates.long_day(today)
        newest_first = sorted(articles, key=lambda article: (article.published.isoformat(), article.slug), reverse=True)
        self.editions = {visit: Edition(visit, tuple(newest_first)) for visit in VISITS}
        self.number_of = {article.slug: place for place, article in enumerate(reversed(newest_first), start=1)}
        self.by_slug = {article.slug: article for article in newest_first}
        self.shells = {slug_of(name): name for name in (*profile.shells, *profile.boards)}
        self._routes = [(re.compile(pattern), view) for pattern, view in self.routes()]
        self._templates = self._environment()
        self._templates.globals["part"] = lru_cache(self.part)
        self.page = lru_cache(maxsize=PAGES_KEPT)(self._page)

    @abstractmethod
    def routes(self) -> list[tuple[str, View]]:
        """Give the pages of the site: patterns of whole paths, each with the view that makes the page.

        A view is called with the `Call` and the named groups of its pattern, and gives ``None``
        where there is no such page.
        """

    @abstractmethod
    def path_of(self, article: SampleArticle) -> str:
        """Give the address of an article within the site."""

    @abstractmethod
    def missing(self, call: Call) -> Page:
        """Give the answer for a page that does not exist."""

    def render(self, template: str, call: Call, **values: Any) -> str:  # noqa: ANN401 - values of a template
        """Render a template of the site's family."""
        values = {"counts": self.open_counts, **values}
        return self._templates.get_template(f"{self.profile.family}/{template}").render(
            call=call, edition=call.edition, **values
        )

    def html(self, template: str, call: Call, **values: Any) -> Page:  # noqa: ANN401 - values of a template
        """Render a template into a page with open counters."""
        return text_page(self.render(template, call, **values))

    def part(self, template: str, visit: int) -> Markup:
        """Render what is the same on all pages of a visit: menus and side columns."""
        name = f"{self.profile.family}/{template}"
        return Markup(self._templates.get_template(name).render(edition=self.editions[visit], counts=self.open_counts))  # noqa: S704

    def static(self, heading: str, text: str) -> View:
        """Give the view of a page that is no news; ``text`` names a shared template."""
        return lambda call: self.html("static.html", call, heading=heading, text=f"shared/{text}.html")

    def search(self, parameter: str) -> View:
        """Give the view of a search page that reads its words from a parameter of the query."""

        def view(call: Call) -> Page:
            words = call.request.parameters.get(parameter, "")
            return self.html("search.html", call, words=words, found=call.edition.matching(words, FOUND_ITEMS))

        return view

    def _page(self, request: Request, visit: int) -> Page:
        call = Call(request, self.editions[visit])
        for pattern, view in self._routes:
            if match := pattern.fullmatch(request.path):
                return view(call, **match.groupdict()) or self.missing(call)
        if _PICTURE_PATH.search(request.path):
            return Page(200, (("Content-Type", "image/svg+xml"),), (PICTURE,))
        if request.path.startswith("/tep/"):
            return Page(200, (("Content-Type", "application/pdf"),), (DOCUMENT,))
        return self.missing(call)

    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            undefined=StrictUndefined,
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            newline_sequence="\r\n" if self.newline == "\r\n" else "\n",
        )
        environment.filters |= {
            "day": dates.day,
            "hour": dates.hour,
            "iso": dates.iso,
            "net_time": dates.net_time,
            "feed_day": dates.feed_day,
        }
        environment.filters |= {"slug": slug_of, "teaser": teaser}
        environment.globals |= {
            "portal": self,
            "profile": self.profile,
            "address": self.address,
            "path_of": self.path_of,
        }
        return environment
