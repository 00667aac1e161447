"""The items of the course notes that a user can do here, by their numbers, and where their tests stand.

A test shows an item by its marker, `@pytest.mark.course("C5")`. Markers are read from the source, so that the
table is whole whichever tests are run; that the marked tests ran is held by `pytest --course` (see `ran.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent.parent

ITEMS = {
    "A1": "a staircase of X and Y: three days → the next value",
    "A2": "a table that arrives already cut: a row is a whole example",
    "A3": "x and y are different columns, y of the same row as the last timestep",
    "A4": "the generator: lookback 1440, step 6 or 3, delay 144, batch 128",
    "A5": "training rows by count; mean and deviation from the training rows",
    "A6": "not looking ahead by mistake: leaks, purge",
    "A7": "the shape is samples, timesteps, features",
    "A8": "one-to-one, one-to-many, many-to-one, many-to-many",
    "B1": "min-max scaling",
    "B2": "standardisation",
    "B3": "outliers spoil both; robust scaling is the answer",
    "B4": "y is scaled too, and errors are told in its own units",
    "B5": "principal components, with the elbow",
    "B6": "a map of the windows",
    "C1": "Flatten, Dense(32, relu), Dense(1)",
    "C2": "SimpleRNN(32); SimpleRNN(8, sequences), SimpleRNN(8)",
    "C3": "LSTM(32); LSTM(10, relu)",
    "C4": "GRU(256), GRU(256)",
    "C5": "LSTM with dropout and recurrent dropout 0.2",
    "C6": "LSTM(32) twice; LSTM 10–2–10",
    "C7": "Bidirectional(LSTM(32))",
    "C8": "Conv1D, MaxPool, Conv1D, MaxPool, Conv1D, GlobalMaxPool",
    "C9": "Conv1D, MaxPool, Conv1D, LSTM(32, dropout)",
    "C10": "the last layer with sequences, Flatten, Dense",
    "C11": "Reshape((10, 1)) between LSTMs",
    "C12": "an ensemble of two inputs, an LSTM each",
    "C13": "two inputs: Dense(10) and Dense(20), concatenated",
    "C14": "Dense 128–64–32 on a plain table: sigmoid, softmax, linear",
    "C15": "activations relu, sigmoid, elu, tanh",
    "D1": "optimisers Adam and RMSprop, learning rates 0.1–0.001",
    "D2": "losses mse, mae, binary and categorical cross-entropy",
    "D3": "epochs, and batches from 1 to all",
    "D4": "early stopping: monitor, patience, min_delta",
    "D5": "checkpoints: the best only, or one every epoch",
    "D6": "L1 and L2 on every layer or chosen ones",
    "D7": "dropout 0.2–0.5",
    "D8": "saving and loading .h5 and .keras",
    "D9": "curves of loss and accuracy, training and validation",
    "D10": "how much is shown while it trains",
}
"""Search (D11, D12), judging (E), text (F) and ideas (G) have tables of their own."""


@cache
def shown() -> dict[str, tuple[str, ...]]:
    """Item → the tests that show it, as `file::test`."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for item, test in _marked(ast.parse(path.read_text("utf-8"))):
            found.setdefault(item, []).append(f"{path.relative_to(TESTS)}::{test}")
    return {item: tuple(tests) for item, tests in found.items()}


def _marked(module: ast.Module) -> Iterator[tuple[str, str]]:
    """(item, function) of every marker on a test; where it stands on a case of a list, without the function."""
    for statement in module.body:
        test = isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_")
        places = statement.decorator_list if isinstance(statement, ast.FunctionDef) else [statement]
        if test or isinstance(statement, ast.Assign | ast.AnnAssign):
            yield from ((item, statement.name if test else "cases") for place in places for item in _named(place))


def _named(place: ast.AST) -> Iterator[str]:
    for node in ast.walk(place):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.course"):
            yield from (ast.literal_eval(argument) for argument in node.args)
