"""`data.py` and `predict.py`: a model's own way from a CSV to predictions, without this app.

They lie beside a `.keras` or `.h5` file, which alone is useless: it knows neither the columns nor
their scaling. Functions come from the app's own source (`core.export.shake`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from string import Template

from core.data.spec import DataSpec
from core.examples.fitting import Fitted
from core.experiment import Experiment
from core.export.network import nodes_of_one
from core.export.predict import without_split
from core.export.probe import probe
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
from core.export.script_shapes import APART, inputs_line, own_root, table_root, way_root
from core.export.settings_code import chosen, settled
from core.export.shake import shake
from core.models.plan import Node, columns_read

__all__ = ["data_module", "fitted_json", "predict_module"]

ROOTS = (
    ("core.data.reading", "read"),
    ("core.examples.fitting", "Fitted"),
    ("core.examples.gather", "input_matrix"),
    ("core.examples.gather", "read_from"),
    ("core.evaluation.predicting", "blocks"),
    ("core.export.predict", "new_dataset"),
    ("core.export.predict", "usable_rows"),
    ("core.export.predictions_csv", "csv_bytes"),
)

NAMES = ("SENTENCES", "INPUTS", "chosen", "fitted", "dataset_of", "tables", "write")

PREDICT = Template('''
"""Predicts with $file, which lies beside this: python predict.py $usage"""
import sys
from pathlib import Path

import keras
from data import dataset_of, tables, write

model = keras.models.load_model(Path(__file__).with_name("$file"), compile=False)
lines = tables(dataset_of($given), model.predict_on_batch)
write(lines, sys.argv[$output] if len(sys.argv) > $output else "predictions.csv")
''')

HEAD = '''
"""What the model needs to know of its data: columns, steps, windows and scaling.

Made by Lookback; `predict.py` shows how it is used. Letters: N rows, K columns, W windows,
T timesteps, F inputs, H horizon, C targets.
"""
'''

USE = Template('''
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


def tables(dataset, network):
    """What the network answers, in own units, classes as words: a line for each, some windows at a time.

    It is asked with $asked.
    """
    _, windows, _, _ = chosen()
    known = fitted()
    inputs = read_from(input_matrix(dataset, known), dataset, windows, usable_rows(dataset, windows))
    for block in blocks(inputs, windows.timesteps):
        some = inputs.of(block)
        scaled = $way($network, some, windows.horizon)
        yield $table(dataset, windows, some.rows, $own(known, dataset, scaled.astype(np.float64)))


def write(tables, path):
    """All lines as a CSV."""
    Path(path).write_bytes(csv_bytes(tables))
''')

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
    told = (own_root(experiment), table_root(experiment))
    roots = (*specs_used(experiment), *ROOTS, *told, way_root(experiment.model.head), *joined(experiment.data))
    nodes = nodes_of_one(experiment, probe(experiment.data, experiment.fitting, fitted.words, fitted.components))
    use = f"{inputs_line(nodes)}{dataset_of(experiment.data)}\n\n\n{_use(experiment, nodes)}"
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


def _use(experiment: Experiment, nodes: Sequence[Node]) -> str:
    several = len(columns_read(nodes)) > 1
    asked = "a list of scaled inputs (W, T, f), by their columns" if several else "scaled inputs (W, T, F)"
    network = f"lambda x: network({APART})" if several else "network"
    way, own, table = (
        key[1] for key in (way_root(experiment.model.head), own_root(experiment), table_root(experiment))
    )
    return USE.substitute(asked=asked, network=network, way=way, own=own, table=table).strip()


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
