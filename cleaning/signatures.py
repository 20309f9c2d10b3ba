"""Who signed an article: bylines and source credits at the end of a body."""

import re

LONGEST_BYLINE = 100  # code points; the longest in the field's pages, two names with a unit in brackets, has 77
MOST_NAME_WORDS = 12
MOST_UNIT_WORDS = 7

_LABEL = re.compile(
    r"(?:tác giả(?: bài viết)?|người viết|người đăng|thực hiện|t/h|đưa tin|biên soạn|biên tập|bt|"
    r"(?:tin|bài)(?: bài)?(?:\s?[,&/-]\s?|\s+và\s+|\s+)ảnh|tin bài|bài viết|tin|bài|ctv|ảnh và tin|ảnh và bài)"
    r"\s*(?:\([^)]{1,20}\)\s*)?[:\-–]\s*",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"(?i:ctv|(?:posted |written )?by|(?:được )?(?:đăng|viết) bởi|bởi)\s*:?\s+(?=[^\W\d_a-zđ][^\d:]*$)"
)
_SOURCE = re.compile(
    r"\(?(?:theo(?=\s+(?:báo|cổng|trang|đài|ttxvn|tạp chí|website|\S+\.\S|\S+ online))|nguồn(?: tin)?\s*:|nguồn\s+[^\W\d_]+(?: [^\W\d_]+){0,3}\s*:|source\b|sumber\s*:)\s*"
    r"(?P<name>.{2,120}?)\)?\.?",
    re.IGNORECASE,
)
_AUTHOR_AND_SOURCE = re.compile(r"(?P<author>.{3,80}?)\s+[-–|]\s+(?P<source>(?:nguồn|theo)\b.{3,100})", re.IGNORECASE)
_PUBLISHERS = re.compile(
    r"\(?(?:vietnamnet|vnexpress|ttxvn|vov\d?|vtv\d?|dân trí|tiền phong|vietnamplus|vnanet)\)?", re.IGNORECASE
)
_ACCOUNTS = frozenset({"admin", "administrator", "quantri", "quản trị", "quản trị viên", "ban biên tập"})
_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()]{2,60}\)")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['.’])*\.?")
_SENTENCE = re.compile(
    r"[,.;:!?]|\b(?:(?<!ban )tổ chức|đã|thực hiện|triển khai|phát động|tham gia|phát triển|tăng cường|nâng cao|đẩy mạnh)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset("và xã phường huyện quận tỉnh thị trấn ấp thôn bản tổ khối của the".split())
_DATE_BEHIND = re.compile(
    r"\s*[|–-]?\s*(?:thứ \w+, )?(?:ngày )?(?:\d{1,2}:\d{2} )?\d{1,2}/\d{1,2}/\d{4}.{0,24}$", re.IGNORECASE
)
_UNIT = re.compile(
    r"(?:ban|đài|phòng|hội(?! (?:nghị|thi|thảo|trại|diễn|trường|làng))|trung tâm|huyện đoàn|quận đoàn|phường đoàn|nhóm (?:pv|phóng viên)|vp|btg|btc|ubnd|xã đoàn|thị đoàn|thành đoàn|tỉnh đoàn|đoàn|mttq|ubmttq|ủy ban|uỷ ban|văn phòng|đảng ủy|đảng uỷ|tổ|bộ phận|tt)\b"
)
_POST_BEHIND = re.compile(r"\s+[–-]\s+[^\W\d_a-zđ][^.;,]{2,60}$")
_JOINTS = re.compile(r"\s*[-–,&/]\s*|\s+")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s?){1,4}[^\W\d_]{1,10}\.?|[^\W\d_a-zàáâãèéêìíòóôõùúýăđĩũơư]{2,9}")


