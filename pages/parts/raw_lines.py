"""The first lines of the file as they stand, each part marked with what it was taken for."""

from __future__ import annotations

import streamlit as st

from core.data.marked import Line, Piece, marked
from core.data.table import Table
from core.text import say
from pages.parts.words import plain

LINES = 8
LETTERS = 160  # of a line
NO_BREAK = "\u00a0"
STYLE = (
    "<style>.st-key-raw_lines {overflow-x: auto;} .st-key-raw_lines p {font-family: var(--st-code-font, monospace); "
    "font-size: 0.8125rem; line-height: 2.1875rem; white-space: nowrap;}</style>"
)
"""One letter as wide as another, lines that scroll instead of breaking, and as high as the table's beside them."""

_MARKS = {
    "name": "**{}**",
    "time": ":blue-background[{}]",
    "missing": ":orange-background[{}]",
    "separator": ":gray[{}]",
    "skipped": ":gray[{}]",
    "cell": "{}",
}
LEGEND = ("name", "time", "missing", "skipped")


def raw_lines(table: Table) -> None:
    """The lines, and below them what the marks mean: only those that occur."""
    lines = marked(table, LINES)
    st.html(STYLE)
    with st.container(key="raw_lines"):
        st.markdown("  \n".join(_line(line) for line in lines))
    kinds = {piece.what for line in lines for piece in line.pieces}
    words = [_MARKS[what].format(say(f"pages.data.rows.{what}")) for what in LEGEND if what in kinds]
    if words:
        st.markdown(f":small[{(NO_BREAK * 4).join(words)}]")


def _line(line: Line) -> str:
    pieces, room = [], LETTERS
    for piece in line.pieces:
        if room > 0:
            pieces.append(_piece(piece, room))
        room -= max(1, len(piece.text))
    number = f":gray[{line.number}{NO_BREAK * 2}]"
    return number + "".join(pieces) + ("…" if room < 0 else "")


def _piece(piece: Piece, room: int) -> str:
    """Bold needs something that is not blank, and a missing cell something to stand on."""
    text = "".join(map(_letter, piece.text[:room]))
    if piece.what == "missing":
        return _MARKS["missing"].format(text or NO_BREAK)
    return _MARKS["cell" if piece.what == "name" and not piece.text.strip() else piece.what].format(text)


def _letter(letter: str) -> str:
    """Blanks stay blanks, and a tab shows."""
    return "→" if letter == "\t" else plain(letter) or NO_BREAK
