"""Clean a plain text: ``python -m cleaning [FILE]`` prints what it reads, repaired; ``--explain`` says what was done.

The text goes to standard output, everything about it to standard error. Exit status: 0 done, 1 the input or the model
cannot be read, 2 wrong usage.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cleaning.cleaner import Cleaner, CleanText
from cleaning.corrections import CorrectionsFileError, load_corrections
from cleaning.decode import decode
from cleaning.explaining import explain, name_foreign
from cleaning.options import NOTHING_CHOSEN, BodyNames, EndMark, LoneVowel, Options, TonePlacement
from cleaning.quality import languages_of
from cleaning.spelling.corrector import NoCorrector
from cleaning.spelling.model_file import ModelFileError
from cleaning.spelling.noisy_channel import load

STDIN = "-"
INTERRUPTED = 130  # exit status after Ctrl-C, as shells give it


class UnreadableError(ValueError):
    """The input is no text."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, clean, print; the exit status."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    try:
        cleaner = make_cleaner(parser, given)
        text = read_text(given.file)
        clean = cleaner.clean_text(text, site=given.site)
        write_clean(clean, as_json=given.json)
        tell(text, clean, given)
    except BrokenPipeError:  # the reader, as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return INTERRUPTED
    except (UnreadableError, ModelFileError, OSError) as error:
        print(f"cleaning: {error}", file=sys.stderr)
        return 1
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The options; those of house style are fields of ``Options``."""
    parser = argparse.ArgumentParser(prog="python -m cleaning", description="Repair a Vietnamese text.")
    add = parser.add_argument
    add("file", nargs="?", default=STDIN, metavar="FILE", help="a text file; - or nothing: standard input")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--explain", action="store_true", help="list every edit and suggestion on standard error")
    shown.add_argument("--json", action="store_true", help="print text, edits, suggestions and languages as JSON")
    add("--corrections", type=_existing, metavar="FILE", help="what people decided (corrections.toml)")
    add("--site", metavar="NAME", help="obey the corrections of this site too")
    spelling = parser.add_mutually_exclusive_group()
    spelling.add_argument("--no-spelling", action="store_true", help="leave the letters of words alone")
    spelling.add_argument("--model", type=Path, metavar="FILE", help="a spelling model other than the package's")
    style = parser.add_argument_group("house style, left as it is unless asked for")
    for name, choices in _CHOICES.items():
        style.add_argument(f"--{name.replace('_', '-')}", choices=[*map(str, choices)], help=_help(name))
    style.add_argument("--mask-personal", action="store_true", help="blot out phone, mail and identity card numbers")
    return parser


_CHOICES = {"tone_placement": TonePlacement, "i_y": LoneVowel, "end_mark": EndMark, "body_names": BodyNames}


def _help(name: str) -> str:
    return (Options.model_fields[name].description or "").split(";")[0].rstrip(".").replace("`", "")


def _existing(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {name}")
    return path


def make_cleaner(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Cleaner:
    """The cleaner that the options ask for; mistakes in the file of corrections are wrong usage."""
    try:
        corrections = load_corrections(given.corrections) if given.corrections else ()
    except CorrectionsFileError as error:
        parser.error(str(error))
    chosen = {name: value for name in _CHOICES if (value := getattr(given, name)) is not None}
    options = NOTHING_CHOSEN.model_validate({**chosen, "mask_personal": given.mask_personal})
    corrector = NoCorrector() if given.no_spelling else load(given.model) if given.model else None
    return Cleaner(corrector=corrector, corrections=corrections, options=options)


def read_text(file: str) -> str:
    """The text of a file or of standard input, in whatever charset reads it.

    Raises:
        UnreadableError: none does.
        OSError: the file cannot be read.
    """
    if file == STDIN and sys.stdin.isatty():
        print("cleaning: reading standard input, end with Ctrl-D", file=sys.stderr)
    body = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    text = decode(body)
    if text is None:
        raise UnreadableError(f"{_name(file)} is no text: no charset reads its {len(body)} bytes; give it as UTF-8")
    return text


def write_clean(clean: CleanText, *, as_json: bool) -> None:
    """Print the text, or all that is known, in UTF-8 wherever it goes."""
    printed = json.dumps(_as_json(clean), ensure_ascii=False, indent=2) if as_json else clean.text
    end = "" if printed.endswith("\n") or not printed else "\n"
    sys.stdout.buffer.write((printed + end).encode("utf-8", errors="surrogatepass"))
    sys.stdout.buffer.flush()


def _as_json(clean: CleanText) -> dict[str, object]:
    return {
        "text": clean.text,
        "edits": [edit.model_dump() for edit in clean.edits],
        "suggestions": [edit.model_dump() for edit in clean.suggestions],
        "languages": [share.model_dump() for share in languages_of(clean.text)],
    }


def tell(text: str, clean: CleanText, given: argparse.Namespace) -> None:
    """Say on standard error what a reader of the text would miss."""
    if not text.strip():
        print(f"cleaning: {_name(given.file)} is empty", file=sys.stderr)
    if foreign := name_foreign(clean.text):
        print(f"cleaning: {_name(given.file)}: {foreign}", file=sys.stderr)
    if given.explain:
        sys.stderr.writelines(f"{line}\n" for line in explain(text, clean))


def _name(file: str) -> str:
    return "standard input" if file == STDIN else file


if __name__ == "__main__":
    sys.exit(main())
