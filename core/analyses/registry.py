"""What can be worked out about a judged run on demand: a name, and the function that does it.

A new analysis is a pure function of its own module and one entry here; a page asks for it with
`pages.parts.analysis.analysed`.
"""

from __future__ import annotations

from core.analyses import folds, looks, promise, reported
from core.analyses.explained import Analysis, Explained, Report, Wanted

__all__ = ["ANALYSES", "FORESEEN", "Analysis", "Explained", "Report", "Wanted"]

ANALYSES: dict[str, Analysis] = {
    "columns": looks.columns,
    "timesteps": looks.timesteps,
    "response": looks.responses,
    "free": looks.free,
    "promised": promise.promised,
    "folds": folds.judged_folds,
    "report": reported.reported,
}

FORESEEN = frozenset({"columns", "timesteps", "response", "free"})
"""Those whose time goes into answers of the network: how long they take is known after the first of these."""
