"""The HTTP side of a sample site: HTTP/1.1 with keep-alive on a port that the system chooses."""

import logging
import re
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from email.message import Message
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import unquote

from crawler.demo.portal import Page, Portal, Request

IDLE_SECONDS = 30  # after which an idle connection is closed
LONGEST_FORM = 1 << 20  # bytes of a posted form that are read
STOP_SECONDS = 0.05  # how often the listener looks whether it should stop

Header = tuple[str, str]

log = logging.getLogger(__name__)


class Served(NamedTuple):
    """One answer, for the account of the sample web."""

    site: str
    method: str
    path: str
    """Path and query as asked for."""
    status: int


class Counters:
    """Counters of readers; every answer shows other numbers."""

    def __init__(self, portal: Portal) -> None:
        self._lock = Lock()
        self._answers = 0
        self._views = {slug: article.views for slug, article in portal.by_slug.items()}

    def at_answer(self, viewed: str | None) -> dict[str, int]:
        """Count one answer and give the numbers to print."""
        with self._lock:
            self._answers += 1
            views = self._views.get(viewed, 0) if viewed else 0
            if viewed:
                self._views[viewed] = views + 1
            answers = self._answers
        online = 17 + answers * 37 % 211  # a step that is prime to the modulus: never the same twice running
        return {"views": views, "online": online, "today": 400 + answers, "total": 1_204_500 + answers}


class SiteServer(ThreadingHTTPServer):
    """Serves one portal."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, portal: Callable[[str], Portal], visit: Callable[[], int], account: Callable[[Served], None]
    ) -> None:
        """Bind a port of the loopback; ``portal`` makes the site for the address that was got."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.portal = portal(self.address)
        self.visit = visit
        self.account = account
        self.counters = Counters(self.portal)
        self._connections: dict[socket.socket, Thread] = {}
        self._listener = Thread(
            target=self.serve_forever, args=(STOP_SECONDS,), name=f"sample {self.portal.profile.name}", daemon=True
        )
        self._listener.start()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Answer a connection in a thread that `stop` knows of."""
        thread = Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self._connections[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Forget a connection that ends."""
        super().shutdown_request(request)
        self._connections.pop(request, None)

    def handle_error(self, request: object, client_address: object) -> None:
        """Log what went wrong; a client that hangs up in the middle is nothing to report."""
        level = logging.DEBUG if isinstance(sys.exc_info()[1], ConnectionError) else logging.ERROR
        log.log(level, "answering %s on %s failed", client_address, self.address, exc_info=True)
        del request

    def stop(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        self.shutdown()
        self._listener.join()
        self.server_close()
        for connection, thread in list(self._connections.items()):
            _hang_up(connection)
            thread.join()


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("connection was closed already")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server: SiteServer

    def do_GET(self) -> None:
        self._answer("")

    def do_HEAD(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LONGEST_FORM:
            self.close_connection = True
            self.send_error(HTTPStatus.LENGTH_REQUIRED if not length.isdigit() else HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self._answer(self.rfile.read(int(length)).decode("ascii", "replace"))

    def _answer(self, form: str) -> None:
        path, _, query = self.path.partition("?")
        page = self.server.portal.page(Request(unquote(path), query, form), self.server.visit())
        status, headers, body = self._choose(page)
        if status != HTTPStatus.NOT_MODIFIED:
            headers = [*headers, ("Content-Length", str(len(body)))]
        if self.close_connection:
            headers = [*headers, ("Connection", "close")]
        head = _head(status, [("Date", formatdate(usegmt=True)), *self.server.portal.server_headers, *headers])
        self.server.account(Served(self.server.portal.profile.name, self.command, self.path, status))
        self.wfile.write(head if self.command == "HEAD" else head + body)

    def _choose(self, page: Page) -> tuple[int, Sequence[Header], bytes]:
        """Choose status, headers and body: no body for a client that has it, a packed one for a client that can."""
        if page.status == HTTPStatus.OK and _is_current(page, self.headers):
            return HTTPStatus.NOT_MODIFIED, [header for header in page.headers if header[0] != "Content-Type"], b""
        if page.packed is not None and re.search(r"\bgzip\b", self.headers.get("Accept-Encoding", "")):
            return page.status, [*page.headers, ("Content-Encoding", "gzip")], page.packed
        return page.status, page.headers, page.body(self.server.counters.at_answer(page.viewed))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
        log.debug(format, *args)


def _head(status: int, headers: Iterable[Header]) -> bytes:
    lines = (f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in headers))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _is_current(page: Page, asked: Message) -> bool:
    """Whether the client's copy is still right: by its tag if it sent one, else by its date (RFC 9110, 13.2.2)."""
    validators = dict(page.headers)
    if "ETag" not in validators:
        return False
    tags, since = asked.get("If-None-Match"), asked.get("If-Modified-Since")
    if tags is not None:
        return validators["ETag"].removeprefix("W/") in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    try:
        return since is not None and parsedate_to_datetime(validators["Last-Modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # no date, or one without a zone
        return False
