"""Runs as a worker would leave them, made in milliseconds and without TensorFlow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.stats import norm
from streamlit.testing.v1 import AppTest

from core.data.arrange import arrange
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.samples import SAMPLES, sample_path
from core.data.table import Table
from core.data.wholes import across_of
from core.evaluation import predictions as kept
from core.evaluation.evaluate import NAME, evaluate
from core.evaluation.past import known
from core.evaluation.report import About
from core.examples import fitting
from core.examples.prepare import Prepared, prepare
from core.examples.windows import target_offsets
from core.experiment import Experiment
from core.export.network import nodes_of
from core.files import write_json
from core.findings import Finding
from core.models.walk import weight_shapes
from core.recommend import recommend
from core.runs.library import Library
from core.runs.records import Run
from core.runs.status import Kind, Status
from core.runs.store import Store
from core.runs.work import Work
from core.training.kept import Kept, write_kept

ROOT = Path(__file__).parents[2]
QUICK = 1e8
"""What a page shows needs no boosted trees, which this leaves out: they take longer than all else."""


@cache
def recommended_start() -> tuple[Table, Experiment, Prepared]:
    """The small dataset as it is read, and what is recommended for it: the same for every house."""
    with TemporaryDirectory() as folder:
        path = sample_path("elnino", Path(folder))
        table = read(path, recognise(path))
    data = recommended(table, profile(table), name=SAMPLES["elnino"].file_name)
    experiment = recommend(table, data)
    return table, experiment, examples_of(table, experiment)


def examples_of(table: Table, e: Experiment) -> Prepared:
    return prepare(arrange(table, e.data), e.examples, e.split, e.fitting)


def bumps(examples: int = 60, timesteps: int = 20, answer: str = "label") -> bytes:
    """A wide CSV: each row a bump that comes early, in the middle or late: its label, or as a number its place."""
    rng, t = np.random.default_rng(3), np.arange(timesteps)
    kind = np.arange(examples) % 3
    middle = np.array([4.0, 10.0, 16.0])[kind] + rng.normal(0, 0.5, examples)
    values = np.exp(-(((t - middle[:, None]) / 2) ** 2)) + rng.normal(0, 0.05, (examples, timesteps))
    told = [("early", "middle", "late")[k] for k in kind] if answer == "label" else middle.round(3).tolist()
    lines = [",".join([*(f"{v:.3f}" for v in row), str(one)]) for row, one in zip(values, told, strict=True)]
    return "\n".join([",".join([*(f"t{i}" for i in t), answer]), *lines]).encode()


@cache
def whole_start(content: bytes) -> tuple[Table, Experiment, Prepared]:
    """A wide file read as whole examples, as one click on its finding does it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bumps.csv"
        path.write_bytes(content)
        found = across_of(read(path, recognise(path)))
        assert found is not None
        table = read(path, recognise(path).but(across=found[0], time=(), time_format=""))
    experiment = recommend(table, recommended(table, profile(table), name="bumps.csv"))
    return table, experiment, examples_of(table, experiment)


