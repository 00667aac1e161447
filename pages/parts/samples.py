"""The samples that come with the app, opened like any other file."""

from __future__ import annotations

from core.data.reading import read, recognise
from core.data.samples import SAMPLES
from core.runs.library import Library

FIRST = "etth1"


def open_sample(library: Library, key: str) -> str:
    """The dataset of a sample, added to the library when it is not there yet. Returns its id."""
    path = SAMPLES[key].path
    return library.add_dataset(path.name, read(path, recognise(path)), path).id
