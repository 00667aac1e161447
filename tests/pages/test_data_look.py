from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.runs.library import Library
from tests.pages.fabricate import words
from tests.pages.visit import visit


@pytest.fixture
def home(lasting: Path) -> Path:
    return lasting


def opened(tab: str, content: str | None = None) -> AppTest:
    """The data page with one of the four views open."""
    app = visit("data")
    if content is not None:
        app.file_uploader[0].upload("mine.csv", content.encode(), "text/csv").run()
    app.session_state["look_tab"] = tab
    return app.run()


def charts(app: AppTest) -> list[str]:
    """Keys of the charts on the page."""
    return [str(element.key) for element in app.get("plotly_chart")]


HOURS = [f"2024-01-{1 + i // 24:02d} {i % 24:02d}:00" for i in range(400)]
WAVE = 10 + np.sin(2 * np.pi * np.arange(400) / 24)


def csv(**columns: np.ndarray) -> str:
    rows = (",".join([time, *(f"{v:.4f}" if np.isfinite(v) else "" for v in cells)])
            for time, *cells in zip(HOURS, *columns.values(), strict=True))  # fmt: skip
    return "\n".join([",".join(["time", *columns]), *rows]) + "\n"


def test_only_the_open_view_is_worked_out(library: Library) -> None:
    app = opened("Every column")
    assert not app.exception
    look = [key for key in charts(app) if "look" in key]
    assert len(look) == 1
    assert "look_strips_file" in look[0]


def test_each_view_begins_with_what_it_shows(library: Library) -> None:
    app = visit("data")
    for tab, sentence in (
        ("What repeats", "OT repeats every 24 rows = 1 day"),
        ("What goes together", "HULL goes together with OT most"),
        ("Trend and season", "within 1 day the season swings by"),
    ):
        app.session_state["look_tab"] = tab
        app.run()
        assert not app.exception
        assert sentence in words(app)


def test_the_views_say_so_when_there_is_nothing_to_see(library: Library) -> None:
    """A single column of noise: no season, and nothing to go together with."""
    content = csv(y=np.random.default_rng(5).normal(size=400).cumsum())
    app = opened("What goes together", content)
    assert "There is no other column of numbers beside y" in words(app)


def test_after_preparation_the_filled_cells_are_there(library: Library) -> None:
    holes = np.where(np.arange(400) % 50 == 7, np.nan, WAVE)
    app = opened("Every column", csv(y=holes))
    assert not app.exception
    app.segmented_control(key="look_which").set_value("prepared").run()
    assert not app.exception
    assert any("look_strips_prepared" in key for key in charts(app))


def test_another_season_can_be_taken_out(library: Library) -> None:
    app = opened("Trend and season", csv(y=WAVE))
    control = next(c for c in app.segmented_control if c.label == "Season to take out")
    assert control.value == 24
    app.segmented_control(key=control.key).set_value(168.0).run()
    assert "within 1 week the season swings" in words(app)


def test_changes_can_be_compared_instead_of_levels(library: Library) -> None:
    """Two columns that only climb go together as they stand, and no longer as changes."""
    rng = np.random.default_rng(1)
    climbing = {name: np.arange(400) + 0.1 * rng.normal(size=400) for name in ("x", "y")}
    app = opened("What goes together", csv(**climbing))
    assert "x goes together with y most" in words(app)
    app.toggle(key="look_changes").set_value(True).run()
    assert "No other column goes together with y clearly" in words(app)


def test_a_shorter_look_back_is_taken_and_kept(library: Library) -> None:
    app = opened("What repeats", csv(y=WAVE))
    slider = next(s for s in app.select_slider if s.label == "Look back as far as")
    app.select_slider(key=slider.key).set_value(48).run()
    assert not app.exception
    assert next(s for s in app.select_slider if s.label == "Look back as far as").value == 48


def test_many_columns_are_shown_a_page_at_a_time(library: Library) -> None:
    columns = {f"c{i}": WAVE + i for i in range(23)}
    app = opened("Every column", csv(**columns))
    pages = next(box for box in app.selectbox if box.label == "Which columns")
    assert pages.options[-1] == "Columns 21 to 24 of 24"
    app.selectbox(key=pages.key).set_value(20).run()
    assert not app.exception


def test_hostile_names_are_shown_letter_by_letter(library: Library) -> None:
    hostile = "![x](http://example.com/x.png)"
    content = csv(y=WAVE, z=WAVE[::-1]).replace("time,y,z", f"time,{hostile},:red[b]")
    app = opened("Every column", content)
    for tab in ("What repeats", "What goes together", "Trend and season"):
        app.session_state["look_tab"] = tab
        app.run()
        assert not app.exception
        raw = " ".join(str(e.value) for e in app.markdown)
        assert hostile not in raw
        assert ":red[b]" not in raw


def test_raw_lines_are_marked_letter_by_letter(library: Library) -> None:
    hostile = "![x](http://example.com/x.png)"
    app = opened("Every column", csv(y=WAVE).replace("time,y", f"time,{hostile}"))
    raw = " ".join(str(e.value) for e in app.markdown)
    assert hostile not in raw
    assert ":blue-background[2024\\-01\\-01" in raw


def test_chance_is_not_sold_as_a_season(library: Library) -> None:
    noise = np.random.default_rng(3).normal(size=400)
    assert "there is hardly a season in y" in words(opened("Trend and season", csv(y=noise)))


def test_of_several_series_one_is_looked_at(library: Library) -> None:
    """Pooled, two series on different levels would go together with anything else that tells them apart."""
    rows = [f"{time},{name},{level + wave:.4f},{level}" for name, level in (("a", 0), ("b", 500))
            for time, wave in zip(HOURS[:200], np.random.default_rng(6).normal(size=200), strict=True)]  # fmt: skip
    app = opened("What goes together", "\n".join(["time,shop,y,level", *rows]) + "\n")
    assert not app.exception
    assert [control.label for control in app.pills if control.key == "look_series_together"] == ["Series shown"]
    assert "level goes together with y most" not in words(app)
