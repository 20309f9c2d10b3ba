"""The settings of cleaning: a file of corrections and options of style, in this process and in workers."""

import json
from pathlib import Path

import pytest

from tests.crawler.commands.running import call_scrapy, run_scrapy
from tests.crawler.commands.sources import line

TEXT = "Sáng nay, bà con bản Nà Lù họp bàn việc làm đường, có bàn- ghế mới và kỹ thuật mới cho từng hộ dân trong bản. "
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
