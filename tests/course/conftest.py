"""A terminal with a home of its own: what is typed is trained there by a worker, as for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from core.__main__ import main
from core.examples.prepare import Prepared
from core.runs.artifacts import Artifacts
from core.runs.locks import holder
from core.runs.options import OPTIONS
from core.runs.records import Run
from core.runs.store import Store
from tests.course.again import prepared_of

Typed = Callable[..., tuple[Run, Prepared, Path]]


@pytest.fixture(scope="session")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose one worker serves every training of the tests, and leaves with them."""
    home = tmp_path_factory.mktemp("terminal")
    yield home
    artifacts = Artifacts(home)
    for lock in (artifacts.supervisor_lock, *artifacts.worker_locks()):
        if told := holder(lock):
            with suppress(psutil.NoSuchProcess):
                psutil.Process(told[0]).kill()


@pytest.fixture
def typed(terminal: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """`lookback train` with these arguments: the run it leaves, its examples, and the folder of its weights."""
    monkeypatch.setenv(OPTIONS, "--runs 1000 --threads 1")  # other tests wake supervisors of their own

    def typed(*arguments: object) -> tuple[Run, Prepared, Path]:
        library = Store(terminal).owned_by()
        before = {run.id for run in library.runs()}
        assert main(["train", *map(str, arguments), "--home", str(terminal), "--json"]) == 0
        (run,) = (run for run in library.runs() if run.id not in before)
        assert run.evaluated, "it has been judged"
        return run, prepared_of(library, run), library.folder(run.id)

    return typed
