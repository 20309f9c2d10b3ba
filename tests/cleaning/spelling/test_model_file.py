"""The file of a model, whole and broken."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from cleaning.spelling import model_file
from cleaning.spelling.model_file import ModelFileError, read, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "some.model"
    write(path, {"words": "một hai"}, {"counts": np.arange(100, dtype=np.uint32), "empty": np.zeros(0, np.uint8)})
    return path


def test_what_was_written_is_read(path: Path) -> None:
    head, arrays = read(path)
    assert head["words"] == "một hai"
    assert arrays["counts"].tolist() == list(range(100))
    assert arrays["empty"].shape == (0,)


def test_arrays_cannot_be_changed(path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        read(path).arrays["counts"][0] = 1


def test_nothing_else_is_left_behind(path: Path) -> None:
    assert [entry.name for entry in path.parent.iterdir()] == ["some.model"]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"absent\.model: there is no such file; install"):
        read(tmp_path / "absent.model")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"this is a folder; name a file"):
        read(tmp_path)


def test_an_error_comes_whole_out_of_another_process(tmp_path: Path) -> None:
    error = ModelFileError(tmp_path / "own.model", "the checksum is wrong", "copy it")
    assert (
        str(pickle.loads(pickle.dumps(error))) == str(error) == f"{tmp_path}/own.model: the checksum is wrong; copy it"
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something else", b"danvan"])
def test_another_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.model"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"other\.model: this is no spelling model"):
        read(path)


@pytest.mark.parametrize("length", [24, 40, 100, -64, -1])
def test_a_file_cut_short(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ModelFileError, match=r"some\.model: .*(cut short|train it again)"):
        read(path)


def test_a_damaged_file(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-70] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="checksum"):
        read(path)


@pytest.mark.parametrize(("step", "cure"), [(1, "update danvan"), (-1, "train the model again")])
def test_another_format(path: Path, monkeypatch: pytest.MonkeyPatch, step: int, cure: str) -> None:
    monkeypatch.setattr(model_file, "FORMAT", model_file.FORMAT - step)
    with pytest.raises(ModelFileError, match=cure):
        read(path)