def read_byline(block: str) -> str | None:
    """The author, where a whole block is a signature; its label and a final full stop are left off.

    Where a second label tells two authors apart (``Bài: … - Ảnh: …``), the line stays whole.
    A name is one to twelve words that begin with a capital; a unit may follow in brackets or behind a dash. Names
    in lower case, as commune offices write them, are only believed behind a label.

    >>> read_byline("Bài và ảnh: Mai Hòa")
    'Mai Hòa'
    >>> read_byline("Tổ chức Lễ ra quân") is None
    True
    """
    if "\n" in block.strip():
        return _lines_byline(block)
    line = _DATE_BEHIND.sub("", re.sub(r"\s+", " ", block).strip())
    if not line or not is_short_line(line):
        return None
    label = _LABEL.match(line) or _BEFORE_NAME.match(line)
    name = line[label.end() :] if label else line
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1]
    believed = _is_labelled_name(name) if label else _is_name(name)
    if not believed:
        return None
    return line if ":" in name else _without_full_stop(name)


def _lines_byline(block: str) -> str | None:
    """The author where a name stands on one line and the unit or the source on the next ones."""
    first, *others = [line for line in block.splitlines() if re.search(r"\w", line)] or [""]
    author = read_byline(first)
    if author is None or not all(read_byline(line) or read_source_credit(line) for line in others):
        return None
    return "\n".join((author, *(line.strip() for line in others if read_source_credit(line) is None)))


def split_signature(block: str) -> tuple[str | None, str | None]:
    """Author and publisher, where one line names both: ``Tác giả: Mai Hòa - Nguồn: Báo Sông Hà``.

    Otherwise the one of the two that the block is, or neither.
    """
    found = _AUTHOR_AND_SOURCE.fullmatch(re.sub(r"\s+", " ", block).strip())
    if found:
        author, source = read_byline(found["author"]), read_source_credit(found["source"])
        if author and source:
            return author, source
    credit = read_source_credit(block)
    return (None, credit) if credit else (read_byline(block), None)


def is_short_line(line: str) -> bool:
    """Whether a line is short enough for a signature."""
    return len(line) <= LONGEST_BYLINE


def _without_full_stop(name: str) -> str:
    return name if _INITIALS.fullmatch(name) else name.rstrip(" .;")


def _is_labelled_name(name: str) -> bool:
    return 0 < len(name.split()) <= MOST_NAME_WORDS and not re.search(r"[.!?]\s", _BRACKETED.sub("", name))


def _is_name(name: str) -> bool:
    bare = _BRACKETED.sub("", name).rstrip(" .;")
    if _INITIALS.fullmatch(name) or _INITIALS.fullmatch(bare) or name.lower() in _ACCOUNTS:
        return True
    if (
        _UNIT.match(bare.lower())
        and len(bare.split()) <= MOST_UNIT_WORDS
        and bare[0].isupper()
        and not _SENTENCE.search(bare)
        and not name.endswith(".")
    ):
        return True
    bare = bare if name.endswith(".") else _POST_BEHIND.sub("", bare)
    words = [word for word in _JOINTS.split(bare) if word]
    if not 1 < len(words) <= MOST_NAME_WORDS:
        return False
    return all(_is_name_word(word, first=place == 0) for place, word in enumerate(words))


def _is_name_word(word: str, *, first: bool) -> bool:
    if not _NAME_WORD.fullmatch(word):
        return False
    return word[0].isupper() or (not first and word in _SMALL_WORDS)


def read_source_credit(block: str) -> str | None:
    """The publisher that a text was taken from, where a whole block says so.

    >>> read_source_credit("(Theo Báo Sông Hà)")
    'Báo Sông Hà'
    >>> read_source_credit("Theo báo cáo, toàn huyện có 12 tổ hòa giải.") is None
    True
    """
    line = re.sub(r"\s+", " ", block).strip()
    if _ADDRESS.fullmatch(line) or _PUBLISHERS.fullmatch(line):
        return line
    found = _SOURCE.fullmatch(line)
    if (
        found is None
        or "," in line
        or len(line.split()) > MOST_NAME_WORDS
        or re.match(r"báo cáo\b", found["name"], re.IGNORECASE)
    ):
        return None
    return found["name"].strip()
