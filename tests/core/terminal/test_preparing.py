"""What may be typed about the rows: how they are read, which columns play which role, what mends them."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.spacing import MONTH
from core.data.steps import Circular, ForwardFill, Gaps, Resample
from core.errors import DataError, SettingsError
from core.examples.prepare import prepare
from core.examples.spec import LinearFill, UsualFill
from core.experiment import Experiment
from core.terminal.arguments import parse
from core.terminal.files import table_of
from core.terminal.settings import experiment_of
from tests.core.export.preparing import as_csv, plant, three_plants


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One plant, three plants in one file, a file without times, months, and an archive of two tables."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "one.csv").write_bytes(as_csv(plant()))
    (folder / "three.csv").write_bytes(as_csv(three_plants(plant())))
    (folder / "untimed.csv").write_bytes(as_csv(plant()[["load", "degrees"]]))
    with ZipFile(folder / "two.zip", "w") as archive:
        archive.writestr("small.csv", as_csv(plant(100), sep=";"))
        archive.writestr("large.csv", as_csv(plant(300)))
    return folder


def typed(path: Path, *arguments: str) -> Experiment:
    given = parse(["train", str(path), *arguments])
    table = table_of(given)
    experiment = experiment_of(given, table)
    prepare(arrange(table, experiment.data), experiment.examples, experiment.split, experiment.fitting)
    return experiment


LOAD = ("--target", "load")


def test_roles_of_columns(folder: Path) -> None:
    data = typed(
        folder / "one.csv", *LOAD, "--features", "load,wind", "--category", "sky", "--known-future", "plan"
    ).data
    assert data.inputs == ("load", "wind", "plan")
    assert data.categories == ("sky",)
    assert data.known_future == ("plan",)
    assert data.targets == ("load",)


def test_numbers_may_be_a_category_and_words_known_beforehand(folder: Path) -> None:
    data = typed(folder / "one.csv", *LOAD, "--category", "plan,sky", "--known-future", "sky").data
    assert data.categories == ("plan", "sky")
    assert data.known_future == ("sky",)


def test_series_are_recognised_or_told(folder: Path) -> None:
    assert typed(folder / "three.csv", *LOAD).data.series == ("site",)
    told = typed(folder / "three.csv", *LOAD, "--series", "site", "--per", "series")
    assert (told.data.series, told.split.per) == (("site",), "series")


def test_logarithms_and_columns_that_go_round(folder: Path) -> None:
    experiment = typed(
        folder / "one.csv", *LOAD, "--features", "load,degrees", "--circular", "degrees=360", "--log", "load"
    )
    assert experiment.fitting.log == ("load",)
    assert Circular(columns=("degrees",), period=360) in experiment.data.steps


@pytest.mark.parametrize(
    ("how", "kind"), [("forward", ForwardFill), ("linear", LinearFill), ("usual", UsualFill), ("keep", None)]
)
def test_missing_cells_are_filled_as_typed(folder: Path, how: str, kind: type | None) -> None:
    experiment = typed(folder / "one.csv", *LOAD, "--features", "load,wind", "--lookback", "2", "--fill", how)
    fills = (*experiment.data.steps, *experiment.fitting.learned)
    assert [type(step) for step in fills if "wind" in getattr(step, "columns", ())] == ([kind] if kind else [])


def test_the_fill_that_was_typed_has_the_last_word(tmp_path: Path) -> None:
    """Cause: marks for missing, found later, brought a forward fill with them."""
    frame = plant()
    frame.loc[[40, 41, 90], "wind"] = -9999.0
    (tmp_path / "marks.csv").write_bytes(as_csv(frame))
    experiment = typed(tmp_path / "marks.csv", *LOAD, "--features", "load,wind", "--fill", "linear")
    assert not any(isinstance(step, ForwardFill) for step in experiment.data.steps)
    assert experiment.fitting.learned == (LinearFill(columns=("wind",)),)


@pytest.mark.parametrize(
    ("text", "every", "how"),
    [("2h", 7_200.0, "mean"), ("1D/sum", 86_400.0, "sum"), ("90min/last", 5_400.0, "last")],
)
def test_rows_are_resampled_to_what_was_typed(folder: Path, text: str, every: float, how: str) -> None:
    path = folder / "one.csv"
    steps = typed(path, *LOAD, "--lookback", "1", "--resample", text, "--split", "0.6/0.2/0.2").data.steps
    assert Resample(every=every, how=how) in steps
    assert any(isinstance(step, Gaps) for step in steps)


def test_months_are_counted_by_the_calendar(tmp_path: Path) -> None:
    days = np.datetime64("2001-01-01") + np.arange(1_500)
    (tmp_path / "days.csv").write_text(
        "day,load\n" + "".join(f"{day},{n % 7}\n" for n, day in enumerate(days)), "utf-8"
    )
    for text, months in (("MS", 1), ("QS/sum", 3)):
        steps = typed(tmp_path / "days.csv", *LOAD, "--lookback", "1", "--resample", text).data.steps
        assert next(step for step in steps if isinstance(step, Resample)).every == months * MONTH


def test_a_file_without_times_gets_one_by_start_and_step(folder: Path) -> None:
    given = parse(["inspect", str(folder / "untimed.csv"), "--start", "2024-05-01 06:00", "--every", "15min"])
    assert str(table_of(given).time[2]) == "2024-05-01T06:30:00.000000000"


def test_winter_time_and_members_of_an_archive(folder: Path) -> None:
    table = table_of(parse(["inspect", str(folder / "one.csv"), "--zone", "Europe/Berlin"]))
    assert table.reading.zone == "Europe/Berlin"
    assert len(table_of(parse(["inspect", str(folder / "two.zip")]))) == 300
    small = table_of(parse(["inspect", str(folder / "two.zip"), "--member", "small.csv"]))
    assert (len(small), small.reading.separator) == (100, ";")


def test_an_experiment_file_keeps_its_preparation_unless_another_is_typed(folder: Path, tmp_path: Path) -> None:
    base = typed(folder / "one.csv", *LOAD, "--features", "load,wind", "--category", "sky", "--fill", "linear")
    file = tmp_path / "experiment.json"
    file.write_text(base.model_dump_json(), "utf-8")
    assert typed(folder / "one.csv", "--experiment", str(file)) == base
    longer = typed(folder / "one.csv", "--experiment", str(file), "--log", "wind", "--resample", "2h")
    assert longer.fitting == base.fitting.but(log=("wind",))
    assert longer.data.columns == base.data.columns
    assert Resample(every=7_200.0) in longer.data.steps


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--category", "clouds"), "There is no column clouds. The columns are: time, load"),
        (("--series", "clouds"), "There is no column clouds"),
        (("--known-future", "sky"), "sky is not a column of numbers"),
        (("--log", "sky"), "sky is not a column of numbers"),
        (("--circular", "degrees"), "such as direction=360. Received: degrees"),
        (("--circular", "degrees=0"), "such as direction=360"),
        (("--circular", "sky=4"), "sky is not a column of numbers"),
        (("--resample", "2h/most"), "/mean, /sum or /last. Received: 2h/most"),
        (("--resample", "often"), "often"),
        (("--start", "2024-01-01"), "A start needs a step"),
        (("--start", "soon", "--every", "D"), "soon"),
        (("--zone", "Atlantis"), "Atlantis"),
        (("--fill", "magic"), "invalid choice: 'magic'"),
        (("--category", "load"), "cannot be predicted as a number"),
    ],
)
def test_what_does_not_fit_is_one_line_with_the_remedy(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises((SettingsError, DataError)) as problem:
        typed(folder / "one.csv", *LOAD, *arguments)
    assert told in str(problem.value)
    assert "\n" not in str(problem.value)
