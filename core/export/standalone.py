"""`data.py` and `predict.py`: a model's own way from a CSV to predictions, without this app.

They lie beside a `.keras` or `.h5` file, which alone is useless: it knows neither the columns nor
their scaling. Functions come from the app's own source (`core.export.shake`).
"""

from __future__ import annotations

import json
from string import Template

from core.data.spec import DataSpec
from core.examples.fitting import Fitted
from core.experiment import Experiment
from core.export.predict import without_split
from core.export.script_files import dataset_of, joined, usage
from core.export.script_frame import (
    imports_of,
    instead_of,
    sentences_of,
    settings_of,
    specs_used,
    title,
    titled,
    unused_steps,
)
from core.export.settings_code import chosen, settled
from core.export.shake import shake

__all__ = ["data_module", "fitted_json", "predict_module"]

ROOTS = (
    ("core.data.reading", "read"),
    ("core.examples.fitting", "Fitted"),
    ("core.examples.fitting", "in_own_units"),
    ("core.examples.gather", "input_matrix"),
    ("core.examples.gather", "materialise"),
    ("core.examples.gather", "read_from"),
    ("core.export.predict", "new_dataset"),
    ("core.export.predict", "usable_rows"),
    ("core.export.predictions_csv", "csv_bytes"),
    ("core.export.rows", "long_table"),
)

NAMES = ("SENTENCES", "chosen", "fitted", "dataset_of", "blocks", "answers", "write")

PREDICT = Template('''
"""Predicts with $file, which lies beside this: python predict.py $usage"""
import sys
from pathlib import Path

import keras
from data import answers, blocks, dataset_of, write

model = keras.models.load_model(Path(__file__).with_name("$file"), compile=False)
dataset = dataset_of($given)
tables = [answers(dataset, now, model.predict_on_batch(inputs)) for now, inputs in blocks(dataset)]
write(tables, sys.argv[$output] if len(sys.argv) > $output else "predictions.csv")
''')

HEAD = '''
"""What the model needs to know of its data: columns, steps, windows and scaling.

Made by Lookback; `predict.py` shows how it is used. Letters: N rows, K columns, W windows,
T timesteps, F inputs, H horizon, C targets.
"""
'''

USE = '''
def fitted():
    """What was learned from the training rows, from `fitted.json` beside this file."""
    known = json.loads((Path(__file__).parent / "fitted.json").read_text("utf-8"))
    return Fitted(
        columns=tuple(known["columns"]),
        scalers=tuple(known["scalers"]),
        arrays={name: np.array(values, dtype=np.float64) for name, values in known["arrays"].items()},
        words={name: tuple(words) for name, words in known["words"].items()},
        log=tuple(known["log"]),
    )


def blocks(dataset, at_once=512):
    """Rows that are now (w,) and scaled inputs (w, T, F), some windows at a time."""
    _, windows, _, _ = chosen()
    matrix, now = input_matrix(dataset, fitted()), usable_rows(dataset, windows)
    for first in range(0, len(now), at_once):
        rows = now[first : first + at_once]
        yield rows, materialise(read_from(matrix, dataset, windows, rows))


def answers(dataset, now, scaled):
    """The network's answers (W, H, C) in own units, classes as words, a line for each."""
    _, windows, _, _ = chosen()
    return long_table(dataset, windows, now, in_own_units(fitted(), dataset, scaled.astype(np.float64)))


def write(tables, path):
    """All lines as a CSV."""
    Path(path).write_bytes(csv_bytes(tables))
'''

_IMPORTS = {"import json", "from pathlib import Path", "import numpy as np"}


def predict_module(file: str, data: DataSpec) -> str:
    """`predict.py` for a model file of this name."""
    files = len(data.sources)
    given = "sys.argv[1]" if files == 1 else f"*sys.argv[1:{files + 1}]"
    return PREDICT.substitute(file=file, given=given, usage=usage(data), output=files + 1).lstrip()


def data_module(experiment: Experiment, fitted: Fitted) -> str:
    """`data.py`: reads, prepares, cuts into windows and scales as the app does."""
    experiment = settled(experiment.but(data=without_split(experiment.data)))
    instead = instead_of(experiment, fitted)
    roots = (*specs_used(experiment), *ROOTS, *joined(experiment.data))
    use = f"{dataset_of(experiment.data)}\n\n\n{USE.strip()}"
    shaken = shake(roots, instead, unused_steps(experiment), NAMES, settings_of(experiment, roots, instead, use))
    imports = "\n\n".join(filter(None, imports_of({*shaken.imports, *_IMPORTS})))
    blocks = [
        f"{HEAD.strip()}\n\nfrom __future__ import annotations\n\n{imports}",
        *(title("Settings"), chosen(experiment)),
        *(title("How it is used"), use),
        *titled(shaken.sections),
        *(title("What errors say"), sentences_of(shaken.sections)),
    ]
    return "\n\n\n".join(blocks) + "\n"


def fitted_json(fitted: Fitted) -> str:
    """Columns, scalers, words and every learned number, exactly: JSON keeps each float64 as it is."""
    content = {
        "columns": fitted.columns,
        "scalers": fitted.scalers,
        "words": dict(fitted.words),
        "log": fitted.log,
        "arrays": {name: array.tolist() for name, array in fitted.arrays.items()},
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
