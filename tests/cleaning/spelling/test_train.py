"""Training a model, from text to a corrector, on a small invented corpus."""

import gzip
import json
import lzma
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.edits import apply
from cleaning.spelling import model_file
from cleaning.spelling.counting import count_forms, count_n_grams, fold_forms, read_chunks
from cleaning.spelling.language_model import bigram_keys, trigram_keys
from cleaning.spelling.noisy_channel import load
from cleaning.spelling.tokens import FIRST_WORD, Vocabulary
from cleaning.spelling.train import KeptBack, TooLittleTextError, choose_words, train

SUBJECTS = ("hội nông dân", "đoàn thanh niên", "ban công tác mặt trận", "chi hội phụ nữ", "tổ dân phố số ba")
VERBS = ("tổ chức hội nghị", "phát động phong trào", "ra quân dọn vệ sinh", "trao tặng suất quà", "sửa chữa nhà ở")
PLACES = ("tại thôn Đông", "ở khu dân cư", "trên địa bàn xã", "trong tháng bảy", "cùng với nhà trường")


def write_corpus(path: Path, lines: int = 6000, seed: int = 1) -> Path:
    random = Random(seed)
    sentences = (
        f"{random.choice(SUBJECTS).capitalize()} {random.choice(VERBS)} {random.choice(PLACES)}." for _ in range(lines)
    )
    path.write_text("\n".join(sentences) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus") / "text.txt")


@pytest.mark.slow
def test_a_trained_model_repairs_what_its_text_knows(corpus: Path, tmp_path: Path) -> None:
    model = tmp_path / "own.model"
    train([corpus], model)
    corrector = load(model)
    text = "Hội nông dân tổ chức hôi nghị trên địa bàn xã."
    assert apply(text, corrector.correct(text).edits) == text.replace("hôi", "hội")
    assert corrector.correct(text.replace("hôi", "hội")).edits == ()


@pytest.mark.slow
def test_the_same_text_gives_the_same_model(corpus: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.model", tmp_path / "second.model"
    train([corpus], first)
    subprocess.run([sys.executable, "-m", "cleaning.spelling.train", str(corpus), "-o", str(second)], check=True)
    assert first.read_bytes() == second.read_bytes()


def test_too_little_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Xin chào.\n", encoding="utf-8")
    with pytest.raises(TooLittleTextError, match=r"text\.txt"):
        train([tmp_path / "text.txt"], tmp_path / "own.model")
    assert not (tmp_path / "own.model").exists()


@given(st.lists(st.text("ab", min_size=1, max_size=5), max_size=60), st.integers(5, 40))
def test_kept_text_stays_within_its_bound_and_is_spread_evenly(texts: list[str], most: int) -> None:
    kept = KeptBack(most)
    for text in texts:
        kept.add(text)
    parts = kept.text().split("\n") if texts else []
    assert sum(map(len, parts)) <= most
    assert any(parts == texts[::step] for step in (1, 2, 4, 8, 16, 32, 64))


def test_packed_texts_are_read(tmp_path: Path) -> None:
    text = "một hai\nba\n"
    (tmp_path / "plain.txt").write_text(text, encoding="utf-8")
    (tmp_path / "packed.txt.xz").write_bytes(lzma.compress(text.encode()))
    (tmp_path / "packed.txt.gz").write_bytes(gzip.compress(text.encode()))
    paths = sorted(tmp_path.iterdir())
    assert ["".join(read_chunks([path])) for path in paths] == [text] * 3


def test_chunks_end_with_a_line(tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "text.txt", lines=50)
    chunks = list(read_chunks([path], size=300))
    assert len(chunks) > 3
    assert all(chunk.endswith("\n") for chunk in chunks)
    assert "".join(chunks) == path.read_text(encoding="utf-8")


def test_forms_are_folded() -> None:
    words, capitals = fold_forms(count_forms(["Hoà bình, hòa hợp. HÒA", "Hòa"]))
    assert words["hòa"] == 4
    assert capitals["hòa"] == 2
    assert words["bình"] == 1


def test_words_to_propose_come_first() -> None:
    words = {"hội": 60_000_000, "nghành": 1000, "hiếm": 15, "vắng": 5, "tivi": 200}
    assert choose_words(words) == (["hội", "nghành", "hiếm"], 1)


@pytest.mark.parametrize("chunks", [1, 3])
def test_n_grams_are_counted_across_chunks(chunks: int) -> None:
    vocabulary = Vocabulary(("hội", "nghị", "lớn"))
    hoi, nghi, lon = range(FIRST_WORD, FIRST_WORD + 3)
    text = "hội nghị lớn. hội nghị\nlớn\n"
    counts = count_n_grams([(text, 6 // chunks)] * chunks, vocabulary, least=6)
    found = dict(zip(counts.keys.tolist(), counts.counts.tolist(), strict=True))

    def key(*ids: int) -> int:
        import numpy as np  # noqa: PLC0415

        arrays = [np.array([number]) for number in ids]
        return int((bigram_keys(*arrays) if len(ids) == 2 else trigram_keys(*arrays))[0])

    assert found[key(hoi, nghi)] == 12
    assert found[key(hoi, nghi, lon)] == 6
    assert found[key(nghi, lon)] == 6  # not across the line
    assert key(lon, hoi) not in found
    assert counts.singles[hoi] == 12


def test_rare_n_grams_are_left_out() -> None:
    counts = count_n_grams([("hội nghị\n", 4)], Vocabulary(("hội", "nghị")), least=5)
    assert len(counts.keys) == 0


@pytest.mark.slow
def test_a_dataset_adds_its_sites_to_the_counts(corpus: Path, tmp_path: Path) -> None:
    """What five sites write counts like text, and their slips do not become habits."""
    rows = [
        {"site": f"s{number}", "id": str(number), "text": "Chi hội phụ nữ phát động phong trào nuôi dúi."}
        for number in range(5)
    ]
    (tmp_path / "export.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    plain, added = tmp_path / "plain.model", tmp_path / "added.model"
    train([corpus], plain)
    command = [sys.executable, "-m", "cleaning.spelling.train", str(corpus), "-o", str(added)]
    subprocess.run([*command, "--add", str(tmp_path / "export.jsonl")], check=True)
    words = model_file.read(added).head["words"].split()
    assert {"nuôi", "dúi"} <= set(words)
    assert not {"nuôi", "dúi"} & set(model_file.read(plain).head["words"].split())
    assert len(model_file.read(added).arrays["habits"]) > len(model_file.read(plain).arrays["habits"]) == 0


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [([], 2, "give texts"), (["--add", "absent.jsonl"], 1, "absent.jsonl: there is nothing to read")],
)
def test_wrong_usage_is_said(tmp_path: Path, arguments: list[str], status: int, message: str) -> None:
    command = [sys.executable, "-m", "cleaning.spelling.train", "-o", str(tmp_path / "own.model"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "own.model").exists()


@pytest.mark.slow
def test_no_text_can_be_read_out_of_a_model(corpus: Path, tmp_path: Path) -> None:
    """The file names single words; pairs and triples are only fingerprints."""
    model = tmp_path / "own.model"
    train([corpus], model)
    head, _ = model_file.read(model)
    assert "hội" in head["words"].split()
    assert all(" " not in str(value) for name, value in head.items() if name not in {"words", "arrays"})
    assert "hội nghị" not in head["words"]
