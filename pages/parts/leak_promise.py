"""The leak X-ray in one picture and one sentence: what copies of a run promised, and what they kept."""

from __future__ import annotations

import math
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
    def said(self) -> float:
        """The error promised as a share of that of doing nothing on the same rows; NaN where that is perfect."""
        return self.promised / self.promised_nothing if self.promised_nothing > 0 else float("nan")

    @property
    def done(self) -> float:
        """The same of the error that was kept."""
        return self.kept / self.kept_nothing if self.kept_nothing > 0 else float("nan")

    def broken(self) -> float:
        """How many times larger the share is than it was promised to be; an empty promise of no error at all counts."""
        return self.done / max(self.said, 1e-12)


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


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if math.isfinite(share) else say("words.not_computable")


def _in_words(judged: Judged, kind: Leak, honest: Promise, leak: Promise) -> str:
    values = {
        "leak": _spoken(judged, leak.promised), "honest": _spoken(judged, honest.promised),
        "leak_share": _share(leak.said), "honest_share": _share(honest.said), "kept_share": _share(leak.done),
        "leak_kept": _spoken(judged, leak.kept), "honest_kept": _spoken(judged, honest.kept),
        "windows": f"{leak.windows:,}", "rule": _rule(judged),
    }  # fmt: skip
    fake = leak.broken() > CLEARLY * max(1.0, honest.broken())
    key = "fake" if fake else "flatters" if leak.said * CLEARLY < honest.said else f"harmless_{kind}"
    kept = "worse" if leak.kept > CLEARLY * honest.kept else "better" if leak.kept * CLEARLY < honest.kept else "level"
    return plain(" ".join(say(f"pages.inspect.leak.says.{one}", **values) for one in ("promised", kept, key)))


def _rule(judged: Judged) -> str:
    return phrase(doing_nothing(question_of(judged.prepared)), judged.dataset)


def _picture(judged: Judged, found: Mapping[str, Promise]) -> None:
    rows = [
        Copy(
            label=title(kind), promised=one.said, kept=one.done, honest=kind == HONEST,
            promised_words=_spoken(judged, one.promised), kept_words=_spoken(judged, one.kept),
        )
        for kind, one in found.items()
    ]  # fmt: skip
    alt = " ".join(
        say("pages.inspect.leak.alt", kind=row.label, promised=row.promised_words, kept=row.kept_words) for row in rows
    )
    rule = _rule(judged)
    chart = promises(rows, rule, dark=shell.dark())
    st.plotly_chart(chart, config=dict(NO_TOOLS), key="leak_picture", alt=alt)
    shell.how_to_read(plain(say("pages.inspect.leak.how", rule=rule)))
