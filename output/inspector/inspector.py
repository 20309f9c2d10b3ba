"""What the inspector works with, and what every page shows around its own content."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from output.inspector.decisions import Decisions
from output.inspector.details import tell_detail
from output.inspector.figures import Figures, kept_figures
from output.inspector.freshness import Freshness
from output.inspector.index import Index
from output.inspector.languages import LANGUAGES, Words, choose, words_of
from output.inspector.naming import name_alarm, name_reason, name_rule, name_term
from output.inspector.received import FindReceived
from output.inspector.security import token_for
from output.inspector.segments import SegmentReader
from output.inspector.sites import SiteAlarms, SiteCards, no_alarms

LANGUAGE_COOKIE: Final = "danvan_language"
_FOLDER: Final = Path(__file__).parent
# Signs that would steer the text around them: controls, and marks of direction. Tabs and line breaks stay.
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Inspector:
    """Everything that a page can ask for."""

    index: Index
    segments: SegmentReader
    decisions: Decisions
    freshness: Freshness
    find_received: FindReceived
    sites: SiteCards
    secret: bytes
    """What the tokens of forms are made from; new with every start."""
    alarms: SiteAlarms = no_alarms

    @contextmanager
    def figures(self) -> Iterator[tuple[sqlite3.Connection, Figures]]:
        """The index and the figures of the same version."""
        with self.index.reading() as database:
            yield database, kept_figures(database)


class Pages:
    """Makes pages from the templates."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=show_plainly,
        )

    def show(self, request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """Make a page."""
        words = words_for(request)
        shared = {
            "t": words,
            "languages": LANGUAGES,
            "request": request,
            "address": address_of(request),
            "who": request.state.who,
            "token": token_for(self._inspector.secret, request.state.who),
            "version": self._version(),
            "freshness": self._inspector.freshness,
            "rule_name": lambda rule: name_rule(words, rule),
            "alarm_name": lambda alarm: name_alarm(words, alarm),
            "reason_name": lambda reason: name_reason(words, reason),
            "detail": lambda detail: tell_detail(words, detail),
            "term": lambda section, name: name_term(words, section, name),
            "site_name": self._site_name,
        }
        return HTMLResponse(self._templates.get_template(template).render({**shared, **values}), status)

    def _version(self) -> int | None:
        with self._inspector.index.reading() as database:
            found: int | None = database.execute("SELECT max(number) FROM version").fetchone()[0]
        return found

    def _site_name(self, name: str | None) -> str:
        card = self._inspector.sites().get(name or "")
        return card.title if card else name or "\N{EN DASH}"


def words_for(request: Request) -> Words:
    """The language of an answer."""
    return words_of(choose(request.headers.get("accept-language", ""), request.cookies.get(LANGUAGE_COOKIE)))


def address_of(request: Request) -> str:
    """Path and parameters of a request: where a form leads back to."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def show_plainly(value: object) -> object:
    """Show signs that would steer the text around them by their numbers; an absent value is nothing."""
    if value is None:
        return ""
    if isinstance(value, str) and _STEERING.search(value):
        plain = _STEERING.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", value)
        return Markup(plain) if isinstance(value, Markup) else plain  # noqa: S704 - it was mark-up before
    return value
