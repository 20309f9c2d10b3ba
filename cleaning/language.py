"""Whether a text is Vietnamese."""

import re

import py3langid

LEAST_MARKED_WORDS = 0.25  # share of words with a Vietnamese letter; prose has 0.7 to 0.9, other languages under 0.1
FEWEST_WORDS = 20  # in shorter texts one such word is enough
SAMPLE = 4_000  # code points looked at

_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)


def is_vietnamese(text: str) -> bool:
    """Judge by the letters that no other language has, and ask py3langid only where they are rare.

    Text without tone marks is left to py3langid too, which knows it.
    """
    words = _WORD.findall(text[:SAMPLE])
    marked = sum(1 for word in words if _VIETNAMESE.search(word))
    if len(words) < FEWEST_WORDS:
        return marked > 0
    return marked >= LEAST_MARKED_WORDS * len(words) or _language(text[:SAMPLE]) == "vi"


def _language(text: str) -> str:
    return str(py3langid.classify(text)[0])  # the model loads at the first call, in about a second
