"""What is refused, and what the pages may do."""

import base64
import re
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from output.dataset import Dataset
from output.inspector.inspector import Inspector
from output.inspector.serve import NoPasswordError, address_of, listen
from tests.output.inspector.trial import (
    TEXT,
    Reader,
    edited_piece,
    make_inspector,
    piece,
    refused,
    served,
    write_trial,
)
from tests.output.records import refreshed

DECISION = {
    "verdict": "accept",
    "scope": "everywhere",
    "rule": "spelling",
    "before": "chia sẽ",
    "after": "chia sẻ",
    "applied": "0",
    "back": "/review",
}
PATHS = [
    "/",
    "/articles",
    "/review",
    "/decisions",
    "/rules",
    "/rejections",
    "/versions",
    "/versions/2",
    "/rules/edits/close_up_mark",
]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<style>*{display:none}</style>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eđảo\u202c \u2066x\u2069 \x00 \x1b[31m",
    "W" * 5000,
    "&lt;b&gt; ' \" `",
    "</title></textarea></bdi></main>",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("security")
    write_trial(folder)
    return folder


@pytest.fixture(scope="module")
def inspector(folder: Path) -> Inspector:
    return make_inspector(folder)


@pytest.fixture(scope="module")
def reader(inspector: Inspector) -> Iterator[Reader]:
    with served(inspector) as reader:
        yield reader


class TestHeaders:
    @pytest.mark.parametrize("path", [*PATHS, "/static/inspector.js", "/nowhere"])
    def test_pages_may_only_use_what_is_ours(self, reader: Reader, path: str) -> None:
        policy = dict(
            part.strip().split(" ", 1) for part in reader.get(path).headers["content-security-policy"].split(";")
        )
        assert policy.pop("default-src") == "'none'"
        assert set(policy.values()) == {"'self'", "'none'"}
        assert policy["frame-ancestors"] == "'none'"

    @pytest.mark.parametrize("path", PATHS)
    def test_nothing_is_asked_for_elsewhere(self, reader: Reader, path: str) -> None:
        addresses = re.findall(r'(?:src|href|action)="([^"]*)"', reader.page(path))
        assert addresses
        assert not [address for address in addresses if urlsplit(address).netloc]
        assert "style=" not in reader.page(path)

    @pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/static/../app.py", "/static/%2e%2e/app.py"])
    def test_what_is_not_there(self, reader: Reader, path: str) -> None:
        assert reader.get(path).status == 404


class TestReceived:
    def test_the_page_is_in_a_sandbox_of_its_own(self, reader: Reader) -> None:
        answer = reader.get(f"/articles/{piece(5).id}/received")
        assert "Trang gốc của bài" in answer.text
        policy = answer.headers["content-security-policy"]
        assert re.match(r"sandbox;.*default-src 'none';", policy)
        assert "allow-" not in policy
        assert "evil.example" not in answer.text
        assert "<script" not in answer.text
        assert 'sandbox=""' in reader.page(f"/articles/{piece(5).id}")

    def test_its_source_is_plain_text(self, reader: Reader) -> None:
        answer = reader.get(f"/articles/{piece(5).id}/received?source=1")
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "<script>" in answer.text

    def test_a_page_that_is_not_archived(self, tmp_path: Path) -> None:
        made = piece(1)
        unknown = made.model_copy(update={"provenance": made.provenance.model_copy(update={"archive_file": None})})
        refreshed(Dataset(tmp_path / "dataset"), unknown)
        with served(make_inspector(tmp_path)) as reader:
            answer = reader.get(f"/articles/{made.id}/received")
        assert (answer.status, "not in the archive" in answer.text) == (404, True)


class TestHost:
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "a@127.0.0.1", "localhost/", "[::1"]
    )
    def test_a_name_that_was_bent_to_us(self, reader: Reader, host: str) -> None:
        assert _status(reader, "GET", {"Host": host}) == 421

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:9000", "[::1]:80", "192.168.1.7"])
    def test_names_of_this_machine(self, reader: Reader, host: str) -> None:
        assert _status(reader, "GET", {"Host": host}) == 200


