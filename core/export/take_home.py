"""What a page or the terminal hands to a user: a run's bundle, and what another process makes of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from core.errors import BundleError
from core.examples import fitting
from core.experiment import Experiment
from core.export.bundle import SUFFIX, Bundle, bundle_bytes, read_bundle
from core.export.card import card
from core.training.kept import as_kept, read_epoch, read_kept

__all__ = ["bundle_of_epoch", "bundle_of_run", "in_other_form", "model_of_run"]

PROJECT = Path(__file__).resolve().parents[2]
_SECONDS = 180


def bundle_of_run(
    experiment: Experiment, folder: Path, evaluation: Mapping[str, Any] | None = None, name: str = ""
) -> bytes:
    """The bundle of the weights a run has kept in its folder; equal runs give equal bytes.

    Raises FileNotFoundError when nothing was kept, and BundleError when it is too large.
    """
    kept = read_kept(folder)
    text = card(as_kept(experiment, kept), evaluation, name)
    return bundle_bytes(experiment, fitting.load(folder), kept, text, name)


def bundle_of_epoch(experiment: Experiment, folder: Path, epoch: int, name: str = "") -> bytes:
    """The bundle of the weights after another epoch than the kept one, which nobody has judged yet.

    Raises FileNotFoundError when that epoch was not stored, and BundleError when it is too large.
    """
    kept = read_epoch(folder, epoch)
    return bundle_bytes(experiment, fitting.load(folder), kept, card(as_kept(experiment, kept), None, name), name)


def model_of_run(experiment: Experiment, folder: Path, name: str = "") -> Bundle:
    """A run's model, ready to predict: what comes back from its bundle."""
    return read_bundle(bundle_of_run(experiment, folder, None, name))


def in_other_form(bundle: bytes, to: Literal["keras", "h5", "script"]) -> bytes:
    """The content of `python -m core.export`: a zip, or the script. Takes some ten seconds for Keras.

    Raises BundleError with the reason when the other process fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / f"model{SUFFIX}", Path(folder) / "out"
        source.write_bytes(bundle)
        command = [sys.executable, "-m", "core.export", str(source), "--to", to, "--out", str(out)]
        # Without bytecode Keras takes 10 s to import instead of 4.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        try:
            done = subprocess.run(
                command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise BundleError("export_failed", to=to, reason=f"> {_SECONDS} s") from error
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
            raise BundleError("export_failed", to=to, reason=reason[:300])
        return out.read_bytes()
