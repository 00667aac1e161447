"""Predict on a new file with a model, in the page, by NumPy alone; and open a model from a file."""

from __future__ import annotations

from pages.parts.inspect_run import Judged


def predict_new_file(judged: Judged) -> None:
    return
