"""All tests: `python -m tests.all`. Those in a browser run beside the others, since they wait more than they compute.

What each of the two prints comes in one piece, when both are done.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

BROWSER = "tests/e2e"
RUNS = (
    ("-n", "2", "--dist", "worksteal", "--ignore", BROWSER),
    ("-n", "2", "--dist", "loadfile", BROWSER),  # what a file shares, such as a page, is made once
)


ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1")
"""Threads that compute for one process: with a process for every core, more only wait for each other."""


def run(arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--course", *arguments]
    environment = {**os.environ, **ALONE}
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def main() -> int:
    """0 when both passed."""
    with ThreadPoolExecutor() as pool:
        ended = list(pool.map(run, RUNS))
    for one in ended:
        sys.stdout.write(one.stdout)
    return int(any(one.returncode for one in ended))


if __name__ == "__main__":
    sys.exit(main())
