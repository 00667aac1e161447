"""What is typed becomes exactly the experiment that was meant, or one line with the remedy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.steps import Calendar
from core.errors import DataError, LookbackError, SettingsError
from core.examples.spec import SplitSpec, Windows
from core.experiment import Cosine, Experiment, StepDown, Stopping, TrainingSpec
from core.terminal.arguments import parse
from core.terminal.files import table_of
from core.terminal.settings import experiment_of, split_of


@pytest.fixture(scope="module")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 hours of a load with a day in it, a wind, a column of words and one with a comma in its name."""
    rng = np.random.default_rng(4)
    start = np.datetime64("2020-01-01T00")
    path = tmp_path_factory.mktemp("files") / "hours.csv"
    lines = ['when,load (kW),wind,"a, b",words']
    lines += [
        f"{start + t},{10 + np.sin(2 * np.pi * t / 24) + rng.normal(0, 0.1):.4f},{rng.normal():.4f},{t % 7},w{t % 3}"
        for t in range(500)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def typed(csv: Path, *arguments: str) -> Experiment:
    given = parse(["train", str(csv), *arguments])
    return experiment_of(given, table_of(given))


def test_nothing_typed_is_the_recommended_experiment(csv: Path) -> None:
    experiment = typed(csv)
    assert experiment.data.targets
    assert experiment.model.preset == "linear"
    assert experiment.split == SplitSpec()


def test_every_option_reaches_its_setting(csv: Path) -> None:
    experiment = typed(
        csv,
        *("--target", "load (kW)", "--features", "load (kW),wind", "--lookback", "48", "--step", "2", "--delay", "3"),
        *("--horizon", "12", "--stride", "5", "--split", "300/100/100", "--purge", "--gap", "4", "--scaler", "robust"),
        *("--architecture", "stacked", "--set", "units=7", "--set", "kind=gru", "--set", "layers=3", "--loss", "mse"),
        *("--optimizer", "adamw", "--learning-rate", "0.01", "--batch-size", "64", "--epochs", "9"),
        *("--patience", "3", "--seed", "5"),
    )
    assert experiment.data.targets == ("load (kW)",)
    assert experiment.data.inputs == ("load (kW)", "wind")
    assert experiment.data.columns[0].unit == "kW"
    assert experiment.data.season == 24
    assert experiment.examples == Windows(lookback=48, step=2, delay=3, horizon=12, stride=5)
    assert experiment.split == SplitSpec(by="rows", cuts=(300, 100, 100), border="purge", gap=4)
    assert experiment.fitting.scaler == "robust"
    settings = dict(experiment.model.settings)
    assert (experiment.model.preset, settings["units"], settings["kind"], settings["layers"]) == (
        "stacked",
        7,
        "gru",
        3,
    )
    training = experiment.training
    assert (training.loss, training.optimizer, training.learning_rate) == ("mse", "adamw", 0.01)
    assert (training.batch, training.epochs, training.seed) == (64, 9, 5)
    assert training.stopping is not None
    assert training.stopping.patience == 3


def test_with_a_lookback_what_is_not_said_is_one(csv: Path) -> None:
    assert typed(csv, "--lookback", "48").examples == Windows(lookback=48)
    suggested = typed(csv).examples
    assert typed(csv, "--horizon", "3").examples == suggested.but(horizon=3)


def test_several_targets_and_names_with_commas(csv: Path) -> None:
    experiment = typed(csv, "--target", "wind", "--target", "a, b", "--features", 'load (kW),"a, b"')
    assert experiment.data.targets == ("wind", "a, b")
    assert experiment.data.inputs == ("a, b", "load (kW)")
    assert not any(isinstance(step, Calendar) for step in experiment.data.steps)


def test_a_target_that_is_no_input_gets_a_network_that_can_do_without(csv: Path) -> None:
    assert typed(csv, "--target", "wind", "--features", "load (kW)").model.preset != "linear"


def test_patience_0_never_stops_early(csv: Path) -> None:
    assert typed(csv, "--patience", "0").training.stopping is None


def test_every_habit_of_training_can_be_typed(csv: Path) -> None:
    experiment = typed(
        csv,
        *("--schedule", "cosine:warmup=5,floor=0.01", "--optimizer", "sgd", "--momentum", "0.9", "--nesterov"),
        *("--batch-size", "all", "--clip", "1", "--keep", "last", "--every-epoch", "--loss", "log_cosh"),
        *("--patience", "4", "--start-from", "3", "--baseline", "0.5", "--min-delta", "0.01", "--monitor", "loss"),
    )
    assert experiment.training == TrainingSpec(
        schedule=Cosine(warmup=5, floor=0.01),
        optimizer="sgd",
        momentum=0.9,
        nesterov=True,
        batch=None,
        clip=1.0,
        keep="last",
        every_epoch=True,
        loss="log_cosh",
        stopping=Stopping(patience=4, start_from=3, baseline=0.5, min_delta=0.01, monitor="loss"),
    )


def test_a_schedule_of_a_file_stays_until_another_is_typed(csv: Path, tmp_path: Path) -> None:
    file = tmp_path / "experiment.json"
    file.write_text(typed(csv, "--schedule", "step:every=3").model_dump_json(), "utf-8")
    again = typed(csv, "--experiment", str(file), "--epochs", "4").training
    assert again == TrainingSpec(schedule=StepDown(every=3), epochs=4)
    assert typed(csv, "--experiment", str(file), "--schedule", "constant").training.schedule is None


@pytest.mark.parametrize(
    ("text", "by", "cuts"),
    [
        ("0.7/0.15/0.15", "fraction", (0.7, 0.15, 0.15)),
        ("8640/2880/2880", "rows", (8640, 2880, 2880)),
        ("2017-07-01/2017-11-01", "date", ("2017-07-01", "2017-11-01")),
    ],
)
def test_a_split_has_three_forms(text, by, cuts) -> None:
    assert split_of(text) == {"by": by, "cuts": cuts}


@pytest.mark.parametrize(
    "text", ["", "0.7", "70/30", "a/b/c", "2017-07-01/soon", "0.7/0.15/0.15/0.1", "-1/2/3", "NaT/NaT"]
)
def test_any_other_split_is_refused_with_the_three_forms(text) -> None:
    with pytest.raises(SettingsError, match="three shares such as"):
        split_of(text)


def test_an_experiment_file_is_taken_whole_and_changed_by_what_is_typed(csv: Path, tmp_path: Path) -> None:
    base = typed(csv, "--lookback", "24", "--architecture", "lstm", "--set", "units=5", "--scaler", "minmax")
    file = tmp_path / "experiment.json"
    file.write_text(base.model_dump_json(), "utf-8")
    assert typed(csv, "--experiment", str(file)) == base
    changed = typed(csv, "--experiment", str(file), "--horizon", "6", "--set", "dropout=0.2", "--epochs", "3")
    assert changed.examples == base.examples.but(horizon=6)
    settings = dict(changed.model.settings)
    assert (settings["units"], settings["dropout"], changed.model.preset) == (5, 0.2, "lstm")
    assert changed.fitting == base.fitting
    assert changed.training.epochs == 3
    other = typed(csv, "--experiment", str(file), "--architecture", "gru")
    assert dict(other.model.settings)["units"] == 32


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--target", "Load"], "Load is not a column of numbers. The columns of numbers are: load"),
        (["--features", "words"], "words is not a column of numbers"),
        (["--lookback", "0"], "The setting lookback is not allowed"),
        (["--split", "0.9/0.2/0.2"], "The shares may not add up to more than 1"),
        (["--set", "units"], "A setting is a name, an equals sign and a value"),
        (["--set", "wings=2"], "wings"),
        (["--architecture", "lstm", "--set", "units=-3"], "-3"),
        (["--schedule", "sine"], "one of constant, step, exponential, cosine, plateau"),
        (["--schedule", "step:every"], "Received: step:every"),
        (["--schedule", "cosine:warmup=-1"], "The setting warmup is not allowed"),
        (["--schedule", "plateau:wings=1"], "The setting wings is not allowed"),
        (["--batch-size", "few"], "The setting batch is not allowed"),
        (["--learning-rate", "nan"], "The setting learning-rate is not allowed"),
        (["--time", "wind"], "wind does not tell the time"),
        (["--time", "hour"], "hour"),
        (["--experiment", "nowhere.json"], "There is no file nowhere.json"),
        (["--epochs", "many"], "argument --epochs: invalid int value: 'many'"),
        (["--wings"], "unrecognized arguments: --wings"),
        (["--architecture", "transformer"], "invalid choice: 'transformer'"),
    ],
)
def test_what_does_not_fit_says_rule_received_and_remedy(csv: Path, arguments, told) -> None:
    with pytest.raises((SettingsError, DataError)) as problem:
        typed(csv, *arguments)
    assert told in str(problem.value)
    assert "\n" not in str(problem.value)


