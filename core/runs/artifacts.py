"""The one object that joins paths: which file of which run or dataset lies where."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from core.errors import NotFoundError, RunError

_ID = re.compile(r"[0-9a-f]{12}")

RUN_FILE = "run.json"
DATASET_FILE = "dataset.json"
JOURNAL = "metrics.jsonl"
LOG = "log.txt"
WEIGHTS = "weights.safetensors"
EVALUATION = "evaluation.json"


def new_id() -> str:
    """Twelve hexadecimal digits: an id never holds text of a user, so it is safe as a folder name."""
    return secrets.token_hex(6)


class Artifacts:
    """Folders below one home. An id that is none is answered like a missing one: NotFoundError."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def database(self) -> Path:
        return self.home / "lookback.db"

    @property
    def backup(self) -> Path:
        return self.home / "lookback.backup.db"

    @property
    def supervisor_lock(self) -> Path:
        return self.home / "locks" / "supervisor"

    @property
    def supervisor_log(self) -> Path:
        return self.home / "logs" / "supervisor.txt"

    @property
    def rebuild_lock(self) -> Path:
        return self.home / "locks" / "rebuild"

    @property
    def call(self) -> Path:
        """Touched by whoever wants the supervisor to stay awake."""
        return self.home / "locks" / "call"

    def worker_lock(self, worker: str) -> Path:
        return self.home / "locks" / f"worker-{_checked(worker, 'worker')}"

    def worker_locks(self) -> list[Path]:
        return list((self.home / "locks").glob("worker-*"))

    def run(self, run: str) -> Path:
        return self.home / "runs" / _checked(run, "run")

    def run_file(self, run: str) -> Path:
        return self.run(run) / RUN_FILE

    def journal(self, run: str) -> Path:
        return self.run(run) / JOURNAL

    def log(self, run: str) -> Path:
        return self.run(run) / LOG

    def dataset(self, dataset: str) -> Path:
        return self.home / "datasets" / _checked(dataset, "dataset")

    def dataset_file(self, dataset: str) -> Path:
        return self.dataset(dataset) / DATASET_FILE

    def original(self, dataset: str, at: int = 0) -> Path:
        """The file as it was uploaded; of files that were joined the one at this place."""
        return self.dataset(dataset) / (f"original_{at + 1}" if at else "original")

    def table(self, dataset: str) -> Path:
        return self.dataset(dataset) / "table"

    def draft(self, owner: str, draft: str) -> Path:
        """A draft's id stands in a URL, where anybody may write anything: it never becomes a name."""
        return self.home / "drafts" / f"{hashlib.sha256(f'{owner}/{draft}'.encode()).hexdigest()[:32]}.json"

    def all_drafts(self) -> list[Path]:
        return sorted((self.home / "drafts").glob("*.json"))

    def kept(self, run: str) -> bool:
        """Whether the run has weights to judge."""
        return (self.run(run) / WEIGHTS).is_file()

    def all_runs(self) -> Iterator[str]:
        return _children(self.home / "runs", RUN_FILE)

    def all_datasets(self) -> Iterator[str]:
        return _children(self.home / "datasets", DATASET_FILE)

    def forget_run(self, run: str) -> None:
        _forget(self.run(run), RUN_FILE)

    def forget_dataset(self, dataset: str) -> None:
        _forget(self.dataset(dataset), DATASET_FILE)


def size(folder: Path) -> int:
    """Bytes of all files below a folder; files that vanish meanwhile count 0."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except FileNotFoundError:
                continue
    return total


def _checked(name: str, what: str) -> str:
    if not _ID.fullmatch(name):
        raise NotFoundError(f"no_{what}")
    return name


def _children(folder: Path, file: str) -> Iterator[str]:
    if folder.is_dir():
        yield from (
            child.name for child in sorted(folder.iterdir()) if _ID.fullmatch(child.name) and (child / file).is_file()
        )


def _forget(folder: Path, file: str) -> None:
    """The describing file goes first: a removal cut short never comes back in a rebuilt database."""
    try:
        (folder / file).unlink(missing_ok=True)
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as problem:
        raise RunError("cannot_delete", reason=str(problem.strerror)) from problem
