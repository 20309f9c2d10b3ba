"""A site of pages as large as real ones, for the crawl benchmark: 40 to 120 kB, one listing in sixteen pages.

Real portals print their menus, margins, style sheets and the state of their forms into every page; the text of the
news is a twentieth of it. All of that is made here from a seed, so that two runs fetch the same bytes.
"""

import base64
import gzip
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

ARTICLES = 600
PER_LISTING = 15
SMALLEST, LARGEST = 40_000, 120_000  # bytes; of 4,000 pages of public bodies, nine in ten lay between
STATE = (2_000, 12_000)  # bytes of form state, which no compression makes smaller
GZIP_LEVEL = 6  # the default of nginx is 1, that of IIS 7 and Apache's 6

_WORDS = (
    "sáng nay bà con thôn trên đồi họp nhau sửa con đường ra bến sông bí thư chi bộ nghe từng nhà góp ý rồi chia việc ai có"
    " xe chở đá ai khỏe đào rãnh các cụ nấu nước chè đoàn viên dựng lại cầu treo chị em quét trường lớp trạm y tế cuối buổi"
    " cán bộ dân vận của huyện cảm ơn và hẹn tháng sau trở lại xem vườn rừng ao cá"
).split()

Pages = dict[str, bytes]


class Site(NamedTuple):
    """A site that is being served."""

    address: str
    pages: Pages


@contextmanager
def serving_pages(encode: Callable[[bytes], bytes], coding: str) -> Iterator[Site]:
    """Serve the site; ``encode`` makes of a page what is sent, which the server calls ``coding``, or nothing."""
    pages = {path: encode(page) for path, page in make_pages(random.Random(1)).items()}
    server = _Server(pages, coding)
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}", pages)
    finally:
        server.shutdown()
        server.server_close()


def as_written(page: bytes) -> bytes:
    """Send pages without compression."""
    return page


def as_gzip(page: bytes) -> bytes:
    """Send pages as most servers do."""
    return gzip.compress(page, GZIP_LEVEL, mtime=0)


def site_file(address: str) -> str:
    """The site file, without any pause between requests."""
    return (
        f'[[site]]\nname = "lon"\ntitle = "Trang tin lớn"\norganization = "Huyện ủy"\nkind = "party"\n'
        f'level = "district"\nstart = ["{address}/tin"]\npace = {{ delay = 0, concurrency = 8 }}\n'
        f"private_addresses = true\n"
    )


def make_pages(chance: random.Random) -> Pages:
    """All pages by path: listings that lead from one to the next, and their articles."""
    frame = _Frame(chance)
    titles = [_sentence(chance, 12) for _ in range(ARTICLES)]
    last = -(-ARTICLES // PER_LISTING)
    pages = {_listing_path(page): frame.around(_listing(titles, page, last), "Tin tức") for page in range(1, last + 1)}
    for number, title in enumerate(titles):
        text = "".join(f"<p>{_sentence(chance, 60)}</p>" for _ in range(chance.randint(6, 14)))
        pages[_article_path(number)] = frame.around(f"<h1>{title}</h1><p>12/11/2023</p>{text}", title)
    return pages


def _listing_path(page: int) -> str:
    return "/tin" if page == 1 else f"/tin?page={page}"


def _article_path(number: int) -> str:
    return f"/tin/bai-viet-cua-trang-{number + 10_000}.html"


def _listing(titles: list[str], page: int, last: int) -> str:
    numbers = range((page - 1) * PER_LISTING, min(page * PER_LISTING, len(titles)))
    items = "".join(f'<h3><a href="{_article_path(one)}">{titles[one]}</a></h3><p>12/11/2023</p>' for one in numbers)
    return items + (f'<a rel="next" href="{_listing_path(page + 1)}">Trang sau</a>' if page < last else "")


class _Frame:
    """What stands around the content of every page: menus and a head that stay, margins and a state that differ."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._style = "".join(
            f".khung-{one} .muc-{one * 7 % 90} {{ margin: {one % 9}px {one % 5}px; color: #{one * 9973 % 0xFFFFFF:06x}; }}\n"
            for one in range(120)
        )
        self._menu = "".join(
            f'<li class="menu-item menu-item-{one}"><a href="/chuyen-muc-{one}">{_sentence(chance, 3)}</a></li>'
            for one in range(90)
        )

    def around(self, content: str, title: str) -> bytes:
        """A page of a size by chance."""
        size = self._chance.randint(SMALLEST, LARGEST)
        state = base64.b64encode(self._chance.randbytes(self._chance.randint(*STATE) * 3 // 4)).decode()
        head = f"<title>{title}</title><meta charset=utf-8><style>{self._style}</style>"
        form = f'<form method="post"><input type="hidden" name="__VIEWSTATE" value="{state}"></form>'
        start = f'<html><head>{head}</head><body><ul class="menu">{self._menu}</ul>{form}<div class="noi-dung">{content}</div>'
        return "".join(
            [start, '<div class="footer">', *self._margin(size - len(start.encode())), "</div></body></html>"]
        ).encode()

    def _margin(self, size: int) -> Iterator[str]:
        """Boxes of pictures and titles that lead nowhere new."""
        while size > 0:
            one = self._chance.randrange(1_000)
            box = (
                f'<div class="box-item col-md-4 khung-{one % 120}" style="background-image: url(/anh/{one}.jpg);">'
                f'<a href="/chuyen-muc-{one % 90}" title="{one}"><img src="/anh/{one}.jpg" alt="" width="{one % 300}"></a>'
                f"<span>{_sentence(self._chance, 14)}</span></div>\n"
            )
            yield box
            size -= len(box.encode())


def _sentence(chance: random.Random, words: int) -> str:
    return f"{' '.join(chance.choices(_WORDS, k=words))}.".capitalize()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, pages: Pages, coding: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = {path: _answer(page, coding) for path, page in pages.items()}
        Thread(target=self.serve_forever, daemon=True).start()


def _answer(page: bytes, coding: str) -> bytes:
    coded = f"Content-Encoding: {coding}\r\n" if coding else ""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coded}"
    return f"{head}Content-Length: {len(page)}\r\n\r\n".encode() + page


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self.wfile.write(self.server.answers.get(self.path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))

    def log_message(self, *_: object) -> None:
        pass
