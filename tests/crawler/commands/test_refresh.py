"""``scrapy refresh``: one site's fault is that site's alone; wrong usage is said before anything is fetched."""

import fcntl
import os
import pty
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from subprocess import CompletedProcess, Popen
from typing import NamedTuple

import pytest

from crawler.archive import read_pages
from output.dataset import Dataset
from tests.crawler import faulty_server as faulty
from tests.crawler.commands.newspaper import article_text, newspaper
from tests.crawler.commands.running import ROOT, environment, in_data, run_scrapy, scrapy_command, start_scrapy
from tests.crawler.crawling import HURRY, site_table, write_sites
from tests.crawler.faulty_server import Answer, Reply, Server, always, article_paths, serving

AT_ONCE = ("-s", "GONE_CHECKS=1", "-s", "GONE_DAYS=0")  # a missing article counts as gone at its first miss
ARTICLES = 12
BROKEN = b"<html><body><div <a href=<<>\x00\x01 \xff\xfe </html><p>x</body></b></i><table><tr>"


def refresh(folder: Path, *args: object) -> CompletedProcess[str]:
    return run_scrapy("refresh", *args, *in_data(folder), "--jobs", 1)


def dataset_of(folder: Path) -> Dataset:
    return Dataset(folder / "data" / "dataset")


def texts(folder: Path) -> list[str]:
    return sorted(article.text for article in dataset_of(folder).articles())


WHOLE = sorted(article_text(number) for number in range(ARTICLES))


