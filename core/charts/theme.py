"""The colours and the quiet layout every chart shares, light and dark.

Okabe–Ito colours, told apart by colour-blind eyes; colour is never the only sign. Text from a
user's file goes through `safe` before Plotly reads it as markup.
"""

from __future__ import annotations

import html
from collections.abc import Mapping

import plotly.graph_objects as go

from core.spec import record

FONT = '"Source Sans", "Source Sans 3", sans-serif'
SIZE = 13


@record
class Palette:
    """Colours by meaning, never by hue."""

    ink: str  # what is known
    muted: str  # axis labels and side remarks
    faint: str  # the curve outside the window
    grid: str
    border: str
    band: str  # behind the lookback
    ground: str  # the page itself, inside open dots
    inverse: str  # text on ink
    predicted: str
    predicted_band: str
    baseline: str
    train: str
    train_band: str
    validation: str
    validation_band: str
    test: str
    test_band: str
    warning: str
    curve: str  # the whole series, behind coloured parts


LIGHT = Palette(
    ink="#2B2A29",
    muted="#5F5E5B",
    faint="#B3B2AF",
    grid="#EBEAE7",
    border="#D6D5D1",
    band="#F5F5F4",
    ground="#FFFFFF",
    inverse="#FFFFFF",
    predicted="#0072B2",
    predicted_band="#E8F1F9",
    baseline="#7D7C79",
    train="#009E73",
    train_band="#E5F5F1",
    validation="#E69F00",
    validation_band="#FCF3E0",
    test="#CC79A7",
    test_band="#F8EBF3",
    warning="#E69F00",
    curve="#777672",
)

DARK = Palette(
    ink="#F5F4F2",
    muted="#B4B3AF",
    faint="#6E6D6A",
    grid="#2E2D2A",
    border="#464540",
    band="#22211F",
    ground="#181715",
    inverse="#181715",
    predicted="#56B4E9",
    predicted_band="#1B2A33",
    baseline="#92918D",
    train="#2BB792",
    train_band="#182B25",
    validation="#E69F00",
    validation_band="#322711",
    test="#D993BB",
    test_band="#33252C",
    warning="#E69F00",
    curve="#A3A29E",
)

NO_TOOLS: Mapping[str, object] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"}
"""Plotly's `config`: the picture alone; dragging zooms where axes allow it, double click resets."""


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


def part_colours(colours: Palette) -> tuple[tuple[str, str], ...]:
    """(line, band) of training, validation and test."""
    return (
        (colours.train, colours.train_band),
        (colours.validation, colours.validation_band),
        (colours.test, colours.test_band),
    )


CLASS_DASHES = ("solid", "6px,3px", "2px,2px", "9px,3px,2px,3px", "1px,3px")
"""Beside the colours of classes, so that colour is never the only sign; of nine classes on they begin anew."""


def class_look(place: int, dark: bool) -> tuple[str, str]:
    """(colour, dash) of the class at a place; the second of two, which is looked for, has the prediction's blue."""
    colours = palette(dark)
    wheel = ("#D55E00", colours.predicted, colours.train, colours.test, "#9467BD" if not dark else "#B79BE0",
             colours.validation, colours.curve)  # fmt: skip
    return wheel[place % len(wheel)], CLASS_DASHES[place % len(CLASS_DASHES)]


def figure(dark: bool, height: int, **margin: int) -> go.Figure:
    """An empty quiet figure: transparent, no legend, no toolbar, one font.

    `margin` overrides l, r, t, b in pixels.
    """
    colours = palette(dark)
    font = {"family": FONT, "size": SIZE, "color": colours.muted}
    plain = {"showline": False, "zeroline": False, "ticks": "", "automargin": False, "fixedrange": True}
    return go.Figure(
        layout={
            "template": "none",  # Plotly's own would travel with every figure
            "height": height,
            "margin": {"l": 48, "r": 12, "t": 12, "b": 28, "pad": 0} | margin,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": font,
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": colours.ink,
                "bordercolor": colours.ink,
                "font": font | {"color": colours.inverse},
            },
            "xaxis": plain | {"showgrid": False},
            "yaxis": plain | {"ticklabelstandoff": 6, "gridcolor": colours.grid, "gridwidth": 1},
        }
    )


class Marks:
    """Shapes and annotations collected and put on a figure at once: one by one costs 1 ms each.

    Positions are in axis units across and in shares of the plot's height upwards, unless told otherwise.
    """

    def __init__(self) -> None:
        self._shapes: list[dict[str, object]] = []
        self._notes: list[dict[str, object]] = []

    def shape(self, **shape: object) -> None:
        self._shapes.append({"yref": "paper"} | shape)

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str, width: float, **more: object) -> None:
        line = {"color": colour, "width": width}
        self.shape(type="line", x0=x0, x1=x1, y0=y0, y1=y1, line=line, **more)

    def text(self, x: float, y: float, text: str, colour: str, anchor: str = "center", **more: object) -> None:
        """A label whose middle height is at `y`."""
        place = {"x": x, "y": y, "xanchor": anchor, "yanchor": "middle", "yref": "paper"}
        look = {"showarrow": False, "borderpad": 0, "font": {"color": colour, "size": SIZE}}
        self._notes.append(place | look | {"text": text} | more)

    def onto(self, chart: go.Figure) -> None:
        chart.update_layout(shapes=self._shapes, annotations=self._notes)


def safe(text: str) -> str:
    """Text of a user's file, fit for Plotly, which reads a part of HTML."""
    return html.escape(text, quote=False)


def unit_suffix(unit: str) -> str:
    """What follows a number on an axis: a percent sign stays attached."""
    return safe("" if not unit else unit if unit == "%" else f" {unit}")
