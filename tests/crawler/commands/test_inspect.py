"""``scrapy inspect``: lists in the terminal, one article with every edit marked, and clear answers to wrong names."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from io import StringIO
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cleaning import Article, Cleaner, Edit
from cleaning.article import Provenance
from crawler.archive import page_places
from crawler.health import SiteVisit
from crawler.health.visits import write_visits
from crawler.inspecting import Watch, find_in
from crawler.printing import Found, draw, mark_edits, show_article
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_text
from tests.crawler.commands.processes import kill_group, wait_until
from tests.crawler.commands.running import call_scrapy, in_data, start_scrapy
from tests.crawler.commands.sources import SITE, line, write_archive
from tests.crawler.health.test_alarms import made_visit
from tests.crawler.test_schedule import made_site
from tests.output.inspector.trial import Reader
from tests.output.records import article

FAULTY = article_text(0).replace("Bến Sậy, xã", "Bến Sậy ,xã").replace("truyền thống", "truyền\N{SOFT HYPHEN} thống")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions: three articles, then one more, and lines that are none."""
    folder = tmp_path_factory.mktemp("inspect")
    first = [
        line(0, text=f"12/11/2023 | Lượt xem: 12\n{FAULTY}", title="[bold]Tin đầu[/bold]", site=SITE),
        line(1),
        line(2, site=SITE),
    ]
    second = [line(3, site=SITE), b"khong\n", line(4, text="ngắn", site=SITE)]
    for number, lines in enumerate((first, second)):
        (folder / f"{number}.jsonl").write_bytes(b"".join(lines))
        assert call_scrapy("clean", folder / f"{number}.jsonl", *in_data(folder), "--jobs", 1).status == 0
    return folder


def faulty_article(folder: Path) -> Article:
    return next(article for article in Dataset(folder / "data" / "dataset").articles() if article.edits)


def inspect(folder: Path, *args: object) -> list[str]:
    ended = call_scrapy("inspect", *args, *in_data(folder))
    assert (ended.status, ended.err) == (0, "")
    return ended.out.splitlines()


class TestLists:
    def test_articles(self, folder: Path) -> None:
        head, *rows = inspect(folder, "--list")
        assert head.split() == ["id", "site", "published", "rev", "edits", "title"]
        assert len(rows) == 4
        assert any("[bold]Tin đầu[/bold]" in row for row in rows)  # a title is text, not mark-up

    def test_rejections(self, folder: Path) -> None:
        head, *rows = inspect(folder, "--rejected")
        assert head.split() == ["site", "reason", "evidence", "address"]
        assert any("bad_record" in row and "line 2: no JSON" in row for row in rows)
        assert any("too_short" in row and SITE in row for row in rows)

    @pytest.mark.parametrize(
        ("options", "rows"),
        [(["-n", "2"], 2), (["--site", SITE], 3), (["--site", "khong-co"], 0), (["--at", "1"], 3)],
    )
    def test_a_choice(self, folder: Path, options: list[str], rows: int) -> None:
        assert len(inspect(folder, "--list", *options)) == 1 + rows

    def test_the_newest_come_first(self, folder: Path) -> None:
        dates = [row.split()[2] for row in inspect(folder, "--list")[1:]]
        assert dates == sorted(dates, reverse=True)


def shown_in_terminal(record: Article) -> str:
    written = StringIO()
    show_article(Console(file=written, width=100, highlight=False), record)
    return written.getvalue()


