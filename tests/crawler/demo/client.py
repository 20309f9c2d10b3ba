"""A client for the sample web, from the standard library."""

import html
import http.client
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

TRAPS = re.compile(r"/c/portal/|/en/|p_p_state=pop_up|print=|/in\.aspx|/amp/|/quantri/")

Step = tuple[str, tuple[tuple[str, str], ...] | None]  # address, fields of a form to post there


class Answer(NamedTuple):
    """What came back."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def links(self) -> list[str]:
        """Addresses of all ``a`` elements, absolute, and the scripts among them as they stand."""
        found = (html.unescape(link) for link in re.findall(r'<a\b[^>]*?\bhref="([^"]*)"', self.text))
        return [link if link.startswith("javascript:") else urljoin(self.url, link) for link in found]

    @property
    def hidden_fields(self) -> dict[str, str]:
        """Hidden fields of the page's form."""
        fields = re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', self.text)
        return {name: html.unescape(value) for name, value in fields}

    @property
    def words(self) -> str:
        """The text without mark-up, as it stands."""
        return html.unescape(re.sub(r"<[^>]*>", "", self.text))


def fetch(url: str, form: Mapping[str, str] | None = None, *, method: str | None = None, **headers: str) -> Answer:
    """Ask once on a connection of its own; no redirect is followed, no status is an error."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    body = None
    if form is not None:
        body, sent["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
    try:
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection.request(method or ("GET" if form is None else "POST"), target or "/", body, sent)
        answer = connection.getresponse()
        return Answer(url, answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def walk(start: str) -> Iterator[Answer]:
    """Visit everything of a site that links and pagers lead to, traps left out."""
    host = urlsplit(start).netloc
    waiting: list[Step] = [(start, None)]
    seen = set(waiting)
    while waiting:
        url, form = waiting.pop()
        answer = fetch(url) if form is None else fetch(url, form=dict(form))
        yield answer
        if "html" not in answer.headers.get("Content-Type", "") or answer.status != 200:
            continue
        for link in answer.links:
            step = _step(link, answer)
            if step and urlsplit(step[0]).netloc == host and not TRAPS.search(step[0]) and step not in seen:
                seen.add(step)
                waiting.append(step)


def _step(link: str, answer: Answer) -> Step | None:
    event = re.fullmatch(r"javascript:__doPostBack\('([^']*)','([^']*)'\)", link)
    if event:
        fields = answer.hidden_fields | {"__EVENTTARGET": event[1], "__EVENTARGUMENT": event[2]}
        return answer.url, tuple(fields.items())
    return None if link.startswith("javascript:") else (link.partition("#")[0], None)
