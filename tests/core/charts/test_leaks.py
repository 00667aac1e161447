"""The picture of promised and kept: a ring, a dot and a line between them for each copy."""

from __future__ import annotations

from math import nan

from core.charts.leaks import Copy, promises


def copy(promised: float, kept: float, **more: object) -> Copy:
    words = {"promised_words": f"±{promised}", "kept_words": f"±{kept}"}
    return Copy(**{"label": "Honest", "promised": promised, "kept": kept, **words, **more})


def test_every_copy_has_its_two_ends_and_a_line_between_them() -> None:
    chart = promises([copy(1.5, 1.7, honest=True), copy(0.2, 2.0, label="<b>Leak</b>")], "last value", dark=False)
    assert [trace.x[0] for trace in chart.data] == [1.5, 1.7, 0.2, 2.0]
    lines = [(shape.x0, shape.x1) for shape in chart.layout.shapes]
    assert lines == [(1, 1), (1.5, 1.7), (0.2, 2.0)]
    texts = [note.text for note in chart.layout.annotations]
    assert "<b>&lt;b&gt;Leak&lt;/b&gt;</b>" in texts
    assert chart.data[0].marker.color != chart.data[1].marker.color  # a ring is not a dot


def test_what_cannot_be_computed_is_not_drawn() -> None:
    chart = promises([copy(nan, nan)], "last value", dark=True)
    assert not chart.data
    assert len(chart.layout.shapes) == 1  # the rule
