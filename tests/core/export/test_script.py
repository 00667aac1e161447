"""The script taken home gives the app's numbers, runs alone, and no text of a user becomes code."""

from __future__ import annotations

import ast
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.data.arrange import arrange
from core.data.spec import Column, DataSpec, Reading, Source
from core.data.steps import Blank, Calendar, Duplicates, ForwardFill, Gaps, Sentinels, Sort
from core.data.table import Table
from core.evaluation.predicting import answers, way_of
from core.examples.fitting import Fitted
from core.examples.spec import FittingSpec, SplitSpec, Windows
from core.experiment import Cosine, Experiment, Plateau, Stopping, TrainingSpec
from core.export.network import nodes_of
from core.export.probe import probe
from core.export.script import script
from core.models.plan import columns_read
from core.models.presets import PRESETS
from tests.core.export.builders import csv_file, experiment_on, frame, prepared_of, table_of

QUICK = TrainingSpec(epochs=3, batch=32, learning_rate=0.01, seed=11)
EPOCH = re.compile(r"epoch (\d+): loss (\S+), validation loss (\S+)")


def trained_by_the_app(
    experiment: Experiment, table: Table, folder: Path
) -> tuple[list[tuple[float, float]], Any, Any]:
    """Losses by epoch, and what the kept weights predict for the test part, in own units."""
    from core.models.build import build
    from core.models.weights import set_weights
    from core.training.kept import read_kept
    from core.training.trainer import train

    events: list[dict[str, Any]] = []
    prepared = prepared_of(table, experiment)
    train(prepared, experiment, folder, events.append, lambda: None)
    nodes = nodes_of(experiment, prepared.dataset)
    model, read = build(nodes), columns_read(nodes)
    set_weights(model, read_kept(folder).weights)

    def answer(x: np.ndarray) -> np.ndarray:
        given = [x[..., list(columns)] for columns in read]
        return np.asarray(model.predict_on_batch(given if len(read) > 1 else given[0]))

    values = answers(prepared, prepared.examples.of(2).inputs, answer, way_of(experiment.model.head))
    return [(e["loss"], e["val_loss"]) for e in events if e["kind"] == "epoch"], prepared, values


def losses_in(printed: str) -> list[tuple[float, float]]:
    return [(float(loss), float(validation)) for _, loss, validation in EPOCH.findall(printed)]


def hostile_frame() -> pd.DataFrame:
    """Times out of order and double, a gap, holes, marks for missing, percent and minus signs."""
    table = frame(420).astype({"load [kW]": object, "wind": object})
    table = table.drop(index=range(200, 207)).reset_index(drop=True)
    table.loc[40, "wind"] = "-9999"
    table.loc[41, "wind"] = "n/a"
    table.loc[60, "load [kW]"] = "broken"
    table.loc[61, "load [kW]"] = "−3.5"
    table.loc[90:93, "wind"] = None
    table.loc[70, "time"] = table.loc[69, "time"]
    table.loc[100, "time"] = "never"
    order = np.arange(len(table))
    order[[10, 20]] = order[[20, 10]]
    return table.iloc[order]


def hostile_experiment(table: Table) -> Experiment:
    steps = (
        Sort(),
        Duplicates(keep="mean"),
        Gaps(),
        Sentinels(columns=("wind",), values=(-9999.0,)),
        Blank(columns=("wind",), spans=(("2024-03-08 01:00", "2024-03-08 03:00"),)),
        ForwardFill(columns=("wind", "load [kW]"), limit=2),
        Calendar(parts=("hour", "weekday", "month", "year")),
    )
    whole = experiment_on(table, model=PRESETS["gru"].make(units=4, dropout=0.3, recurrent_dropout=0.2))
    return whole.but(
        data=whole.data.but(steps=steps),
        examples=Windows(lookback=9, step=2, delay=2, horizon=2, stride=2),
        split=SplitSpec(by="date", cuts=("2024-03-11", "2024-03-14 12:00"), border="purge", gap=3),
        fitting=FittingSpec(scaler="robust", per_column=(("wind", "power"), ("hour (sine)", "none"))),
        training=QUICK.but(loss="huber", optimizer="rmsprop", clip=0.5, stopping=Stopping(patience=1, min_delta=0.05)),
    )


