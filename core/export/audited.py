"""A model from elsewhere, looked at with the file it learned from: was it learned from training rows alone?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.data.arrange import arrange
from core.data.joined import fingerprint
from core.data.table import Table
from core.evaluation.audit import audit
from core.export.bundle import Bundle
from core.export.predict import fitting_table
from core.export.read_for import read_for
from core.findings import Finding

__all__ = ["audited"]


def audited(model: Bundle, source: Path | Table | Sequence[Path]) -> tuple[Finding, ...]:
    """What `core.evaluation.audit` finds; nothing where this is not the very file the model names as its own.

    Raises what reading and arranging raise.
    """
    whole, data = model.experiment, model.experiment.data
    table = read_for(data, source)
    if table.sha256 != fingerprint(data.sources, data.join):
        return ()
    return audit(arrange(fitting_table(table, data), data), whole.split, whole.fitting, model.fitted)
