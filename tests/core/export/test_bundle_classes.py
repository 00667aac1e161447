"""A bundle of classes and whole examples comes back as it was, and no stranger makes more of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.data.arrange import arrange
from core.errors import BundleError, DataError
from core.examples.prepare import prepare
from core.export.bundle import bundle_bytes, read_bundle
from core.export.card import card
from core.export.predict import predict_new
from tests.core.export.builders import edited, kept_of, made_weights
from tests.core.export.preparing import CASES
from tests.core.export.test_preparation import experiment_of, table_of

WIDE = "a row for each example, of two classes"


@pytest.fixture
def raw(tmp_path: Path) -> bytes:
    (tmp_path / "wide.csv").write_bytes(CASES[WIDE].write(240, 1))
    table = table_of(tmp_path / "wide.csv", CASES[WIDE])
    whole = experiment_of(CASES[WIDE], table)
    whole = whole.but(task=whole.task.but(weights="balanced"))
    prepared = prepare(arrange(table, whole.data), whole.examples, whole.split, whole.fitting)
    kept = kept_of(made_weights(whole, prepared))
    return bundle_bytes(whole, prepared.fitted, kept, card(whole), "Wide")


def test_it_tells_its_classes_on_its_card_and_ends_with_probabilities(raw: bytes) -> None:
    bundle = read_bundle(raw)
    assert bundle.experiment.data.classes == ("bow", "=arrow")
    assert bundle.nodes[-1].layer.kind == "activation"
    for told in ("which of these kind is: bow, =arrow", "drawn by chance", "Every example is whole", "rare class"):
        assert told in bundle.card


def target(experiment: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in experiment["data"]["columns"] if one["name"] == "kind")


@pytest.mark.parametrize(
    "edit",
    [
        lambda experiment: experiment["task"].update(kind="regression"),
        lambda experiment: target(experiment).update(classes=["bow"]),
        lambda experiment: target(experiment).update(classes=["bow", "=arrow", "third"]),
        lambda experiment: target(experiment).update(roles=["input", "target"]),
        lambda experiment: experiment["training"].update(loss="mae"),
        lambda experiment: experiment["examples"].update(delay=1),
        lambda experiment: experiment["model"]["head"].update(anchor="newest"),
        lambda experiment: experiment["data"]["sources"][0]["reading"]["across"][0]["columns"].pop(),
        lambda experiment: experiment["split"].update(by="chance"),
    ],
)
def test_settings_that_do_not_fit_each_other_are_refused(raw: bytes, edit: Callable[[Any], object]) -> None:
    with pytest.raises(BundleError):
        read_bundle(edited(raw, "experiment.json", edit))


def test_a_file_without_the_timesteps_is_told_which_are_missing(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("t0,t1,t2,weight\n1,2,3,4\n2,3,4,5\n", "utf-8")
    with pytest.raises(DataError, match="t3, t4"):
        predict_new(read_bundle(raw), tmp_path / "other.csv")