class TestArticle:
    def test_everything_about_it(self, folder: Path) -> None:
        article = faulty_article(folder)
        shown = "\n".join(inspect(folder, article.id[:8]))
        assert shown.startswith("[bold]Tin đầu[/bold]\n")
        assert f"id         {article.id}" in shown
        assert "http://bensay.example/bai/0" in shown
        assert "views      12" in shown
        assert "Bến Sậy[- -],{+ +}xã" in shown
        assert "truyền[-U+00AD-] thống" in shown
        for edit in article.edits:
            assert re.search(rf"^  {edit.rule} +1\.00  ", shown, re.MULTILINE)
        assert re.search(r"^  date_line +12/11/2023 \| Lượt xem: 12$", shown, re.MULTILINE)

    def test_edits_of_its_lead_and_captions(self) -> None:
        edits = (Edit(start=4, before="thy", after="thi", rule="spelling", confidence=0.8),)
        record = article(lead="Hội thi vui.", lead_edits=edits, captions=("Cờ", "Hội thi"), caption_edits=((), edits))
        shown = shown_in_terminal(record)
        assert "lead       Hội [-thy-]{+thi+} vui." in shown
        assert "caption    Cờ\ncaption    Hội [-thy-]{+thi+}\n" in shown

    def test_captions_of_an_old_record(self) -> None:
        assert "caption    Hội thi\n" in shown_in_terminal(article(captions=("Hội thi",)))

    def test_of_an_earlier_version(self, folder: Path) -> None:
        article = faulty_article(folder)
        assert inspect(folder, article.id, "--at", 1) == inspect(folder, article.id)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["zzzz"], 1, "no article has an id that begins with 'zzzz'"),
        ([""], 1, "4 articles have ids that begin with ''"),
        (["--list", "--at", "3"], 1, "has no version 3; its versions are 1 to 2"),
        (["--list", "--at", "mot"], 2, "found 'mot'"),
        (["--rule", "khong"], 1, "no edit and no suggestion of the rule 'khong'"),
        (["--list", "--rejected"], 2, "--list and --rejected cannot be had at once"),
        (["a1", "--rule", "one_space"], 2, "a1 and --rule cannot be had at once"),
        (["--site", SITE], 2, "--site belongs to --list, --rejected or --rule"),
        (["a1", "--site", SITE], 2, "--site belongs to"),
        (["--list", "--sample", "3"], 2, "--sample belongs to --rule"),
        (["--port", "99999"], 2, "a port from 0 to 65535 is expected, found '99999'"),
        (["--port", "x"], 2, "found 'x'"),
        (["--host", "0.0.0.0", "--port", "0"], 2, "a password is needed; put one into the variable DANVAN_PASSWORD"),
        (["--host", "192.0.2.9", "--port", "0"], 2, "a password is needed"),
        (["-n", "0"], 2, "a number from 1 is expected, found '0'"),
        (["a", "b"], 2, "one ARTICLE at most is expected, found 2"),
    ],
)
def test_wrong_arguments(folder: Path, arguments: list[str], status: int, message: str) -> None:
    ended = call_scrapy("inspect", *arguments, *in_data(folder))
    assert (ended.status, ended.out) == (status, "")
    assert message in ended.err


def test_nothing_to_inspect_yet(tmp_path: Path) -> None:
    ended = call_scrapy("inspect", "--list", *in_data(tmp_path))
    assert (ended.status, ended.out) == (1, "")
    assert "has no version yet" in ended.err
    assert not (tmp_path / "data").exists()


class TestRule:
    def test_its_edits_with_what_stands_around_them(self, folder: Path) -> None:
        article = faulty_article(folder)
        shown = inspect(folder, "--rule", "close_up_mark")
        assert len(shown) == 1
        assert shown[0].startswith(f"{article.id[:8]}  1.00  ")
        assert "Bến Sậy[- -]," in shown[0]

    @pytest.mark.parametrize(("options", "rows"), [(["--sample", "5"], 1), (["-n", "1"], 1), (["--at", "1"], 1)])
    def test_some_of_them(self, folder: Path, options: list[str], rows: int) -> None:
        assert len(inspect(folder, "--rule", "delete_invisible", *options)) == rows


@given(st.lists(st.integers(), unique=True, max_size=30), st.integers(1, 8), st.integers(0, 3))
def test_what_is_drawn(numbers: list[int], most: int, seed: int) -> None:
    found = [
        Found(str(number), "a", Edit(start=0, before="a", after="b", rule="r"), is_made=True) for number in numbers
    ]
    drawn = draw(found, most, Random(seed))
    assert len(drawn) == min(most, len(found)) == len({one.article for one in drawn})
    assert set(drawn) <= set(found)


class Served(NamedTuple):
    """A running inspector."""

    process: subprocess.Popen[str]
    address: str

    def get(self, path: str) -> str:
        with urlopen(self.address + path, timeout=60) as answer:
            text: str = answer.read().decode()
        return text


