"""One click on Inspect asks for the report; a job makes it; then it can be downloaded."""

from __future__ import annotations

from core.jobs.explain import main
from core.runs.status import Kind, Status
from tests.pages.fabricate import House, bumps, opened


def test_a_click_makes_a_report_that_can_be_downloaded(home, monkeypatch) -> None:
    monkeypatch.setattr("core.runs.wake.wake", lambda home: False)
    house = House(home, bumps())
    run = house.finished("Conv1D")
    app = opened("inspect", run.id)
    assert not any(button.key == "home_report_html" for button in app.get("download_button"))
    app.button(key="make_report").click().run()
    assert not app.exception
    assert not app.error
    asked = [job for job in house.library.jobs(run.id) if job.kind is Kind.EXPLAIN]
    assert [job.request["what"] for job in asked] == ["report"]
    main(asked[0].id, home)
    assert house.library.job(asked[0].id).status is Status.FINISHED
    app.run()
    assert not app.exception
    offered = [one for one in app.get("download_button") if "home_report_html" in one.proto.id]
    assert len(offered) == 1
