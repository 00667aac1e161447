"""The notes' own small tables, through the same doors as a user's file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.reading import read, recognise
from core.data.spec import Across, Column, DataSpec, Source
from core.examples.fitting import scale, unscale
from core.examples.gather import materialise
from core.examples.prepare import Prepared, prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows

STAIRS = [(n, n + 1, n + 2, n + 3) for n in range(1, 11)]
THIRTEEN = [*STAIRS, (20, 30, 40, 50), (30, 40, 50, 60), (40, 50, 60, 70)]
FOURTEEN = [*STAIRS, *(tuple(1000 * cell for cell in row) for row in THIRTEEN[10:]), (100, 200, 300, 400)]


def cut_table(folder: Path, rows: list[tuple[int, ...]], scaler: str) -> Prepared:
    """A table that arrives already cut: three columns are the timesteps of a row, a fourth is its answer."""
    path = folder / "cut.csv"
    path.write_text("\n".join(["t0,t1,t2,y", *(",".join(map(str, row)) for row in rows)]), "utf-8")
    reading = recognise(path).but(across=(Across(name="x", columns=("t0", "t1", "t2")),))
    columns = (
        Column(name="example", roles=("series",)),
        Column(name="x"),
        Column(name="y", roles=("target",)),
    )
    data = DataSpec(sources=(Source(name=path.name, reading=reading),), columns=columns)
    windows, fitting = Windows(lookback=3, delay=0, whole=True), FittingSpec(scaler=scaler)
    return prepare(arrange(read(path, reading), data), windows, SplitSpec(by="random"), fitting)


def own_units(prepared: Prepared) -> list[tuple[int, ...]]:
    """Every example in the units of its file, its answer last, smallest first."""
    rows = []
    for part in range(3):
        examples = prepared.examples.of(part)
        x, y = materialise(examples.inputs), materialise(examples.targets)  # (W, 3, 1), (W, 1, 1)
        known, asked = unscale(prepared.fitted, x[..., 0], ("x",) * 3), unscale(prepared.fitted, y[..., 0], ("y",))
        rows += [tuple(round(cell) for cell in row) for row in np.hstack([known, asked]).tolist()]
    return sorted(rows)


@pytest.mark.course("A2")
def test_a_table_that_arrives_already_cut_is_read_row_by_row(tmp_path: Path) -> None:
    """13 rows of 3 columns and an answer become (13, 3, 1)."""
    prepared = cut_table(tmp_path, THIRTEEN, "none")
    examples = prepared.examples.of(0)
    assert materialise(examples.inputs).shape[1:] == (3, 1)
    assert sum(prepared.counts[part] for part in ("train", "validation", "test")) == 13
    assert own_units(prepared) == sorted(THIRTEEN)


@pytest.mark.course("B4")
@pytest.mark.parametrize("scaler", ["standard", "minmax", "maxabs", "robust"])
def test_inputs_and_answer_are_scaled_and_come_back_in_their_own_units(scaler: str, tmp_path: Path) -> None:
    prepared = cut_table(tmp_path, FOURTEEN, scaler)
    assert np.median(np.abs(materialise(prepared.examples.of(0).targets))) < 3
    assert own_units(prepared) == sorted(FOURTEEN)


@pytest.mark.course("B3")
def test_outliers_squeeze_the_small_rows_together_and_robust_scaling_keeps_them_apart(tmp_path: Path) -> None:
    """Of 14 rows three are a thousand times larger; what is left of the ten small ones is how far they reach."""
    left = {}
    for scaler in ("minmax", "standard", "robust"):
        fitted = cut_table(tmp_path, FOURTEEN, scaler).fitted
        small = scale(fitted, np.array([[1.0], [10.0]]), ("x",))
        left[scaler] = float(small[1, 0] - small[0, 0])
    assert left["minmax"] < left["standard"] < 0.01
    assert left["robust"] > 0.2


@pytest.mark.course("A1")
def test_a_staircase_of_three_days_and_the_next(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("\n".join(["y", *map(str, range(1, 31))]), "utf-8")
    data = DataSpec(sources=(Source(name=path.name),), columns=(Column(name="y", roles=("input", "target")),))
    dataset = arrange(read(path, recognise(path)), data)
    prepared = prepare(dataset, Windows(lookback=3), SplitSpec(), FittingSpec(scaler="none"))
    examples = prepared.examples.of(0)
    assert materialise(examples.inputs)[:3, :, 0].tolist() == [[1, 2, 3], [2, 3, 4], [3, 4, 5]]
    assert materialise(examples.targets)[:3, 0, 0].tolist() == [4, 5, 6]
