"""Figures as SVG: places worked out by hand, colours as variables, words as text."""

from __future__ import annotations

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from core.charts.theme import DARK, LIGHT, figure
from core.report.style import style
from core.report.svg.ink import dashes, paint
from core.report.svg.picture import svg


def square(**axes: object) -> go.Figure:
    """A plot of 100 × 100 pixels that begins at (10, 20), from 0 to 10 both ways."""
    chart = figure(False, 150, l=10, r=40, t=20, b=30)
    chart.update_xaxes(range=[0, 10], **axes)
    chart.update_yaxes(range=[0, 10])
    return chart


def drawn(chart: go.Figure) -> str:
    return svg(chart, "a picture", 150)


def paths(text: str) -> list[str]:
    return re.findall(r' d="([^"]*)"', text)


def test_a_line_lies_where_its_values_say_and_breaks_where_one_is_missing() -> None:
    chart = square()
    chart.add_scatter(x=[0, 5, 6, 10], y=[0, 2.5, None, 10], mode="lines", line={"color": LIGHT.ink, "width": 2})
    assert paths(drawn(chart)) == ["M10 120L60 95M110 20"]
    assert 'stroke="var(--ink)"' in drawn(chart)


def test_times_are_places_too() -> None:
    chart = figure(False, 150, l=10, r=40, t=20, b=30)
    days = np.array(["2024-01-01", "2024-01-02", "2024-01-05"], "datetime64[D]")
    chart.add_scatter(x=days, y=[0, 1, 1], mode="lines", line={"color": LIGHT.ink})
    chart.update_yaxes(range=[0, 1])
    assert paths(drawn(chart)) == ["M10 120L35 20L110 20"]
    assert "4 Jan" in drawn(chart)


def test_dots_bars_and_areas() -> None:
    chart = square()
    chart.add_scatter(x=[5], y=[5], mode="markers", marker={"size": 6, "color": LIGHT.test, "opacity": 0.5})
    chart.add_bar(x=[5], y=[4], width=2, marker={"color": LIGHT.train})
    chart.add_scatter(x=[0, 10], y=[2, 2], mode="lines", line={"width": 0})
    chart.add_scatter(x=[0, 10], y=[4, 4], mode="lines", line={"width": 0}, fill="tonexty", fillcolor=LIGHT.band)
    text = drawn(chart)
    assert '<circle cx="60" cy="70" r="3"/>' in text
    assert '<rect x="50" y="80" width="20" height="40" fill="var(--train)"/>' in text
    assert "M10 80L110 80L110 100L10 100Z" in paths(text)


def test_bars_stand_on_each_other_and_lie_down() -> None:
    chart = square()
    for length in (3, 4):
        chart.add_bar(x=[length], y=[5], width=1, orientation="h", marker={"color": LIGHT.train})
    chart.update_layout(barmode="stack")
    found = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawn(chart))
    assert found == [("10", "65", "30", "10"), ("40", "65", "40", "10")]


def test_shapes_lie_on_axes_on_their_domains_and_on_the_paper() -> None:
    chart = square()
    line = {"color": LIGHT.ink, "width": 1}
    chart.add_shape(type="line", x0=5, x1=5, y0=0, y1=1, yref="y domain", line=line)
    chart.add_shape(type="rect", x0=0, x1=1, xref="paper", y0=2, y1=4, fillcolor=LIGHT.band, line_width=0)
    chart.add_shape(type="path", path="M 0,0 L 10,0 Q 10,10 0,10 Z", fillcolor=LIGHT.band)
    chart.add_shape(type="path", path="M-5,0 L5,0 Z", xsizemode="pixel", ysizemode="pixel", xanchor=5, yanchor=10,
                    fillcolor=LIGHT.ink)  # fmt: skip
    text = drawn(chart)
    assert '<line x1="60" y1="120" x2="60" y2="20"' in text
    assert '<rect x="10" y="80" width="100" height="20"' in text
    found = [" ".join(re.findall(r"[A-Z]|-?[\d.]+", path)) for path in paths(text)]
    assert found == ["M 10 120 L 110 120 Q 110 20 10 20 Z", "M 55 20 L 65 20 Z"]


def test_words_are_text_whatever_they_hold() -> None:
    chart = square()
    note = {"showarrow": False, "x": 5, "y": 5, "font": {"color": LIGHT.ink, "size": 13}}
    chart.add_annotation(text="<b>bold</b> &lt;script&gt; & </text> <u>x</u>", **note)
    text = drawn(chart)
    assert '<tspan font-weight="700">bold</tspan> &lt;script&gt; &amp; &lt;/text&gt; &lt;u&gt;x&lt;/u&gt;' in text
    assert text.count("<tspan") == text.count("</tspan>")
    assert "<u>" not in text
    assert svg(chart, '" onload="x', 150).count("&quot; onload=&quot;x") == 1


def test_axes_say_what_the_figure_says_and_no_more() -> None:
    chart = square(tickvals=[0, 5, 20], ticktext=["none", "half", "outside"])
    chart.add_scatter(x=[1], y=[1], mode="markers", marker={"color": LIGHT.ink})
    chart.update_yaxes(ticksuffix=" °C", nticks=2)
    text = drawn(chart)
    assert "half" in text
    assert "outside" not in text
    assert "10 °C" in text
    chart.update_yaxes(visible=False)
    assert "°C" not in drawn(chart)


def test_every_colour_of_the_theme_is_a_variable_of_the_page_light_and_dark() -> None:
    css = style()
    for name, colour in vars(LIGHT).items():
        (said,) = paint(colour).values()
        variable = re.fullmatch(r"var\(--([a-z-]+)\)", said)
        assert variable, name
        other = variable[1].replace("-", "_")
        assert (getattr(LIGHT, other), getattr(DARK, other)) == (colour, getattr(DARK, name)), name
        assert css.count(f"--{variable[1]}:") == 2
    assert paint("rgba(0,114,178,0.18)") == {"fill": "var(--predicted)", "fill-opacity": "0.18"}
    assert paint("rgba(0,0,0,0)", "stroke") == {"stroke": "none"}
    assert paint("#D55E00") == {"fill": "#d55e00"}
    assert dashes("6px,4px") == {"stroke-dasharray": "6 4"}
    assert dashes("solid") == {}


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="scatter and bar"):
        drawn(figure(False, 100).add_heatmap(z=[[1]]))
