"""A WARC file that cannot be read to its end is told from a whole one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.archive import page_places
from crawler.archive_writer import ArchiveWriter, Exchange
from crawler.damage import find_damage
from tests.crawler.commands.newspaper import article_page
from tests.crawler.commands.sources import NOON, write_foreign_warc

Harm = Callable[[bytes, int], bytes]  # of a file and the place of a record in its middle

HARMS: dict[str, Harm] = {
    "cut in its last record": lambda whole, _: whole[:-40],
    "cut in the head of a record": lambda whole, place: whole[: place + 30],
    "something else in the middle": lambda whole, place: whole[:place] + b"junk\0junk\n" * 9 + whole[place:],
    "something else at the end": lambda whole, _: whole + b"junk\0junk\n" * 9,
    "nothing of the kind": lambda _, __: b"one line of text after another\n" * 40,
    "empty": lambda _, __: b"",
}


def write(path: Path) -> bytes:
    write_foreign_warc(path, [(f"http://bensay.example/bai/{number}", article_page(number)) for number in range(6)])
    return path.read_bytes()


@pytest.mark.parametrize("name", ["tin.warc", "tin.warc.gz"])
@pytest.mark.parametrize("harm", HARMS)
def test_damaged_files(tmp_path: Path, name: str, harm: str) -> None:
    path = tmp_path / name
    whole = write(path)
    path.write_bytes(HARMS[harm](whole, list(page_places(path))[3]))
    assert find_damage(path) is not None


@pytest.mark.parametrize("name", ["tin.warc", "tin.warc.gz"])
def test_whole_files(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    whole = write(path)
    assert find_damage(path) is None
    path.write_bytes(whole[: list(page_places(path))[3]])  # a shorter file, and a whole one
    assert find_damage(path) is None


def test_our_own_files(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "bensay", "danvan/0")
    for number in range(3):
        writer.write(
            Exchange(
                url=f"http://bensay.example/bai/{number}",
                at=NOON,
                request_headers=(),
                status=200,
                headers=(("Content-Type", "text/html"),),
                body=article_page(number),
            )
        )
    writer.close()
    (path,) = tmp_path.glob("*/*.warc.gz")
    assert find_damage(path) is None


def test_a_flipped_byte_is_found_in_a_compressed_file(tmp_path: Path) -> None:
    path = tmp_path / "tin.warc.gz"
    whole = bytearray(write(path))
    place = list(page_places(path))[3]
    whole[place + 200] ^= 0xFF
    path.write_bytes(whole)
    damage = find_damage(path)
    assert damage is not None
    assert "cannot be read" in damage
