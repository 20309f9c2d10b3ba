"""Two cleaners that can clean differently have different fingerprints, two equal ones have the same."""

import shutil
from pathlib import Path

from cleaning import Cleaner
from cleaning.corrections import Action, Correction
from cleaning.fingerprint import fingerprint
from cleaning.layout import FOLDER
from cleaning.options import Options

CORRECTION = Correction(action=Action.ALWAYS, before="Dân vận khóe", after="Dân vận khéo")


def test_is_the_same_for_equal_cleaners() -> None:
    assert fingerprint(Cleaner()) == fingerprint(Cleaner())
    assert fingerprint(Cleaner()).corrections is None
    assert all(len(digest) == 64 for digest in fingerprint(Cleaner()) if digest is not None)


def test_sees_a_layout(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "layouts"))
    assert fingerprint(Cleaner(layouts=copy)) == fingerprint(Cleaner())
    next(iter(sorted(copy.glob("*.toml")))).unlink()
    changed = fingerprint(Cleaner(layouts=copy))
    assert changed.layouts != fingerprint(Cleaner()).layouts
    assert changed.settings == fingerprint(Cleaner()).settings


def test_sees_corrections() -> None:
    one, two = (fingerprint(Cleaner(corrections=[CORRECTION] * number)) for number in (1, 2))
    assert one.corrections is not None
    assert one.corrections != two.corrections
    assert one.settings == two.settings == fingerprint(Cleaner()).settings


def test_sees_options_and_the_layouts_of_site_files() -> None:
    digests = {
        fingerprint(Cleaner()).settings,
        fingerprint(Cleaner(options=Options(mask_personal=True))).settings,
        fingerprint(Cleaner(), {"donglinh": "dnn"}).settings,
        fingerprint(Cleaner(), {"donglinh": "drupal"}).settings,
    }
    assert len(digests) == 4
