"""``scrapy clean``: the archive, WARC files of others, text dumps; what is wrong with them is said, never lost."""

import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaning import Article, Reason, Rejection, undo
from output.dataset import Dataset
from output.manifest import Manifest
from tests.cleaning.strange_sites import BOILERPLATE, NOTICE, write_site
from tests.crawler.commands.newspaper import article_page, article_text
from tests.crawler.commands.processes import kill, wait_until, workers_of
from tests.crawler.commands.running import call_scrapy, in_data, run_scrapy, start_scrapy
from tests.crawler.commands.sources import NOON, SITE, line, write_archive, write_foreign_warc, write_lines

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds" / "raw"
SEED_FIELDS = ("title", "published", "views", "byline", "category")
HUGE = 5_000_000  # bytes of the longest line


class Written(NamedTuple):
    """What ``scrapy clean -o`` wrote and printed."""

    articles: list[Article]
    rejections: list[Rejection]
    printed: str


def clean_to_file(folder: Path, *sources: Path) -> Written:
    ended = call_scrapy("clean", *sources, "-o", folder / "out.jsonl", *in_data(folder), "--jobs", 1)
    assert (ended.status, ended.err) == (0, "")
    rejected = folder / "out.rejected.jsonl"
    return Written(
        [Article.model_validate_json(text) for text in (folder / "out.jsonl").read_bytes().splitlines()],
        [Rejection.model_validate_json(text) for text in rejected.read_bytes().splitlines()]
        if rejected.exists()
        else [],
        ended.out,
    )


class TestArchive:
    def test_every_page_ends_once_with_its_place(self, tmp_path: Path) -> None:
        write_archive(tmp_path / "data", range(5))
        write_archive(tmp_path / "data", [7, 8], body=b"<html><p>Trang tr\xe1\xbb\x91ng</p></html>")
        write_archive(tmp_path / "data", [9], status=500)
        ended = call_scrapy("clean", *in_data(tmp_path), "--jobs", 1)
        assert (ended.status, ended.err) == (0, "")
        dataset = Dataset(tmp_path / "data" / "dataset")
        articles = list(dataset.articles())
        assert [article.text for article in articles] == [article_text(number) for number in range(5)]
        assert {(article.site, article.provenance.fetched_at is not None) for article in articles} == {(SITE, True)}
        assert articles[0].provenance.fetched_at == NOON
        counts = dataset.manifest().counts
        assert (counts.pages, counts.articles, counts.rejections) == (8, 5, 3)
        assert counts.reasons[Reason.HTTP_ERROR] == 1
        assert "Version 1" in ended.out
        sizes = {f"{SITE}/{path.name}": path.stat().st_size for path in tmp_path.glob(f"data/archive/{SITE}/*")}
        assert dataset.manifest().consumed == sizes

    @pytest.mark.slow
    def test_the_number_of_jobs_changes_nothing(self, tmp_path: Path) -> None:
        write_archive(tmp_path / "one" / "data", range(200))
        shutil.copytree(tmp_path / "one", tmp_path / "three")
        manifests = [versions_made(tmp_path / name, jobs) for name, jobs in (("one", 1), ("three", 3))]
        assert manifests[0] == manifests[1]
        for path in (tmp_path / "one").glob("data/dataset/segments/*"):
            other = tmp_path / "three" / path.relative_to(tmp_path / "one")
            assert path.read_bytes() == other.read_bytes()


def versions_made(folder: Path, jobs: int) -> Manifest:
    result = run_scrapy("clean", *in_data(folder), "--jobs", jobs)
    assert (result.returncode, result.stderr) == (0, "")
    dataset = Dataset(folder / "data" / "dataset")
    dataset.verify()
    return dataset.manifest().model_copy(update={"created_at": NOON, "seconds": {}})


