"""Every detector, in the order in which what it finds is told."""

from __future__ import annotations

from collections.abc import Callable

from core.evaluation.detectors.copying import copies
from core.evaluation.detectors.evidence import Evidence
from core.evaluation.detectors.few import too_few_windows
from core.evaluation.detectors.flat import flat_line
from core.evaluation.detectors.judgement import Judgement
from core.evaluation.detectors.lagging import lags_behind
from core.evaluation.detectors.leaking import leak_suspected
from core.evaluation.detectors.leaning import leans
from core.evaluation.detectors.learned import improving, overfits, underfits
from core.evaluation.detectors.line import beaten_by_line
from core.evaluation.detectors.order import rows_out_of_order, shuffled_split
from core.evaluation.detectors.peaks import fails_at_peaks
from core.evaluation.detectors.unlike import unlike
from core.evaluation.detectors.unseen import unseen_levels
from core.evaluation.questions import Question
from core.findings import Severity
from core.spec import record

__all__ = ["DETECTORS", "Detector", "detect"]

SERIES: tuple[Question, ...] = ("numbers_over_time",)
NUMBERS: tuple[Question, ...] = (*SERIES, "numbers_of_examples")
EVERY: tuple[Question, ...] = (*NUMBERS, "classes_over_time", "classes_of_examples")
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.OK)


@record
class Detector:
    """One way in which a model fools its owner. `find` gives None where there is nothing, or nothing can be told."""

    find: Callable[[Evidence], Judgement | None]
    serves: tuple[Question, ...] = SERIES


DETECTORS: tuple[Detector, ...] = (
    Detector(find=shuffled_split, serves=EVERY),
    Detector(find=rows_out_of_order),
    Detector(find=leak_suspected, serves=EVERY),
    Detector(find=improving, serves=EVERY),
    Detector(find=flat_line, serves=NUMBERS),
    Detector(find=copies),
    Detector(find=lags_behind),
    Detector(find=unseen_levels, serves=EVERY),
    Detector(find=overfits, serves=EVERY),
    Detector(find=underfits, serves=EVERY),
    Detector(find=beaten_by_line, serves=EVERY),
    Detector(find=leans, serves=NUMBERS),
    Detector(find=fails_at_peaks, serves=NUMBERS),
    Detector(find=unlike, serves=EVERY),
    Detector(find=too_few_windows, serves=EVERY),
)
"""A new one is a module with its tests, an entry here, and sentences `findings.judged_…` with `next` and `how`."""


def detect(evidence: Evidence) -> tuple[Judgement, ...]:
    """What is found, the gravest first; of equals in the order of the registry."""
    found = [
        judgement
        for detector in DETECTORS
        if evidence.question in detector.serves and (judgement := detector.find(evidence))
    ]
    return tuple(sorted(found, key=lambda judgement: _ORDER.index(judgement.finding.severity)))
