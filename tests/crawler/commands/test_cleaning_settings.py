"""The settings of cleaning: a file of corrections and options of style, in this process and in workers."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaning.spelling import model_file
from cleaning.spelling.model_file import ModelFileError
from cleaning.spelling.noisy_channel import load
from cleaning.spelling.spelling_model import SHIPPED
from cleaning.spelling.train import top_up
from crawler.own_model import choose_model, clean_with
from output.dataset import Dataset
from tests.crawler.commands.running import call_scrapy, in_data, run_scrapy, sample_settings
from tests.crawler.commands.sources import line

TEXT = "Sáng nay, bà con bản Nà Lù họp bàn việc làm đường, có bàn- ghế mới và kỹ thuật mới cho từng hộ dân trong bản. "
LIVE = """
[[site]]
name = "bensay"
title = "Cổng thông tin xã Bến Sậy"
organization = "Đảng ủy xã Bến Sậy"
kind = "party"
level = "commune"
province = "Hà Nội"
start = ["http://127.0.0.1:9/tin-tuc"]
"""
DECIDED = '[[correction]]\naction = "never"\nbefore = "bàn- ghế"\n'


def written(folder: Path) -> list[str]:
    return [json.loads(record)["text"] for record in (folder / "out.jsonl").read_bytes().splitlines()]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.jsonl"
    path.write_bytes(b"".join(line(number, text=TEXT * 2) for number in range(3)))
    return path


def test_corrections_and_options_reach_the_workers(tmp_path: Path, source: Path) -> None:
    (tmp_path / "corrections.toml").write_text(DECIDED, encoding="utf-8")
    copy = source.with_name("copy.jsonl")
    copy.write_bytes(source.read_bytes())
    settings = ("-s", f"CORRECTIONS={tmp_path}/corrections.toml", "-s", 'CLEANING_OPTIONS={"i_y": "i"}')
    ended = run_scrapy("clean", source, copy, "-o", tmp_path / "out.jsonl", "--jobs", 2, *settings)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(written(tmp_path)) == 6
    assert all("bàn- ghế" in text and "kĩ thuật" in text for text in written(tmp_path))


def test_without_them_texts_are_only_repaired(tmp_path: Path, source: Path) -> None:
    absent = ("-s", f"CORRECTIONS={tmp_path}/corrections.toml")
    assert call_scrapy("clean", source, "-o", tmp_path / "out.jsonl", "--jobs", 1, *absent).status == 0
    assert all("bàn - ghế" in text and "kỹ thuật" in text for text in written(tmp_path))


@pytest.mark.parametrize("tail", ["", "\nLượt xem: 14"], ids=["same bytes", "a counter moved"])
def test_a_change_by_corrections_is_told_from_one_of_the_page(tmp_path: Path, tail: str) -> None:
    """The manifest has the digest of the corrections; the diff names what they did as ours, not the page's."""
    settings = (*in_data(tmp_path), "-s", f"CORRECTIONS={tmp_path}/corrections.toml", "--jobs", 1)
    for name, texts in (("a", [TEXT * 2, TEXT * 2]), ("b", [TEXT * 2 + tail, TEXT * 3 + tail])):
        lines = [line(number, text=text) for number, text in enumerate(texts)]
        (tmp_path / f"{name}.jsonl").write_bytes(b"".join(lines))
        assert call_scrapy("clean", tmp_path / f"{name}.jsonl", *settings).status == 0
        (tmp_path / "corrections.toml").write_text(DECIDED, encoding="utf-8")
    *changed, counted = map(json.loads, call_scrapy("diff", "--json", *in_data(tmp_path)).out.splitlines())
    assert {found["url"][-1]: found["cause"] for found in changed} == {"0": "code", "1": "page"}
    assert counted["causes"] == {"code": 1, "page": 1}
    manifests = [Dataset(tmp_path / "data" / "dataset").manifest(version) for version in (1, 2)]
    assert manifests[0].corrections_sha256 is None
    assert manifests[1].corrections_sha256


@pytest.mark.parametrize(
    ("options", "said"), [("{", "a table of options"), ('{"i_y": "j"}', "i_y: Input should be 'i' or 'y', found 'j'")]
)
def test_a_mistake_in_the_options_is_a_wrong_usage(tmp_path: Path, source: Path, options: str, said: str) -> None:
    ended = call_scrapy("clean", source, "-o", tmp_path / "out.jsonl", "-s", f"CLEANING_OPTIONS={options}")
    assert ended.status == 2
    assert said in ended.err + ended.out


