"""The predictions of a run, taken home as a CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.evaluation.predictions import Predictions
from core.examples.prepare import Prepared
from core.export import predictions_csv
from core.export.predictions_csv import FUTURE, csv_bytes, harmless, run_tables
from core.export.rows import COLUMNS
from tests.core.export.builders import csv_file, experiment_on, prepared_of, table_of


def predicted(prepared: Prepared) -> Predictions:
    placement, h = prepared.placement, prepared.windows.horizon
    rng = np.random.default_rng(4)
    return Predictions(
        part=placement.part,
        row=placement.now,
        values=rng.normal(size=(len(placement.now), h, 1)).astype(np.float32),
        future_row=placement.future,
        future=rng.normal(size=(len(placement.future), h, 1)).astype(np.float32),
    )


def test_every_window_of_the_parts_asked_for_is_there_with_its_answer(tmp_path: Path) -> None:
    table = table_of(csv_file(tmp_path))
    experiment = experiment_on(table)
    prepared = prepared_of(table, experiment)
    made = predicted(prepared)
    raw = csv_bytes(run_tables(prepared.dataset, prepared.windows, made, parts=(2, FUTURE)))
    lines = list(csv.reader(io.StringIO(raw.decode())))
    assert tuple(lines[0]) == COLUMNS
    expected = []
    for which, rows, values in ((2, *made.of(2)), (FUTURE, made.future_row, made.future)):
        for now, answer in zip(rows, values, strict=True):
            for step in range(3):
                row = int(now) + 1 + step
                time = str(pd.Timestamp("2024-03-01") + pd.Timedelta(hours=row))
                known = which == 2 or row < 300
                actual = repr(float(table.frame["load [kW]"][row])) if known else ""
                expected.append([time, str(row), "load [kW]", str(step + 1), float(answer[step, 0]), actual])
    assert [[*line[:4], np.float32(line[4]), line[5]] for line in lines[1:]] == expected


def test_pieces_make_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(csv_file(tmp_path))
    prepared = prepared_of(table, experiment_on(table))
    made = predicted(prepared)
    whole = csv_bytes(run_tables(prepared.dataset, prepared.windows, made))
    monkeypatch.setattr(predictions_csv, "_VALUES_AT_ONCE", 3 * 7)
    assert csv_bytes(run_tables(prepared.dataset, prepared.windows, made)) == whole


def test_a_name_that_looks_like_a_formula_is_made_harmless() -> None:
    for name in ("=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1"):
        assert harmless(name) == "'" + name
    assert harmless("load [kW]") == "load [kW]"


def test_a_hostile_target_name_stays_one_cell(tmp_path: Path) -> None:
    nasty = '=1+1,"x"\n; open(…) #'
    table = table_of(csv_file(tmp_path))
    dataset = arrange(table, experiment_on(table).data)
    renamed = type(dataset)(
        **{**dataset.__dict__, "names": tuple(nasty if n == "load [kW]" else n for n in dataset.names)}
    )
    prepared = prepared_of(table, experiment_on(table))
    raw = csv_bytes(run_tables(renamed, prepared.windows, predicted(prepared), parts=(FUTURE,)))
    lines = list(csv.reader(io.StringIO(raw.decode())))
    assert {line[2] for line in lines[1:]} == {"'" + nasty}
    assert {len(line) for line in lines} == {6}


def test_times_are_written_alike_in_every_piece(tmp_path: Path) -> None:
    """A piece whose times are all at midnight was written as dates, which nobody can read beside the others."""
    table = table_of(csv_file(tmp_path))
    prepared = prepared_of(table, experiment_on(table))
    made = predicted(prepared)
    tables = list(run_tables(prepared.dataset, prepared.windows, made, parts=(2,)))
    midnight = [tables[0][tables[0]["time"].dt.hour == 0], *tables]
    lines = list(csv.reader(io.StringIO(csv_bytes(midnight).decode())))[1:]
    assert {len(line[0]) for line in lines} == {len("2024-03-01 00:00:00")}


def test_without_times_their_cells_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("wind,load [kW]\n" + "\n".join(f"{row},{row % 7}" for row in range(100)))
    table = table_of(path)
    whole = experiment_on(table)
    prepared = prepared_of(table, whole.but(data=whole.data.but(steps=())))
    lines = csv_bytes(run_tables(prepared.dataset, prepared.windows, predicted(prepared), parts=(2,))).splitlines()
    assert all(line.startswith(b",") for line in lines[1:])
