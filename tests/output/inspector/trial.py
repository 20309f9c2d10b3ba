"""A small dataset to inspect, and a real server that shows it; all people and places are invented."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.client import HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cleaning.article import Article, Provenance, Reason, Rejection, Stripped
from cleaning.edits import Edit, apply
from cleaning.identity import article_id
from output.dataset import Dataset
from output.inspector.app import make_app
from output.inspector.decisions import Decisions
from output.inspector.freshness import Freshness
from output.inspector.index import Index
from output.inspector.inspector import Inspector
from output.inspector.received import Received
from output.inspector.segments import SegmentReader
from output.inspector.serve import address_of, listen, make_server
from output.inspector.sites import SiteCard
from output.manifest import SEGMENTS
from tests.output.records import article, day, refreshed, rejection

EVERY = 0.02  # seconds between two looks at the dataset
TEXT = (
    "Sáng 12/3, Hội Phụ nữ xã Đông Lĩnh tổ chức hội thi “Dân vận khéo”.\n\n"
    "Bà Lê Thị Tâm An đã chia sẽ kinh nghiệm vận động bà con hiến đất mở đường.\n\n"
    "Dịp này, xã trao 12 suất quà cho các hộ khó khăn của thôn Bến Sậy."
)
EXTRACTED = TEXT.replace("Đông Lĩnh tổ", "Đông Lĩnh  tổ").replace("đường.\n", "đường .\n")
CARDS = {
    "donglinh": SiteCard("donglinh", "Trang tin xã Đông Lĩnh", "women", "commune", "Sông Hà", "live"),
    "bensay": SiteCard("bensay", "Trang tin thôn Bến Sậy", "party", "district", "Hòa Giang", "archived"),
}
PAGE = (
    "<html><head><title>x</title><script>document.title='hacked'</script></head><body onload='alert(1)'>"
    "<h1>Trang gốc của bài</h1><img src='https://evil.example/p.png' alt='ảnh hội thi'>"
    "<a href='https://evil.example/'>liên kết</a><meta http-equiv=refresh content='0;url=https://evil.example/'></body></html>"
).encode()


def edits(text: str, extracted: str = EXTRACTED) -> tuple[Edit, ...]:
    """The edits of the trial text: a doubled space, and a space before a stop."""
    doubled, space = extracted.index("  ") + 1, extracted.index(" .\n")
    made = (
        Edit(start=doubled, before=" ", after="", rule="collapse_spaces"),
        Edit(start=space, before=" ", after="", rule="close_up_mark"),
    )
    assert apply(extracted, made) == text
    return made


def suggestion(text: str, before: str = "sẽ", after: str = "sẻ", confidence: float = 0.4) -> Edit:
    """A repair that waits for a decision."""
    return Edit(start=text.index(before), before=before, after=after, rule="spelling", confidence=confidence)


def piece(number: int, **fields: object) -> Article:
    """An article of the trial."""
    url = f"https://donglinh.example/bai/{number}"
    given: dict[str, object] = {
        "id": article_id(url),
        "url": url,
        "site": "donglinh",
        "title": f"Hội thi Dân vận khéo lần {number}",
        "published": date(2026, 2, 1 + number % 28),
        "stripped": (Stripped(text="Lượt xem: 12", rule="view_counter"),),
        "fetched_at": day(number),
    }
    return article(**{**given, **fields})  # type: ignore[arg-type]


def edited_piece(number: int, **fields: object) -> Article:
    """An article with edits and a suggestion."""
    given = {"text": TEXT, "extracted": EXTRACTED, "edits": edits(TEXT), "suggestions": (suggestion(TEXT),)}
    return piece(number, **{**given, **fields})


def refused(number: int, reason: Reason = Reason.LISTING, **fields: object) -> Rejection:
    """A rejection of the trial."""
    url = f"https://donglinh.example/trang/{number}"
    made = rejection(id=article_id(url), reason=reason, fetched_at=day(number))
    return made.model_copy(update={"url": url, **fields})


def write_trial(folder: Path) -> Dataset:
    """Two versions: twelve articles and three rejections; then one changed, one new, one gone."""
    dataset = Dataset(folder / "dataset")
    first = [edited_piece(0), edited_piece(1, site="bensay"), *(piece(number) for number in range(2, 12))]
    refreshed(dataset, *first, refused(90), refused(91), refused(92, Reason.TOO_SHORT, detail="31 code points"))
    with dataset.begin(code_version="0.1.0", model_version=None, rules=("close_up_mark", "never_fires")) as refresh:
        refresh.add(
            edited_piece(
                0,
                fetched_at=day(40),
                text=f"{TEXT} Thêm một câu.",
                extracted=f"{EXTRACTED} Thêm một câu.",
                edits=edits(f"{TEXT} Thêm một câu.", f"{EXTRACTED} Thêm một câu."),
            )
        )
        refresh.add(piece(20, fetched_at=day(40)))
        refresh.gone(piece(3).id, day(41))
        refresh.commit()
    return dataset


def find_page(provenance: Provenance) -> Received | None:
    """The archive of the trial: one page, for every article but those of no archive file."""
    return Received(PAGE, "text/html") if provenance.archive_file else None


def make_inspector(folder: Path) -> Inspector:
    """The inspector of a folder, its index up to date."""
    dataset = Dataset(folder / "dataset")
    index = Index(dataset, folder / "inspector")
    index.refresh()
    return Inspector(
        index=index,
        segments=SegmentReader(dataset.folder / SEGMENTS),
        decisions=Decisions(folder / "corrections.jsonl", folder / "corrections.toml"),
        freshness=Freshness(index, EVERY),
        find_received=find_page,
        sites=lambda: CARDS,
        secret=b"trial",
    )


class Answer(NamedTuple):
    """An answer of the server."""

    status: int
    headers: Mapping[str, str]
    text: str


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Show a redirect as it is."""


class Reader:
    """Asks the server as a browser would; language English unless it is said."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._opener = build_opener(_StayHere)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(Request(self.address + path, headers={"Accept-Language": "en", **_dashed(headers)}))

    def page(self, path: str, **headers: str) -> str:
        """The text of a page that must be there."""
        answer = self.get(path, **headers)
        assert answer.status == 200, answer.text
        return answer.text

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        given = {"Accept-Language": "en", "Origin": self.address, **_dashed(headers)}
        return self._ask(Request(self.address + path, urlencode(fields).encode(), given))

    def token(self) -> str:
        """The token of the forms."""
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.page("/review"))
        assert found is not None
        return found[1]

    def _ask(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=120) as answer:
                return _read(answer)
        except HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode("utf-8", "replace"))


def _read(answer: HTTPResponse) -> Answer:
    return Answer(answer.status, dict(answer.headers), answer.read().decode("utf-8", "replace"))


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def served(inspector: Inspector, password: str | None = None) -> Iterator[Reader]:
    """A running server."""
    listening = listen("127.0.0.1", 0, password)
    ready = threading.Event()
    server = make_server(make_app(inspector, user="an", password=password), ready.set)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        assert ready.wait(30)
        yield Reader(address_of(listening))
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
