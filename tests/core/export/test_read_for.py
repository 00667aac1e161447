"""A new file is read as the model's own was where that fits, and as it is written where not."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from core.data.reading import read, recognise
from core.data.spec import Column, DataSpec, Reading, Source
from core.errors import DataError
from core.export.read_for import read_for
from tests.core.export.preparing import LOAD, WIND, as_csv, plant


def data_of(reading: Reading, *columns: Column) -> DataSpec:
    return DataSpec(sources=(Source(name="plant.csv", reading=reading),), columns=columns or (LOAD, WIND))


def written(folder: Path, name: str, frame: pd.DataFrame, **how: object) -> Path:
    path = folder / name
    path.write_bytes(as_csv(frame, **how))
    return path


def slashed(rows: int) -> pd.DataFrame:
    """Days of the first half of a year as 1/2/2024, the day first."""
    days = pd.date_range("2024-01-01", periods=rows, freq="D").strftime("%d/%m/%Y")
    return plant(rows).assign(time=days)


def test_ten_days_that_do_not_tell_the_month_are_read_as_the_model_learned_them(tmp_path: Path) -> None:
    first = recognise(written(tmp_path, "plant.csv", slashed(120)))
    assert first.time_format == "%d/%m/%Y"
    new = written(tmp_path, "new.csv", slashed(40).iloc[31:41])  # 1 to 9 February
    table = read_for(data_of(first), new)
    assert str(table.time[0].astype("datetime64[D]")) == "2024-02-01"
    assert str(table.time[-1].astype("datetime64[D]")) == "2024-02-09"


def test_a_mark_the_user_corrected_holds_for_new_files_too(tmp_path: Path) -> None:
    """`1,234` was taken for a thousand; the user said it is a fraction."""
    frame = plant(60).assign(load=[f"{n % 9 + 1},{n:03d}" for n in range(60)])
    path = written(tmp_path, "plant.csv", frame, sep=";")
    corrected = recognise(path).but(decimal=",", thousands="")
    other = recognise(path).but(decimal=".", thousands=",")
    assert read_for(data_of(corrected, LOAD), path).column("load")[0] == 1.0
    assert read_for(data_of(other, LOAD), path).column("load")[0] == 1_000.0


def test_another_separator_mark_and_encoding_are_recognised(tmp_path: Path) -> None:
    frame = plant(60)
    known = recognise(written(tmp_path, "plant.csv", frame))
    other = tmp_path / "other.csv"
    other.write_bytes(frame.to_csv(index=False, sep=";", decimal=",").encode("utf-16"))
    pd.testing.assert_frame_equal(
        read_for(data_of(known), other).frame, read(tmp_path / "plant.csv", known).frame, check_dtype=False
    )


def test_the_time_chosen_for_the_model_is_taken_again(tmp_path: Path) -> None:
    frame = plant(60)
    frame["stamp"] = pd.to_datetime(frame["time"]).astype("datetime64[s]").astype("int64") + 60
    path = written(tmp_path, "plant.csv", frame)
    chosen = recognise(path).but(time=("stamp",), time_format="unix_s")
    other = written(tmp_path, "other.csv", frame, sep=";")
    assert str(read_for(data_of(chosen), other).time[0]) == "2024-03-01T00:01:00.000000000"


def test_the_zone_and_a_given_time_hold_for_a_file_written_in_another_way(tmp_path: Path) -> None:
    frame = plant(60)
    known = recognise(written(tmp_path, "plant.csv", frame[["load", "wind"]])).but(start="2024-05-01", every="h")
    other = written(tmp_path, "other.csv", frame[["load", "wind"]], sep=";")
    assert str(read_for(data_of(known), other).time[1]) == "2024-05-01T01:00:00.000000000"


def test_another_name_inside_the_zip_is_no_other_table(tmp_path: Path) -> None:
    for name in ("march", "april"):
        with ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr(f"{name}.csv", as_csv(plant(60)))
    known = recognise(tmp_path / "march.zip")
    assert known.member == "march.csv"
    assert len(read_for(data_of(known), tmp_path / "april.zip")) == 60


def test_a_file_that_fits_in_no_way_comes_back_as_it_is_written_or_says_why(tmp_path: Path) -> None:
    known = recognise(written(tmp_path, "plant.csv", plant(60)))
    other = written(tmp_path, "other.csv", plant(60)[["time", "degrees"]])
    assert list(read_for(data_of(known), other).kinds) == ["time", "degrees"]
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(DataError):
        read_for(data_of(known), tmp_path / "empty.csv")
