"""One session takes hostile uploads one after the other and goes on: each is told, none breaks the page."""

from __future__ import annotations

from core.runs.library import Library
from tests.core.data.hostile import CASES, GOOD
from tests.pages.fabricate import words
from tests.pages.visit import visit

CHOSEN = (1, 5, 9, 10, 14, 16, 26, 28, 32, 34, 40, 41, 42, 44, 46, 52, 54, 60)
TITLES = {
    1: "The file is empty", 5: "it is a web page", 9: "it is a picture", 10: "it is a Python pickle", 14: "Line 31",
    16: "zero byte stands in line 1", 28: "Line 9", 32: "line 9", 54: "line 9",
}  # fmt: skip


def test_a_session_outlives_every_hostile_upload(library: Library) -> None:
    app = visit("data")
    for case in CASES:
        if case.number not in CHOSEN or callable(case.content):
            continue
        kept = len(library.datasets())
        app.file_uploader[0].upload(f"{case.number}.csv", case.bytes, "text/csv").run()
        assert not app.exception, case.what
        assert (len(library.datasets()) == kept) == bool(case.refused), case.what
        assert TITLES.get(case.number, "") in words(app), case.what
    app.file_uploader[0].upload("good.csv", GOOD.encode(), "text/csv").run()
    assert not app.exception
    assert "30 rows" in words(app)
