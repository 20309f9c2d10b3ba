"""Small real servers on the loopback, each with one fault of the servers out there."""

import gzip
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

HEADLINE = "Xã Sông Mới tổ chức ngày hội đại đoàn kết toàn dân tộc"
BIG = 200_000_000  # bytes
BOMB = gzip.compress(b"<p>bom</p>" * 6_000_000)


class Reply(NamedTuple):
    """An answer of a server."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}


Answer = Callable[[BaseHTTPRequestHandler], Reply | None]  # ``None``: it has answered by itself


class Server(ThreadingHTTPServer):
    """A site that answers every path in one way, and counts what it was asked for."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.asked: Counter[str] = Counter()
        self.moments: list[float] = []
        self.changed = threading.Condition()
        super().__init__(("127.0.0.1", 0), _Handler)
        self._tls = tls

    @property
    def address(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def note(self, what: str) -> None:
        """Count a request and wake who waits for it."""
        with self.changed:
            self.asked[what] += 1
            self.moments.append(time.monotonic())
            self.changed.notify_all()

    def wait_for(self, number: int, timeout: float = 60) -> bool:
        """Wait until so many requests came."""
        with self.changed:
            return self.changed.wait_for(lambda: self.asked.total() >= number, timeout)

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Answer a connection, in the thread that is its own: a handshake can take as long as the client likes."""
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as encrypted:
            encrypted.do_handshake()
            super().finish_request(encrypted, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what most of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or every answer in two parts waits 40 ms
    server: Server

    def do_GET(self) -> None:
        self.server.note(self.path)
        self.reply(self.server.answer(self))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.note(f"{self.path} {body}")
        self.reply(self.server.answer(self))

    def reply(self, reply: Reply | None) -> None:
        if reply is None:
            return
        self.send_response(reply.status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.status != 304:
            self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve until the block ends."""
    server = Server(answer, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def article_paths(number: int) -> list[str]:
    """Addresses of the articles of `news_site`."""
    return [f"/bai/tin-so-{place}-cua-xa-song-moi" for place in range(number)]


def news_site(number: int, page_size: int = 10, article: Answer | None = None) -> Answer:
    """A healthy site: listing pages with a pager, articles with an ETag."""
    paths = article_paths(number)

    def answer(handler: BaseHTTPRequestHandler) -> Reply | None:
        path, _, query = handler.path.partition("?")
        if path == "/":
            return listing_page(paths, int(query.removeprefix("page=") or 1), page_size)
        if path not in paths:
            return Reply(404)
        return article(handler) if article is not None else article_page(handler)

    return answer


def listing_page(paths: list[str], page: int, page_size: int) -> Reply:
    items = "".join(
        f'<h3><a href="{path}">{HEADLINE}</a></h3>' for path in paths[(page - 1) * page_size : page * page_size]
    )
    pages = "".join(f'<a href="/?page={one + 1}">{one + 1}</a>' for one in range(-(-len(paths) // page_size)))
    return Reply(body=f"<html><body>{items}<div>{pages}</div></body></html>".encode())


def article_page(handler: BaseHTTPRequestHandler) -> Reply:
    tag = f'"{handler.path}"'
    if handler.headers.get("If-None-Match") == tag:
        return Reply(304, headers={"ETag": tag})
    return Reply(body=f"<html><h1>{HEADLINE}</h1><p>{handler.path}</p></html>".encode(), headers={"ETag": tag})


def always(reply: Reply) -> Answer:
    """The same answer to everything but ``robots.txt``."""
    return lambda handler: Reply(404) if handler.path == "/robots.txt" else reply


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Take the request and say nothing until the client goes away."""
    handler.close_connection = True
    with suppress(OSError):
        handler.connection.recv(1)


def close_at_once(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def close_in_the_middle(handler: BaseHTTPRequestHandler) -> Reply | None:
    """Announce more than is sent."""
    if handler.path == "/robots.txt":
        return Reply(404)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html><p>Sau")
    handler.close_connection = True
    return None


def drip(handler: BaseHTTPRequestHandler) -> Reply | None:
    """Send a body byte by byte, without an end."""
    if handler.path == "/robots.txt":
        return Reply(404)
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    handler.close_connection = True
    handler.connection.settimeout(0.05)
    for _ in range(100_000):
        try:
            handler.wfile.write(b"<")
            if not handler.connection.recv(1):
                return None
        except TimeoutError:  # the client has nothing to say, and is still there
            continue
        except OSError:
            return None
    return None


def speak_no_http(handler: BaseHTTPRequestHandler) -> None:
    """Answer in no protocol."""
    handler.wfile.write(b"SSH-2.0-OpenSSH_8.4\r\n\r\n\r\n")
    handler.close_connection = True


def send_too_much(handler: BaseHTTPRequestHandler, *, announced: bool) -> Reply | None:
    """Send 200 MB, announced or not."""
    if handler.path == "/robots.txt":
        return Reply(404)
    length = f"Content-Length: {BIG}\r\n" if announced else ""
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{length}\r\n".encode())
    handler.close_connection = True
    with suppress(OSError):
        for _ in range(BIG // 100_000):
            handler.wfile.write(b"x" * 100_000)
    return None


def redirect(steps: Mapping[str, str], status: int = 302) -> Answer:
    """Redirect from path to path; other paths are not there."""

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        target = steps.get(handler.path)
        return Reply(404) if target is None else Reply(status, headers={"Location": target})

    return answer


def redirect_on_and_on(handler: BaseHTTPRequestHandler) -> Reply:
    """Redirect to a new address each time."""
    if handler.path == "/robots.txt":
        return Reply(404)
    return Reply(302, headers={"Location": f"/buoc/{int(handler.path.rpartition('/')[2] or 0) + 1}"})


def refreshing_to(target: str, behind: Answer) -> Answer:
    """A first page that only sends browsers on."""
    page = f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head><body></body></html>'.encode()
    return lambda handler: Reply(body=page) if handler.path == "/" else behind(handler)


def at_list(answer: Answer) -> Answer:
    """A site whose listing is at ``/danh-sach`` too."""

    def moved(handler: BaseHTTPRequestHandler) -> Reply | None:
        handler.path = handler.path.replace("/danh-sach", "/", 1)
        return answer(handler)

    return moved


def no_locale(behind: Answer) -> Answer:
    """A portal that fails on addresses with a locale, and links to its articles with one."""

    def answer(handler: BaseHTTPRequestHandler) -> Reply | None:
        if handler.path.startswith("/vi_VN/"):
            return Reply(502)
        reply = behind(handler)
        return reply and reply._replace(body=reply.body.replace(b'href="/bai', b'href="/vi_VN/bai'))

    return answer


def cookie_wall(behind: Answer) -> Answer:
    """Redirect to the same address with a cookie, as some fire walls do, and serve who comes back with it."""

    def answer(handler: BaseHTTPRequestHandler) -> Reply | None:
        if handler.path == "/robots.txt":
            return Reply(404)
        if handler.path == "/" and "D1N=abc" not in handler.headers.get("Cookie", ""):
            return Reply(302, headers={"Location": "/", "Set-Cookie": "D1N=abc; path=/"})
        return behind(handler)

    return answer


def with_robots(robots: Reply, behind: Answer) -> Answer:
    """A site with this ``robots.txt``."""
    return lambda handler: robots if handler.path == "/robots.txt" else behind(handler)


def busy_once(retry_after: str, behind: Answer) -> Answer:
    """Answer 429 to the first request for a listing."""
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> Reply | None:
        if handler.path == "/" and not asked:
            asked.append(handler.path)
            return Reply(429, headers={"Retry-After": retry_after})
        return behind(handler)

    return answer
