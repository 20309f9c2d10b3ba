"""``scrapy export``: a version of the dataset, or a choice of it, for other tools."""

import argparse
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pyarrow as pa
from scrapy.exceptions import UsageError

from cleaning import Article
from crawler.command import QuietCommand, at_option, data_folder, fail, output_file, watch
from crawler.refreshing import DATASET
from output.dataset import Dataset
from output.exports.card import Origin
from output.exports.choice import Choice, fields_of, filter_of, masked_tables
from output.exports.csv import write_csv
from output.exports.files import check_replaceable
from output.exports.hugging_face import write_hugging_face
from output.exports.jsonl import write_jsonl
from output.exports.parquet import write_parquet
from output.filters import Filter
from output.manifest import Manifest
from output.schema import article_from_row
from output.segments import ROWS_PER_GROUP

FORMATS = {
    "jsonl": (".jsonl", ".jsonl.zst", ".jsonl.gz", ".ndjson"),
    "parquet": (".parquet",),
    "csv": (".csv", ".csv.zst", ".csv.gz"),
    "hf": (),
}
"""Formats, and the ends of file names that tell them."""


class Command(QuietCommand):
    """Write the articles of a version to a file or folder."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the articles of the dataset to a file (JSON Lines, Parquet, CSV) or a Hugging Face folder"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="the same as FILE")
        parser.add_argument(
            "--format", choices=[*FORMATS], help="file format (default: by the end of the name; jsonl can end in .zst)"
        )
        parser.add_argument(
            "--at", metavar="VERSION", type=at_option, help="number, day or time of a version (default: the latest)"
        )
        parser.add_argument("--fields", metavar="NAME,…", help="only these fields")
        parser.add_argument("--sites", metavar="SITE,…", help="only articles of these sites")
        parser.add_argument("--since", metavar="DAY", type=_day, help="only articles published on this day or later")
        parser.add_argument("--until", metavar="DAY", type=_day, help="only articles published on this day or before")
        parser.add_argument("--where", metavar="EXPR", help="only articles that fit, such as 'quality.syllables > 100'")
        parser.add_argument("--without-duplicates", action="store_true", help="leave out copies; their sources stay")
        parser.add_argument("--without-edits", action="store_true", help="leave out what shows how a text was cleaned")
        parser.add_argument(
            "--mask-personal",
            action="store_true",
            help="blot out phone numbers, mail addresses and identity numbers; implies --without-edits",
        )

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write the file."""
        path = _path([*args, *([opts.output] if opts.output else [])])
        kind = opts.format or _format(path)
        choice = _choice(opts)
        try:
            where, fields = filter_of(choice), fields_of(choice)
            _check(path, kind)
        except (ValueError, argparse.ArgumentTypeError, FileExistsError) as error:
            raise UsageError(str(error), print_help=False) from error
        dataset = Dataset(data_folder(self.settings) / DATASET)
        try:
            manifest = dataset.manifest(opts.at)
        except LookupError as error:
            return fail(error)
        tables = _tables(dataset, manifest.version, where)
        tables = masked_tables(tables) if choice.mask_personal else tables
        contact = self.settings.get("CONTACT") if self.settings else None
        written = _write(kind, tables, path, fields, _origin(manifest, choice, contact))
        print(f"{written} articles of version {manifest.version} in {path}")
        return 0


def _write(kind: str, tables: Iterator[pa.Table], path: Path, fields: list[str], origin: Origin) -> int:
    match kind:
        case "hf":
            return write_hugging_face(tables, path, fields, origin)
        case "parquet":
            return write_parquet(tables, path, fields)
        case "csv":
            return write_csv(_articles(tables), path, fields)
        case _:
            return write_jsonl(_articles(tables), path, fields)


def _tables(dataset: Dataset, version: int, where: Filter | None) -> Iterator[pa.Table]:
    """The rows of the chosen articles; a step of the progress is a group of rows."""
    view = dataset.view(version, where)
    chosen = view.current()
    return watch(view.tables(chosen), "Exporting", -(-len(chosen) // ROWS_PER_GROUP))


def _articles(tables: Iterator[pa.Table]) -> Iterator[Article]:
    return map(article_from_row, chain.from_iterable(table.to_pylist() for table in tables))


def _path(args: list[str]) -> Path:
    if len(args) != 1:
        raise UsageError(f"one FILE is expected, found {len(args)}", print_help=False)
    return Path(args[0])


def _format(path: Path) -> str:
    """Tell the format by the name.

    Raises:
        UsageError: it does not say.
    """
    for kind, ends in FORMATS.items():
        if path.name.endswith(ends):
            return kind
    if path.suffix:
        known = ", ".join(end for ends in FORMATS.values() for end in ends)
        raise UsageError(f"{path.name} tells no format; end it in {known}, or name one with --format", print_help=False)
    return "hf"


def _check(path: Path, kind: str) -> None:
    """Make sure that the export can be put there, before anything is read."""
    if kind != "hf":
        output_file(str(path))
    elif not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"{path.parent} is no folder; make it first, or name one in another folder")
    else:
        check_replaceable(path)


def _choice(opts: argparse.Namespace) -> Choice:
    return Choice(
        fields=None if opts.fields is None else _names(opts.fields),
        sites=_names(opts.sites or ""),
        since=opts.since,
        until=opts.until,
        where=opts.where,
        without_duplicates=opts.without_duplicates,
        without_edits=opts.without_edits,
        mask_personal=opts.mask_personal,
    )


def _origin(manifest: Manifest, choice: Choice, contact: str | None) -> Origin:
    words = {
        "sites": ", ".join(choice.sites),
        "published since": choice.since,
        "published until": choice.until,
        "where": choice.where and f"`{choice.where}`",
        "without copies": "yes" if choice.without_duplicates else None,
        "personal data blotted out": "yes" if choice.mask_personal else None,
    }
    return Origin(
        name="danvan",
        version=manifest.version,
        published=manifest.created_at,
        code_version=manifest.code_version,
        choice="; ".join(f"{name}: {value}" for name, value in words.items() if value),
        contact=contact,
    )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _day(text: str) -> date:
    """Read the day of an option.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a day such as 2026-05-01 is expected, found {text!r}") from error
