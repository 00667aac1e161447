"""The frame of a standalone script: what is not taken from the app's source, with `$` for what varies."""

from __future__ import annotations

from string import Template

IMPORTS = (
    "import os",
    "import sys",
    "from dataclasses import dataclass",
    "import keras",
    "import numpy as np",
    "import pandas as pd",
    "import tensorflow as tf",
)

DOCSTRING = Template('''
"""Trains and judges a network on a CSV file, as Lookback did: $name.

    python this_script.py [FILE.csv [PREDICTIONS.csv]]

FILE is $file unless given.
`main`, at the end, tells the story: read the file, cut it into examples, train, predict the test
part. It prints the loss of every epoch and writes the predictions of the best one. On the machine
of the run and with the same versions, losses and predictions are those of the run.

Needs $libraries.
Made with $versions.

Letters: N rows, K columns, W examples, T timesteps, F inputs, H horizon, C targets.
"""
''')

QUIET = 'os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")'

SETTINGS = Template("""
FILE = $file

# Columns of the file, and what they become; inputs and targets are places among NAMES.
COLUMNS = $columns
NAMES = $names
INPUTS = $inputs
TARGETS = $targets

WINDOWS = dict(lookback=$lookback, step=$step, delay=$delay, horizon=$horizon, stride=$stride)
SPLIT = dict(by=$by, cuts=$cuts, border=$border, gap=$gap)
FITTING = dict(scaler=$scaler, per_column=$per_column)

SEED = $seed
EPOCHS = $epochs
BATCH = $batch
MONITOR = $monitor  # the best epoch is the one where this is lowest
""")

RECORD = "record = dataclass(frozen=True, kw_only=True)"

SETTINGS_ERROR = '''class SettingsError(Exception):
    """The settings and the file do not fit; the values say where."""

    def __init__(self, key, **values):
        super().__init__(f"{key}: {values}")'''

NETWORK = Template('''
def network():
    """The network with its first weights, which the seed alone decides."""
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
$lines
    return model
''')

TRAINING = Template('''
class KeepBest(keras.callbacks.Callback):
    """Prints every epoch and remembers the weights of the best one."""

    def __init__(self):
        super().__init__()
        self.value, self.epoch, self.weights = float("inf"), None, None

    def on_epoch_end(self, epoch, logs=None):
        loss, validation = logs["loss"], logs["val_loss"]
        print(f"epoch {epoch + 1}: loss {loss:.9g}, validation loss {validation:.9g}", flush=True)
        if np.isfinite([loss, validation]).all() and logs[MONITOR] < self.value:
            self.value, self.epoch, self.weights = logs[MONITOR], epoch + 1, self.model.get_weights()


def train(prepared):
    """The network with the weights of its best epoch."""
    model = network()
    model.compile(
        optimizer=$optimizer,
        loss=$loss,
        jit_compile=False,
    )
    shuffle = Shuffle(prepared.examples.of(0), BATCH, SEED)
    best = KeepBest()
    callbacks = [shuffle, best, keras.callbacks.TerminateOnNaN()]$patience
    model.fit(
        shuffle.dataset,
        validation_data=ordered(prepared.examples.of(1), BATCH),
        epochs=EPOCHS,
        shuffle=False,
        verbose=0,
        callbacks=callbacks,
    )
    if best.weights is None:
        sys.exit("No epoch had a loss that is a number. Lower the learning rate, or clip the gradient.")
    print(f"kept: epoch {best.epoch}")
    model.set_weights(best.weights)
    return model


def predict(model, prepared, part):
    """Rows that are now (W,) and the answers (W, H, C) of one part, in the targets' own units."""
    examples = prepared.examples.of(part)
    inputs, answers = examples.inputs["main"], []
    at_once = max(1, min(1_024, 4_000_000 // (len(inputs.offsets) * inputs.matrix.shape[1])))
    for first in range(0, len(inputs), at_once):
        scaled = model.predict_on_batch(materialise(inputs.of(slice(first, first + at_once))))
        answers.append(unscale(prepared.fitted, scaled.astype(np.float64), prepared.dataset.target_names))
    return inputs.rows, np.concatenate(answers)


def long_table(dataset, now, values):
    """One line per predicted value: time, row, target, step, predicted, actual."""
    windows, steps, targets = values.shape
    rows = now[:, None] + target_offsets(Windows(**WINDOWS))
    columns = {
        "time": "" if dataset.time is None else np.repeat(dataset.time[rows].ravel(), targets),
        "row": np.repeat(dataset.row[rows].ravel(), targets),
        "target": np.tile(np.array($labels, dtype=object), windows * steps),
        "step": np.tile(np.repeat(np.arange(1, steps + 1), targets), windows),
        "predicted": values.astype(np.float32).ravel(),
        "actual": dataset.values[rows][..., TARGETS].ravel(),
    }
    return pd.DataFrame(columns)
''')

PATIENCE = Template("""
    callbacks.append(
        keras.callbacks.EarlyStopping(monitor=MONITOR, mode="min", patience=$patience, min_delta=$min_delta)
    )""")

MAIN = """
def main(file=FILE, output="predictions.csv"):
    dataset = arrange(*read(file))
    prepared = prepare(dataset, Windows(**WINDOWS), SplitSpec(**SPLIT), FittingSpec(**FITTING))
    print("examples:", prepared.counts)
    model = train(prepared)
    now, values = predict(model, prepared, part=2)
    table = long_table(dataset, now, values)
    table.to_csv(output, index=False)
    print(f"{len(table)} predictions of the test part in {output}")
    for name, lines in table.groupby("target", sort=False):
        print(f"mean absolute error of {name}: {(lines.predicted - lines.actual).abs().mean():.6g}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
"""
