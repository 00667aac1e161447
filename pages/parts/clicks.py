"""Clicks that follow each other fast: what Streamlit 1.67 makes of them, put right.

It keeps the callback of a widget that is no longer on the page, and forgets its value. A browser that lags sends that
value once more with the next click; it is then taken for a change, and what the user has just done is set back: an
edited network became its preset again.

And it breaks off what one click asks for, halfway, when the next one comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import wraps

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import session_state as streamlit_state

_SILENCED: list[bool] = []


def silence_what_is_gone() -> None:
    """Widgets that are gone call nobody back. For the whole process; again it does nothing."""
    if _SILENCED:
        return
    _SILENCED.append(True)
    states = streamlit_state.WStates
    forget_values = states.remove_stale_widgets

    @wraps(forget_values)
    def forget(self: streamlit_state.WStates, drawn: frozenset[str], fragments: Collection[str] | None) -> None:
        forget_values(self, drawn, fragments)
        told = self.widget_metadata
        for id in [id for id in told if streamlit_state._is_stale_widget(told[id], drawn, fragments)]:
            del told[id]

    states.remove_stale_widgets = forget


@contextmanager
def to_the_end() -> Iterator[None]:
    """What is done meanwhile is done whole; the next click waits for it."""
    context = get_script_run_ctx(suppress_warning=True)
    runner = getattr(context and context.session_state._yield_callback, "__self__", None)
    if runner is None or not runner._execing:
        yield
        return
    runner._execing = False
    try:
        yield
    finally:
        runner._execing = True