def two_targets(table: Table) -> Experiment:
    columns = (Column(name="wind", roles=("input", "target")), Column(name="load [kW]", roles=("target", "input")))
    data = DataSpec(sources=(Source(name="p.csv", reading=table.reading),), columns=columns, steps=(Sort(),))
    return experiment_on(table, model=PRESETS["linear"].make()).but(
        data=data, split=SplitSpec(by="rows", cuts=(200, 50, 40)), training=QUICK.but(stopping=None)
    )


CASES: dict[str, tuple[Callable[[], pd.DataFrame], Callable[[Table], Experiment]]] = {
    "the usual": (frame, lambda table: experiment_on(table, training=QUICK)),
    "everything at once": (hostile_frame, hostile_experiment),
    "two targets, linear": (frame, two_targets),
    "a cosine, momentum, all at once, the last kept": (
        frame,
        lambda table: experiment_on(
            table,
            training=TrainingSpec(
                epochs=5,
                learning_rate=0.05,
                seed=3,
                batch=None,
                loss="log_cosh",
                optimizer="sgd",
                momentum=0.8,
                nesterov=True,
                clip=2.0,
                keep="last",
                schedule=Cosine(warmup=2, floor=0.1),
                stopping=Stopping(monitor="loss", patience=2, start_from=1, baseline=0.01, min_delta=0.5),
            ),
        ),
    ),
    "a plateau, weight decay, every epoch": (
        frame,
        lambda table: experiment_on(
            table,
            training=QUICK.but(
                optimizer="adamw",
                weight_decay=0.05,
                every_epoch=True,
                stopping=None,
                epochs=4,
                loss="mse",
                schedule=Plateau(patience=1, min_delta=9.0, factor=0.3),
            ),
        ),
    ),
    "a target that is no input, quantiles": (
        frame,
        lambda table: experiment_on(
            table,
            model=PRESETS["conv"].make(blocks=1, filters=4),
            training=QUICK,
            fitting=FittingSpec(scaler="quantile"),
        ).but(
            data=DataSpec(
                sources=(Source(name="p.csv", reading=table.reading),),
                columns=(Column(name="wind"), Column(name="load [kW]", roles=("target",))),
            )
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_losses_and_predictions_are_those_of_the_app(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_frame, make_experiment = CASES[case]
    path = csv_file(tmp_path, make_frame())
    table = table_of(path)
    experiment = make_experiment(table)
    losses, prepared, values = trained_by_the_app(experiment, table, tmp_path / "run")
    (tmp_path / "script.py").write_text(script(experiment, prepared.fitted, case), "utf-8")
    capsys.readouterr()
    runpy.run_path(str(tmp_path / "script.py"))["main"](path, tmp_path / "out.csv")
    np.testing.assert_allclose(losses_in(capsys.readouterr().out), losses, rtol=1e-6)
    out = pd.read_csv(tmp_path / "out.csv")
    np.testing.assert_allclose(out["predicted"].to_numpy().reshape(values.shape), values, rtol=1e-6)
    now = prepared.placement.of(2)
    rows = now[:, None] + experiment.examples.delay + np.arange(experiment.examples.horizon)
    epochs = len(losses) if experiment.training.every_epoch else 0
    assert len(list(tmp_path.glob("epoch_*.weights.h5"))) == epochs
    targets = list(prepared.dataset.targets)
    actual = prepared.dataset.values[rows][..., targets]
    np.testing.assert_array_equal(out["actual"].to_numpy().reshape(values.shape), actual)
    np.testing.assert_array_equal(out["row"].to_numpy().reshape(values.shape)[..., 0], prepared.dataset.row[rows])


def test_it_runs_alone_in_another_folder_and_equals_the_app(tmp_path: Path) -> None:
    table = table_of(csv_file(tmp_path))
    experiment = experiment_on(table, training=QUICK)
    losses, prepared, values = trained_by_the_app(experiment, table, tmp_path / "run")
    alone = tmp_path / "alone"
    alone.mkdir()
    (tmp_path / "plant.csv").rename(alone / "plant.csv")
    (alone / "taken home.py").write_text(script(experiment, prepared.fitted, "Plant"), "utf-8")
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}
    command = [sys.executable, "-I", "-W", "error::SyntaxWarning", "taken home.py"]
    done = subprocess.run(command, cwd=alone, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    np.testing.assert_allclose(losses_in(done.stdout), losses, rtol=1e-6)
    out = pd.read_csv(alone / "predictions.csv")
    assert list(out.columns) == ["time", "row", "target", "step", "predicted", "actual"]
    np.testing.assert_allclose(out["predicted"].to_numpy(), values.ravel(), rtol=1e-6)


WRITTEN = {
    "semicolons and decimal commas": {"sep": ";", "decimal": ",", "encoding": "utf-8"},
    "tabs in UTF-16": {"sep": "\t", "encoding": "utf-16"},
    "quoted": {"quoting": 1},
    "without a header": {"header": False},
}


@pytest.mark.parametrize("how", WRITTEN)
def test_the_file_is_read_as_the_app_reads_it(how: str, tmp_path: Path) -> None:
    path = tmp_path / "plant.csv"
    frame(80).to_csv(path, index=False, **WRITTEN[how])
    assert_read_alike(path)


FILES = {
    "titles above, thousands and signs": (
        'My plant\n\ntime;a;b\n2024-01-01;"1,234.5";5 %\n2024-01-02;"2,000";6 %\n'
        '2024-01-03;17;7%\n2024-01-04;"1,111.25";8%\n'
    ),
    "names in a comment": "# time,a,b\n2024-01-01,1,2\n2024-01-02,2,3\n2024-01-03,3,5\n",
    "double and blank names": "time,a,a,\n2024-01-01,1,2,3\n2024-01-02,2,3,4\n2024-01-03,3,5,9\n",
    "no time at all": "a,b\n1,2\n3,4\n5,6\n,\n,\n",
    "date and clock apart": "date,clock,a,b\n03/01/2024,10.00,1,2\n03/01/2024,11.00,2,3\n14/01/2024,12.00,4,4\n",
    "seconds since 1970": "t,a,b\n1700000000,1,2\n1700000600,2,5\n1700001200,3,4\n",
    "beyond all numbers": (
        "time,a,b\n2024-01-01,1e400,2\n2024-01-02,2,inf\n2024-01-03,0x10,1_000\n2024-01-04,5,6\n"
        + "".join(f"2024-01-{day:02d},{day},6\n" for day in range(5, 15))
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_odd_files_are_read_as_the_app_reads_them(name: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(FILES[name], "utf-8")
    assert_read_alike(path)


def assert_read_alike(path: Path) -> None:
    table = table_of(path)
    names = [name for name in table.numbers if name not in table.reading.time]
    data = DataSpec(
        sources=(Source(name=path.name, reading=table.reading),),
        columns=tuple(Column(name=name, roles=("input", "target")) for name in names),
        steps=(Sort(), Gaps()),
    )
    expected = arrange(table, data)
    experiment = experiment_on(table, model=PRESETS["dense"].make()).but(data=data)
    path.with_suffix(".py").write_text(script_of(experiment), "utf-8")
    own = runpy.run_path(str(path.with_suffix(".py")))
    data, *_ = own["chosen"]()
    found = own["arrange"](own["read"](path, data.sources[0].reading), data)
    assert found.names == expected.names
    np.testing.assert_array_equal(found.values, expected.values)
    np.testing.assert_array_equal(found.segment, expected.segment)
    assert (found.time is None) == (expected.time is None)
    if expected.time is not None:
        np.testing.assert_array_equal(found.time, expected.time)


def script_of(experiment: Experiment, name: str = "") -> str:
    """The script of an experiment without words, whatever it would learn."""
    columns = probe(experiment.data, experiment.fitting, {}).names
    scalers = tuple(experiment.fitting.scaler_of(column) for column in columns)
    return script(experiment, Fitted(columns=columns, scalers=scalers, arrays={}), name)


NASTY = (
    'x"]; open("owned", "w") #',
    "x'); open('owned', 'w') #",
    '"""; open("owned", "w"); """',
    "a\\",
    "line\nbreak",
    "{0.__class__}",
    "$name ${file}",
    "\u202eright to left",
    "=1+1",
)


def test_texts_of_a_user_stay_texts(tmp_path: Path) -> None:
    """A script with hostile texts is, node by node, the program that one with harmless texts is."""
    whole = experiment_on(table_of(csv_file(tmp_path)))
    ordinary = kinds_of(nodes_in(script_of(named(whole, "word"), "word")))
    for nasty in NASTY:
        nodes = nodes_in(script_of(named(whole, nasty), nasty))
        assert nasty in [node.value for node in nodes if isinstance(node, ast.Constant)]
        assert kinds_of(nodes) == ordinary


def named(whole: Experiment, text: str) -> Experiment:
    """The experiment with this text wherever a user's may stand."""
    mark = text[0]
    reading = Reading(
        encoding=text, separator=mark, thousands=mark, quote="'", decimal=",", time=(text,), time_format=text
    )
    data = whole.data.but(
        sources=(Source(name=text, reading=reading),),
        columns=(Column(name=text, unit=text), Column(name="load [kW]", roles=("input", "target"))),
        steps=(
            Sort(),
            Sentinels(columns=(text,), values=(1.0,)),
            Blank(columns=(text,), spans=(("2024-01-01", "2024-01-02"),)),
        ),
    )
    return whole.but(data=data, fitting=FittingSpec(per_column=((text, "none"),)))


def test_a_file_full_of_code_is_read_and_nothing_of_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"wind": NASTY[0], "load [kW]": NASTY[2], "time": NASTY[1]}
    path = csv_file(tmp_path, frame(60).rename(columns=names))
    table = table_of(path)
    data = DataSpec(
        sources=(Source(name=NASTY[0], reading=table.reading),),
        columns=tuple(Column(name=name, roles=("input", "target")) for name in table.numbers),
        steps=(Sort(), ForwardFill(columns=table.numbers)),
    )
    experiment = experiment_on(table).but(data=data, training=QUICK.but(epochs=1))
    (tmp_path / "script.py").write_text(script_of(experiment, NASTY[2]), "utf-8")
    runpy.run_path("script.py")["main"](path)
    assert set(pd.read_csv("predictions.csv")["target"]) == set(table.numbers)
    assert not (tmp_path / "owned").exists()


def nodes_in(program: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(program)))


def kinds_of(nodes: list[ast.AST]) -> list[type[ast.AST]]:
    """The structure of a program: the texts in it apart."""
    return [type(node) for node in nodes]


def test_it_imports_public_libraries_only_and_uses_no_name_it_does_not_define(tmp_path: Path) -> None:
    table = table_of(csv_file(tmp_path, hostile_frame()))
    path = tmp_path / "script.py"
    path.write_text(script_of(hostile_experiment(table), "Plant"), "utf-8")
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert modules <= {*sys.stdlib_module_names, "numpy", "pandas", "pyarrow", "keras", "tensorflow", "sklearn"}
    checked = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--select",
        "F,E9",
        "--ignore",
        "F841",  # where a step that is not in use was left out, what it needed may stand unused
        "--target-version",
        "py311",
        path,
    ]
    done = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_file_that_is_not_there_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "script.py").write_text(script_of(experiment_on(table_of(csv_file(tmp_path)))), "utf-8")
    monkeypatch.setattr(sys, "argv", ["script.py", "nowhere.csv"])
    with pytest.raises(SystemExit, match=r"nowhere\.csv"):
        runpy.run_path(str(tmp_path / "script.py"), run_name="__main__")


def test_another_file_without_the_columns_is_told_so(tmp_path: Path) -> None:
    table = table_of(csv_file(tmp_path))
    (tmp_path / "script.py").write_text(script_of(experiment_on(table)), "utf-8")
    other = csv_file(tmp_path, frame(20).drop(columns="wind"), "other.csv")
    own = runpy.run_path(str(tmp_path / "script.py"))
    with pytest.raises(own["DataError"], match="wind"):
        own["main"](other)