class Changing:
    """A site whose answers can be exchanged between two visits."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        return self.answer(handler)


# Faults of sites ---------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[Answer, str]] = {
    "hangs": (faulty.hang, "timeout: "),
    "answers-500": (always(Reply(500)), "server_error: status 500"),
    "answers-404": (always(Reply(404)), "not_found: status 404"),
    "circle": (faulty.redirect({"/": "/a", "/a": "/b", "/b": "/"}), "redirect_loop: "),
    "sends-200-mb": (partial(faulty.send_too_much, announced=False), "too_large: "),
    "bomb": (always(Reply(body=faulty.BOMB, headers={"Content-Encoding": "gzip"})), "too_large: "),
    "broken-html": (always(Reply(body=BROKEN)), "no_links: "),
    "closes-early": (faulty.close_in_the_middle, "truncated: "),
}
REFUSES = ("refuses", "connection_refused: ")


class Refreshed(NamedTuple):
    """A refresh of a healthy site and one of every fault."""

    folder: Path
    servers: dict[str, Server]
    result: CompletedProcess[str]


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refreshed]:
    folder = tmp_path_factory.mktemp("faults")
    with ExitStack() as stack:
        answers = {"healthy": newspaper(ARTICLES), **{name: answer for name, (answer, _) in FAULTS.items()}}
        servers = {name: stack.enter_context(serving(answer)) for name, answer in answers.items()}
        paces = {name: {"pace": HURRY} if name == "hangs" else {} for name in servers}
        tables = [site_table(name, server.address, **paces[name]) for name, server in servers.items()]
        tables.append(site_table(REFUSES[0], f"http://127.0.0.1:{faulty.closed_port()}"))
        write_sites(folder, tables)
        yield Refreshed(folder, servers, refresh(folder))


@pytest.mark.slow
class TestFaults:
    def test_the_exit_status_says_that_sites_failed(self, refreshed: Refreshed) -> None:
        assert refreshed.result.returncode == 1
        assert "Traceback" not in refreshed.result.stderr

    @pytest.mark.parametrize(("name", "reason"), [*((name, why) for name, (_, why) in FAULTS.items()), REFUSES])
    def test_the_summary_names_the_site_and_the_reason(self, refreshed: Refreshed, name: str, reason: str) -> None:
        summary = " ".join(refreshed.result.stdout.split())
        assert f"Failed sites: {len(FAULTS) + 1}" in summary
        assert f" {name}: {reason}" in summary
        assert f"{name}: failed, {reason}" in refreshed.result.stderr

    def test_the_healthy_site_is_complete(self, refreshed: Refreshed) -> None:
        assert texts(refreshed.folder) == WHOLE
        assert " healthy:" not in refreshed.result.stdout
        assert re.search(r"^healthy: \d+ pages, 0 not modified \(", refreshed.result.stderr, re.MULTILINE)

    def test_every_page_of_every_site_ends_once(self, refreshed: Refreshed) -> None:
        paths = list(refreshed.folder.glob("data/archive/*/*.warc.gz"))
        pages = {(page.offset, path) for path in paths for page in read_pages(path)}
        counts = dataset_of(refreshed.folder).manifest().counts
        assert counts.pages == counts.articles + counts.rejections
        assert counts.articles == ARTICLES
        retried = 1  # status 500 is asked for twice, and is one page
        assert counts.pages == len(pages) - retried


@pytest.mark.slow
class TestSecondVisit:
    def test_missing_everywhere_is_a_fault_and_not_the_end_of_the_articles(self, tmp_path: Path) -> None:
        sites = {"big": Changing(newspaper(ARTICLES)), "small": Changing(newspaper(2))}
        with ExitStack() as stack:
            servers = {name: stack.enter_context(serving(site)) for name, site in sites.items()}
            write_sites(tmp_path, [site_table(name, server.address) for name, server in servers.items()])
            assert refresh(tmp_path, "--all").returncode == 0
            before = texts(tmp_path)
            for site in sites.values():
                site.answer = always(Reply(404))
            result = refresh(tmp_path, "--all")
        assert result.returncode == 1
        assert re.search(r"^  big: not_found: status 404", result.stdout, re.MULTILINE)
        assert re.search(r"^  small: not_found: status 404", result.stdout, re.MULTILINE)
        assert (texts(tmp_path), len(before)) == (before, ARTICLES + 2)
        assert run_scrapy("clean", *in_data(tmp_path)).returncode == 1  # nor when the archive is cleaned again
        assert texts(tmp_path) == before

    def test_many_missing_pages_of_a_site_that_answers_stay(self, tmp_path: Path) -> None:
        missing: set[str] = set()
        with serving(newspaper(ARTICLES, missing)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0
            missing.update(article_paths(ARTICLES)[:6])
            result = refresh(tmp_path, "--all")
        assert result.returncode == 1
        assert re.search(r"^  bensay: 6 of 1\d pages are missing: too many to be gone", result.stdout, re.MULTILINE)
        assert texts(tmp_path) == WHOLE

    def test_an_article_goes_and_comes_back(self, tmp_path: Path) -> None:
        missing: set[str] = set()
        with serving(newspaper(ARTICLES, missing)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0
            missing.add(article_paths(ARTICLES)[3])
            result = refresh(tmp_path, "--all", *AT_ONCE)
            assert result.returncode == 0
            assert re.search(r"gone from the web \.+ 1$", result.stdout, re.MULTILINE)
            assert "12 pages were not modified" in result.stdout  # the other articles, and the listing
            assert [article.text for article in dataset_of(tmp_path).gone()] == [article_text(3)]
            missing.clear()
            result = refresh(tmp_path, "--all")
        assert re.search(r"restored \.+ 1$", result.stdout, re.MULTILINE)
        assert texts(tmp_path) == WHOLE
        assert run_scrapy("clean", *in_data(tmp_path)).returncode == 0
        counts = dataset_of(tmp_path).manifest().counts
        assert (counts.unchanged, counts.gone, texts(tmp_path)) == (ARTICLES, 0, WHOLE)

    def test_an_article_is_gone_when_several_visits_missed_it(self, tmp_path: Path) -> None:
        missing: set[str] = set()
        with serving(newspaper(ARTICLES, missing)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0
            missing.add(article_paths(ARTICLES)[3])
            for _ in range(2):
                result = refresh(tmp_path, "--all", "-s", "GONE_DAYS=0")
                assert "\nArticles not found, which stay until later visits miss them too: 1\n" in result.stdout
                assert texts(tmp_path) == WHOLE
            assert "not found, which stay" not in refresh(tmp_path, "-s", "GONE_DAYS=0").stdout, "nobody asked for it"
            result = refresh(tmp_path, "--all", "-s", "GONE_DAYS=0")
        assert re.search(r"gone from the web \.+ 1$", result.stdout, re.MULTILINE)
        assert [article.text for article in dataset_of(tmp_path).gone()] == [article_text(3)]

    def test_misses_on_one_day_are_not_enough(self, tmp_path: Path) -> None:
        missing: set[str] = set()
        with serving(newspaper(ARTICLES, missing)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0
            missing.add(article_paths(ARTICLES)[3])
            for _ in range(4):
                assert refresh(tmp_path, "--all").returncode == 0
        assert texts(tmp_path) == WHOLE

    def test_links_that_never_led_anywhere_are_no_lost_articles(self, tmp_path: Path) -> None:
        dead = set(article_paths(ARTICLES)[:8])
        with serving(newspaper(ARTICLES, dead)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            for _ in range(2):
                assert refresh(tmp_path, "--all").returncode == 0
        assert len(texts(tmp_path)) == ARTICLES - len(dead)


class TestOptions:
    @pytest.mark.slow
    def test_backfill_walks_behind_what_is_known(self, tmp_path: Path) -> None:
        with serving(newspaper(ARTICLES)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0
            assert refresh(tmp_path).returncode == 0
            assert server.asked["/?page=2"] == 1
            assert refresh(tmp_path, "--backfill").returncode == 0
            assert server.asked["/?page=2"] == 2

    @pytest.mark.slow
    def test_limit_is_the_most_that_is_fetched_of_a_site(self, tmp_path: Path) -> None:
        with serving(newspaper(ARTICLES)) as one, serving(newspaper(ARTICLES)) as other:
            tables = [site_table("mot", one.address), site_table("hai", other.address, max_pages=3)]
            write_sites(tmp_path, tables)
            assert refresh(tmp_path, "--limit", 5).returncode == 0
            assert [server.asked.total() for server in (one, other)] == [6, 4]  # and robots.txt
            assert refresh(tmp_path, "mot").returncode == 0  # the rest waits for the next visit
            assert other.asked.total() == 4
        assert len(texts(tmp_path)) == ARTICLES + 2

    @pytest.mark.slow
    def test_all_asks_for_old_articles_too(self, tmp_path: Path) -> None:
        with serving(newspaper(ARTICLES)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0
            assert refresh(tmp_path, "-s", "RECHECK_DAYS=0").returncode == 0
            assert server.asked[article_paths(1)[0]] == 1
            assert refresh(tmp_path, "-s", "RECHECK_DAYS=0", "--all").returncode == 0
            assert server.asked[article_paths(1)[0]] == 2

    def test_only_live_sites_are_visited(self, tmp_path: Path) -> None:
        with serving(newspaper(1)) as server:
            tables = [site_table("con", server.address), site_table("mat", server.address, status="archived")]
            write_sites(tmp_path, tables)
            result = refresh(tmp_path)
        assert result.returncode == 0
        assert result.stderr.startswith("con: ")
        assert "mat" not in result.stderr


MISTAKES = [
    ('kind = "dang"', "field kind: found 'dang'; expected one of 'party', "),
    ("start = []", "field start: "),
    ('start = ["ftp://x.example/"]', "field start.0: found 'ftp://x.example/'; an address with http"),
    ("start = 2025-07-01", "field start: found datetime.date(2025, 7, 1)"),
    ("pace = { delay = nan }", "field pace.delay: found nan"),
    ("pace = { delay = inf }", "field pace.delay: found inf"),
    ("max_pages = 0", "field max_pages: found 0"),
    ('max_pages = "ba"', "field max_pages: found 'ba'"),
    ('titel = "x"', "unknown field 'titel'; did you mean 'title'?"),
    ("title = [", "no TOML: "),
]


class TestWrongUsage:
    def test_mistakes_in_site_files_are_all_told_at_once(self, tmp_path: Path) -> None:
        (tmp_path / "sites").mkdir()
        for number, (mistake, _) in enumerate(MISTAKES):
            field = mistake.split(" ")[0]
            lines = site_table(f"s{number}", "http://127.0.0.1:1").splitlines()
            kept = [line for line in lines if not line.startswith(f"{field} ")]
            (tmp_path / "sites" / f"{number}.toml").write_text("\n".join([*kept, mistake]), encoding="utf-8")
        result = refresh(tmp_path)
        assert result.returncode == 2
        assert "Traceback" not in result.stderr
        for number, (mistake, message) in enumerate(MISTAKES):
            place = f"{number}.toml" if "TOML" in message else rf"{number}.toml, \[\[site\]\] 1 \(s{number}\), "
            assert re.search(rf"{place}.*{re.escape(message)}", result.stderr), (mistake, result.stderr)
        assert not (tmp_path / "data").exists()

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["bensya"], "no site is called 'bensya'; did you mean bensay?"),
            (["bensay", "zzz"], "no site is called 'zzz'; known are bensay"),
            (["--limit", "0"], "argument --limit: a number from 1 is expected, found '0'"),
            (["--limit", "ba"], "argument --limit: a number from 1 is expected, found 'ba'"),
            (["--limit", "٣"], "a number from 1 is expected"),
            (["--backfill", "--until", "31/12/2024"], "a day like 2024-12-31 is expected, found '31/12/2024'"),
            (["--until", "2024-12-31"], "--until goes with --backfill"),
            ([], "no site file has a live site"),
        ],
    )
    def test_wrong_arguments(self, tmp_path: Path, arguments: list[str], message: str) -> None:
        write_sites(tmp_path, [site_table("bensay", "http://127.0.0.1:1", status="archived")])
        result = refresh(tmp_path, *arguments)
        assert result.returncode == 2
        assert message in " ".join(result.stderr.split())
        assert "Traceback" not in result.stderr


@pytest.mark.slow
class TestState:
    def test_a_second_refresh_at_once_is_sent_away(self, tmp_path: Path) -> None:
        with serving(faulty.hang) as server:
            write_sites(tmp_path, [site_table("bensay", server.address, pace={"delay": 0, "timeout": 60})])
            first = start_scrapy("refresh", *in_data(tmp_path))
            assert server.wait_for(1)
            second = refresh(tmp_path)
            cleaning = run_scrapy("clean", *in_data(tmp_path))
            first.kill()
            first.communicate()
        for result in (second, cleaning):
            assert result.returncode == 1
            assert re.fullmatch(
                rf"danvan: .*/data is in use by process {first.pid} on \S+; wait for it, .*\n", result.stderr
            )

    def test_a_lock_outlives_no_process(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / ".lock").write_text("123456789")
        with serving(newspaper(1)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0

    def test_a_lock_without_a_name_is_a_lock(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        write_sites(tmp_path, [site_table("bensay", "http://127.0.0.1:1")])
        with (tmp_path / "data" / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            result = refresh(tmp_path)
        assert result.returncode == 1
        assert "is in use by process unknown" in result.stderr

    @pytest.mark.parametrize(
        ("file", "message"),
        [
            ("dataset/manifests/000001.json", r"000001\.json is damaged: "),
            ("index.db", r"index\.db cannot be used as the page index: file is not a database"),
        ],
    )
    def test_a_damaged_file_is_named(self, tmp_path: Path, file: str, message: str) -> None:
        with serving(newspaper(1)) as server:
            write_sites(tmp_path, [site_table("bensay", server.address)])
            assert refresh(tmp_path).returncode == 0
            (tmp_path / "data" / file).write_bytes(b"\x00 hong " * 1000)
            for leftover in tmp_path.glob("data/index.db-*"):
                leftover.unlink()
            result = refresh(tmp_path)
        assert result.returncode == 1
        assert re.search(message, result.stderr + result.stdout), result.stderr
        assert "Traceback" not in result.stderr


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    with serving(newspaper(ARTICLES)) as server:
        write_sites(tmp_path, [site_table("bensay", server.address)])
        with on_terminal("refresh", *in_data(tmp_path), "--jobs", 1) as shown:
            output = shown.read()
        assert re.search(r"crawling, sites.*━.*0/1", output)
    assert re.search(r"cleaning, parts.*━.*1/1", output)
    assert "bensay: " in output
    assert "Version 1" in output


class Terminal:
    """What a command shows on its terminal."""

    def __init__(self, descriptor: int, process: Popen[bytes]) -> None:
        self._descriptor = descriptor
        self._process = process

    def read(self) -> str:
        """Everything up to its end."""
        parts: list[bytes] = []
        try:
            while part := os.read(self._descriptor, 4096):
                parts.append(part)
        except OSError:  # how Linux says that the other side was closed
            pass
        self._process.wait(timeout=60)
        assert self._process.returncode == 0
        return b"".join(parts).decode()


@contextmanager
def on_terminal(*args: object) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    settings = {**environment(), "TERM": "xterm"}
    process = Popen(scrapy_command(*args), cwd=ROOT, env=settings, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        yield Terminal(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
