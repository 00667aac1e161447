"""The app as a visitor finds it: a fresh home, or the draft that a URL names."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.experiment import Experiment
from core.runs.library import Library
from tests.pages.fabricate import ROOT


def visit(stage: str, draft: str | None = None) -> AppTest:
    """A stage of the app, drawn once, with the draft of the URL or a new one."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if draft:
        app.query_params["draft"] = draft
    app.run()
    return app if stage == "data" else app.switch_page(f"pages/{stage}.py").run()


def named(app: AppTest) -> str:
    """The draft that the URL names."""
    name = app.query_params["draft"]
    return name if isinstance(name, str) else name[0]


def saved(app: AppTest, library: Library) -> Experiment:
    """What a reload would restore."""
    content = library.draft(named(app))
    assert content is not None
    return Experiment.model_validate(content["experiment"])