class TestSources:
    def test_warc_files_of_others(self, tmp_path: Path) -> None:
        pages = [(f"http://bensay.example/bai/{number}", article_page(number)) for number in range(4)]
        write_foreign_warc(tmp_path / "a.warc.gz", pages[:2])
        write_foreign_warc(tmp_path / "b.warc", [*pages[2:], ("http://bensay.example/", b"<html></html>")])
        written = clean_to_file(tmp_path, tmp_path / "a.warc.gz", tmp_path / "b.warc")
        assert [article.url for article in written.articles] == [url for url, _ in pages]
        assert [article.text for article in written.articles] == [article_text(number) for number in range(4)]
        assert [article.provenance.archive_file for article in written.articles] == ["a.warc.gz"] * 2 + ["b.warc"] * 2
        assert {article.site for article in written.articles} == {None}
        assert [(rejection.reason, rejection.url) for rejection in written.rejections] == [
            (Reason.EMPTY_SHELL, "http://bensay.example/")
        ]
        assert "4 articles in" in written.printed
        assert "1 pages that are no articles in" in written.printed

    def test_a_version_made_of_sources_consumes_nothing_of_the_archive(self, tmp_path: Path) -> None:
        """A file of the same name may stand in the archive, and must still be read."""
        write_foreign_warc(tmp_path / "a.warc.gz", [("http://bensay.example/bai/1", article_page(1))])
        assert call_scrapy("clean", tmp_path / "a.warc.gz", *in_data(tmp_path)).status == 0
        manifest = Dataset(tmp_path / "data" / "dataset").manifest()
        assert (manifest.counts.new, manifest.consumed) == (1, {})

    def test_a_folder_is_read_to_its_depths(self, tmp_path: Path) -> None:
        folder = tmp_path / "nguon"
        (folder / "sâu" / "hơn").mkdir(parents=True)
        (folder / "mot.txt").write_text(article_text(1), encoding="utf-8")
        (folder / "sâu" / "hai.txt").write_text(article_text(2), encoding="utf-8")
        write_lines(folder / "sâu" / "hơn" / "ba.jsonl", [3])
        write_foreign_warc(folder / "bon.warc.gz", [("http://bensay.example/bai/4", article_page(4))])
        (folder / "ghi-chu.md").write_text("không phải nguồn", encoding="utf-8")
        written = clean_to_file(tmp_path, folder)
        found = {article.text: article.provenance.archive_file for article in written.articles}
        names = {1: "mot.txt", 2: "sâu/hai.txt", 3: "sâu/hơn/ba.jsonl", 4: "bon.warc.gz"}
        assert found == {article_text(number): name for number, name in names.items()}
        assert written.rejections == []

    def test_text_files_in_old_charsets_and_of_any_size(self, tmp_path: Path) -> None:
        folder = tmp_path / "nguon"
        folder.mkdir()
        (folder / "bom.txt").write_bytes(b"\xef\xbb\xbf" + article_text(1).encode())
        (folder / "cp1258.txt").write_bytes("Ủy ban nhân dân".encode("cp1258", errors="ignore") * 40)
        (folder / "nhi-phan.txt").write_bytes(bytes(range(128, 256)) * 40)
        (folder / "rong.txt").write_bytes(b"")
        (folder / "to.txt").write_bytes(b"x " * 4_100_000)
        (folder / "utf16.txt").write_bytes(article_text(2).encode("utf-16"))
        written = clean_to_file(tmp_path, folder)
        assert [article.text for article in written.articles][:1] == [article_text(1)]
        assert written.articles[-1].text == article_text(2)
        reasons = {rejection.provenance.archive_file: rejection.reason for rejection in written.rejections}
        assert reasons["rong.txt"] is Reason.TOO_SHORT
        assert reasons["to.txt"] is Reason.TOO_LARGE
        assert reasons["nhi-phan.txt"] in {Reason.UNDECODABLE, Reason.NOT_VIETNAMESE}
        assert len(written.articles) + len(written.rejections) == 6

    def test_an_older_file_of_rejections_does_not_outlive_them(self, tmp_path: Path) -> None:
        (tmp_path / "out.rejected.jsonl").write_text("cũ", encoding="utf-8")
        write_lines(tmp_path / "tin.jsonl", range(2))
        written = clean_to_file(tmp_path, tmp_path / "tin.jsonl")
        assert len(written.articles) == 2
        assert not (tmp_path / "out.rejected.jsonl").exists()
        assert "no articles" not in written.printed


