"""What was found about the model: the gravest as cards, each with its reason, its remedy and its picture."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from core.charts.detect import drawn
from core.charts.theme import NO_TOOLS
from core.evaluation.detectors.remedies import REMEDIES, changed
from core.evaluation.detectors.seeds import unlucky
from core.experiment import Experiment
from core.runs.records import Run
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import notices, shell, undo
from pages.parts.inspect_closer import panels
from pages.parts.inspect_run import Judged
from pages.parts.inspect_verdict import PREFIX, case_of, verdict_of
from pages.parts.words import plain

__all__ = ["cards"]

OPEN, BUTTONS, ALIKE = 3, 2, 20
"""Cards before the rest is folded, remedies of a card, and runs of equal settings that are compared."""
ICONS = {
    "info": ":blue[:material/info:]",
    "warning": ":orange[:material/warning:]",
    "error": ":red[:material/error:]",
}
GRAVE = ("error", "warning", "info")


def cards(judged: Judged) -> None:
    """Warnings are cards; remarks and what is over three is folded."""
    undo.withdraw()
    found = _found(judged)
    if not found:
        return
    shell.section(say("pages.inspect.findings.title"))
    grave = [one for one in found if one["severity"] != "info"]
    shown, folded = grave[:OPEN], [*grave[OPEN:], *(one for one in found if one["severity"] == "info")]
    for one in shown:
        _card(judged, one)
    if folded:
        more = say("pages.inspect.findings.more" if shown else "pages.inspect.findings.remarks",
                   number=count(len(folded), "thing"))  # fmt: skip
        with st.expander(more, type="compact", key="more_judged"):
            for one in folded:
                _card(judged, one)


def _found(judged: Judged) -> list[dict[str, Any]]:
    """What the judging job found, and what only other runs can tell; the gravest first."""
    found = [one for one in judged.evaluation["findings"] if one["key"].startswith(PREFIX)]
    luck = _seed(judged)
    return sorted([*found, *([luck] if luck else [])], key=lambda one: GRAVE.index(one["severity"]))


def _card(judged: Judged, one: dict[str, Any]) -> None:
    with st.container(border=True, key=f"card_{one['key']}"):
        left, right = st.columns([5, 2], gap="medium", vertical_alignment="center")
        with left:
            st.markdown(f"{ICONS[one['severity']]} **{plain(one['title'])}**  \n{plain(one['text'])}")
            st.markdown(f":material/arrow_forward: {plain(one['next'])}")
        with right:
            _remedies(judged, one)
            shown = st.toggle(say("pages.inspect.findings.show"), key=f"show_{judged.run.id}_{one['key']}")
        if shown:
            _picture(judged, one)


def _remedies(judged: Judged, one: dict[str, Any]) -> None:
    """The changes that are possible, else the way to the first one's stage."""
    base, columns = _base(judged.run), tuple(one["columns"])
    possible = [key for key in one["remedies"] if changed(key, base, columns) is not None]
    for key in (possible or one["remedies"])[: BUTTONS if possible else 1]:
        stage, label = REMEDIES[key].stage, say(f"remedies.judged.{key}")
        if not possible:
            label = say("pages.inspect.findings.go", stage=shell.STAGES[stage].label)
        if st.button(label, key=f"remedy_{judged.run.id}_{one['key']}_{key}", width="stretch",
                     icon=":material/build:" if possible else ":material/arrow_forward:"):  # fmt: skip
            if possible:
                _apply(judged.run, key, columns)
            shell.go(stage)


def _base(run: Run) -> Experiment:
    """What a remedy changes: the settings on the screen, or those of a run on another file."""
    draft = drafts.current()
    return draft.experiment if draft.dataset == run.dataset else run.experiment


def _apply(run: Run, key: str, columns: tuple[str, ...]) -> None:
    """In the draft, and offered to be taken back where it is seen."""
    before, new = drafts.current(), changed(key, _base(run), columns)
    assert new is not None
    parts = ("task", "examples", "split", "fitting", "model", "training")
    if before.dataset != run.dataset:
        drafts.update(dataset=run.dataset, experiment=new, dials=None)
    elif new.data != before.experiment.data:
        drafts.update(data=new.data)
    else:
        drafts.update(**{part: getattr(new, part) for part in parts if getattr(new, part)
                         != getattr(before.experiment, part)})  # fmt: skip
    undo.remember("judged", before)
    undo.offer(say(f"remedies.judged.{key}"))


def _picture(judged: Judged, one: dict[str, Any]) -> None:
    st.plotly_chart(drawn(one["picture"], dark=shell.dark()), theme=None, config=dict(NO_TOOLS),
                    key=f"picture_{one['key']}", alt=f"{one['title']}. {one['how']}")  # fmt: skip
    shell.how_to_read(plain(one["how"]))
    if one["panel"] in [panel.key for panel in panels(judged)]:
        title = say(f"pages.inspect.closer.{one['panel']}")
        st.button(say("pages.inspect.findings.closer", panel=title), type="tertiary", icon=":material/south:",
                  key=f"closer_{one['key']}", on_click=_open, args=(one["panel"],))  # fmt: skip


@notices.callback
def _open(panel: str) -> None:
    st.session_state["closer"] = panel


def _seed(judged: Judged) -> dict[str, Any] | None:
    """Whether runs of equal settings but the seed did better."""
    own = _error(judged.evaluation)
    others = [_error(found) for run in _alike(judged.run) if (found := drafts.library().evaluation(run.id))]
    known = [one for one in others if math.isfinite(one)]
    if not known:
        return None
    spoken = case_of(judged.evaluation, {"error": own, "usual": sum(known) / len(known)}).spoken
    words = {who: spoken(who) for who in ("error", "usual")}
    told = unlucky(own, known, words)
    return told.as_dict() if told else None


def _alike(run: Run) -> list[Run]:
    """The newest other runs on the same file whose settings differ in the seed alone."""
    training = run.experiment.training
    return [
        one
        for one in drafts.library().runs()
        if one.id != run.id and one.evaluated and one.dataset == run.dataset
        and one.experiment.but(training=one.experiment.training.but(seed=training.seed)) == run.experiment
    ][:ALIKE]  # fmt: skip


def _error(evaluation: dict[str, Any]) -> float:
    error = verdict_of(evaluation)["errors"]["model"]
    return math.nan if error is None else float(error)
