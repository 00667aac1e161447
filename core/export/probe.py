"""What a data description leads to, found by arranging three made-up rows: names, order, roles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.arrange import arrange
from core.data.dataset import Dataset
from core.data.spec import DataSpec, Reading
from core.data.table import Table


def probe(data: DataSpec) -> Dataset:
    """The dataset `data` makes of three hourly rows of ones. Raises what `arrange` raises."""
    names = [column.name for column in data.columns]
    time = np.datetime64("2000-01-01", "ns") + np.arange(3) * np.timedelta64(1, "h")
    table = Table(
        frame=pd.DataFrame(np.ones((3, len(names))), columns=names),
        time=time.astype("datetime64[ns]"),
        kinds=dict.fromkeys(names, "number"),
        reading=Reading(),
        raw=(),
        sha256="",
        bytes=0,
    )
    return arrange(table, data)
