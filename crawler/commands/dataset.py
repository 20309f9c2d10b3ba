"""``scrapy dataset``: the versions, their files, releases, and what was taken down."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from scrapy.exceptions import UsageError

from cleaning.version import CODE_VERSION
from crawler.command import QuietCommand, at_option, count, data_folder, fail
from crawler.refreshing import DATASET, lock_data
from output.compaction import Compacted, compact, first_since
from output.dataset import Dataset
from output.manifest import Manifest
from output.releases import make_release, releases_in, verify_release
from output.removal import reinstate, take_down

RELEASES = "releases"
MEGABYTE = 1_000_000  # bytes


class Command(QuietCommand):
    """Look after the dataset."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] ACTION [ARGUMENT]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Look after the dataset: versions, verify, compact, forget, release NAME, remove URL|SITE, taken-down"

    def long_desc(self) -> str:
        """What the actions do, for ``-h``."""
        return (
            "versions: list the versions and releases. verify: compare every file with its digest. compact: write the"
            " log into few files, every version stays. forget --keep N | --before DATE: drop old versions. release"
            " NAME: make a folder of Parquet that never changes. remove URL|SITE --why TEXT: take it down, it does not"
            " come back; with --undo it may. taken-down: list what is taken down."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--at", metavar="VERSION|DATE", type=at_option, help="release: the version (default: the latest)"
        )
        parser.add_argument("--keep", metavar="N", type=count, help="forget: the number of versions to keep")
        parser.add_argument(
            "--before", metavar="DATE", type=at_option, help="forget: drop the versions before this day"
        )
        parser.add_argument("--why", metavar="TEXT", help="remove: the reason, which is kept")
        parser.add_argument("--undo", action="store_true", help="remove: lift it")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do what is asked for."""
        if not args or args[0] not in ACTIONS:
            raise UsageError(f"an ACTION is expected: {', '.join(ACTIONS)}", print_help=False)
        wanted = 1 if args[0] in {"release", "remove"} else 0
        if len(args) != wanted + 1:
            raise UsageError(f"{args[0]}: {wanted} arguments are expected, found {len(args) - 1}", print_help=False)
        try:
            ACTIONS[args[0]](Dataset(data_folder(self.settings) / DATASET), args[1:], opts)
        except LookupError as error:
            return fail(error)
        except ValueError as error:
            raise UsageError(f"{args[0]}: {error}", print_help=False) from error
        return 0


def _versions(dataset: Dataset, _: list[str], __: argparse.Namespace) -> None:
    dataset.version()  # or say that there is none
    print(
        f"{'version':>7}  {'made (UTC)':<16}  {'pages':>9}  {'new':>9}  {'changed':>9}  {'ended':>9}  {'MB':>7}  code"
    )
    for manifest in dataset.history().manifests():
        print(_row(manifest))
    for release in releases_in(dataset.folder.parent / RELEASES):
        print(
            f"release {release.name}: version {release.version}, {release.articles:,} articles, {release.created_at:%Y-%m-%d}"
        )


def _row(manifest: Manifest) -> str:
    counts = manifest.counts
    ended = counts.gone + counts.withdrawn + counts.taken_down
    size = sum(segment.bytes for segment in manifest.segments) / MEGABYTE
    return (
        f"{manifest.version:>7}  {manifest.created_at:%Y-%m-%d %H:%M}  {counts.pages:>9,}  {counts.new:>9,}"
        f"  {counts.changed:>9,}  {ended:>9,}  {size:>7,.1f}  {manifest.code_version}"
    )


def _verify(dataset: Dataset, _: list[str], __: argparse.Namespace) -> None:
    dataset.verify()
    files = len(list(dataset.history().segments()))
    print(f"{len(dataset.versions())} versions in {files} files are whole")
    for release in releases_in(dataset.folder.parent / RELEASES):
        verify_release(dataset.folder.parent / RELEASES, release)
        print(f"release {release.name} is whole")


def _compact(dataset: Dataset, _: list[str], __: argparse.Namespace) -> None:
    with lock_data(dataset.folder.parent):
        _tell(compact(dataset.folder))


def _forget(dataset: Dataset, _: list[str], opts: argparse.Namespace) -> None:
    if (opts.keep is None) == (opts.before is None):
        raise ValueError("either --keep N or --before DATE is expected")
    history = dataset.history()
    history.check()
    if opts.keep is not None:
        first = history.versions[-opts.keep :][0]
    else:
        first = first_since(history, opts.before) if isinstance(opts.before, datetime) else history.check(opts.before)
    with lock_data(dataset.folder.parent):
        _tell(compact(dataset.folder, first))


def _tell(done: Compacted | None) -> None:
    if done is None:
        print("Nothing to do: the log is in few files already, and no version is to be dropped.")
        return
    print(
        f"versions {done.base.first} to {done.base.version} are in {len(done.base.segments)} files of"
        f" {done.bytes_after / MEGABYTE:,.1f} MB; before, {done.files_before} files of"
        f" {done.bytes_before / MEGABYTE:,.1f} MB"
    )


def _release(dataset: Dataset, args: list[str], opts: argparse.Namespace) -> None:
    folder = dataset.folder.parent / RELEASES
    release = make_release(dataset, folder, args[0], opts.at)
    print(f"{release.articles:,} articles of version {release.version} in {folder / release.name}")


def _remove(dataset: Dataset, args: list[str], opts: argparse.Namespace) -> None:
    if not opts.why:
        raise ValueError("--why TEXT is expected: the reason is kept with the decision")
    with lock_data(dataset.folder.parent):
        change = reinstate if opts.undo else take_down
        manifest = change(dataset, args[0], opts.why, datetime.now(UTC), CODE_VERSION)
    if opts.undo:
        print(f"version {manifest.version}: {manifest.counts.reinstated:,} articles are back, others may come back")
        return
    print(f"version {manifest.version}: {manifest.counts.taken_down:,} current articles are taken down")
    print("Their text leaves the files of the dataset with the next 'scrapy dataset compact'.")
    _warn_of(dataset.folder.parent / RELEASES)


def _warn_of(releases: Path) -> None:
    """Releases never change: those with what was taken down are for the user to remove."""
    names = [release.name for release in releases_in(releases)]
    if names:
        print(f"Releases stay as they are; remove the folders that must not stay: {', '.join(names)}")


def _taken_down(dataset: Dataset, _: list[str], __: argparse.Namespace) -> None:
    dataset.version()
    for note in dataset.taken_down().notes:
        print(f"{note.at:%Y-%m-%d}  {note.target}: {note.why}")


ACTIONS: dict[str, Callable[[Dataset, list[str], argparse.Namespace], None]] = {
    "versions": _versions,
    "verify": _verify,
    "compact": _compact,
    "forget": _forget,
    "release": _release,
    "remove": _remove,
    "taken-down": _taken_down,
}
