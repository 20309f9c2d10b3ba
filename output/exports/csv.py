"""CSV for people: a table that spreadsheets open, one article a row.

It begins with a byte order mark, by which Excel knows UTF-8; rows end as RFC 4180 says; texts of several paragraphs
stand in quotes. Lists are joined by `` | ``, records in them are JSON.

A cell that begins with one of ``= + - @``, their full-width twins, a tab or a return would be run as a formula by a
spreadsheet. Such a cell gets an apostrophe in front, which says: this is text. A cell that has the apostrophe itself
before such a character gets a second one, so that taking one away always gives the value back.
"""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path

from cleaning.article import Article
from output.exports.files import writing

LONGEST_CELL = 32_767  # characters that a cell of Excel holds; a longer text is cut there, not in the file

_FORMULA = re.compile(
    "'*[=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}\t\r\n]"
)
_BETWEEN = " | "


def write_csv(articles: Iterable[Article], path: Path, fields: Sequence[str]) -> int:
    """Write articles to a file and give their number. The file appears whole or not at all.

    Raises:
        DatasetError: the disk is full.
    """
    rows = 0
    with writing(path) as file:
        text = TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(fields)
        for article in articles:
            record = article.model_dump(mode="json", include=set(fields))
            writer.writerow([cell(record[name]) for name in fields])
            rows += 1
        text.detach()
    return rows


def cell(value: object) -> object:
    """Give a value as a cell; text that a spreadsheet would run is defused."""
    match value:
        case None:
            return ""
        case bool() | int() | float():
            return value
        case str():
            return f"'{value}" if _FORMULA.match(value) else value
        case list() if all(isinstance(item, str) for item in value):
            return cell(_BETWEEN.join(value))
        case _:
            return cell(json.dumps(value, ensure_ascii=False) if value else "")


def undefused(text: str) -> str:
    """Give back what a cell of text held before it was defused."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
