"""A judged run as one HTML page that needs nothing else: page one for a decision, the rest for whoever checks it."""

from __future__ import annotations

from collections.abc import Callable

from core.export.versions import versions
from core.report.again import again
from core.report.data import data
from core.report.document import Section
from core.report.first import first
from core.report.html import page
from core.report.judged import findings, judged
from core.report.leftovers import residual, sure
from core.report.network import learning, model
from core.report.subject import Subject
from core.report.window import split, window
from core.text import say

__all__ = ["SECTIONS", "report"]

SECTIONS: tuple[Callable[[Subject], Section], ...] = (
    first,
    data,
    window,
    split,
    model,
    learning,
    judged,
    residual,
    sure,
    findings,
    again,
)
"""In the order they are read. A new section is a function of its own and one entry here."""


def report(subject: Subject, tell: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The HTML. `tell` hears how many steps of how many are done."""
    sections = []
    for done, section in enumerate(SECTIONS):
        tell(done, len(SECTIONS) + 1)
        sections.append(section(subject))
    tell(len(SECTIONS), len(SECTIONS) + 1)
    file, name = subject.experiment.data.file, subject.run.name
    byline = [name, file, say("report.made", when=subject.made)]
    return page(say("report.title", name=name, file=file), byline, sections, foot=say("report.foot", version=_own()))


def _own() -> str:
    return dict(versions())["lookback"]