class TestForms:
    def test_a_decision_with_its_token(self, reader: Reader, inspector: Inspector) -> None:
        answer = reader.post("/decisions", {**DECISION, "token": reader.token()})
        assert (answer.status, answer.headers["location"]) == (303, "/review")
        made = inspector.decisions.active()[-1]
        assert (made.before, made.who) == ("chia sẽ", "an")
        undone = reader.post(f"/decisions/{made.id}/undo", {"token": reader.token(), "back": "/decisions"})
        assert undone.status == 303
        assert inspector.decisions.active() == []

    @pytest.mark.parametrize("token", ["", "0" * 64, "é"])
    def test_without_it(self, reader: Reader, inspector: Inspector, token: str) -> None:
        before = len(inspector.decisions.history())
        answer = reader.post("/decisions", {**DECISION, "token": token})
        assert answer.status == 403
        assert len(inspector.decisions.history()) == before

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
        ],
    )
    def test_of_another_site(self, reader: Reader, inspector: Inspector, headers: dict[str, str]) -> None:
        before = len(inspector.decisions.history())
        answer = reader.post("/decisions", {**DECISION, "token": reader.token()}, **headers)
        assert answer.status == 403
        assert len(inspector.decisions.history()) == before

    def test_too_large(self, reader: Reader) -> None:
        assert reader.post("/decisions", {**DECISION, "token": reader.token(), "near": "x" * 100_000}).status == 413

    @pytest.mark.parametrize(
        "fields",
        [
            {"verdict": "maybe"},
            {"scope": ""},
            {"before": ""},
            {"before": "x", "after": "x"},
            {"scope": "place", "near": "không có"},
            {"rule": "r" * 600},
            {"scope": "site"},
        ],
    )
    def test_that_makes_no_decision(self, reader: Reader, inspector: Inspector, fields: dict[str, str]) -> None:
        before = len(inspector.decisions.history())
        answer = reader.post("/decisions", {**DECISION, "token": reader.token(), **fields})
        assert answer.status in {400, 403}
        assert "Nothing was changed" in answer.text
        assert len(inspector.decisions.history()) == before

    @pytest.mark.parametrize(
        "back",
        ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b"],
    )
    def test_they_lead_back_to_us_only(self, reader: Reader, back: str) -> None:
        answer = reader.post("/language", {"language": "vi", "back": back})
        assert (answer.status, answer.headers["location"]) == (303, "/review")

    @pytest.mark.parametrize("path", [*PATHS, "/decisions?verdict=accept&before=a&after=b", "/language?language=vi"])
    def test_no_get_changes_anything(self, reader: Reader, folder: Path, path: str) -> None:
        before = _state_of(folder)
        reader.get(path)
        assert _state_of(folder) == before

    @pytest.mark.parametrize("path", ["/decisions/x/undo", "/language"])
    def test_get_is_not_for_forms(self, reader: Reader, path: str) -> None:
        assert reader.get(path).status in {404, 405}


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[Reader]:
    with served(make_inspector(folder), password="mật khẩu") as reader:
        yield reader


class TestPassword:
    @pytest.mark.parametrize("path", ["/", "/static/inspector.css", f"/articles/{piece(5).id}/received"])
    def test_nothing_is_shown_without(self, locked: Reader, path: str) -> None:
        answer = locked.get(path)
        assert (answer.status, answer.headers["www-authenticate"][:5]) == (401, "Basic")
        assert "danvan" not in answer.text

    @pytest.mark.parametrize("written", ["an:sai", ":mật khẩu", "", "an"])
    def test_a_wrong_one(self, locked: Reader, written: str) -> None:
        assert locked.get("/", Authorization=_basic(written)).status == 401

    @pytest.mark.parametrize("header", ["Basic !!!", "Bearer x", "Basic", "Basic /w=="])
    def test_what_is_none(self, locked: Reader, header: str) -> None:
        assert locked.get("/", Authorization=header).status == 401

    def test_the_right_one_and_who_gave_it(self, locked: Reader) -> None:
        assert "bình" in locked.page("/", Authorization=_basic("bình:mật khẩu"))

    def test_the_token_of_another_reader(self, locked: Reader) -> None:
        page = locked.page("/review", Authorization=_basic("bình:mật khẩu"))
        token = re.findall(r'name="token" value="(\w+)"', page)[0]
        answer = locked.post("/decisions", {**DECISION, "token": token}, Authorization=_basic("an:mật khẩu"))
        assert answer.status == 403


