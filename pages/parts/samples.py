"""The samples that come with the app, opened like any other file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from core.data.dial import DialSpec
from core.data.reading import read, recognise
from core.data.samples import SAMPLES, Sample, sample_path
from core.runs.library import Library

FIRST = "etth1"


def open_sample(library: Library, key: str, dials: DialSpec | None = None) -> str:
    """The dataset of a sample, added to the library when it is not there yet. Returns its id."""
    with TemporaryDirectory() as folder:
        path = sample_path(key, Path(folder), dials)
        return library.add_dataset(SAMPLES[key].file_name, read(path, recognise(path)), path).id


def sample_of(name: str) -> Sample | None:
    """The sample a dataset of this name came from."""
    return next((sample for sample in SAMPLES.values() if sample.file_name == name), None)
