"""A bundle becomes a run again, on the file it learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.joined import one_table
from core.errors import BundleError
from core.examples import fitting
from core.export.bundle import bundle_bytes
from core.export.take_home import bundle_of_run
from core.runs.adopt import bundle_to_run
from core.runs.artifacts import Artifacts
from core.runs.library import Library
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.training.kept import read_kept
from tests.core.export.builders import csv_file, kept_of, made, made_weights, prepared_of, table_of
from tests.core.export.test_two_files import FILES, two_files


@pytest.fixture
def raw(tmp_path: Path) -> bytes:
    return bundle_bytes(*made(tmp_path), "# A card", "Plant")


def with_its_file(library: Library, folder: Path) -> None:
    path = csv_file(folder)
    library.add_dataset(path.name, table_of(path), path)


def test_it_is_a_finished_run_that_waits_to_be_judged(library: Library, raw: bytes, tmp_path: Path) -> None:
    with_its_file(library, tmp_path)
    run = bundle_to_run(library, raw)
    assert (run.name, run.status, run.evaluated, run.best_epoch, run.best) == ("Plant", Status.FINISHED, False, 3, 0.25)
    assert [(job.kind, job.status) for job in library.jobs(run.id)] == [
        (Kind.TRAIN, Status.FINISHED),
        (Kind.EVALUATE, Status.QUEUED),
    ]
    experiment, fitted, kept = made(tmp_path)
    folder = library.folder(run.id)
    assert run.experiment == experiment
    assert fitting.load(folder).columns == fitted.columns
    assert all(np.array_equal(read_kept(folder).weights[k], w) for k, w in kept.weights.items())


def test_the_same_bundle_again_is_the_same_run(library: Library, raw: bytes, tmp_path: Path) -> None:
    with_its_file(library, tmp_path)
    path = tmp_path / "model.zip"
    path.write_bytes(raw)
    assert bundle_to_run(library, raw).id == bundle_to_run(library, path).id
    assert len(library.runs()) == 1


def test_it_can_be_taken_home_again_with_the_same_weights(library: Library, raw: bytes, tmp_path: Path) -> None:
    with_its_file(library, tmp_path)
    run = bundle_to_run(library, raw)
    again = bundle_of_run(run.experiment, library.folder(run.id), None, run.name)
    assert bundle_to_run(library, again).experiment == run.experiment


def test_without_its_file_it_says_which_one_is_needed(library: Library, raw: bytes) -> None:
    with pytest.raises(BundleError) as caught:
        bundle_to_run(library, raw)
    assert "plant.csv" in caught.value.text
    assert library.runs() == []


def test_a_model_of_two_files_asks_for_both_joined_as_they_were(library: Library, tmp_path: Path) -> None:
    table, experiment = two_files(tmp_path / "in")
    prepared = prepared_of(table, experiment)
    kept = kept_of(made_weights(experiment, prepared))
    raw = bundle_bytes(experiment, prepared.fitted, kept, "# A card", "Both")
    paths = [tmp_path / "in" / name for name in FILES]
    other = one_table([table_of(path) for path in paths], FILES, "first")
    library.add_dataset("joined otherwise", other, *paths)
    with pytest.raises(BundleError, match=r"plant\.csv \+ weather\.csv"):
        bundle_to_run(library, raw)
    row = library.add_dataset("another name", table, *paths)
    assert bundle_to_run(library, raw).dataset == row.id


def test_it_outlives_the_database(library: Library, raw: bytes, home: Path, tmp_path: Path) -> None:
    with_its_file(library, tmp_path)
    run = bundle_to_run(library, raw)
    Artifacts(home).database.unlink()
    back = Store(home).owned_by().run(run.id)
    assert (back.status, back.best_epoch, back.best, back.note) == (Status.FINISHED, 3, 0.25, run.note)


def test_another_owner_does_not_see_it_and_does_not_lend_the_file(
    library: Library, store: Store, raw: bytes, tmp_path: Path
) -> None:
    with_its_file(library, tmp_path)
    bundle_to_run(library, raw)
    other = store.owned_by("somebody else")
    assert other.runs() == []
    with pytest.raises(BundleError):
        bundle_to_run(other, raw)