class House:
    """A home with one small dataset and a draft on it; with `content`, a wide file of whole examples."""

    def __init__(self, home: Path, content: bytes | None = None) -> None:
        self.home = home
        self.library: Library = Store(home).owned_by("local")
        name, path = SAMPLES["elnino"].file_name, sample_path("elnino", home)
        if content is not None:
            name, path = "bumps.csv", home / "bumps.csv"
            path.write_bytes(content)
        table, self.experiment, self.prepared = recommended_start() if content is None else whole_start(content)
        self.dataset = self.library.add_dataset(name, table, path).id
        self.save_draft()

    def save_draft(self, run: str | None = None, **parts: object) -> None:
        experiment = self.experiment.but(**parts) if parts else self.experiment
        content = {"dataset": self.dataset, "experiment": experiment.model_dump(mode="json"), "run": run}
        self.library.save_draft("draft", content)

    def submit(self, name: str = "Linear", **parts: object) -> Run:
        experiment = self.experiment.but(**parts) if parts else self.experiment
        return self.library.submit(experiment, self.dataset, name=name, key=f"{name}/{len(self.library.runs())}")

    @contextmanager
    def at_work(self, run: Run, kind: Kind = Kind.TRAIN) -> Iterator[Work]:
        """What happens inside is what the worker of the run's waiting job does."""
        job = next(job for job in self.library.jobs(run.id) if job.kind is kind and job.status.waits)
        with Work(self.home, job.id, tick=0.02) as work:
            yield work

    def learn(self, work: Work, epochs: int = 3, of: int = 3, reason: str | None = "all_epochs") -> None:
        """Falling losses for some epochs, weights kept, and the reason of the end (None: no end yet)."""
        counts = {"examples": self.prepared.counts, "batches": 5, "parameters": 100, "epochs": of}
        work.report({"kind": "start", **counts, "first_epoch": 1})
        for epoch in range(1, epochs + 1):
            loss = 1.0 / epoch
            told = {"loss": loss, "val_loss": 0.9 * loss, "seconds": 0.5, "best_epoch": epoch, "best": 0.9 * loss}
            if self.experiment.data.classes:
                told |= {"accuracy": 1 - 0.5 * loss, "val_accuracy": 1 - 0.6 * loss}
            work.report({"kind": "epoch", "epoch": epoch, **told, "patience_left": 8})
        if reason:
            work.report({"kind": "end", "reason": reason, "epoch": epochs, "best_epoch": epochs})
        fitting.save(self.prepared.fitted, work.folder)
        shapes = weight_shapes(nodes_of(work.run.experiment, self.prepared.dataset))
        weights = {name: np.full(shape, 0.01, np.float32) for name, shape in shapes.items()}
        members = work.run.experiment.training.members
        kept = Kept(weights=weights, epoch=max(1, epochs), monitor="val_loss", value=0.3, members=members)
        write_kept(work.folder, kept)

    def finished(self, name: str = "Linear", off: float = 0.9, **parts: object) -> Run:
        """A run that is over and judged. `off`: its error as a share of that of the last value."""
        run = self.submit(name, **parts)
        with self.at_work(run) as work:
            self.learn(work)
        self.judge(run, off)
        return self.library.run(run.id)

    def judge(self, run: Run, off: float = 0.9) -> None:
        prepared = examples_of(self.library.table(self.dataset), run.experiment)
        with self.at_work(run, Kind.EVALUATE) as work:
            answers = _with_levels(_answers(prepared, off), run.experiment.task.quantiles)
            kept.save(answers, work.folder)
            write_json(work.folder / NAME, evaluate(prepared, answers, About(name=run.name, preset="linear"), QUICK))

    def failed(self, finding: Finding) -> Run:
        run = self.submit()
        with self.at_work(run) as work:
            self.learn(work, epochs=1, reason="not_finite")
            work.finish(Status.FAILED, finding)
        return self.library.run(run.id)


def _answers(prepared: Prepared, off: float) -> kept.Predictions:
    """The truth, moved towards the last value so far that `off` of its error is left."""
    if prepared.windows.whole:
        return _of_examples(prepared, off)
    ahead = target_offsets(prepared.windows)
    targets, past = prepared.dataset.values[:, list(prepared.dataset.targets)], known(prepared)
    now, future = prepared.placement.now, prepared.placement.future
    truth, nothing = targets[now[:, None] + ahead], past[now][:, None]
    return kept.Predictions(
        part=prepared.placement.part,
        row=now,
        values=truth + off * (nothing - truth),
        future_row=future,
        future=np.repeat(past[future][:, None], len(ahead), axis=1),
    )


def _with_levels(answers: kept.Predictions, quantiles: tuple[float, ...]) -> kept.Predictions:
    """The ends a network that answers quantiles gave: as far from the middle as those of errors of 1 in the unit."""
    if not quantiles:
        return answers
    reach = norm.ppf(quantiles)
    levels, beyond = (values[..., None] + reach for values in (answers.values, answers.future))
    return replace(answers, levels=levels, future_levels=beyond, crossed=0.02)


def _of_examples(prepared: Prepared, off: float) -> kept.Predictions:
    """Every third answer is taken for the next class, with certainty; numbers are off by `off`."""
    now, data = prepared.placement.now, prepared.dataset
    truth = data.values[now, data.targets[0]]
    values = (truth + off)[:, None, None]
    if data.classes:
        wrong = np.arange(len(now)) % 3 == 0
        said = (truth.astype(int) + wrong) % len(data.classes)
        values = (0.9 * np.eye(len(data.classes))[said] + 0.1 / len(data.classes))[:, None]
    nobody = np.zeros(0, np.int64)
    return kept.Predictions(part=prepared.placement.part, row=now, values=values, future_row=nobody,
                            future=values[:0])  # fmt: skip


def opened(stage: str, run: str | None = None) -> AppTest:
    """A stage of the app on the draft of the house, drawn once."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["draft"] = "draft"
    if run:
        app.query_params["run"] = run
    app.run()
    return app.switch_page(f"pages/{stage}.py").run()


def closer(run: Run, panel: str) -> AppTest:
    """Inspect with one of its panels open."""
    app = opened("inspect", run.id)
    app.session_state["closer"] = panel
    return app.run()


def words(app: AppTest) -> str:
    """Everything that is written on the page, without the marks of Markdown."""
    parts = [*app.title, *app.markdown, *app.metric, *app.info, *app.success, *app.warning, *app.error, *app.subheader]
    texts = (f"{getattr(part, 'label', '') or ''} {part.value}" for part in parts)
    return "\n".join(texts).replace("\\", "").replace("**", "")
