"""A home with one dataset, and supervisors whose workers are stubs; what is started here is ended here, by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

from core.data.spec import Column, DataSpec, Reading, Source
from core.data.table import Table
from core.examples.spec import Windows
from core.experiment import Experiment
from core.models.spec import ModelSpec
from core.runs.artifacts import Artifacts
from core.runs.library import Library
from core.runs.locks import holder
from core.runs.records import DatasetRow, Run
from core.runs.store import Store
from core.runs.wake import wake
from tests.waiting import until

STUB = "tests.core.runs.stub"
Submit = Callable[..., Run]


def table(sha256: str = "a" * 64, decimal: str = ".") -> Table:
    return Table(
        frame=pd.DataFrame({"load": np.arange(30.0)}),
        time=None,
        kinds={"load": "number"},
        reading=Reading(decimal=decimal),
        raw=("load", "0"),
        sha256=sha256,
        bytes=90,
    )


def experiment() -> Experiment:
    column = Column(name="load", roles=("input", "target"))
    data = DataSpec(sources=(Source(name="load.csv"),), columns=(column,))
    return Experiment(data=data, examples=Windows(lookback=4), model=ModelSpec())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Store:
    return Store(home)


@pytest.fixture
def library(store: Store) -> Library:
    return store.owned_by()


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "upload.csv"
    path.write_text("load\n" + "\n".join(str(row) for row in range(30)))
    return path


@pytest.fixture
def dataset(library: Library, original: Path) -> DatasetRow:
    return library.add_dataset("load.csv", table(), original)


@pytest.fixture
def submit(library: Library, dataset: DatasetRow) -> Submit:
    """A run whose name tells the stub worker what to do."""
    keys = iter(range(1_000))

    def submit(name: str = "quick", key: str | None = None) -> Run:
        return library.submit(experiment(), dataset.id, name=name, key=key or f"key {next(keys)}")

    return submit


@pytest.fixture
def supervise(home: Path) -> Iterator[Callable[..., int]]:
    """Start a supervisor with stub workers; its process id."""
    artifacts = Artifacts(home)

    def supervise(*options: str) -> int:
        stubs = [part for kind in ("train", "evaluate", "explain") for part in ("--module", f"{kind}={STUB}")]
        wake(home, *stubs, *(options or ("--no-spare",)))
        return pid_of(artifacts.supervisor_lock)

    yield supervise
    for lock in [artifacts.supervisor_lock, *(home / "locks").glob("worker-*")]:
        told = holder(lock)
        if told:
            end(told[0])


def pid_of(lock: Path) -> int:
    until(lambda: holder(lock))
    told = holder(lock)
    assert told
    return told[0]


def worker_pid(home: Path) -> int:
    """Of the only worker there is."""
    return pid_of(worker_lock(home))


def worker_lock(home: Path) -> Path:
    until(lambda: list((home / "locks").glob("worker-*")))
    (lock,) = (home / "locks").glob("worker-*")
    return lock


def end(pid: int) -> None:
    """Kill a process and wait until it has let go of its files."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        process.kill()
        until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)