class TestListening:
    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "danvan.example"])
    def test_others_need_a_password(self, host: str) -> None:
        for password in (None, ""):
            with pytest.raises(NoPasswordError, match="password"):
                listen(host, 0, password)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
    def test_this_machine_needs_none(self, host: str) -> None:
        with listen(host, 0, None) as listening:
            assert urlsplit(address_of(listening)).hostname in {"127.0.0.1", "127.0.0.2"}

    def test_a_browser_here_opens_an_address_of_here(self) -> None:
        with listen("0.0.0.0", 0, "x") as listening:
            assert address_of(listening).startswith("http://127.0.0.1:")

    def test_a_port_that_is_taken(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", taken.getsockname()[1], None)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("hostile")
    articles = [
        edited_piece(
            number,
            title=text.replace("\x00", ""),
            site=text.replace("\x00", ""),
            url=f"javascript:alert(1)//{text}",
            byline=text,
            category=text,
            tags=(text,),
            captions=(text,),
            text=f"{TEXT}\n\n{text}",
            extracted=f"{edited_piece(0).extracted}\n\n{text}",
            flags=(text,),
        )
        for number, text in enumerate(HOSTILE)
    ]
    wrong = [refused(90 + number, detail=text, url=text) for number, text in enumerate(HOSTILE)]
    refreshed(Dataset(folder / "dataset"), *articles, *wrong)
    with served(make_inspector(folder)) as reader:
        yield reader


class TestHostileContent:
    """What pages say is shown as text, wherever it stands."""

    @pytest.mark.parametrize(
        "path",
        ["/", "/articles", "/rejections", "/review", "/rules", "/versions/1", "/rules/edits/close_up_mark"]
        + [f"/articles/{piece(number).id}" for number in range(len(HOSTILE))]
        + [f"/rejections/{refused(90 + number).id}" for number in range(len(HOSTILE))],
    )
    def test_it_is_text(self, hostile: Reader, path: str) -> None:
        page = hostile.page(path)
        for sign in ("<script>alert", "<img", "<style>", "\u202e", "\u2066", "\x1b", "\x00"):
            assert sign not in page
        assert not re.search(r'href="(?!/|#|\?)', page)

    def test_it_is_all_there(self, hostile: Reader) -> None:
        page = hostile.page(f"/articles/{piece(0).id}")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "[U+202E]" in hostile.page(f"/articles/{piece(4).id}")
        assert "{{ 7 * 7 }}" in hostile.page(f"/articles/{piece(3).id}")

    def test_hostile_searches(self, hostile: Reader) -> None:
        for text in HOSTILE:
            answer = hostile.get(f"/articles?q={quote(text[:200])}")
            assert answer.status == 200
            assert "<script>alert" not in answer.text


def _basic(written: str) -> str:
    return f"Basic {base64.b64encode(written.encode()).decode()}"


def _status(reader: Reader, method: str, headers: dict[str, str]) -> int:
    place = urlsplit(reader.address)
    connection = HTTPConnection(place.hostname or "", place.port or 0, timeout=30)
    try:
        connection.putrequest(method, "/", skip_host=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


def _state_of(folder: Path) -> dict[str, bytes]:
    files = [*folder.glob("corrections*"), *(folder / "dataset").rglob("*")]
    return {str(file): file.read_bytes() for file in files if file.is_file()}