class BadLine(NamedTuple):
    line: bytes
    reason: Reason
    detail: str


BAD_LINES = [
    BadLine(b"\n", Reason.BAD_RECORD, "no JSON"),
    BadLine(b"{'text': 1}\n", Reason.BAD_RECORD, "no JSON"),
    BadLine(b'{"url": "http://bensay.example/bai/1"}\n', Reason.BAD_RECORD, "an object with a text is expected"),
    BadLine(b'{"text": 7}\n', Reason.BAD_RECORD, "an object with a text is expected"),
    BadLine(b'["text"]\n', Reason.BAD_RECORD, "an object with a text is expected"),
    BadLine(b'{"text": "Ng\xe0y"}\n', Reason.BAD_RECORD, "no JSON"),
    BadLine(b"[" * 100_000 + b"\n", Reason.BAD_RECORD, "no JSON"),
    BadLine(b'{"n": ' + b"9" * 5000 + b"}\n", Reason.BAD_RECORD, "no JSON"),
    BadLine(b'{"text": ""}\n', Reason.TOO_SHORT, "0 code points"),
    BadLine(line(1, text="x" * HUGE), Reason.NOT_VIETNAMESE, ""),
    BadLine(line(1, text="x" * 2 * HUGE), Reason.TOO_LARGE, "bytes"),
]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Good lines before and behind the bad ones; the last has no line break."""
    folder = tmp_path_factory.mktemp("lines")
    good = [line(0), line(1, title="Tin về thôn Bến Sậy", site=SITE, extra=[1]), line(2).rstrip(b"\n")]
    (folder / "tin.jsonl").write_bytes(b"".join([good[0], *(bad.line for bad in BAD_LINES), *good[1:]]))
    return clean_to_file(folder, folder / "tin.jsonl")


class TestLines:
    def test_good_lines_are_articles(self, lines: Written) -> None:
        assert [article.text for article in lines.articles] == [article_text(number) for number in range(3)]
        assert all(undo(article.text, article.edits) == article.extracted for article in lines.articles)

    def test_fields_of_a_record_are_used(self, lines: Written) -> None:
        first, second, _ = lines.articles
        assert (first.title, first.site) != (second.title, second.site)
        assert (second.title, second.site, second.url) == ("Tin về thôn Bến Sậy", SITE, "http://bensay.example/bai/1")

    def test_every_bad_line_has_its_reason_and_number(self, lines: Written) -> None:
        for number, (rejection, bad) in enumerate(zip(lines.rejections, BAD_LINES, strict=True), 2):
            assert (rejection.reason, bad.detail in rejection.detail) == (bad.reason, True), rejection.detail
            assert rejection.provenance.archive_offset == number - 1
            if bad.reason is Reason.BAD_RECORD:
                assert f"line {number}:" in rejection.detail


def test_what_no_file_can_hold_is_a_rejection(tmp_path: Path) -> None:
    half = json.dumps({"text": article_text(1).replace("hơn", "\ud83d", 1), "url": "https://vidu.vn/\udc00"}).encode()
    giant = json.dumps({"text": f"12/11/2023 | Lượt xem: {10**25}\n{article_text(2)}"}).encode()
    (tmp_path / "tin.jsonl").write_bytes(b"\n".join((half, giant, line(3))))
    written = clean_to_file(tmp_path, tmp_path / "tin.jsonl")
    assert written.articles[-1].text == article_text(3)
    assert {article.views for article in written.articles} == {None}
    assert [rejection.reason for rejection in written.rejections] == [Reason.BAD_RECORD] * (3 - len(written.articles))
    assert "half a surrogate pair" in written.rejections[0].detail
    assert written.rejections[0].url == "https://vidu.vn/\\udc00"


def test_a_text_is_known_by_its_text_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "mot.txt").write_text(article_text(1), encoding="utf-8")
    (tmp_path / "hai.jsonl").write_bytes(json.dumps({"n": 1, "text": article_text(1)}).encode())
    written = clean_to_file(tmp_path, tmp_path / "mot.txt", tmp_path / "hai.jsonl")
    assert len({article.id for article in written.articles}) == 1
    assert len(written.articles) == 2


def test_progress_is_plain_lines_where_no_terminal_is(tmp_path: Path) -> None:
    (tmp_path / "tin.jsonl").write_bytes(b'{"text": "ng\xe1\xba\xafn"}\n' * 64 * 41)
    ended = call_scrapy("clean", tmp_path / "tin.jsonl", "-o", tmp_path / "out.jsonl", "--jobs", 1)
    assert ended.err == "cleaning, parts: 20 of 41\ncleaning, parts: 40 of 41\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["khong-co"], r"khong-co: no such file or folder"),
        (["trong"], r"trong: a folder with .*\.jsonl files is expected, found none"),
        (["anh.png"], r"anh\.png: a .*\.jsonl file is expected"),
        (["rong.jsonl"], r"rong\.jsonl holds no page"),
        ([], r"archive holds no page: run scrapy refresh, or name another SOURCE"),
        (["tin.jsonl", "-o", "trong"], r"trong is a folder; the name of a file is expected"),
        (["tin.jsonl", "-o", "khong-co/out.jsonl"], r"khong-co is no folder"),
        (["tin.jsonl", "--jobs", "0"], r"a number from 1 is expected, found '0'"),
        (["tin.jsonl", "--jobs", "hai"], r"a number from 1 is expected, found 'hai'"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "trong").mkdir()
    (tmp_path / "anh.png").write_bytes(b"\x89PNG")
    (tmp_path / "rong.jsonl").write_bytes(b"")
    write_lines(tmp_path / "tin.jsonl", [1])
    paths = [str(tmp_path / part) if re.match(r"\w+(-co|\.|g$)", part) else part for part in arguments]
    ended = call_scrapy("clean", *paths, *in_data(tmp_path))
    assert ended.status == 2
    assert re.search(message, ended.err), ended.err
    assert not (tmp_path / "data" / "dataset").exists()


@pytest.mark.slow
class TestKilledWorker:
    """A worker is killed while the pages of the first group of rows are already written: one page is lost."""

    def test_version(self, tmp_path: Path) -> None:
        write_lines(tmp_path / "tin.jsonl", range(1500))
        process = start_scrapy("clean", tmp_path / "tin.jsonl", *in_data(tmp_path), "--jobs", 2)
        dataset = Dataset(tmp_path / "data" / "dataset")
        wait_until(lambda: any(dataset.folder.glob(".refresh-*/*.parquet")), process)
        kill(workers_of(process)[0])
        printed, errors = process.communicate(timeout=300)
        assert (process.returncode, errors.count("Traceback")) == (0, 0)
        dataset.verify()
        counts = dataset.manifest().counts
        assert (counts.pages, counts.articles) == (1500, 1499)
        assert counts.reasons == {Reason.CRASH: 1}
        assert "crash" in printed
        assert [rejection.detail for rejection in dataset.rejections()] == ["the process was killed by SIGKILL"]

    def test_file(self, tmp_path: Path) -> None:
        write_lines(tmp_path / "tin.jsonl", range(1500))
        process = start_scrapy("clean", tmp_path / "tin.jsonl", "-o", tmp_path / "out.jsonl", "--jobs", 2)
        wait_until(lambda: sum(path.stat().st_size for path in tmp_path.glob(".out.jsonl.*")) > 0, process)
        kill(workers_of(process)[-1])
        process.communicate(timeout=300)
        assert process.returncode == 0
        assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 1499
        assert (tmp_path / "out.rejected.jsonl").read_bytes().count(b"\n") == 1


class TestDamagedSource:
    """What can be read is cleaned, and the file is named."""

    @pytest.mark.parametrize("name", ["tin.warc", "tin.warc.gz"])
    def test_cut_file(self, tmp_path: Path, name: str) -> None:
        pages = [(f"http://bensay.example/bai/{number}", article_page(number)) for number in range(6)]
        write_foreign_warc(tmp_path / "lanh.warc.gz", pages[:2])
        write_foreign_warc(tmp_path / name, pages)
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-100])
        ended = call_scrapy("clean", tmp_path / "lanh.warc.gz", tmp_path / name, *in_data(tmp_path))
        assert ended.status == 1
        assert f"danvan: {tmp_path / name} is damaged, what stands before was cleaned: it is cut off" in ended.err
        assert "lanh.warc.gz" not in ended.err
        assert Dataset(tmp_path / "data" / "dataset").manifest().counts.articles == 5

    def test_to_a_file(self, tmp_path: Path) -> None:
        write_foreign_warc(tmp_path / "tin.warc", [("http://bensay.example/bai/1", article_page(1))])
        with (tmp_path / "tin.warc").open("ab") as file:
            file.write(b"junk\0" * 40)
        ended = call_scrapy("clean", tmp_path / "tin.warc", "-o", tmp_path / "out.jsonl", *in_data(tmp_path))
        assert (ended.status, ended.out) == (1, f"1 articles in {tmp_path / 'out.jsonl'}\n")
        assert "tin.warc is damaged" in ended.err

    def test_the_torn_end_of_our_own_archive_is_no_damage(self, tmp_path: Path) -> None:
        write_archive(tmp_path / "data", range(5))
        (path,) = (tmp_path / "data").glob("archive/*/*.warc.gz")
        path.write_bytes(path.read_bytes()[:-40])
        ended = call_scrapy("clean", *in_data(tmp_path))
        assert (ended.status, ended.err) == (0, "")


def test_what_recurs_is_counted_from_refresh_to_refresh(tmp_path: Path) -> None:
    """Two articles a time prove nothing; what the first times counted is there at the next ones."""
    site = [(written.page.url, written.page.body) for written in write_site("boxes", 12)]
    dataset = Dataset(tmp_path / "data" / "dataset")
    leaked = []
    for start in range(0, 12, 2):
        write_foreign_warc(tmp_path / f"{start:02}.warc.gz", site[start : start + 2])
        assert call_scrapy("clean", tmp_path / f"{start:02}.warc.gz", *in_data(tmp_path), "--jobs", 1).status == 0
        texts = (article.text for article in dataset.articles() if article.url in dict(site[start : start + 2]))
        leaked.append(sum(len(set(text.split("\n\n")) & BOILERPLATE) for text in texts))
    assert leaked[0] > 2 * len(NOTICE.splitlines()) >= leaked[1] >= leaked[-1] == 0
    assert dataset.manifest().stripped["repeated"] > 0
    dataset.verify()


@pytest.mark.real
@pytest.mark.skipif(not SEEDS.exists(), reason="the real pages are not here")
def test_the_seeds_are_five_articles(tmp_path: Path) -> None:
    written = clean_to_file(tmp_path, SEEDS)
    assert len(written.articles) == 5
    assert written.rejections == []
    for article, path in zip(written.articles, sorted((SEEDS.parent / "gold").glob("*.json")), strict=True):
        gold = json.loads(path.read_bytes())
        found = article.model_dump(mode="json")
        assert {name: found[name] for name in SEED_FIELDS} == {name: gold[name] for name in SEED_FIELDS}
        assert undo(article.text, article.edits) == article.extracted
