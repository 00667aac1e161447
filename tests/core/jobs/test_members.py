"""Several networks from the training to the verdict: what answers, what each is worth, how far they are apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.evaluation.predictions import load
from core.examples.fitting import unscale
from core.examples.gather import materialise
from core.export.network import nodes_of_one
from core.export.take_home import bundle_of_run, model_of_run
from core.jobs import evaluate as job
from core.jobs import train
from core.models.ensemble import of_member
from core.models.forward import forward
from core.runs.library import Library
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.training.kept import read_kept
from tests.core.jobs.test_evaluate import examples, trained_and_judged, waiting
from tests.core.jobs.test_train import submitted
from tests.core.training.given import After, batches_of
from tests.core.training.given import experiment as given_experiment

MEMBERS = 3


@pytest.fixture(scope="module")
def judged(library: Library, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = submitted(library, tmp_path_factory.mktemp("file"), given_experiment(epochs=2, members=MEMBERS))
    return trained_and_judged(library, run, home)


def alone(library: Library, run: Run) -> np.ndarray:
    """(M, W, H, C) what each network says of all windows, in the unit: scaled answers turned back by hand."""
    kept, prepared = read_kept(library.folder(run.id)), examples(library, run)
    nodes, x = nodes_of_one(run.experiment, prepared.dataset), materialise(prepared.examples.inputs)
    said = [forward(nodes, of_member(kept.weights, m, kept.members), x) for m in range(1, kept.members + 1)]
    return np.stack([unscale(prepared.fitted, one.astype(float), prepared.dataset.target_names) for one in said])


@pytest.mark.course("C13")
def test_what_is_judged_is_the_mean_of_what_the_networks_say(library: Library, judged: Run) -> None:
    assert judged.status is Status.FINISHED
    assert judged.evaluated
    predicted, each = load(library.folder(judged.id)), alone(library, judged)
    np.testing.assert_allclose(predicted.values, each.mean(axis=0), rtol=1e-5, atol=1e-5)
    assert np.abs(each - predicted.values).max() > 0.01


def test_the_evaluation_tells_what_each_is_worth_alone_and_how_far_they_are_apart(
    library: Library, judged: Run
) -> None:
    evaluation, predicted = library.evaluation(judged.id), load(library.folder(judged.id))
    each, prepared = alone(library, judged), examples(library, judged)
    told = evaluation["members"]
    assert told["count"] == MEMBERS
    assert set(told["parts"]) == {"validation", "test"}
    for part, name in ((1, "validation"), (2, "test")):
        here, (now, values) = predicted.part == part, predicted.of(part)
        truth = np.array([[prepared.dataset.values[row + step, 0] for step in (1, 2)] for row in now])
        figures = told["parts"][name]["load"]
        wanted = [np.abs(one[here][..., 0] - truth).mean() for one in each]
        np.testing.assert_allclose(figures["alone"], wanted, rtol=1e-4)
        assert figures["together"] == pytest.approx(evaluation["metrics"][name]["original"]["load"]["mae"])
        assert figures["apart"] == pytest.approx(np.abs(each[:, here] - values).mean(), rel=1e-4)
        assert predicted.apart is not None
        np.testing.assert_allclose(predicted.apart[here], np.abs(each[:, here] - values).mean(axis=0), atol=1e-5)
    assert np.isnan(predicted.apart[predicted.part == 0]).all()


def test_the_bundle_answers_as_the_run_does(library: Library, judged: Run) -> None:
    bundle = model_of_run(judged.experiment, library.folder(judged.id))
    prepared, predicted = examples(library, judged), load(library.folder(judged.id))
    said = forward(bundle.nodes, bundle.weights, materialise(prepared.examples.inputs))
    in_unit = unscale(prepared.fitted, said.astype(float), prepared.dataset.target_names)
    np.testing.assert_allclose(in_unit, predicted.values, rtol=1e-6)
    assert bundle.kept.members == MEMBERS


def test_a_training_that_was_stopped_answers_with_the_networks_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of three had kept an epoch: judged, taken home and told as two."""
    home, library = tmp_path / "home", Store(tmp_path / "home").owned_by()
    run = submitted(library, tmp_path, given_experiment(epochs=2, members=MEMBERS, learning_rate=0.02))
    wanted = After(batches_of(3) + 4)
    with monkeypatch.context() as patched:
        patched.setattr(train.Work, "wanted", lambda self: wanted())
        train.main(waiting(library, run, Kind.TRAIN), home)
    assert library.run(run.id).status is Status.STOPPED
    job.main(waiting(library, run, Kind.EVALUATE), home)
    evaluation = library.evaluation(run.id)
    assert evaluation["members"]["count"] == 2
    assert len(evaluation["members"]["parts"]["test"]["load"]["alone"]) == 2
    assert model_of_run(run.experiment, library.folder(run.id)).experiment.training.members == 2
    assert bundle_of_run(run.experiment, library.folder(run.id))


def test_one_network_tells_nothing_of_others(tmp_path: Path) -> None:
    home, library = tmp_path / "home", Store(tmp_path / "home").owned_by()
    run = submitted(library, tmp_path, given_experiment(epochs=1, learning_rate=0.03))
    trained_and_judged(library, run, home)
    assert "members" not in library.evaluation(run.id)
    assert load(library.folder(run.id)).apart is None
