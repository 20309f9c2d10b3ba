"""Paragraphs in other languages stay as they are, whatever stands around them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning import Cleaner, Edit, apply
from cleaning.corrections import Action, Correction
from cleaning.options import Options
from cleaning.spelling.corrector import Corrections, NoCorrector

CLEANER = Cleaner()
FAULTY = "Hội Nông dân xã Khe Mo phát triển kinh tế- xã hội ,giữ rừng đầu nguồn ."
MENDED = "Hội Nông dân xã Khe Mo phát triển kinh tế - xã hội, giữ rừng đầu nguồn."
ENGLISH = "The farmers of the village planted  trees along the river ,and the school- house was opened last week ."
FRENCH = (
    "Les habitants du village ont planté des arbres le long de la rivière ,et l' école a ouvert la semaine dernière ."
)
SHORT = "Khe Mo- 2024 ,KM-2"


@pytest.mark.parametrize("foreign", [ENGLISH, FRENCH])
def test_a_foreign_text_stays_as_it_is(foreign: str) -> None:
    clean = CLEANER.clean_text(foreign)
    assert (clean.text, clean.edits, clean.suggestions) == (foreign, (), ())


@pytest.mark.parametrize("foreign", [ENGLISH, FRENCH])
def test_its_neighbours_are_repaired(foreign: str) -> None:
    text = "\n\n".join((FAULTY, foreign, FAULTY))
    clean = CLEANER.clean_text(text)
    assert clean.text == "\n\n".join((MENDED, foreign, MENDED))
    assert apply(text, clean.edits) == clean.text


def test_paragraphs_are_parted_all_the_same() -> None:
    assert (
        CLEANER.clean_text(f"{FAULTY}\n\n\n\n  {ENGLISH}  \n\n\n{FAULTY}").text == f"{MENDED}\n\n{ENGLISH}\n\n{MENDED}"
    )


def test_names_and_codes_are_no_language() -> None:
    assert CLEANER.clean_text(SHORT).text != SHORT


class RiverCorrector(NoCorrector):
    """Holds every ``sông`` and every ``river`` for a slip, but is not sure."""

    def correct(self, text: str) -> Corrections:
        found = re.finditer("sông|river", text)
        return Corrections((), tuple(Edit(start=one.start(), before=one[0], after="?", rule="river") for one in found))


def test_suggestions_are_moved_with_the_text_and_foreign_ones_dropped() -> None:
    cleaner = Cleaner(corrector=RiverCorrector())
    clean = cleaner.clean_text(f"{ENGLISH}\n\nXã bên sông , xóm bên sông .\n\n{FRENCH}\n\nBãi ven sông .")
    assert [clean.text[found.start :][:6] for found in clean.suggestions] == ["sông, ", "sông.\n", "sông."]


def test_what_somebody_asked_for_is_done_in_any_language() -> None:
    english = "Please write to the secretary of the farmers' union at khemo@vidu.vn ,or come to the meeting- house by the river on Sunday morning ."
    wanted = Correction(action=Action.ALWAYS, before="secretary", after="chairwoman")
    cleaner = Cleaner(options=Options(mask_personal=True), corrections=[wanted])
    text = cleaner.clean_text(english).text
    assert "khemo@vidu.vn" not in text
    assert "chairwoman" in text
    assert "meeting- house by the river on Sunday morning ." in text


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from([FAULTY, ENGLISH, FRENCH, SHORT, "", " ", "\t"]), max_size=6),
    st.sampled_from(["\n", "\n\n", "\n\n\n"]),
)
def test_edits_lead_there_and_a_second_look_changes_nothing(paragraphs: list[str], border: str) -> None:
    text = border.join(paragraphs)
    clean = CLEANER.clean_text(text)
    assert apply(text, clean.edits) == clean.text
    assert CLEANER.clean_text(clean.text).text == clean.text
