"""The main job from a terminal: JSON alone on stdout, one line for bad input, Ctrl-C is Stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import COMMANDS, main

ROOT = Path(__file__).parents[3]
WINDOW = ("--target", "load", "--features", "load,wind", "--lookback", "12", "--horizon", "4", "--seed", "3")


@pytest.fixture(scope="module")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(4)
    t = np.arange(400)
    time = pd.date_range("2020-01-01", periods=400, freq="h")
    frame = pd.DataFrame(
        {"when": time, "load": 5 + np.sin(t / 4) + rng.normal(0, 0.1, 400), "wind": rng.normal(size=400)}
    )
    path = tmp_path_factory.mktemp("files") / "hours.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def environment() -> dict[str, str]:
    return {**os.environ, "LOOKBACK_SUPERVISOR": "--no-spare --idle 2", "TF_CPP_MIN_LOG_LEVEL": "3"}


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What a command that needs no process of its own prints."""
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def trained(csv: Path, home: Path) -> dict:
    given = ("train", csv, *WINDOW, "--architecture", "linear", "--epochs", 3, "--home", home, "--json")
    command = [sys.executable, "-m", "core", *map(str, given)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=environment(), timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "epoch 3" in done.stderr
    return json.loads(done.stdout)


def test_train_prints_what_the_issue_asks_for(trained: dict) -> None:
    assert trained["status"] == "finished"
    assert trained["epochs"] == 3
    assert 1 <= trained["best_epoch"] <= 3
    assert trained["seconds_per_epoch"] == pytest.approx(trained["seconds"] / 3)
    assert set(trained["windows"]) == {"train", "validation", "test"}
    for figures in (trained["metrics"], *(trained["baselines"][key] for key in ("last_value", "seasonal", "ridge"))):
        assert set(figures) == {"train", "validation", "test"}
        assert set(figures["test"]["original"]) == {"load"}
        promised = {"mae", "rmse", "mape", "smape", "mase", "r2"}  # a squared unit once stood there as "mse" too
        assert set(figures["test"]["original"]["load"]) == promised
        assert set(figures["test"]["scaled"]) == {"mse", "mae"}
    assert set(trained["verdict"]) == {"key", "text", "skill", "best_baseline"}
    assert trained["verdict"]["key"] in ("better", "no_better", "worse")
    assert all({"key", "severity", "text"} <= set(finding) for finding in trained["findings"])
    assert Path(trained["bundle"]).is_file()


def test_runs_lists_it(trained: dict, home: Path, capsys) -> None:
    listed = json.loads(told(capsys, "runs", "--home", home, "--json"))
    assert trained["run_id"] in [entry["run_id"] for entry in listed]
    assert trained["run_id"] in told(capsys, "runs", "--home", home)


def test_the_bundle_predicts_and_is_judged_as_the_run_was(trained: dict, csv: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "predictions.csv"
    predicted = json.loads(told(capsys, "predict", trained["bundle"], csv, "--out", out, "--json"))
    table = pd.read_csv(out)
    assert list(table.columns) == ["time", "row", "target", "step", "predicted", "actual"]
    assert predicted["predictions"] == len(table)
    judged = json.loads(told(capsys, "evaluate", trained["bundle"], csv, "--json"))
    assert set(judged["metrics"]) == {"validation", "test"}, "the rows not used to train"
    mine, theirs = (each["metrics"]["test"]["original"]["load"] for each in (judged, trained))
    assert mine == pytest.approx(theirs, rel=1e-4)
    assert judged["baselines"]["ridge"]["test"] == trained["baselines"]["ridge"]["test"]
    assert judged["verdict"]["key"] == trained["verdict"]["key"]
    everything = json.loads(told(capsys, "evaluate", trained["bundle"], csv, "--all", "--json"))
    assert set(everything["metrics"]) == {"train", "validation", "test"}


def test_the_bundle_becomes_a_script(trained: dict, tmp_path: Path, capsys) -> None:
    out = tmp_path / "model.py"
    assert main(["export", trained["bundle"], "--to", "script", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"to": "script", "out": str(out)}
    compile(out.read_text("utf-8"), "model.py", "exec")


def test_another_file_is_judged_as_new(trained: dict, csv: Path, tmp_path: Path, capsys) -> None:
    other = tmp_path / "later.csv"
    pd.read_csv(csv).iloc[100:].to_csv(other, index=False)
    judged = json.loads(told(capsys, "evaluate", trained["bundle"], other, "--json"))
    assert set(judged["metrics"]) == {"new"}
    assert set(judged["baselines"]) == {"last_value", "seasonal", "drift", "moving_average"}
    assert judged["windows"]["new"] == 300 - 12 - 4 + 1
    assert judged["metrics"]["new"]["original"]["load"]["mase"] is None


def interrupted(after: str, *arguments: object) -> tuple[dict, list[str]]:
    """What a command prints when Ctrl-C comes with the first line that starts with `after`, and its epochs."""
    command = [sys.executable, "-m", "core", *map(str, arguments), "--json"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment(), **streams) as process:
        lines = []
        for line in process.stderr:
            lines.append(line)
            if line.startswith(after):
                break
        process.send_signal(signal.SIGINT)
        lines += process.stderr.readlines()
        printed = process.stdout.read()
        assert process.wait(60) == 0, lines
    assert any(line.startswith("Stopping; what is kept so far stays.") for line in lines)
    return json.loads(printed), [line for line in lines if line.startswith("epoch")]


def test_ctrl_c_is_stop_and_resume_goes_on(csv: Path, home: Path, capsys) -> None:
    long = ("--architecture", "dense", "--epochs", 20_000, "--patience", 0, "--home", home)
    stopped, _ = interrupted("epoch 3 ", "train", csv, *WINDOW, *long)
    assert stopped["status"] == "stopped"
    assert 3 <= stopped["epochs"] < 20_000
    assert stopped["verdict"] is not None, "what was kept is judged"
    assert json.loads(told(capsys, "stop", stopped["run_id"], "--home", home, "--json")) == {
        "run_id": stopped["run_id"],
        "status": "stopped",
    }
    resumed, epochs = interrupted("epoch", "resume", stopped["run_id"], "--home", home)
    assert epochs[0].startswith(f"epoch {stopped['epochs'] + 1} ")
    assert (resumed["run_id"], resumed["status"]) == (stopped["run_id"], "stopped")
    assert resumed["epochs"] > stopped["epochs"]


def test_a_run_that_came_to_its_end_cannot_be_resumed(trained: dict, home: Path, capsys) -> None:
    assert main(["resume", trained["run_id"], "--home", str(home)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "nowhere.csv"),
        ("train", "{csv}", "--target", "OT"),
        ("train", "{csv}", "--lookback", "500"),
        ("train", "{csv}", "--target", "load", "--features", "wind", "--architecture", "linear"),
        ("predict", "{csv}", "{csv}", "--out", "x.csv"),
        ("evaluate", "nowhere.zip", "{csv}"),
        ("inspect", "{csv}", "--target", "OT"),
        ("stop", "../../etc"),
        ("list", "everything"),
        (),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments, csv: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path))
    assert main([argument.format(csv=csv) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("what", ["architectures", "scalers", "metrics", "samples"])
def test_list_gives_keys_with_a_sentence_each(what, capsys) -> None:
    assert main(["list", what, "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert all(entry["key"] and entry["text"] for entry in entries)
    assert main(["list", what]) == 0
    assert entries[0]["key"] in capsys.readouterr().out


def test_inspect_tells_what_data_recognises(csv: Path, capsys) -> None:
    assert main(["inspect", str(csv), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 400
    assert told["columns"][1] == {"name": "load", "kind": "number", "missing": 0}
    assert told["time"]["spacing_seconds"] == 3600
    assert told["time"]["column"] == "when"
    assert (told["encoding"], told["separator"]) == ("utf-8", ",")
    assert main(["inspect", str(csv)]) == 0


def test_no_command_imports_tensorflow_in_the_terminal() -> None:
    modules = sorted({module for module, _ in COMMANDS.values()})
    script = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        "sys.exit(bool({'tensorflow', 'keras', 'streamlit'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_every_command_has_help_without_importing_its_work(capsys) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert left.value.code == 0
    assert "usage: python -m core train" in capsys.readouterr().out
