"""The model card of a judged run: what it is for, how it was judged, what speaks against it."""

from __future__ import annotations

from typing import Any

import pytest

from core.export.card import card, plain
from core.export.card_judged import limit_lines
from core.text import say
from tests.core.report import made


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made.numbers(tmp_path_factory.mktemp("home"))


def test_it_tells_purpose_data_model_verdict_figures_limits_and_versions(judged: Any) -> None:
    text = card(judged.experiment, judged.evaluation, "Plant")
    titles = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    keys = ("meant", "data", "window", "model", "figures", "limits", "use", "versions")
    assert titles == [say(f"card.{key}.title") for key in keys]
    verdict = judged.evaluation["verdict"]
    for sentence in (verdict["headline"], verdict["luck"]["sentence"]):
        assert sentence in text.replace("\\", "")
    assert f"Skill {100 * verdict['skill']:.0f} %".replace("-", "−") in text
    for label in judged.evaluation["labels"].values():
        assert label in text.replace("\\", "")


def test_it_tells_how_far_off_half_and_nine_of_ten_answers_were(judged: Any) -> None:
    quantiles = {"0.5": 1.25, "0.9": 2.5}
    name = judged.dataset.target_names[0]
    moments = {"test": {name: {"quantiles": quantiles}}}
    text = card(judged.experiment, {**judged.evaluation, "moments": moments}, "Plant")
    assert "off by less than 1.25 °C, nine of ten by less than 2.50 °C" in text
    nothing = {"test": {name: {"quantiles": dict.fromkeys(quantiles)}}}
    assert "nine of ten" not in card(judged.experiment, {**judged.evaluation, "moments": nothing}, "Plant")


def test_findings_are_its_limits_the_gravest_first_and_harmless() -> None:

    found = [{"severity": one, "title": f"{one} <i>", "text": "![a](b)"} for one in ("info", "ok", "error", "warning")]
    lines = list(limit_lines({"metrics": {"validation": {}}, "findings": found}, plain))
    assert lines[0] == say("card.limits.no_test")
    assert [line.split(" ")[1] for line in lines[1].splitlines()] == ["**error", "**warning", "**info"]
    assert "<i>" not in lines[1].replace("\\<i\\>", "")
    assert list(limit_lines({"metrics": {"test": {}}, "findings": []}, plain)) == [say("card.limits.none")]
    assert list(limit_lines({}, plain)) == [say("card.limits.not_judged")]
