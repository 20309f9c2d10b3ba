"""Decisions: nothing is lost, everything can be taken back, and the cleaner is told exactly what stands."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning import Cleaner
from cleaning.corrections import Action, CorrectionsFileError, load_corrections
from output.inspector.corrections_file import BEGIN, ContradictionError
from output.inspector.decisions import Decision, DecisionError, Decisions, Scope, Undo, Verdict

BY_HAND = '# của tổ biên tập\n[[correction]]\naction = "never"\nbefore = "Bến Sậy"\nwhy = "tên thôn"\n'


def decision(before: object = "chia sẽ", after: object = "chia sẻ", **fields: object) -> Decision:
    given = {"who": "an", "verdict": "accept", "scope": "everywhere", "rule": "spelling", "kind": "k", "applied": False}
    return Decision.model_validate({**given, "before": before, "after": after, **fields})


def decisions_in(folder: Path) -> Decisions:
    return Decisions(folder / "corrections.jsonl", folder / "corrections.toml")


def corrections(folder: Path) -> list[tuple[str, str, str | None, str | None]]:
    return [(c.action, c.before, c.after, c.site) for c in load_corrections(folder / "corrections.toml")]


class TestWhatTheCleanerIsTold:
    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({}, ("always", "chia sẽ", "chia sẻ", None)),
            ({"verdict": "reject"}, ("never", "chia sẽ", "chia sẻ", None)),
            ({"scope": "site", "site": "donglinh"}, ("always", "chia sẽ", "chia sẻ", "donglinh")),
            ({"verdict": "reject", "applied": True}, ("never", "chia sẽ", "chia sẻ", None)),
        ],
    )
    def test_a_decision(self, tmp_path: Path, fields: dict[str, object], told: tuple[str, ...]) -> None:
        decisions_in(tmp_path).add(decision(**fields))
        assert corrections(tmp_path) == [told]

    def test_what_was_done_rightly_is_no_reason_to_do_it_elsewhere(self, tmp_path: Path) -> None:
        decisions = decisions_in(tmp_path)
        decisions.add(decision(applied=True))
        assert not (tmp_path / "corrections.toml").exists()
        assert decisions.judged()["spelling"].precision == 1

    def test_a_place(self, tmp_path: Path) -> None:
        near = "bà An đã chia sẽ kinh nghiệm"
        decisions_in(tmp_path).add(decision(scope="place", article="a1", near=near, site="donglinh"))
        told = load_corrections(tmp_path / "corrections.toml")[0]
        assert (told.article, told.near, told.site, told.who) == ("a1", near, None, "an")

    def test_the_cleaner_obeys(self, tmp_path: Path) -> None:
        decisions_in(tmp_path).add(decision("hiến kế", "hiến đất"))
        cleaner = Cleaner(corrections=load_corrections(tmp_path / "corrections.toml"))
        assert cleaner.clean_text("Bà con hiến kế mở đường.").text == "Bà con hiến đất mở đường."

    def test_the_last_of_two_that_contradict_each_other(self, tmp_path: Path) -> None:
        decisions = decisions_in(tmp_path)
        decisions.add(decision())
        decisions.add(decision(verdict="reject"))
        assert corrections(tmp_path) == [("never", "chia sẽ", "chia sẻ", None)]
        assert len(decisions.active()) == 2

    @pytest.mark.parametrize(
        "words", [{"before": " "}, {"before": "x", "after": "x"}, {"before": "chia sẽ ", "after": "b"}]
    )
    def test_words_that_are_no_correction(self, tmp_path: Path, words: dict[str, str]) -> None:
        with pytest.raises(DecisionError):
            decisions_in(tmp_path).add(decision(words.get("before", "chia sẽ"), words.get("after", "chia sẻ")))
        assert not (tmp_path / "corrections.jsonl").exists()


class TestUndo:
    def test_it_is_as_if_nothing_was_decided(self, tmp_path: Path) -> None:
        decisions = decisions_in(tmp_path)
        kept, undone = decision(), decision("suất xắc", "xuất sắc")
        decisions.add(kept)
        decisions.add(undone)
        decisions.undo(undone.id, "bình")
        assert decisions.active() == [kept]
        assert corrections(tmp_path) == [("always", "chia sẽ", "chia sẻ", None)]
        assert [type(line) for line in decisions.history()] == [Decision, Decision, Undo]

    def test_the_one_before_stands_again(self, tmp_path: Path) -> None:
        decisions = decisions_in(tmp_path)
        decisions.add(decision())
        later = decision(verdict="reject")
        decisions.add(later)
        decisions.undo(later.id, "an")
        assert corrections(tmp_path) == [("always", "chia sẽ", "chia sẻ", None)]

    @pytest.mark.parametrize("times", [1, 2])
    def test_what_does_not_stand(self, tmp_path: Path, times: int) -> None:
        decisions = decisions_in(tmp_path)
        made = decision()
        decisions.add(made)
        if times == 2:
            decisions.undo(made.id, "an")
        with pytest.raises(DecisionError, match="stands"):
            decisions.undo(made.id if times == 2 else "khong", "an")


class TestByHand:
    def write(self, folder: Path, text: str) -> Decisions:
        (folder / "corrections.toml").write_text(text, encoding="utf-8")
        return decisions_in(folder)

    def text(self, folder: Path) -> str:
        return (folder / "corrections.toml").read_text(encoding="utf-8")

    def test_it_stays_word_for_word(self, tmp_path: Path) -> None:
        decisions = self.write(tmp_path, BY_HAND)
        made = decision()
        decisions.add(made)
        assert self.text(tmp_path).startswith(BY_HAND)
        assert len(corrections(tmp_path)) == 2
        decisions.undo(made.id, "an")
        assert self.text(tmp_path).strip() == BY_HAND.strip()

    def test_also_where_it_was_written_below_ours(self, tmp_path: Path) -> None:
        decisions = self.write(tmp_path, BY_HAND)
        decisions.add(decision())
        below = BY_HAND.replace("Bến Sậy", "Nà Lương")
        (tmp_path / "corrections.toml").write_text(self.text(tmp_path) + "\n" + below, encoding="utf-8")
        decisions.add(decision("suất xắc", "xuất sắc"))
        assert {words for _, words, _, _ in corrections(tmp_path)} == {"Bến Sậy", "Nà Lương", "chia sẽ", "suất xắc"}
        assert self.text(tmp_path).index("Nà Lương") < self.text(tmp_path).index(BEGIN)

    def test_nobody_goes_against_it(self, tmp_path: Path) -> None:
        decisions = self.write(tmp_path, BY_HAND)
        with pytest.raises(ContradictionError, match="by hand"):
            decisions.add(decision("Bến Sậy", "Bến Sạy"))
        assert self.text(tmp_path) == BY_HAND
        assert decisions.history() == []

    def test_mistakes_in_it_are_told_and_left(self, tmp_path: Path) -> None:
        decisions = self.write(tmp_path, "[[correction]]\naction = 'thôi'\n")
        with pytest.raises(CorrectionsFileError, match=r"corrections\.toml"):
            decisions.add(decision())
        assert self.text(tmp_path) == "[[correction]]\naction = 'thôi'\n"


class TestTheFile:
    def test_half_a_line_is_no_decision(self, tmp_path: Path) -> None:
        decisions = decisions_in(tmp_path)
        decisions.add(decision())
        with decisions.path.open("ab") as file:
            file.write(b'{"id": "x", "who"')  # a process was killed here
        assert len(decisions.active()) == 1
        decisions.add(decision("suất xắc", "xuất sắc"))
        assert len(decisions.active()) == 2

    def test_two_files_are_put_together(self, tmp_path: Path) -> None:
        for name in ("một", "hai"):
            decisions_in(tmp_path / name).add(decision(name, "khác"))
        parts = [(tmp_path / name / "corrections.jsonl").read_bytes() for name in ("một", "hai")]
        (tmp_path / "corrections.jsonl").write_bytes(b"".join(parts))
        decisions_in(tmp_path).add(decision())
        assert len(corrections(tmp_path)) == 3

    def test_a_wrong_line_is_told_with_its_number(self, tmp_path: Path) -> None:
        (tmp_path / "corrections.jsonl").write_text('\n{"verdict": "maybe"}\n')
        with pytest.raises(DecisionError, match="line 2"):
            decisions_in(tmp_path).active()

    def test_who_decide_at_once_lose_nothing(self, tmp_path: Path) -> None:
        code = (
            "import sys; from pathlib import Path; from tests.output.inspector.test_decisions import *\n"
            "for n in range(10): decisions_in(Path(sys.argv[1])).add(decision(f'từ {sys.argv[2]} {n}', 'khác'))"
        )
        readers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(number)]) for number in range(3)]
        assert [reader.wait(120) for reader in readers] == [0, 0, 0]
        assert len(decisions_in(tmp_path).active()) == 30
        assert len(corrections(tmp_path)) == 30


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("cd"), st.sampled_from(Verdict), st.booleans()), max_size=6
    )
)
def test_the_cleaner_can_always_read_what_stands(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, str, Verdict, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("decided")
    decisions = decisions_in(folder)
    for before, after, verdict, is_undone in made:
        one = decision(before, after, verdict=verdict, scope=Scope.EVERYWHERE)
        decisions.add(one)
        if is_undone:
            decisions.undo(one.id, "an")
    told = load_corrections(folder / "corrections.toml")
    standing = {one.before for one in decisions.active()}
    assert {one.before for one in told} == standing
    assert all(one.action in Action for one in told)
