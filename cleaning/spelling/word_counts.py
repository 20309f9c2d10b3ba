"""Counts of single words and pairs, for steps that only ask how often people write something."""

from cleaning.spelling.spelling_model import SpellingModel
from cleaning.spelling.tokens import UNKNOWN


class ModelCounts:
    """The counts of a model, word by word; words in any case and with the tone in either place."""

    def __init__(self, model: SpellingModel) -> None:
        self._model = model

    def count_word(self, word: str) -> float:
        """Occurrences of a word, 0 for one that is rare or unknown."""
        number = self._model.vocabulary.number(word)
        return 0.0 if number == UNKNOWN else float(self._model.language.words.item(number))

    def count_pair(self, first: str, second: str) -> float:
        """Occurrences of two words behind each other, up to a few percent; 0 for rare ones."""
        numbers = self._model.vocabulary.number(first), self._model.vocabulary.number(second)
        return 0.0 if UNKNOWN in numbers else self._model.language.count_pair(*numbers)

    def share_capital(self, word: str) -> float:
        """How often a word begins with a capital, 0 to 1."""
        return float(self._model.capitals[self._model.vocabulary.number(word)]) / 255
