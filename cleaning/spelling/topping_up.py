"""Adding to a trained model what the sites of the user's own corpus write by habit."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.articles import SiteArticle
from cleaning.spelling.evidence import ALWAYS
from cleaning.spelling.habits import count_uses, find_habits, find_new_words
from cleaning.spelling.spelling_model import assemble_model
from cleaning.spelling.tokens import Vocabulary

NEW_WORD_COUNT: Final = 1  # occurrences that a new word is entered with: it is known, and never proposed

logger = logging.getLogger(__name__)

Arrays = Mapping[str, NDArray[Any]]


def add_habits(
    head: Mapping[str, Any], arrays: Arrays, articles: Callable[[], Iterable[SiteArticle]]
) -> tuple[dict[str, Any], Arrays]:
    """Head and arrays of a model that leaves the habits of sites alone; ``articles`` is asked for them twice."""
    words = head["words"].split()
    new = find_new_words(articles(), Vocabulary(words), words[: head["meant"]])
    logger.info("%d words are new", len(new))
    head, arrays = {**head, "words": " ".join([*words, *new])}, {**arrays, **_widen(arrays, new)}
    model = assemble_model(head, arrays)
    return head, {**arrays, "habits": find_habits(count_uses(articles(), model.vocabulary), model.candidates)}


def _widen(arrays: Arrays, new: Sequence[str]) -> Arrays:
    """Make room for words that are known, begin with any letter, go on with any word, and stand for no other."""
    fills = {
        "counts": NEW_WORD_COUNT,
        "capitals": ALWAYS,
        "rest_of_words": 1,
        "bounds": arrays["bounds"][-1],
        "near": 0,
    }
    return {
        name: np.concatenate((arrays[name], np.full(len(new), fill, arrays[name].dtype)))
        for name, fill in fills.items()
    }