def test_a_mistake_in_the_corrections_is_a_wrong_usage(tmp_path: Path, source: Path) -> None:
    (tmp_path / "corrections.toml").write_text(DECIDED.replace("never", "ever"), encoding="utf-8")
    ended = call_scrapy("clean", source, "-o", tmp_path / "o.jsonl", "-s", f"CORRECTIONS={tmp_path}/corrections.toml")
    assert ended.status == 2
    assert "corrections.toml, [[correction]] 1, field action: found 'ever'" in ended.err + ended.out


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of the package, topped up with what three sites write by habit."""
    folder = tmp_path_factory.mktemp("own")
    rows = [{"site": f"xa-{number}", "text": f"Bản Pù Lôm ra mắt tổ đởi công số {number}."} for number in range(3)]
    (folder / "bai.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    top_up([folder / "bai.jsonl"], folder / "own.model")
    return folder / "own.model"


class TestOwnModel:
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_it_repairs_in_the_workers_and_is_named_as_what_did(
        self, tmp_path: Path, source: Path, own_model: Path, jobs: int
    ) -> None:
        asked = ("-s", f"SPELLING_MODEL={own_model}", "--jobs", jobs)
        source.with_name("copy.jsonl").write_bytes(source.read_bytes())
        ended = run_scrapy("clean", tmp_path, *in_data(tmp_path), *asked)
        assert (ended.returncode, ended.stderr) == (0, "")
        dataset = Dataset(tmp_path / "data" / "dataset")
        version = load(own_model).version
        assert version != load().version
        assert dataset.manifest().model_version == version
        assert {article.provenance.model_version for article in dataset.articles()} == {version}

    def test_a_relative_path_begins_where_the_command_is_given(
        self, tmp_path: Path, source: Path, own_model: Path
    ) -> None:
        asked = ("-s", "SPELLING_MODEL=own.model", "-o", tmp_path / "out.jsonl", "--jobs", 1)
        ended = run_scrapy("clean", source, *asked, cwd=own_model.parent)
        assert (ended.returncode, ended.stderr) == (0, "")
        (record, *_) = (tmp_path / "out.jsonl").read_bytes().splitlines()
        assert json.loads(record)["provenance"]["model_version"] == load(own_model).version

    @pytest.mark.parametrize(
        ("damage", "said"),
        [
            (lambda _: None, "there is no such file; install the package again or train a model"),
            (lambda _: b"", "this is no spelling model; give a file written by cleaning.spelling.train"),
            (lambda whole: whole[:-4096], "bytes of counts were found"),
            (lambda whole: whole[:-80] + bytes(80), "the checksum is wrong"),
            (lambda whole: whole[:40] + bytes(8) + whole[48:], "the head cannot be read"),
        ],
        ids=["missing", "empty", "cut short", "damaged", "head"],
    )
    def test_one_that_cannot_be_used_is_a_wrong_usage(
        self, tmp_path: Path, source: Path, damage: Callable[[bytes], bytes | None], said: str
    ) -> None:
        if (content := damage(SHIPPED.read_bytes())) is not None:
            (tmp_path / "own.model").write_bytes(content)
        asked = ("-s", f"SPELLING_MODEL={tmp_path}/own.model")
        ended = call_scrapy("clean", source, *in_data(tmp_path), *asked)
        assert (ended.status, ended.out) == (2, "")
        assert f"setting SPELLING_MODEL: {tmp_path}/own.model: " in ended.err
        assert said in ended.err
        assert not (tmp_path / "data").exists()

    @pytest.mark.parametrize(
        ("lacking", "said"), [("leaves", "its gate is missing"), ("capitals", "it holds no 'capitals'")]
    )
    def test_one_of_another_make_is_a_wrong_usage(self, tmp_path: Path, source: Path, lacking: str, said: str) -> None:
        head, arrays = model_file.read(SHIPPED)
        rest = {name: array for name, array in arrays.items() if name != lacking}
        model_file.write(tmp_path / "own.model", model_file.own_facts(head), rest)
        ended = call_scrapy("clean", source, "-o", tmp_path / "o", "-s", f"SPELLING_MODEL={tmp_path}/own.model")
        assert ended.status == 2
        assert f"own.model: {said}" in ended.err

    def test_a_crawl_is_not_begun_with_one(self, tmp_path: Path) -> None:
        settings = sample_settings(tmp_path, LIVE)
        ended = run_scrapy("refresh", *settings, "-s", f"SPELLING_MODEL={tmp_path}")
        assert (ended.returncode, ended.stdout) == (2, "")
        assert f"{tmp_path}: this is a folder; name a file" in ended.stderr
        assert not (tmp_path / "data" / "archive").exists()

    def test_one_that_was_replaced_under_way_is_refused(self, own_model: Path) -> None:
        """A version of the dataset names one model, and its workers load it later than the command does."""
        chosen = choose_model(str(own_model))
        with pytest.raises(ModelFileError, match=r"own\.model: its version is .*, the command began with 0000; let"):
            clean_with(chosen._replace(version="0000"))
