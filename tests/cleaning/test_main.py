"""``python -m cleaning``: text on standard output, words about it on standard error, mistakes with their status."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleaning import Edit, apply
from cleaning.__main__ import main
from cleaning.spelling.spelling_model import SHIPPED

FAULTY = "Huyện ủy phát động phong trào thi đau yêu nước ,phát triển kinh tế- xã hội ."
MENDED = "Huyện ủy phát động phong trào thi đua yêu nước, phát triển kinh tế - xã hội."
ENGLISH = "The farmers of the village planted  trees along the river ,and the school- house was opened last week ."

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    path = tmp_path / "bai.txt"
    path.write_text(FAULTY, encoding="utf-8")
    return str(path)


def feed(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))


def test_a_file_is_printed_as_meant(faulty: str, capsys: Capture) -> None:
    assert main([faulty]) == 0
    assert capsys.readouterr() == (MENDED + "\n", "")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input_is_read(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    feed(monkeypatch, FAULTY.encode())
    assert main(arguments) == 0
    assert capsys.readouterr().out == MENDED + "\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
def test_charsets_are_found(charset: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    text = "Hội đã về xã" if charset == "windows-1258" else FAULTY
    feed(monkeypatch, decomposed(text).encode(charset) if charset == "windows-1258" else text.encode(charset))
    assert main([]) == 0
    assert capsys.readouterr().out == (MENDED if text == FAULTY else text) + "\n"


def decomposed(text: str) -> str:
    """With tones apart, as Windows-1258 writes them."""
    tones = {"ộ": "ô\N{COMBINING DOT BELOW}", "ã": "a\N{COMBINING TILDE}", "ề": "ê\N{COMBINING GRAVE ACCENT}"}
    return "".join(tones.get(sign, sign) for sign in text)


def test_explain_lists_every_edit_with_its_words(faulty: str, capsys: Capture) -> None:
    assert main([faulty, "--explain"]) == 0
    printed = capsys.readouterr()
    *lines, summary = printed.err.splitlines()
    assert printed.out == MENDED + "\n"
    assert summary.startswith(f"{sum(' edit ' in line for line in lines)} edits, ")
    assert any(
        "đau → đua" in line and "[spelling 0." in line and "1:35" in line and "yêu nước" in line for line in lines
    )
    assert any("tế- xã → tế - xã" in line and "[open_up_hyphen 1]" in line for line in lines)


def test_explain_of_a_good_text_says_so(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    feed(monkeypatch, MENDED.encode())
    assert main(["--explain"]) == 0
    assert capsys.readouterr() == (MENDED + "\n", "0 edits, 0 suggestions\n")


def test_json_holds_what_leads_from_one_text_to_the_other(faulty: str, capsys: Capture) -> None:
    assert main([faulty, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["text"] == MENDED
    assert apply(FAULTY, [Edit.model_validate(edit) for edit in record["edits"]]) == MENDED
    assert [share["language"] for share in record["languages"]] == ["vi"]


def test_without_spelling_letters_stay(faulty: str, capsys: Capture) -> None:
    assert main([faulty, "--no-spelling"]) == 0
    assert capsys.readouterr().out == MENDED.replace("đua", "đau") + "\n"


def test_options_of_style_are_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    feed(monkeypatch, "Huyện ủy lo cho hòa bình./.".encode())
    assert main(["--tone-placement", "new", "--end-mark", "drop"]) == 0
    assert capsys.readouterr().out == "Huyện uỷ lo cho hoà bình.\n"


def test_corrections_are_obeyed(faulty: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text('[[correction]]\naction = "never"\nbefore = "thi đau"\nsite = "khemo"\n', encoding="utf-8")
    assert main([faulty, "--corrections", str(file)]) == 0
    assert "thi đua" in capsys.readouterr().out
    assert main([faulty, "--corrections", str(file), "--site", "khemo"]) == 0
    assert "thi đau" in capsys.readouterr().out


def test_another_language_is_left_alone_and_said(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    feed(monkeypatch, ENGLISH.encode())
    assert main([]) == 0
    assert capsys.readouterr() == (
        ENGLISH + "\n",
        "cleaning: standard input: 100% is not Vietnamese (en) and was left alone\n",
    )


@pytest.mark.parametrize("body", [b"", b"\n \n"])
def test_an_empty_text_is_empty(body: bytes, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    feed(monkeypatch, body)
    assert main([]) == 0
    assert capsys.readouterr() == ("", "cleaning: standard input is empty\n")


def test_bytes_that_are_no_text_are_refused(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    feed(monkeypatch, bytes(range(0x80, 0xC0)) * 50)
    assert main([]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "standard input is no text" in printed.err
    assert "UTF-8" in printed.err


@pytest.mark.parametrize("name", ["khong-co.txt", "."])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path, capsys: Capture) -> None:
    assert main([str(tmp_path / name)]) == 1
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize("damage", [b"", b"no model", SHIPPED.read_bytes()[:100_000]], ids=["empty", "other", "cut"])
def test_a_broken_model_is_named(damage: bytes, faulty: str, tmp_path: Path, capsys: Capture) -> None:
    model = tmp_path / "hong.model"
    model.write_bytes(damage)
    assert main([faulty, "--model", str(model)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"cleaning: {model}: ")
    assert "Traceback" not in printed.err


WRONG = [
    (["--explain", "--json"], "not allowed with"),
    (["--no-spelling", "--model", "x"], "not allowed with"),
    (["--tone-placement", "left"], "invalid choice"),
    (["--corrections", "khong-co.toml"], "there is no file khong-co.toml"),
    (["a.txt", "b.txt"], "unrecognized arguments"),
    (["--loud"], "unrecognized arguments"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_wrong_usage_is_status_2(arguments: list[str], said: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_mistake_in_the_corrections_is_wrong_usage(faulty: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text('[[correction]]\naction = "sometimes"\nbefore = "a"\n', encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main([faulty, "--corrections", str(file)])
    assert ended.value.code == 2
    assert f"{file}, [[correction]] 1, field action" in capsys.readouterr().err


@pytest.mark.slow
def test_it_is_a_program(faulty: str) -> None:
    ended = subprocess.run([sys.executable, "-m", "cleaning", faulty], capture_output=True, check=True)
    assert ended.stdout.decode() == MENDED + "\n"


@pytest.mark.slow
def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "dai.txt"
    path.write_text("Huyện ủy họp.\n" * 50_000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "cleaning", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0
