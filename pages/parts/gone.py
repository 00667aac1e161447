"""Widgets that are gone call nobody back.

Streamlit 1.67 keeps the callback of a widget that is no longer on the page, and forgets its value. A browser that lags
sends that value once more with the next click; it is then taken for a change, and what the user has just done is set
back: an edited network became its preset again.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import wraps

from streamlit.runtime.state import session_state as streamlit_state

_SILENCED: list[bool] = []


def silence() -> None:
    """For the whole process; again it does nothing."""
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
