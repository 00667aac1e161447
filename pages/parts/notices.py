"""Findings and errors as notices: a colour, an icon, a bold title, what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import streamlit as st

from core.errors import LookbackError
from core.findings import Finding, Severity
from core.text import say
from pages.parts.clicks import to_the_end
from pages.parts.words import told

LOG = logging.getLogger("lookback")
ICONS = {
    Severity.OK: ":material/check_circle:",
    Severity.INFO: ":material/info:",
    Severity.WARNING: ":material/warning:",
    Severity.ERROR: ":material/warning:",
}
_LATER = "_notices"


def show(finding: Finding) -> None:
    """One finding as a coloured box; text of the user's file is escaped."""
    title, text = sentences(finding)
    box(finding.severity, title, text)


def sentences(finding: Finding) -> tuple[str, str]:
    """Title and text as Markdown, the values escaped."""
    key = f"findings.{finding.key}"
    return told(f"{key}.title", **finding.values), told(f"{key}.text", **finding.values)


def box(severity: Severity, title: str, text: str) -> None:
    """A coloured box from two Markdown sentences."""
    draw = {Severity.OK: st.success, Severity.INFO: st.info, Severity.WARNING: st.warning}.get(severity, st.error)
    draw(f"**{title}**  \n{text}", icon=ICONS[severity])


def error(problem: LookbackError, tail: str = "", about: str = "") -> None:
    """A problem the user can mend. `tail` is a further sentence, such as what stays as it was;
    `about` says in front what it is about (both Markdown)."""
    key = f"errors.{problem.key}"
    title, text = told(f"{key}.title", **problem.values), told(f"{key}.text", **problem.values)
    box(Severity.ERROR, f"{about}: {title}" if about else title, f"{text} {tail}".rstrip())


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever goes wrong inside becomes a notice: the user's own problem in its words, anything
    else as one plain sentence, with the details in the log."""
    try:
        yield
    except LookbackError as problem:
        error(problem)
    except Exception:
        LOG.exception("a page failed")
        box(Severity.ERROR, say("shell.failed.title"), say("shell.failed.text"))


def careful(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, guarded: for fragments, which run without the page around them."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with guarded():
            return function(*args, **kwargs)

    return wrapper


def callback(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same widget callback, done whole; a problem it raises is shown at the head of the page that follows."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            with to_the_end():
                return function(*args, **kwargs)
        except LookbackError as problem:
            say_later(problem)
        except Exception:
            LOG.exception("a callback failed")
            say_later(None)
        return st.rerun()  # of the whole page: a fragment has no head to show it at

    return wrapper


def say_later(told: Finding | LookbackError | None) -> None:
    """Keep it for the head of the page that is drawn next; None: something went wrong that has no words."""
    st.session_state.setdefault(_LATER, []).append(told)


def later() -> None:
    """Show and forget what was kept."""
    for kept in st.session_state.pop(_LATER, []):
        if kept is None:
            box(Severity.ERROR, say("shell.failed.title"), say("shell.failed.text"))
        elif isinstance(kept, Finding):
            show(kept)
        else:
            error(kept)
