"""Series that come with the app. Licences and sources: assets/samples/ATTRIBUTION.md."""

from __future__ import annotations

from pathlib import Path

from core.data.dial import DialSpec, write_dial
from core.data.spec import Column, DataSpec
from core.spec import record
from core.text import say

FOLDER = Path(__file__).parent.parent.parent / "assets" / "samples"


@record
class Sample:
    """`file` lies in assets/samples; None means it is made by `dial`. `units` tells what the file does not."""

    key: str
    file: str | None
    target: str
    units: tuple[tuple[str, str], ...]
    licence: str
    attribution: str

    @property
    def label(self) -> str:
        return say(f"samples.{self.key}.label")

    @property
    def text(self) -> str:
        return say(f"samples.{self.key}.text")

    @property
    def file_name(self) -> str:
        return self.file or f"{self.key}-a-series.csv"


SAMPLES: dict[str, Sample] = {
    sample.key: sample
    for sample in (
        Sample(
            key="etth1",
            file="ETTh1.csv",
            target="OT",
            units=(("OT", "°C"),),
            licence="CC BY-ND 4.0",
            attribution="Zhou et al., ETDataset, github.com/zhouhaoyi/ETDataset",
        ),
        Sample(
            key="elnino",
            file="elnino_monthly.csv",
            target="Sea surface (degC)",
            units=(),
            licence="public domain",
            attribution="NOAA National Weather Service, ERSST.V3B, by way of statsmodels",
        ),
        Sample(
            key="co2",
            file="co2_weekly_with_gaps.csv",
            target="CO2 (ppm)",
            units=(),
            licence="public domain",
            attribution="Keeling and Whorf, Scripps CO2 network, by way of statsmodels",
        ),
        Sample(key="dial", file=None, target="value", units=(), licence="Apache-2.0", attribution="made by Lookback"),
    )
}


def sample_path(key: str, folder: Path, dials: DialSpec | None = None) -> Path:
    """The file of a sample; a dial-a-series is written into `folder` first. KeyError for an unknown key."""
    sample = SAMPLES[key]
    if sample.file is not None:
        return FOLDER / sample.file
    path = folder / sample.file_name
    write_dial(path, dials or DialSpec())
    return path


def with_units(data: DataSpec, sample: Sample) -> DataSpec:
    """The units that the file itself does not tell."""
    units = dict(sample.units)
    columns: tuple[Column, ...] = tuple(c.but(unit=units.get(c.name, c.unit)) for c in data.columns)
    return data.but(columns=columns)
