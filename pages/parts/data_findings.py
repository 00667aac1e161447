"""What was found in the file: what is fine and what was mended in a line each, what is open with its remedy."""

from __future__ import annotations

from enum import Enum

import streamlit as st

from core.data.remedies import READS_ANEW, remedy_label
from core.examples.remedies import apply_remedy, chosen_remedy
from core.findings import Finding, Severity
from core.spec import record
from core.text import count, say
from pages.parts import draft as drafts
from pages.parts import layouts, notices, shell, undo
from pages.parts.draft import Draft
from pages.parts.words import plain

KEEPS = ("keep_order", "keep_missing", "keep_values", "keep_rows", "keep_column", "keep_line", "keep_spikes",
         "keep_skew", "keep_layout", "ignore_gaps", "one_series")  # fmt: skip
"""Remedies that leave things as they are: the others mend."""
BOXES, LINES, BUTTONS = 3, 6, 2
"""Open findings told at length, mended ones told in a line, and remedies of a box, before the rest is folded."""
ICONS = {Severity.INFO: ":blue[:material/info:]", Severity.WARNING: ":orange[:material/warning:]",
         Severity.ERROR: ":red[:material/warning:]"}  # fmt: skip


class Place(Enum):
    """Where a finding is told: as a decision, as something that was seen to, or folded."""

    OPEN = "open"
    SETTLED = "settled"
    FOLDED = "folded"


@record
class Shown:
    """A finding with its place among all, the remedy that is chosen now, and whether it is about columns in use."""

    at: int
    finding: Finding
    chosen: str | None
    used: bool

    @property
    def mended(self) -> bool:
        """Whether something is done about it."""
        left = self.finding.remedies[:1] == ("leave_out",) and self.chosen != "leave_out"
        return self.chosen is not None and self.chosen not in KEEPS and not left

    @property
    def place(self) -> Place:
        """Decisions are warnings about which nothing is done; a column nobody uses is not worth a line."""
        severity = self.finding.severity
        if not self.finding.remedies:
            return {Severity.ERROR: Place.OPEN, Severity.WARNING: Place.SETTLED}.get(severity, Place.FOLDED)
        if self.mended:
            idle = severity is Severity.INFO and (self.chosen == "leave_out" or not self.used)
            return Place.FOLDED if idle else Place.SETTLED
        return Place.FOLDED if severity is Severity.INFO else Place.OPEN


def findings(draft: Draft) -> None:
    """What is fine in one line, decisions, what was mended; everything else is folded."""
    shell.section(say("pages.data.findings.title"))
    found = drafts.all_found(draft)
    for finding in found:
        if finding.severity is Severity.OK:
            title, text = notices.sentences(finding)
            st.markdown(f":green[:material/check_circle:] &nbsp; **{title}.** {text}")
    shown = [one for one in _shown(draft, found) if one.finding.severity is not Severity.OK]
    by_place = {place: [one for one in shown if one.place is place] for place in Place}
    if len(by_place[Place.FOLDED]) == len(found) > 0:
        st.markdown(f":green[:material/check_circle:] &nbsp; {say('pages.data.findings.nothing')}")
    by_place[Place.FOLDED] += by_place[Place.OPEN][BOXES:] + by_place[Place.SETTLED][LINES:]
    for one in by_place[Place.OPEN][:BOXES]:
        _box(draft, one)
    for one in by_place[Place.SETTLED][:LINES]:
        _line(draft, one)
    if folded := by_place[Place.FOLDED]:
        with st.expander(say("pages.data.findings.more", more=count(len(folded), "more thing")), type="compact",
                         key="more_findings"):  # fmt: skip
            for one in sorted(folded, key=lambda one: one.at):
                _told(draft, one)


def _shown(draft: Draft, found: tuple[Finding, ...]) -> list[Shown]:
    """Those about columns in use first."""
    prep = drafts.preparation(draft)
    names = {column.name for column in prep.data.columns}
    shown = [
        Shown(at=at, finding=f, chosen=chosen_remedy(prep, f), used=not f.columns or bool(names & set(f.columns)))
        for at, f in enumerate(found)
    ]
    return sorted(shown, key=lambda one: not one.used)


def _box(draft: Draft, shown: Shown) -> None:
    """What it is and why it matters, beside buttons that mend it; many ways to do so stand in a field below."""
    with st.container(border=True, key=f"finding_{shown.at}"):
        left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with left:
            _text(shown)
        with right:
            mends = [remedy for remedy in shown.finding.remedies if remedy not in KEEPS and remedy != shown.chosen]
            for remedy in mends[:BUTTONS]:
                st.button(plain(remedy_label(shown.finding, remedy)), key=f"mend_{draft.dataset}_{shown.at}_{remedy}",
                          on_click=_choose, args=(shown.finding, remedy), width="stretch")  # fmt: skip
            if mends[BUTTONS:]:
                _choice(draft, shown)


def _line(draft: Draft, shown: Shown) -> None:
    """Its title, which unfolds why it matters, beside what is done about it."""
    title, text = notices.sentences(shown.finding)
    icon = ":green[:material/check:]" if shown.mended else ICONS[shown.finding.severity]
    with st.container(key=f"finding_{shown.at}"):
        left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with left, st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="center"):
            st.markdown(icon, width="content")
            st.markdown(title, help=text)
        if shown.finding.remedies:
            with right:
                _choice(draft, shown)


def _told(draft: Draft, shown: Shown) -> None:
    """In full, with the choice where there is one."""
    with st.container(key=f"finding_{shown.at}"):
        left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with left:
            _text(shown)
        with right:
            if len(shown.finding.remedies) > 1:
                _choice(draft, shown)


def _text(shown: Shown) -> None:
    title, text = notices.sentences(shown.finding)
    with st.container(horizontal=True, wrap=False, gap="small"):
        st.markdown(ICONS[shown.finding.severity], width="content")
        st.markdown(f"**{title}**  \n{text}")


def _choice(draft: Draft, shown: Shown) -> None:
    """All the remedies; the chosen one stands in the field."""
    key = f"remedy_{draft.dataset}_{shown.at}"
    st.session_state[key] = shown.chosen
    st.selectbox(
        say("pages.data.findings.what"), shown.finding.remedies, key=key, on_change=_pick, args=(shown.finding, key),
        format_func=lambda remedy: remedy_label(shown.finding, remedy), disabled=len(shown.finding.remedies) == 1,
        label_visibility="collapsed",
    )  # fmt: skip


@notices.callback
def _pick(finding: Finding, key: str) -> None:
    _apply(finding, st.session_state[key])


@notices.callback
def _choose(finding: Finding, remedy: str) -> None:
    _apply(finding, remedy)


def _apply(finding: Finding, remedy: str) -> None:
    """A remedy that changes how the file is read reads it anew; the others change the preparation."""
    draft = drafts.current()
    prep = apply_remedy(drafts.preparation(draft), finding, remedy)
    if remedy in READS_ANEW:
        layouts.read_anew(draft, prep.data.sources[0].reading)
        return
    undo.change("remedy", fitting=prep.fitting, **drafts.laid_out(draft, prep.data))
