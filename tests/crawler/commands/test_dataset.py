"""``scrapy dataset`` and ``scrapy diff``: what a user sees and is told."""

import json
import shutil
from pathlib import Path

import pytest

from benchmarks.memory import write_archive
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_text
from tests.crawler.commands.running import Ended, call_scrapy, in_data

SITE, FIRST = "donglinh", "https://donglinh.example/tin/0"


def write_dump(file: Path, texts: dict[int, str]) -> None:
    records = (
        {"url": f"https://donglinh.example/tin/{number}", "site": SITE, "text": text} for number, text in texts.items()
    )
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


@pytest.fixture(scope="module")
def three_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1: articles 0 and 1; 2: 0 with another sentence; 3: 2 is new."""
    folder = tmp_path_factory.mktemp("dataset")
    changed = article_text(0) + "\n\nBuổi lễ kết thúc lúc 10 giờ cùng ngày."
    for texts in ({0: article_text(0), 1: article_text(1)}, {0: changed}, {2: article_text(2)}):
        write_dump(folder / "tin.jsonl", texts)
        assert call_scrapy("clean", folder / "tin.jsonl", *in_data(folder), "--jobs", 1).status == 0
    return folder


@pytest.fixture
def folder(three_versions: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(three_versions, tmp_path / "copy"))


def dataset(folder: Path, *arguments: object) -> Ended:
    return call_scrapy("dataset", *arguments, *in_data(folder))


def ids(folder: Path) -> int:
    return len(list(Dataset(folder / "data" / "dataset").articles()))


class TestDataset:
    def test_versions(self, folder: Path) -> None:
        assert dataset(folder, "release", "2026.05").status == 0
        ended = dataset(folder, "versions")
        lines = ended.out.splitlines()
        assert [line.split()[0] for line in lines] == ["version", "1", "2", "3", "release"]
        assert lines[-1].startswith("release 2026.05: version 3, 3 articles, ")

    def test_verify_names_what_is_damaged(self, folder: Path) -> None:
        assert dataset(folder, "verify").out.startswith("3 versions in ")
        path = folder / "data" / "dataset" / "segments" / "000002-articles.parquet"
        path.write_bytes(path.read_bytes()[:-9])
        ended = dataset(folder, "verify")
        assert (ended.status, "000002-articles.parquet" in ended.err) == (1, True)

    def test_compact_and_forget(self, folder: Path) -> None:
        assert dataset(folder, "compact").out.startswith("versions 1 to 3 are in ")
        assert dataset(folder, "compact").out.startswith("Nothing to do")
        assert dataset(folder, "forget", "--keep", 2).out.startswith("versions 2 to 3 are in ")
        assert dataset(folder, "forget", "--before", "2999-01-01").out.startswith("versions 3 to 3 are in ")
        assert ids(folder) == 3

    def test_forget_keeps_all_where_fewer_are_there(self, folder: Path) -> None:
        assert dataset(folder, "forget", "--keep", 9).status == 0
        assert dataset(folder, "forget", "--before", "2001-01-01").status == 0
        assert Dataset(folder / "data" / "dataset").versions() == [1, 2, 3]

    def test_release_at_a_version_and_never_twice(self, folder: Path) -> None:
        ended = dataset(folder, "release", "v1", "--at", 1)
        assert ended.out == f"2 articles of version 1 in {folder / 'data' / 'releases' / 'v1'}\n"
        ended = dataset(folder, "release", "v1")
        assert (ended.status, "exists, and a release never changes" in ended.err) == (1, True)

    def test_remove_and_undo(self, folder: Path) -> None:
        assert dataset(folder, "release", "old").status == 0
        ended = dataset(folder, "remove", FIRST, "--why", "theo đơn của gia đình")
        assert ended.out.startswith("version 4: 1 current articles are taken down\n")
        assert ended.out.endswith("remove the folders that must not stay: old\n")
        assert dataset(folder, "taken-down").out.endswith(f"  {FIRST}: theo đơn của gia đình\n")
        assert ids(folder) == 2
        write_dump(folder / "tin.jsonl", {0: article_text(5)})
        ended = call_scrapy("clean", folder / "tin.jsonl", *in_data(folder), "--jobs", 1)
        assert "taken_down" in ended.out
        assert ids(folder) == 2
        ended = dataset(folder, "remove", FIRST, "--undo", "--why", "rút đơn")
        assert ended.out == "version 6: 1 articles are back, others may come back\n"
        assert ids(folder) == 3
        assert dataset(folder, "taken-down").out == ""

    @pytest.mark.parametrize(
        ("arguments", "status", "message"),
        [
            ([], 2, "an ACTION is expected: versions, verify, compact"),
            (["delete"], 2, "an ACTION is expected"),
            (["verify", "x"], 2, "verify: 0 arguments are expected, found 1"),
            (["release"], 2, "release: 1 arguments are expected, found 0"),
            (["release", "a/b"], 2, "a name of up to 64 letters"),
            (["release", "x", "--at", "9"], 1, "has no version 9; its versions are 1 to 3"),
            (["release", "x", "--at", "0"], 2, "versions are numbered from 1, found '0'"),
            (["release", "x", "--at", "2001-01-01"], 1, "has no version of 2001-01-01 23:59 or before"),
            (["release", "x", "--at", "hôm qua"], 2, "a version is a number (12), a day (2026-05-01) or a time"),
            (["forget"], 2, "either --keep N or --before DATE is expected"),
            (["forget", "--keep", "1", "--before", "2026-01-01"], 2, "either --keep N or --before DATE"),
            (["forget", "--keep", "0"], 2, "a number from 1 is expected, found '0'"),
            (["forget", "--before", "9"], 1, "has no version 9"),
            (["remove", FIRST], 2, "--why TEXT is expected"),
            (["remove", "khongco", "--why", "x"], 1, "no article is of a site named 'khongco'"),
            (["remove", FIRST, "--undo", "--why", "x"], 1, f"{FIRST} is not taken down"),
        ],
    )
    def test_wrong_arguments(self, three_versions: Path, arguments: list[str], status: int, message: str) -> None:
        ended = dataset(three_versions, *arguments)
        assert (ended.status, ended.out) == (status, "")
        assert message in ended.err
        assert Dataset(three_versions / "data" / "dataset").versions() == [1, 2, 3]

    @pytest.mark.parametrize(
        "action", [["versions"], ["compact"], ["release", "x"], ["taken-down"], ["forget", "--keep", "1"]]
    )
    def test_without_a_dataset(self, tmp_path: Path, action: list[str]) -> None:
        ended = dataset(tmp_path, *action)
        assert (ended.status, "has no version yet" in ended.err) == (1, True)


def segments(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "data" / "dataset" / "segments").iterdir()}


@pytest.mark.slow
def test_two_builds_of_one_archive_are_equal_byte_for_byte(tmp_path: Path) -> None:
    write_archive(tmp_path / "data", 60)
    shutil.copytree(tmp_path / "data" / "archive", tmp_path / "again" / "data" / "archive")
    for folder, jobs in ((tmp_path, 1), (tmp_path / "again", 3)):
        assert call_scrapy("clean", *in_data(folder), "--jobs", jobs).status == 0
    assert segments(tmp_path) == segments(tmp_path / "again")
    one, two = (Dataset(folder / "data" / "dataset").manifest() for folder in (tmp_path, tmp_path / "again"))
    assert one.log_sha256 == two.log_sha256
    assert one.model_dump(exclude={"created_at", "seconds"}) == two.model_dump(exclude={"created_at", "seconds"})
    assert None not in (one.layouts_sha256, one.settings_sha256)


class TestDiff:
    def test_the_last_two_versions_by_default(self, three_versions: Path) -> None:
        ended = call_scrapy("diff", *in_data(three_versions))
        assert ended.status == 0
        assert ended.out.startswith("From version 2 to version 3\n\nnew: ")
        assert "\nchanged                      0\n" in ended.out

    def test_words_that_came_are_marked(self, three_versions: Path) -> None:
        ended = call_scrapy("diff", 1, 2, *in_data(three_versions))
        assert "changed, because of the page: " in ended.out
        assert "{+↵↵Buổi lễ kết thúc lúc 10 giờ cùng ngày.+}" in ended.out
        assert ended.out.endswith("changed, page                1\n")
        assert "\x1b" not in ended.out

    def test_json(self, three_versions: Path) -> None:
        ended = call_scrapy("diff", 1, "--json", *in_data(three_versions))
        *records, totals = map(json.loads, ended.out.splitlines())
        assert [record["kind"] for record in records] == ["changed", "new"]
        assert records[0]["url"] == FIRST
        assert records[0]["cause"] == "page"
        assert records[0]["fields"]["text"].endswith("{+\n\nBuổi lễ kết thúc lúc 10 giờ cùng ngày.+}")
        assert (totals["from"], totals["to"], totals["causes"]) == (1, 3, {"page": 1})
        assert totals["kinds"] == {"new": 1, "changed": 1, "restored": 0, "gone": 0, "withdrawn": 0, "taken_down": 0}

    def test_counts_alone_and_by_site(self, three_versions: Path) -> None:
        ended = call_scrapy("diff", 1, 3, "--counts", *in_data(three_versions))
        assert ended.out.splitlines()[2].split() == ["new", "1"]
        ended = call_scrapy("diff", 1, 3, "--counts", "--site", "x", *in_data(three_versions))
        assert ended.out.splitlines()[2].split() == ["new", "0"]

    def test_a_day_names_its_last_version(self, three_versions: Path) -> None:
        ended = call_scrapy("diff", 1, "2999-12-31", "--counts", *in_data(three_versions))
        assert ended.out.startswith("From version 1 to version 3\n")

    @pytest.mark.parametrize(
        ("arguments", "status", "message"),
        [
            (["1", "2", "3"], 2, "two versions at most are expected, found 3"),
            (["mới"], 2, "a version is a number (12)"),
            (["9"], 1, "has no version 9"),
            (["3", "1"], 1, "the earlier one is expected first"),
        ],
    )
    def test_wrong_arguments(self, three_versions: Path, arguments: list[str], status: int, message: str) -> None:
        ended = call_scrapy("diff", *arguments, *in_data(three_versions))
        assert ended.status == status
        assert message in ended.err

    def test_of_one_version(self, tmp_path: Path) -> None:
        write_dump(tmp_path / "tin.jsonl", {0: article_text(0)})
        assert call_scrapy("clean", tmp_path / "tin.jsonl", *in_data(tmp_path), "--jobs", 1).status == 0
        ended = call_scrapy("diff", *in_data(tmp_path))
        assert (ended.status, "has only version 1; there is nothing to compare it with" in ended.err) == (1, True)