def test_an_experiment_file_that_is_none_says_where(csv: Path, tmp_path: Path) -> None:
    file = tmp_path / "experiment.json"
    file.write_text('{"format": 1, "wings": 2}', "utf-8")
    with pytest.raises(LookbackError, match="is not allowed"):
        typed(csv, "--experiment", str(file))


def test_the_time_may_be_told_by_another_column(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    lines = [f"2020-01-{1 + t % 28:02d},{1_600_000_000 + 3600 * t},{t}" for t in range(60)]
    path.write_text("\n".join(["made,stamp,value", *lines]), "utf-8")
    table = table_of(parse(["train", str(path), "--time", "stamp"]))
    assert table.reading.time == ("stamp",)
    assert table.time is not None
    assert table.time[1] - table.time[0] == np.timedelta64(1, "h")


def test_a_rule_over_the_whole_split_names_the_split_and_what_was_typed(csv: Path) -> None:
    """Cause: it said "The setting experiment is not allowed … Received: (0.7, 0.5, 0.2). Received: dict"."""
    with pytest.raises(SettingsError) as problem:
        typed(csv, "--split", "0.7/0.5/0.2")
    told = str(problem.value)
    assert "The setting split is not allowed" in told
    assert told.count("Received") == 1
    assert "(0.7, 0.5, 0.2)" in told


def test_a_file_that_may_not_be_read_is_one_sentence(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cause: a file without permission ended the terminal with a traceback."""

    def denied(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(SettingsError, match="Permission denied"):
        table_of(parse(["inspect", str(csv)]))


@pytest.mark.parametrize(
    ("text", "quantiles"), [("90", (0.05, 0.5, 0.95)), ("0.1,0.25,0.5,0.75,0.9", (0.1, 0.25, 0.5, 0.75, 0.9))]
)
def test_an_interval_may_be_typed_as_its_share_or_its_quantiles(csv: Path, text: str, quantiles: tuple) -> None:
    experiment = typed(csv, "--quantiles", text)
    assert experiment.task.quantiles == quantiles
    assert (experiment.task.kind, experiment.training.loss) == ("quantile", "pinball")


def test_the_interval_of_a_file_can_be_left_out_again(csv: Path, tmp_path: Path) -> None:
    file = tmp_path / "e.json"
    file.write_text(typed(csv, "--quantiles", "80").model_dump_json(), "utf-8")
    assert typed(csv, "--experiment", str(file)).task.quantiles == (0.1, 0.5, 0.9)
    without = typed(csv, "--experiment", str(file), "--quantiles", "none")
    assert (without.task.kind, without.training.loss) == ("regression", "mae")


@pytest.mark.parametrize("text", ["lots", "0", "120", "0.1,0.9", "0.1,0.5,0.8", ""])
def test_an_interval_that_is_none_is_refused_with_the_forms_there_are(csv: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"0\.05,0\.5,0\.95"):
        typed(csv, "--quantiles", text)


def test_classes_have_no_interval(csv: Path) -> None:
    with pytest.raises(SettingsError, match="Only a number"):
        typed(csv, "--target", "words", "--classes", "all", "--quantiles", "90")
