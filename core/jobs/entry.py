"""How a job's module begins from the command line: `python -m core.jobs.KIND JOB_ID --home DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def begin(main: Callable[[str, Path], None], about: str | None) -> None:
    """Do the job that the command line names; `about` is what its `--help` says."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("job_id")
    parser.add_argument("--home", type=Path, required=True)
    given = parser.parse_args()
    main(given.job_id, given.home)
