"""What was found in the file, each with the remedies a person may pick."""

from __future__ import annotations

import streamlit as st

from core.data.remedies import remedy_label
from core.examples.remedies import Preparation, apply_remedy, chosen_remedy
from core.findings import Finding, Severity
from core.text import say
from pages.parts import draft as drafts
from pages.parts import notices, shell
from pages.parts.draft import Draft

COLOURS = {Severity.INFO: "blue", Severity.WARNING: "orange", Severity.ERROR: "red"}
FIRST = 6
WIDTHS = ((22, [3, 1]), (34, [2, 1]), (1_000, [3, 2]))  # characters of the longest remedy → text and remedy


def findings(draft: Draft) -> None:
    """What is fine in one line, then every problem beside its remedies; many are folded."""
    found = drafts.found(draft.dataset)
    shell.section(say("pages.data.findings.title"))
    for finding in found:
        if finding.severity is Severity.OK:
            title, text = notices.sentences(finding)
            st.markdown(f":green[:material/check_circle:] &nbsp; **{title}.** {text}")
    problems = [(i, f) for i, f in enumerate(found) if f.severity is not Severity.OK]
    for i, finding in problems[:FIRST]:
        _one(draft, i, finding)
    if problems[FIRST:]:
        with st.expander(say("pages.data.findings.more", more=len(problems) - FIRST)):
            for i, finding in problems[FIRST:]:
                _one(draft, i, finding)


def _one(draft: Draft, i: int, finding: Finding) -> None:
    title, text = notices.sentences(finding)
    icon = f":{COLOURS[finding.severity]}[{notices.ICONS[finding.severity]}]"
    with st.container(border=True, key=f"finding_{i}"):
        longest = max((len(remedy_label(finding, remedy)) for remedy in finding.remedies), default=0)
        widths = next(widths for most, widths in WIDTHS if longest <= most)
        left, right = st.columns(widths, gap="medium")
        with left, st.container(horizontal=True, wrap=False, gap="small"):
            st.markdown(icon, width="content")
            st.markdown(f"**{title}**  \n{text}")
        if finding.remedies:
            with right:
                _remedies(draft, i, finding)


def _remedies(draft: Draft, i: int, finding: Finding) -> None:
    key = f"remedy_{draft.dataset}_{i}"
    st.session_state[key] = chosen_remedy(_prepared(draft), finding) or finding.remedies[0]
    st.selectbox(
        say("pages.data.findings.what"), finding.remedies, key=key, on_change=_pick, args=(i, key),
        format_func=lambda remedy: remedy_label(finding, remedy), disabled=len(finding.remedies) == 1,
    )  # fmt: skip


@notices.callback
def _pick(i: int, key: str) -> None:
    draft = drafts.current()
    finding = drafts.found(draft.dataset)[i]
    mended = apply_remedy(_prepared(draft), finding, st.session_state[key])
    drafts.update(data=mended.data, fitting=mended.fitting)


def _prepared(draft: Draft) -> Preparation:
    return Preparation(data=draft.experiment.data, fitting=draft.experiment.fitting)
