"""What all cleaners share, loaded by the import of this module: for a process that is to fork workers.

Their memory is then one and the same. A model that cannot be loaded is left for the first cleaner to complain about,
because an error here would end the forking process without a word.
"""

from contextlib import suppress

from cleaning.cleaner import shipped_corrector
from cleaning.spelling.model_file import ModelFileError

with suppress(ModelFileError):
    shipped_corrector()
