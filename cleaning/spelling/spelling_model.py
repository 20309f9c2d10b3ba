"""A trained model: its words, counts, candidates and gate, as one file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling import model_file
from cleaning.spelling.candidates import CandidateTable, PackedCandidates
from cleaning.spelling.echoes import Sounds, number_sounds
from cleaning.spelling.gate import Gate
from cleaning.spelling.language_model import Keys, LanguageModel, share_tokens
from cleaning.spelling.missing import Locked
from cleaning.spelling.model_file import ModelFileError
from cleaning.spelling.static_map import StaticMap
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.spelling.terms import Terms
from cleaning.spelling.tokens import FIRST_WORD, UNKNOWN, Vocabulary

SHIPPED: Final = Path(__file__).parent / "model" / "vietnamese.model"
"""The model of the package."""


class SpellingModel(NamedTuple):
    """What a corrector knows."""

    version: str
    """Date of training and digest of the counts."""
    vocabulary: Vocabulary
    language: LanguageModel
    candidates: CandidateTable
    capitals: NDArray[np.uint8]
    """How often each token begins with a capital, 0 to 255 for never to always, by its number."""
    sounds: Sounds
    legal: NDArray[np.bool_]
    """Whether each token is a class of gaps or a legal syllable, by its number."""
    locked: Locked
    habits: Keys
    """Keys of the triples that the user's own sites write by habit, sorted; none in the model of the package."""
    terms: Terms
    gate: Gate | None
    """``None`` only while the model is being trained."""


def load_model(path: Path = SHIPPED) -> SpellingModel:
    """Map a model into memory.

    Raises:
        ModelFileError: the file is missing, damaged, of another format, or lacks something.
    """
    head, arrays = model_file.read(path)
    try:
        model = assemble_model(head, arrays)
    except KeyError as error:
        raise ModelFileError(path, f"it holds no {error.args[0]!r}", "train the model again (docs/model.md)") from error
    if model.gate is None:
        raise ModelFileError(path, "its gate is missing, so that it repairs nothing", "train the model again")
    return model


def assemble_model(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> SpellingModel:
    """Make a model of what its file holds."""
    vocabulary = Vocabulary(head["words"].split())
    meant = vocabulary.words[: head["meant"]]
    counts = np.append(arrays["counts"], 0).astype(np.float32)
    total = float(arrays["counts"].sum(dtype=np.int64))
    packed = PackedCandidates(*(arrays[name] for name in PackedCandidates._fields))
    return SpellingModel(
        version=head["version"],
        vocabulary=vocabulary,
        language=LanguageModel(
            counts,
            total,
            share_tokens(counts, total),
            StaticMap(arrays["cells"], head["seed"]),
            arrays["levels"],
            np.append(arrays["rest_of_words"], 1).astype(np.float32),
            arrays["rest_of_levels"],
        ),
        candidates=CandidateTable(vocabulary, [word for word in meant if word], packed),
        capitals=arrays["capitals"],
        sounds=number_sounds(vocabulary.words),
        legal=np.array(
            [number != UNKNOWN for number in range(FIRST_WORD)] + [*map(is_legal_syllable, vocabulary.words)]
        ),
        locked=Locked(arrays["locked_pairs"], arrays["locked_words"]),
        habits=arrays["habits"],
        terms=Terms(arrays["term_grams"], arrays["term_frames"]),
        gate=Gate(arrays["features"], arrays["cuts"], arrays["leaves"], head["prior"]) if "leaves" in arrays else None,
    )


def save_model(path: Path, head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Write a model."""
    model_file.write(path, head, arrays)
