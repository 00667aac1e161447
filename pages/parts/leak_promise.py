"""The leak X-ray in one picture and one sentence: what copies of a run promised, and what they kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from core.charts.leaks import Copy, promises
from core.charts.theme import NO_TOOLS
from core.evaluation.baselines import doing_nothing, phrase
from core.evaluation.questions import question_of
from core.examples.spec import Leak
from core.runs.records import Run
from core.spec import record
from core.text import figure, say
from pages.parts import shell
from pages.parts.analysis import analysed
from pages.parts.inspect_errors import frame
from pages.parts.inspect_run import Judged
from pages.parts.words import plain

HONEST = "honest"
CLEARLY = 1.1
"""An error that is larger by this factor is more than a rounding of the same."""


def title(kind: str) -> str:
    """What a copy is called: by its leak, or honest."""
    return say(f"pages.inspect.leak.kinds.{kind}.title")


@record
class Promise:
    """Errors of the target that is looked at: of the run and of doing nothing, on its test part and on newest rows."""

    promised: float
    kept: float
    promised_nothing: float
    kept_nothing: float
    windows: int

    @property
    def broken(self) -> float:
        """By how much the error, as a share of that of doing nothing, is larger than promised."""
        return (self.kept / self.kept_nothing) / (self.promised / self.promised_nothing)


def promised_and_kept(judged: Judged, chosen: Leak, runs: Mapping[str, Run]) -> bool:
    """Every copy that is judged, in one picture; the one that was chosen in words. Whether there is one to show."""
    told = {kind: analysed(replace(judged, run=run), "promised", {}) for kind, run in runs.items()}
    found = {kind: _promise(one, judged.c) for kind, one in told.items() if one is not None}
    if HONEST not in found or len(found) < 2 or len(found) < len(told):
        return False
    if chosen in found:
        st.markdown(_in_words(judged, chosen, found[HONEST], found[chosen]))
    with frame("leak.picture"):
        _picture(judged, found)
    return chosen in found


def _promise(told: Mapping[str, Any], c: int) -> Promise:
    """JSON's null is NaN."""

    def error(when: str, who: str) -> float:
        value = told[when][who][c]
        return float("nan") if value is None else float(value)

    return Promise(
        promised=error("promised", "model"),
        kept=error("kept", "model"),
        promised_nothing=error("promised", "nothing"),
        kept_nothing=error("kept", "nothing"),
        windows=int(told["kept"]["windows"]),
    )


def _spoken(judged: Judged, error: float) -> str:
    """`±1.65 °C`; of classes `12 of 100 wrong`."""
    if judged.dataset.classes:
        return say("pages.inspect.leak.wrong", wrong=figure(100 * error, 2))
    return f"±{judged.amount(error)}"


def _in_words(judged: Judged, kind: Leak, honest: Promise, leak: Promise) -> str:
    values = {
        "leak": _spoken(judged, leak.promised), "honest": _spoken(judged, honest.promised),
        "leak_kept": _spoken(judged, leak.kept), "honest_kept": _spoken(judged, honest.kept),
        "windows": f"{leak.windows:,}",
    }  # fmt: skip
    better = leak.promised * CLEARLY < honest.promised
    fake = leak.broken > CLEARLY * max(1.0, honest.broken)
    key = "fake" if fake else "flatters" if better else "harmless"
    kept = "worse" if leak.kept > CLEARLY * honest.kept else "better" if leak.kept * CLEARLY < honest.kept else "level"
    sentences = [say(f"pages.inspect.leak.says.{one}", **values) for one in ("promised", kept, key)]
    return plain(" ".join(sentences))


def _picture(judged: Judged, found: Mapping[str, Promise]) -> None:
    rule = phrase(doing_nothing(question_of(judged.prepared)), judged.dataset)
    rows = [
        Copy(
            label=title(kind), promised=one.promised, kept=one.kept, honest=kind == HONEST,
            promised_words=_spoken(judged, one.promised), kept_words=_spoken(judged, one.kept),
        )
        for kind, one in found.items()
    ]  # fmt: skip
    nothing = found[HONEST].kept_nothing
    alt = " ".join(
        say("pages.inspect.leak.alt", kind=row.label, promised=row.promised_words, kept=row.kept_words) for row in rows
    )
    label = say("pages.inspect.leak.rule", rule=rule, error=_spoken(judged, nothing))
    st.plotly_chart(promises(rows, nothing, label, dark=shell.dark()), config=dict(NO_TOOLS), key="leak_picture",
                    alt=alt)  # fmt: skip
    shell.how_to_read(plain(say("pages.inspect.leak.how", rule=rule, error=_spoken(judged, nothing))))
