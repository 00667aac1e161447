"""A run that leaks on purpose is refused by every way in which a model is kept, opened or trained by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.__main__ import main
from core.errors import BundleError, SettingsError
from core.experiment import Experiment
from core.export.bundle import bundle_bytes, read_bundle
from core.export.script import script
from core.runs.store import Store
from tests.core.export.builders import csv_file, edited, experiment_on, kept_of, made, table_of

LEAKS = ("scaler", "shuffled", "target")


def leaking(experiment: Experiment, leak: str) -> Experiment:
    return experiment.but(split=experiment.split.but(leak=leak))


@pytest.mark.parametrize("leak", LEAKS)
def test_no_bundle_and_no_script_is_made_of_it(tmp_path: Path, leak: str) -> None:
    experiment, fitted, kept = made(tmp_path)
    with pytest.raises(SettingsError, match="leaks on purpose"):
        bundle_bytes(leaking(experiment, leak), fitted, kept, "")
    with pytest.raises(SettingsError, match="leaks on purpose"):
        script(leaking(experiment, leak), fitted)


@pytest.mark.parametrize("leak", LEAKS)
def test_a_bundle_that_somebody_made_of_it_is_not_opened(tmp_path: Path, leak: str) -> None:
    experiment, fitted, kept = made(tmp_path)
    raw = bundle_bytes(experiment, fitted, kept_of(kept.weights), "")
    with pytest.raises(BundleError, match="leaks on purpose"):
        read_bundle(edited(raw, "experiment.json", lambda content: content["split"].update(leak=leak)))


def test_the_terminal_trains_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_file(tmp_path)
    file = tmp_path / "leaking.json"
    file.write_text(leaking(experiment_on(table_of(path)), "scaler").model_dump_json())
    code = main(["train", str(path), "--experiment", str(file), "--home", str(tmp_path / "home")])
    assert code != 0
    assert "leaks on purpose" in capsys.readouterr().err
    assert Store(tmp_path / "home").owned_by("local").runs() == []
