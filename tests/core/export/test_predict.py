"""A model predicts on a file it has never seen, by NumPy alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.errors import DataError
from core.evaluation import predicting
from core.examples.fitting import scale, unscale
from core.export.bundle import Bundle, bundle_bytes, read_bundle, write_bundle
from core.export.predict import predict_chunks, predict_new
from core.models.forward import forward
from core.models.spec import TaskSpec
from tests.core.export.builders import (
    csv_file,
    experiment_on,
    frame,
    kept_of,
    made,
    made_weights,
    prepared_of,
    table_of,
)


@pytest.fixture
def model(tmp_path: Path) -> Bundle:
    return read_bundle(bundle_bytes(*made(tmp_path), "", "Plant"))


def by_hand(model: Bundle, path: Path) -> pd.DataFrame:
    """One window after the other, with plain loops."""
    dataset = arrange(table_of(path), model.experiment.data)
    windows, inputs, target = model.experiment.examples, list(dataset.inputs), dataset.targets[0]
    n, lines = len(dataset), []
    for now in range(n):
        rows = [now - back for back in range(10, -1, -2)]
        ahead = [now + 1, now + 2, now + 3]
        if rows[0] < 0 or any(dataset.segment[r] != dataset.segment[now] for r in rows):
            continue
        if any(r < n and dataset.segment[r] != dataset.segment[now] for r in ahead):
            continue
        x = dataset.values[np.ix_(rows, inputs)]
        if not np.isfinite(x).all():
            continue
        scaled = scale(model.fitted, x, dataset.input_names).astype(np.float32)[None]
        answer = unscale(model.fitted, forward(model.nodes, model.weights, scaled), dataset.target_names)
        for step, row in enumerate(ahead):
            actual = dataset.values[row, target] if row < n else np.nan
            lines.append((int(dataset.row[now]), row, windows.delay + step, float(answer[0, step, 0]), actual))
    return pd.DataFrame(lines, columns=["now", "row", "step", "predicted", "actual"])


def agree(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert found["row"].tolist() == expected["row"].tolist()
    assert found["step"].tolist() == expected["step"].tolist()
    np.testing.assert_allclose(found["predicted"], expected["predicted"], rtol=1e-6)
    np.testing.assert_array_equal(found["actual"], expected["actual"])


def test_every_usable_row_and_the_future_are_predicted_as_by_hand(model: Bundle, tmp_path: Path) -> None:
    path = csv_file(tmp_path, frame(90, seed=8), "new.csv")
    found = predict_new(model, path)
    agree(found, by_hand(model, path))
    last = found[found["row"] >= 90]
    assert last["row"].tolist() == [90, 90, 91, 90, 91, 92]
    assert last["actual"].isna().all()
    assert str(last["time"].iloc[-1]) == str(pd.Timestamp("2024-03-01") + pd.Timedelta(hours=92))


def test_holes_and_gaps_cost_only_the_windows_that_touch_them(model: Bundle, tmp_path: Path) -> None:
    table = frame(120, seed=9).drop(index=range(50, 60))
    table.loc[table.index[20], "wind"] = np.nan
    table.loc[table.index[80], "load [kW]"] = np.nan
    path = csv_file(tmp_path, table, "new.csv")
    agree(predict_new(model, path), by_hand(model, path))


def test_chunks_are_the_whole_in_pieces(model: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file(tmp_path, frame(100), "new.csv")
    whole = predict_new(model, path)
    monkeypatch.setattr(predicting, "NUMBERS_AT_ONCE", 6 * 4 * 10)
    chunks = list(predict_chunks(model, path))
    assert [len(chunk) for chunk in chunks[:-1]] == [10 * 3] * (len(chunks) - 1)
    pd.testing.assert_frame_equal(pd.concat(chunks, ignore_index=True), whole, check_exact=False, rtol=1e-6)


def test_the_whole_of_a_large_file_is_never_gathered_at_once(model: Bundle, tmp_path: Path) -> None:
    import tracemalloc

    path = csv_file(tmp_path, frame(40_000), "new.csv")
    rows = list(predict_chunks(model, path))
    tracemalloc.start()
    for chunk in predict_chunks(model, path):
        del chunk
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) > 0
    assert peak < 60e6


def test_columns_are_found_by_name_in_any_order_with_others_between(model: Bundle, tmp_path: Path) -> None:
    table = frame(60)
    here = predict_new(model, csv_file(tmp_path, table, "same.csv"))
    shuffled = table.assign(extra="text")[["extra", "wind", "time", "load [kW]"]]
    pd.testing.assert_frame_equal(predict_new(model, csv_file(tmp_path, shuffled, "other.csv")), here)


def test_a_file_written_in_another_way_gives_the_same(model: Bundle, tmp_path: Path) -> None:
    table = frame(60)
    here = predict_new(model, csv_file(tmp_path, table, "same.csv"))
    other = tmp_path / "other.csv"
    table.to_csv(other, index=False, sep=";", decimal=",", encoding="utf-16")
    pd.testing.assert_frame_equal(predict_new(model, other), here)


def test_missing_columns_are_named(model: Bundle, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        predict_new(model, csv_file(tmp_path, frame(60)[["time"]].assign(rain=1.5), "new.csv"))
    assert "wind" in caught.value.text
    assert "load [kW]" in caught.value.text
    assert "rain" in caught.value.text


def test_a_file_too_short_says_how_many_rows_it_takes(model: Bundle, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        predict_new(model, csv_file(tmp_path, frame(9), "new.csv"))
    assert "11 rows" in caught.value.text
    shortest = predict_new(model, csv_file(tmp_path, frame(11), "new.csv"))
    assert shortest["row"].tolist() == [11, 12, 13]


def test_predicting_loads_no_tensorflow(tmp_path: Path) -> None:
    write_bundle(tmp_path / "m.lookback.zip", *made(tmp_path), "")
    code = (
        "import sys, pathlib\n"
        "from core.export.bundle import read_bundle\n"
        "from core.export.predict import predict_new\n"
        f"print(len(predict_new(read_bundle(pathlib.Path({str(tmp_path / 'm.lookback.zip')!r})), "
        f"pathlib.Path({str(tmp_path / 'plant.csv')!r}))))\n"
        "sys.exit(int('tensorflow' in sys.modules or 'keras' in sys.modules))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == 3 * (300 - 10)


def test_quantiles_are_told_with_their_ends_and_the_future_too(tmp_path: Path) -> None:
    table = table_of(csv_file(tmp_path))
    whole = experiment_on(table)
    task = TaskSpec(kind="quantile", quantiles=(0.05, 0.5, 0.95))
    whole = whole.but(task=task, training=whole.training.but(loss="pinball"))
    prepared = prepared_of(table, whole)
    weights = made_weights(whole, prepared)
    model = read_bundle(bundle_bytes(whole, prepared.fitted, kept_of(weights), ""))
    found = predict_new(model, csv_file(tmp_path, frame(60, seed=8), "new.csv"))
    assert list(found.columns[-2:]) == ["lower end", "upper end"]
    assert (found["lower end"] <= found["predicted"]).all()
    assert (found["predicted"] <= found["upper end"]).all()
    assert np.isfinite(found.loc[found["row"] >= 60, ["lower end", "upper end"]]).all(axis=None)
