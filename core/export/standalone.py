"""`data.py` and `predict.py`: a model's own way from a CSV to predictions, without this app.

They lie beside a `.keras` or `.h5` file, which alone is useless: it knows neither the columns nor
their scaling. Functions come from the app's own source (`core.export.shake`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from string import Template

from core.examples.fitting import Fitted
from core.experiment import Experiment
from core.export import script_parts as parts
from core.export.literal import as_list, literal
from core.export.predictions_csv import harmless
from core.export.probe import probe
from core.export.script_data import arranging, reading, roots
from core.export.script_frame import SPECS, imports_of, instead_of, title
from core.export.shake import shake

__all__ = ["data_module", "fitted_json", "predict_module"]

ROOTS = (
    ("core.data.dataset", "Dataset"),
    *(("core.examples.spec", spec) for spec in SPECS[:1]),
    ("core.examples.fitting", "Fitted"),
    ("core.examples.fitting", "unscale"),
    ("core.examples.gather", "input_matrix"),
    ("core.examples.gather", "materialise"),
    ("core.examples.gather", "Gather"),
    ("core.examples.windows", "input_offsets"),
    ("core.export.predict", "usable_rows"),
    ("core.export.rows", "long_table"),
)

PREDICT = Template('''
"""Predicts with $file, which lies beside this: python predict.py FILE.csv [PREDICTIONS.csv]"""
import sys

import keras
import pandas as pd
from data import answers, arrange, blocks, read

model = keras.models.load_model("$file", compile=False)
dataset = arrange(*read(sys.argv[1]))
tables = [answers(dataset, now, model.predict_on_batch(inputs)) for now, inputs in blocks(dataset)]
pd.concat(tables).to_csv(sys.argv[2] if len(sys.argv) > 2 else "predictions.csv", index=False)
''')

HEAD = '''
"""What the model needs to know of its data: columns, steps, windows and scaling.

Made by Lookback; `predict.py` shows how it is used. Letters: N rows, K columns, W windows,
T timesteps, F inputs, H horizon, C targets.
"""
'''

SETTINGS = Template("""
COLUMNS = $columns
NAMES = $names
INPUTS = $inputs
TARGETS = $targets
LABELS = $labels
WINDOWS = dict(lookback=$lookback, step=$step, delay=$delay, horizon=$horizon, stride=$stride)
""")

USE = '''
def fitted():
    """What was learned from the training rows, from `fitted.json` beside this file."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "fitted.json"), encoding="utf-8") as file:
        known = json.load(file)
    arrays = {name: np.array(values, dtype=np.float64) for name, values in known["arrays"].items()}
    return Fitted(columns=tuple(known["columns"]), scalers=tuple(known["scalers"]), arrays=arrays)


def blocks(dataset, at_once=512):
    """Rows that are now (w,) and scaled inputs (w, T, F), some windows at a time."""
    windows = Windows(**WINDOWS)
    matrix, now = input_matrix(dataset, fitted()), usable_rows(dataset, windows)
    for first in range(0, len(now), at_once):
        rows = now[first : first + at_once]
        yield rows, materialise(Gather(matrix=matrix, rows=rows, offsets=input_offsets(windows)))


def answers(dataset, now, scaled):
    """The network's answers (W, H, C) in own units, a line for each: time, row, target, step …"""
    values = unscale(fitted(), scaled.astype(np.float64), dataset.target_names)
    table = long_table(dataset, Windows(**WINDOWS), now, values)
    return table.assign(target=table["target"].cat.rename_categories(LABELS))
'''

DATA_ERROR = '''class DataError(Exception):
    """The file cannot be predicted from; the values say why."""

    def __init__(self, key, **values):
        super().__init__(f"{key}: {values}")'''

_IMPORTS = {"import json", "import os", "import sys", "from dataclasses import dataclass", "import numpy as np"}


def predict_module(file: str) -> str:
    """`predict.py` for a model file of this name."""
    return PREDICT.substitute(file=file).lstrip()


def data_module(experiment: Experiment, fitted: Fitted) -> str:
    """`data.py`: reads, arranges, cuts into windows and scales as the app does."""
    data, dataset, windows = experiment.data, probe(experiment.data), experiment.examples
    instead = instead_of(set(fitted.scalers)) | {("core.errors", "DataError"): ""}
    shaken = shake((*ROOTS, *roots(data)), instead)
    lists: dict[str, Sequence[object]] = {
        "columns": [column.name for column in data.columns],
        "names": dataset.names,
        "inputs": dataset.inputs,
        "targets": dataset.targets,
        "labels": [harmless(target) for target in dataset.target_names],
    }
    values = {name: as_list(items) for name, items in lists.items()}
    values |= {name: literal(value) for name, value in windows.model_dump().items()}
    blocks = [
        f"{HEAD.strip()}\n\nfrom __future__ import annotations\n\n"
        + "\n\n".join(filter(None, imports_of({*shaken.imports, *_IMPORTS, "import pandas as pd"}))),
        f"{title('Settings')}\n\n{SETTINGS.substitute(values).strip()}",
        *(title("How it is used"), USE.strip()),
        *(title("The file, and its rows in order"), reading(data), arranging(data)),
        *(title("What the parts below share"), parts.RECORD, DATA_ERROR),
    ]
    for name, source in shaken.sections:
        blocks += [title(name), source]
    return "\n\n\n".join(blocks) + "\n"


def fitted_json(fitted: Fitted) -> str:
    """Columns, scalers and every learned number, exactly: JSON keeps each float64 as it is."""
    arrays = {name: array.tolist() for name, array in fitted.arrays.items()}
    content = {"columns": fitted.columns, "scalers": fitted.scalers, "arrays": arrays}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
