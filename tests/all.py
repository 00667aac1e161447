"""All tests: `python -m tests.all`. First those in a browser, then the others: at once they are in each other's way."""

from __future__ import annotations

import os
import subprocess
import sys

BROWSER = "tests/e2e"
ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1")
"""Threads that compute for one process: with a process for every core, more only wait for each other."""


def passed(*arguments: str) -> bool:
    command = [sys.executable, "-m", "pytest", "--course", "-n", "2", *arguments]
    return subprocess.run(command, env={**os.environ, **ALONE}, check=False).returncode == 0


def main() -> int:
    """0 when all passed."""
    browser = passed("--dist", "loadfile", BROWSER)  # what a file shares, such as a page, is made once
    others = passed("--dist", "worksteal", "--ignore", BROWSER)
    return int(not (browser and others))


if __name__ == "__main__":
    sys.exit(main())
