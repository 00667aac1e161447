"""A figure drawn through a sheet is the figure drawn piece by piece."""

from __future__ import annotations

import plotly.graph_objects as go

from core.charts.sheet import Sheet


def drawn(onto: go.Figure | Sheet) -> None:
    for i in range(3):
        onto.add_scatter(x=[i, i + 1], y=[0, i], line_color="red")
        onto.add_shape(type="rect", x0=i, x1=i + 1, y0=0, y1=1, line_width=2)
        onto.add_annotation(x=i, y=0, text=f"{i}", showarrow=False, font_color="blue")


def test_everything_arrives_behind_what_was_there_and_in_its_order() -> None:
    figures = [go.Figure(), go.Figure()]
    for figure in figures:
        figure.add_shape(type="line", x0=0, x1=9, y0=1, y1=1)
        figure.add_annotation(x=5, y=5, text="before")
    sheet = Sheet()
    drawn(sheet)
    sheet.onto(figures[0])
    drawn(figures[1])
    assert figures[0].to_dict() == figures[1].to_dict()
    assert [words.text for words in figures[0].layout.annotations] == ["before", "0", "1", "2"]
