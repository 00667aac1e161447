"""Branches, answers and ensembles as they are typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.errors import SettingsError
from core.examples.spec import Windows
from core.experiment import Experiment
from core.export.bundle import write_bundle
from core.models.spec import Branch
from core.terminal.arguments import parse
from core.terminal.console import Console
from core.terminal.files import table_of
from core.terminal.follow import _tell
from core.terminal.settings import experiment_of
from core.terminal.training import checked
from tests.core.export.builders import csv_file, experiment_on, frame, kept_of, made_weights, prepared_of
from tests.core.export.builders import table_of as table_of_file
from tests.core.export.shapes import TWO_LSTM

WHAT = ("--target", "load [kW]", "--features", "load [kW],wind", "--lookback", "12")


@pytest.fixture(scope="module")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return csv_file(tmp_path_factory.mktemp("files"), frame(200))


def typed(csv: Path, *arguments: str) -> Experiment:
    given = parse(["train", str(csv), *WHAT, *arguments])
    return experiment_of(given, table_of(given))


@pytest.mark.course("C12")
def test_every_branch_has_the_layers_of_the_architecture_and_columns_of_its_own(csv: Path) -> None:
    plain = typed(csv, "--architecture", "lstm", "--set", "units=4").model
    model = typed(
        csv,
        *("--architecture", "lstm", "--set", "units=4"),
        *("--branch", "load=load [kW]", "--branch", "rest=", "--merge", "average"),
    ).model
    layers = plain.branches[0].layers
    assert model.branches == (
        Branch(input="input_load", columns=("load [kW]",), layers=layers),
        Branch(input="input_rest", layers=layers),
    )
    assert model.merge == "average"
    assert (model.preset, model.origin) == (None, "lstm")


def test_branches_typed_beside_an_experiment_keep_the_layers_of_their_names(csv: Path, tmp_path: Path) -> None:
    first = typed(csv, "--architecture", "lstm", "--branch", "load=load [kW]", "--branch", "rest=")
    deeper = first.model.branches[1].but(layers=(first.model.branches[1].layers[0].but(units=3),))
    file = tmp_path / "experiment.json"
    model = first.model.but(branches=(first.model.branches[0], deeper))
    file.write_text(first.but(model=model).model_dump_json(), "utf-8")
    again = typed(csv, "--experiment", str(file), "--branch", "load=load [kW]", "--branch", "rest=wind")
    assert again.model.branches == (first.model.branches[0], deeper.but(columns=("wind",)))
    assert typed(csv, "--experiment", str(file)).model == model


@pytest.mark.parametrize(
    ("answer", "kind", "ahead"),
    [
        ("direct", "dense", "direct"),
        ("recursive", "dense", "recursive"),
        ("each-timestep", "each_timestep", "direct"),
        ("each-step", "each_step", "direct"),
    ],
)
def test_how_the_network_answers_can_be_typed(csv: Path, answer: str, kind: str, ahead: str) -> None:
    head = typed(csv, "--architecture", "lstm", "--answer", answer).model.head
    assert (head.kind, head.ahead) == (kind, ahead)


def test_the_straight_line_answers_recursively_as_it_is(csv: Path) -> None:
    head = typed(csv, "--architecture", "linear", "--answer", "recursive").model.head
    assert (head.kind, head.ahead, head.anchor) == ("shared_over_targets", "recursive", "last_value")


def test_so_many_networks_answer_together(csv: Path) -> None:
    assert typed(csv, "--members", "5").training.members == 5
    assert typed(csv).training.members == 1


REFUSED = {
    "a branch without a name": (("--architecture", "lstm", "--branch", "=wind"), "NAME=COLUMN"),
    "a branch without an equals sign": (("--architecture", "lstm", "--branch", "wind"), "NAME=COLUMN"),
    "a name with code in it": (("--architecture", "lstm", "--branch", "a)\nimport os#=wind"), "NAME=COLUMN"),
    "branches of a straight line": (("--architecture", "linear", "--branch", "a=wind"), "--architecture lstm"),
    "two that read the rest": (
        ("--architecture", "lstm", "--branch", "a=", "--branch", "b="),
        "no other branch names",
    ),
    "no network": (("--members", "0"), "members"),
    "too many networks": (("--members", "1000"), "members"),
    "padding windows over time": (("--pad",), "--layout examples"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(csv: Path, case: str) -> None:
    arguments, said = REFUSED[case]
    with pytest.raises(SettingsError) as caught:
        typed(csv, *arguments)
    assert said in str(caught.value)


def test_a_branch_that_reads_what_is_not_there_ends_the_program_with_two(csv: Path, capsys, tmp_path: Path) -> None:
    arguments = ("--architecture", "lstm", "--branch", "a=rain", "--branch", "b=", "--home", str(tmp_path))
    assert main(["train", str(csv), *WHAT, *arguments]) == 2
    printed = capsys.readouterr().err
    assert "rain" in printed
    assert printed.count("\n") == 1


def test_a_model_in_one_file_tells_what_it_is(csv: Path, tmp_path: Path, capsys) -> None:
    table = table_of_file(csv)
    experiment = experiment_on(table, model=TWO_LSTM)
    prepared = prepared_of(table, experiment)
    kept = kept_of(made_weights(experiment, prepared))
    write_bundle(tmp_path / "two.lookback.zip", experiment, prepared.fitted, kept, "", "Two")
    capsys.readouterr()
    assert main(["inspect", str(tmp_path / "two.lookback.zip"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["name"] == "Two"
    assert told["targets"] == ["load [kW]"]
    assert told["branches"][0] == {"input": "input_load", "columns": ["load [kW]"], "layers": ["LSTM, 4 units"]}
    assert (told["head"], told["ahead"], told["members"], told["merge"]) == ("dense", "direct", 1, "concatenate")
    assert told["window"]["padded"] is False
    assert main(["inspect", str(tmp_path / "two.lookback.zip")]) == 0
    printed = capsys.readouterr().out
    assert printed == "\n".join(told["text"]) + "\n"
    assert "- load reads load [kW]. Layers: LSTM, 4 units." in printed


def test_a_file_that_only_calls_itself_a_model_is_refused(tmp_path: Path, capsys) -> None:
    (tmp_path / "no.lookback.zip").write_bytes(b"nothing")
    assert main(["inspect", str(tmp_path / "no.lookback.zip")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.course("A8")
@pytest.mark.parametrize(
    ("answer", "windows", "layers"),
    [
        ("each-timestep", ("--horizon", "1"), ["LSTM every"]),
        ("each-step", ("--horizon", "3"), ["LSTM", "RepeatVector", "LSTM every"]),
    ],
)
def test_layers_are_mended_for_the_answer_that_is_typed(
    csv: Path, tmp_path: Path, capsys, answer: str, windows: tuple[str, ...], layers: list[str]
) -> None:
    arguments = ("--architecture", "lstm", "--set", "units=4", *windows, "--answer", answer)
    given = parse(["train", str(csv), *WHAT, *arguments, "--home", str(tmp_path)])
    _, experiment, _ = checked(given, Console(out=sys.stdout, err=sys.stderr))
    every = [type(one).__name__ + " every" * getattr(one, "sequences", False) for one in experiment.model.layers]
    assert every == layers
    assert "So that the network can answer so" in capsys.readouterr().err


@pytest.mark.course("C14")
def test_short_examples_are_filled_up_or_left_out_as_it_is_typed(tmp_path: Path) -> None:
    rows = [(f"e{at}", t, np.sin(at + t), ("up", "down")[at % 2]) for at in range(30) for t in range(20 + at % 9)]
    path = csv_file(tmp_path, pd.DataFrame(rows, columns=["id", "t", "a", "what"]), "examples.csv")

    def windows(*arguments: str) -> Windows:
        given = parse(["train", str(path), "--layout", "examples", *arguments])
        return experiment_of(given, table_of(given)).examples

    assert windows().padded, "of unequal lengths"
    assert windows("--lookback", "5", "--no-pad") == Windows(lookback=5, delay=0, whole=True)
    assert windows("--lookback", "5", "--pad") == Windows(lookback=5, delay=0, whole=True, padded=True)


def test_every_epoch_of_several_networks_tells_whose_it_is(capsys) -> None:
    values = {"epoch": 3, "loss": 0.5, "val_loss": 0.4, "best_epoch": 3, "seconds": 1.0}
    for kind, more in (("epoch", {"member": 2}), ("epoch", {}), ("end", {"reason": "all_epochs", "kept": 2})):
        _tell(kind, values | more, Console(out=sys.stdout, err=sys.stderr))
    several, one, *end = capsys.readouterr().err.splitlines()
    assert several == f"network 2  {one}"
    assert "2 networks answer is averaged" in end[1]
