"""The frame of a standalone script: what is not taken from the app's source, with `$` for what varies."""

from __future__ import annotations

from string import Template

IMPORTS = (
    "import os",
    "import sys",
    "from pathlib import Path",
    "import keras",
    "import numpy as np",
    "import tensorflow as tf",
)

NAMES = (
    *("SENTENCES", "FILE", "FILES", "SEED", "MEMBERS", "EPOCHS", "BATCH", "MONITOR", "INPUTS", "chosen"),
    *("network", "Keep", "train", "predict", "main"),
)
"""What the frame defines, so that nothing of the app may be called so."""

DOCSTRING = Template('''
"""Trains and judges a network on a CSV file, as Lookback did: $name.

    python this_script.py $usage

Without them it takes $file.
`main` tells the story: read $story, put its rows in order, cut it into examples, train, predict the
test part. It prints the loss of every epoch and writes the predictions of the one it keeps. Above it stand
the settings and the network, below it everything they rest on, as the app does it. On the machine of
the run and with the same versions, losses and predictions are those of the run.

Needs $libraries.
Made with $versions.

Letters: N rows, K columns, W examples, T timesteps, F inputs, H horizon, C targets.
"""
''')

QUIET = 'os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")'

NETWORK = Template('''
def network($seeded):
    """The network with its first weights, which the seed alone decides."""
    keras.utils.set_random_seed($seed)
    tf.config.experimental.enable_op_determinism()
$lines
    return model
''')

TRAINING = Template('''
class Keep(keras.callbacks.Callback):
    """Prints every epoch and remembers the weights of the $which one."""

    def __init__(self):
        super().__init__()
        self.value, self.epoch, self.weights = float("inf"), None, None

    def on_epoch_end(self, epoch, logs=None):$losses$accuracy
        if np.isfinite($finite).all()$better:
            self.value, self.epoch, self.weights = logs[MONITOR], epoch + 1, self.model.get_weights()


def train(prepared$and_seed):
    """The network with the weights of its $which epoch."""
    model = network($seeded)$asked
    shuffle = Shuffle($examples.of(0), BATCH, $seed$weights)$per_epoch
    model.compile(
        optimizer=$optimizer,
        loss=$loss,$metrics
        jit_compile=False,
    )
    kept = Keep()
    callbacks = [shuffle, kept, keras.callbacks.TerminateOnNaN()]$every_epoch$callbacks
    model.fit(
        $learned,
        validation_data=$watched,
        epochs=EPOCHS,
        shuffle=False,
        verbose=0,
        callbacks=callbacks,
    )
    if kept.weights is None:
        sys.exit("No epoch had a loss that is a number. Lower the learning rate, or clip the gradient.")
    print(f"kept: epoch {kept.epoch}")
    model.set_weights(kept.weights)
    return model


def predict($models, prepared, part):
    """One line for each predicted value of a part, in the targets' own units."""
    inputs = prepared.examples.of(part).inputs
    values = $answers(prepared, inputs, $answer$way)
    return $table(prepared.dataset, prepared.windows, inputs.rows, values)
''')

CALLBACK = Template("""
    callbacks.append(
        $made
    )""")

PER_EPOCH = """
    per_epoch = len(shuffle.dataset)  # steps of the optimiser"""

LOSSES = """
        loss, validation = logs["loss"], logs["val_loss"]
        print(f"epoch {epoch + 1}: loss {loss:.9g}, validation loss {validation:.9g}", flush=True)"""

LOSS = """
        loss = logs["loss"]
        print(f"epoch {epoch + 1}: loss {loss:.9g}", flush=True)"""
"""Where every row is for training."""

ACCURACY = """
        print(f"    right: {logs['accuracy']:.4f}, of validation {logs['val_accuracy']:.4f}", flush=True)"""

RIGHT_OF_ALL = """
        print(f"    right: {logs['accuracy']:.4f}", flush=True)"""

METRICS = Template("""
        $counted=[$made],""")

WEIGHTS = Template(", class_weights($examples.of(0).targets, $classes$counts)")

EVERY_EPOCH = """
    callbacks.append(keras.callbacks.ModelCheckpoint("epoch_{epoch:06d}.weights.h5", save_weights_only=True))"""

EVERY_EPOCH_OF_EACH = """
    name = f"seed_{seed}_epoch_" + "{epoch:06d}.weights.h5"
    callbacks.append(keras.callbacks.ModelCheckpoint(name, save_weights_only=True))"""

MAIN = Template('''
def main($files, output="predictions.csv"):
    """From $come to the predictions of the $judged_part part."""
    data, windows, split, fitting = chosen()
    $reading
    prepared = prepare(dataset, windows, split, fitting)
    print("examples:", prepared.counts)
    table = predict($trained, prepared, part=$part)
    Path(output).write_bytes(csv_bytes([table]))
    print(f"{len(table)} predictions of the $judged_part part in {output}")
$judged
''')

ERRORS = """
    for name, lines in table.groupby("target", sort=False, observed=True):
        print(f"mean absolute error of {name}: {(lines.predicted - lines.actual).abs().mean():.6g}")
"""

RIGHT = """
    print(f"right: {(table.predicted == table.actual).sum()} of {len(table)}")
"""

LAST = Template("""
if __name__ == "__main__":
    try:
        main(*sys.argv[1:$most])
    except (LookbackError, OSError) as problem:
        sys.exit(str(problem))
""")