@contextmanager
def served(folder: Path, *args: object) -> Iterator[Served]:
    """Start the inspector as a user does, and end it as a user does."""
    process = start_scrapy(
        "inspect",
        "--no-browser",
        "--port",
        0,
        *args,
        *in_data(folder),
        "-s",
        f"CORRECTIONS={folder / 'corrections.toml'}",
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"The inspector is at (http://127\.0\.0\.1:\d+)/ \(Ctrl-C ends it\)\n", line)
        assert found is not None, line + (process.stderr.read() if process.stderr else "")
        yield Served(process, found[1])
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, "")
        assert "Traceback" not in err
    finally:
        kill_group(process)


@pytest.mark.slow
class TestServed:
    def test_pages_as_received_come_from_the_archive(self, tmp_path: Path) -> None:
        write_archive(tmp_path / "data", range(3))
        assert call_scrapy("clean", *in_data(tmp_path), "--jobs", 1).status == 0
        article = next(Dataset(tmp_path / "data" / "dataset").articles())
        with served(tmp_path) as inspector:
            assert article.id in inspector.get("/articles")
            received = inspector.get(f"/articles/{article.id}/received")
            assert "Lương Đình Khuê" in received
            assert (article.title or "") in received
            _write_more(tmp_path)
            wait_until(lambda: inspector.get("/articles").count("data-item") == 5, inspector.process)

    def test_a_dump_has_no_page_as_received(self, folder: Path) -> None:
        with served(folder) as inspector:
            article = faulty_article(folder)
            assert "[bold]Tin đầu[/bold]" in inspector.get(f"/articles/{article.id}")
            with pytest.raises(HTTPError, match="404"):
                inspector.get(f"/articles/{article.id}/received")

    def test_nothing_yet_and_then_the_first_version(self, tmp_path: Path) -> None:
        with served(tmp_path) as inspector:
            assert "scrapy refresh" in inspector.get("/")
            _write_more(tmp_path)
            wait_until(lambda: "data-item" in inspector.get("/articles"), inspector.process)

    def test_sites_have_the_names_of_their_files(self, tmp_path: Path) -> None:
        in_data(tmp_path)
        (tmp_path / "sites" / "bensay.toml").write_text(SITE_FILE, encoding="utf-8")
        _write_more(tmp_path)
        with served(tmp_path) as inspector:
            assert "Trang tin thôn Bến Sậy" in inspector.get("/")
            assert "data-item" in inspector.get("/articles?kind=front&province=H%C3%B2a+Giang")

    def test_a_port_that_is_taken(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            ended = call_scrapy("inspect", "--no-browser", "--port", port, *in_data(tmp_path))
        assert ended.status == 2
        assert f"cannot serve on 127.0.0.1, port {port}" in ended.err


SLIP, MEANT = "phong trào thi đau yêu nước", "phong trào thi đua yêu nước"


@pytest.mark.slow
def test_what_is_decided_is_what_the_next_cleaning_does(tmp_path: Path) -> None:
    """At one place, on a site, everywhere, and all of it taken back; for three articles, two of them of one site."""
    lines = [
        line(number, text=article_text(number).replace(". ", f". Xã dấy lên {SLIP}. ", 1), site=site)
        for number, site in enumerate((SITE, SITE, "donglinh"))
    ]
    (tmp_path / "slips.jsonl").write_bytes(b"".join(lines))
    assert _mended(tmp_path) == [True, True, True]
    with served(tmp_path) as inspector:
        reader = Reader(inspector.address)
        page = reader.page("/review?what=applied")
        kind = re.search(r'href="(/review/\w+)"', page[page.index("<del>đau</del>") :])
        assert kind is not None
        judging = reader.page(kind[1])  # as it is now: what is no longer edited leaves the queue
        one = next(one for one in Dataset(tmp_path / "data" / "dataset").articles() if one.site == "donglinh")
        _send(reader, judging, f'name="article" value="{one.id}"', "Wrong")
        assert _mended(tmp_path) == [True, True, False]
        _send(reader, judging, f'name="site" value="{SITE}"', "Wrong")
        assert _mended(tmp_path) == [False, False, False]
        _send(reader, reader.page("/decisions"), "</del>", "Take back")  # the last one
        assert _mended(tmp_path) == [True, True, False]
        _send(reader, judging, 'name="scope" value="everywhere"', "Wrong")
        _send(reader, reader.page("/decisions"), "</del>", "Take back")
        _send(reader, reader.page("/decisions"), "</del>", "Take back")
        assert _mended(tmp_path) == [True, True, True]


def _mended(folder: Path) -> list[bool]:
    """Clean; whether the slip was mended, article by article."""
    corrections = ("-s", f"CORRECTIONS={folder / 'corrections.toml'}")
    assert call_scrapy("clean", folder / "slips.jsonl", *in_data(folder), "--jobs", 1, *corrections).status == 0
    texts = {article.url: article.text for article in Dataset(folder / "data" / "dataset").articles()}
    return [MEANT in texts[f"http://bensay.example/bai/{number}"] for number in range(len(texts))]


def _send(reader: Reader, page: str, mark: str, label: str) -> None:
    """Send the first form of a page, at or behind a mark, that has a button with this label."""
    begin = page.rfind("<form", 0, page.index(mark)) if mark.startswith("name") else page.index(mark)
    forms = re.findall(r'<form method="post" action="([^"]+)"(.*?)</form>', page[begin:], re.DOTALL)
    action, form = next(one for one in forms if f">{label}<" in one[1])
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    assert reader.post(action, fields).status == 303


SITE_FILE = """
[[site]]
name = "bensay"
title = "Trang tin thôn Bến Sậy"
organization = "Ban công tác Mặt trận thôn Bến Sậy"
kind = "front"
level = "commune"
province = "Hòa Giang"
start = ["http://bensay.example/"]
"""


def _write_more(folder: Path) -> None:
    """A version with two more articles."""
    (folder / "more.jsonl").write_bytes(line(8, site=SITE) + line(9, site=SITE))
    assert call_scrapy("clean", folder / "more.jsonl", *in_data(folder), "--jobs", 1).status == 0


def test_alarms_are_judged_anew_when_the_log_of_visits_grows(tmp_path: Path) -> None:
    site = made_site()
    watch = Watch(tmp_path, {site.name: site})
    assert watch() == {}
    write_visits(tmp_path, [_visit(site.name, None)])
    assert watch() == {}
    write_visits(tmp_path, [_visit(site.name, "timeout: x"), _visit(site.name, "timeout: x"), _visit("khac", "x")])
    assert [alarm.name for alarm in watch()[site.name]] == ["failing"]
    assert watch() is watch()


def _visit(site: str, failure: str | None) -> SiteVisit:
    """A visit of just now."""
    made = made_visit(0, failure=failure)
    return made.model_copy(update={"site": site, "at": datetime.now(UTC)})


def test_pages_that_are_not_in_the_archive(tmp_path: Path) -> None:
    write_archive(tmp_path, [0])
    (tmp_path / "secret.warc.gz").write_bytes(b"x")
    find = find_in(tmp_path / "archive")
    file = next((tmp_path / "archive").glob("*/*.warc.gz")).relative_to(tmp_path / "archive").as_posix()

    def at(archive_file: str | None, offset: int | None) -> object:
        return find(Provenance(archive_file=archive_file, archive_offset=offset, body_sha256=None, code_version="0"))

    places = [
        (None, None),
        (file, None),
        (file, 1),
        (file, 10**9),
        ("../secret.warc.gz", 0),
        ("/etc/passwd", 0),
        ("a.jsonl", 0),
        ("b.warc.gz", 0),
    ]
    assert [at(*place) for place in places] == [None] * len(places)
    offset = next(iter(page_places(tmp_path / "archive" / file)))
    assert at(file, offset) is not None


WORDS = st.lists(st.sampled_from(["thôn Bến", "Sậy ,", "- xã", "2 000", '" tin "', "(a ,b )"]), max_size=8).map(
    " ".join
)
CLEANER = Cleaner()


@given(text=WORDS)
def test_the_marks_hold_both_texts(text: str) -> None:
    """Without what was put in, the text before is left; without what was taken away, the text after."""
    clean = CLEANER.clean_text(text)
    shown = mark_edits(text, clean.edits).plain
    taken, put = r"\[-(.*?)-\]", r"\{\+(.*?)\+\}"
    assert re.sub(taken, r"\1", re.sub(put, "", shown)) == text
    assert re.sub(put, r"\1", re.sub(taken, "", shown)) == clean.text
