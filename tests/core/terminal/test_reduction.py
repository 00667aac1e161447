"""Components as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingsError
from core.experiment import Experiment
from core.terminal.arguments import parse
from core.terminal.files import table_of
from core.terminal.settings import experiment_of


@pytest.fixture(scope="module")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "hours.csv"
    lines = [f"2024-03-{1 + t // 24:02} {t % 24:02}:00,{t % 24}.{t % 7},{t % 5}.5,{t % 11}" for t in range(400)]
    path.write_text("\n".join(["time,load,wind,rain", *lines]) + "\n", "utf-8")
    return path


def typed(csv: Path, *arguments: str) -> Experiment:
    given = parse(["train", str(csv), *arguments])
    return experiment_of(given, table_of(given))


@pytest.mark.parametrize(
    ("text", "meant"), [("2", 2), ("1", 1), ("0.95", 0.95), (".5", 0.5), ("95%", 0.95), ("99.9%", 0.999)]
)
def test_a_number_a_share_and_a_percentage_are_understood(csv, text, meant) -> None:
    found = typed(csv, "--pca", text).fitting.components
    assert found == pytest.approx(meant)
    assert type(found) is type(meant)


def test_an_experiment_file_keeps_its_components_until_others_are_typed(csv, tmp_path) -> None:
    file = tmp_path / "experiment.json"
    file.write_text(typed(csv, "--pca", "0.9").model_dump_json(), "utf-8")
    assert typed(csv, "--experiment", str(file)).fitting.components == 0.9
    assert typed(csv, "--experiment", str(file), "--pca", "3").fitting.components == 3
    assert typed(csv, "--experiment", str(file), "--pca", "none").fitting.components is None


@pytest.mark.parametrize(
    "text", ["0", "-1", "1.5", "1.0", "0%", "100%", "many", "95%%", "95 % of it", "nan", "inf", ""]
)
def test_what_is_no_number_of_components_is_refused_with_the_remedy(csv, text) -> None:
    with pytest.raises(SettingsError) as caught:
        typed(csv, f"--pca={text}")
    assert caught.value.key == "pca_unreadable"
    assert "0.95" in str(caught.value)
