"""Whether a text is Vietnamese."""

import re

import py3langid

LEAST_MARKED_WORDS = 0.25  # share of words with a Vietnamese letter; prose has 0.7 to 0.9, other languages under 0.1
FEWEST_WORDS = 20  # in shorter texts one such word is enough
FEWEST_FOREIGN_WORDS = 8  # without a Vietnamese letter; shorter paragraphs are names and codes, not sentences
UNDETERMINED = "und"  # ISO 639-2
SAMPLE = 4_000  # code points looked at

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")
_VIETNAMESE = re.compile(f"[{''.join(sorted(_LETTERS))}]", re.IGNORECASE)


def is_vietnamese(text: str) -> bool:
    """Judge by the letters that no other language has, and ask py3langid only where they are rare.

    Text without tone marks is left to py3langid too, which knows it.
    """
    words = _WORD.findall(text[:SAMPLE])
    marked = sum(1 for word in words if _VIETNAMESE.search(word))
    if len(words) < FEWEST_WORDS:
        return marked > 0
    return marked >= LEAST_MARKED_WORDS * len(words) or _language(text[:SAMPLE]) == "vi"


def language_of(paragraph: str) -> str:
    """The ISO 639-1 code of a paragraph: ``vi`` by its letters, else by py3langid; ``und`` where words are too few.

    >>> language_of("Hội nghị tổng kết năm")
    'vi'
    """
    sample = paragraph[:SAMPLE]
    words = sample.lower().split()
    marked = len(words) - sum(map(_LETTERS.isdisjoint, words))
    if marked and (len(words) < FEWEST_WORDS or marked >= LEAST_MARKED_WORDS * len(words)):
        return "vi"
    return UNDETERMINED if len(_WORD.findall(sample)) < FEWEST_FOREIGN_WORDS else _language(sample)


def _language(text: str) -> str:
    return str(py3langid.classify(text)[0])  # the model loads at the first call, in about a second
