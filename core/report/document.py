"""What a report is made of before it is HTML: sections of blocks, all texts as they stand, nothing escaped."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.findings import Severity
from core.spec import record

__all__ = ["Block", "Code", "Facts", "Heading", "Listing", "Note", "Picture", "Section", "Side", "Table", "Text"]


@record
class Text:
    """A paragraph. `quiet` is for remarks, `strong` for the one sentence that counts."""

    text: str
    quiet: bool = False
    strong: bool = False


@record
class Heading:
    """A heading inside a section."""

    text: str


@record
class Facts:
    """Names and what they are; `large` shows each as a figure to be seen from afar, with a remark under it."""

    pairs: Sequence[tuple[str, str, str]]
    large: bool = False


@record
class Table:
    """`head` names the columns; the first cell of a row names the row. Figures stand at the right, `words` do not.

    `lead`: the first row is the one that the others are compared with.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: bool = False
    lead: bool = False


@record
class Picture:
    """A figure of `core.charts` in the light palette, what it shows in words, and how to read it.

    `scrolls`: its labels need room, so that on a telephone it is moved across instead of drawn narrower.
    """

    chart: go.Figure
    title: str
    alt: str
    caption: str
    scrolls: bool = False


@record
class Side:
    """Pictures beside each other where there is room."""

    pictures: Sequence[Picture]


@record
class Listing:
    """Points in no order."""

    points: Sequence[str]


@record
class Note:
    """A finding."""

    severity: Severity
    title: str
    text: str


@record
class Code:
    """Letters that stand as they are, such as a command; `folded` shows the name first."""

    name: str
    text: str
    folded: bool = False


Block = Text | Heading | Facts | Table | Picture | Side | Listing | Note | Code


@record
class Section:
    """`key` names it in the page's address."""

    key: str
    title: str
    blocks: Sequence[Block]
