"""All tests: `python -m tests.all`. Those in a browser run beside the others, since they wait more than they compute.

What those in a browser print comes in one piece, when they are done.
"""

from __future__ import annotations

import os
import subprocess
import sys

BROWSER = "tests/e2e"
ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1")
"""Threads that compute for one process: with a process for every core, more only wait for each other."""


def begin(*arguments: str, output: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", "--course", *arguments]
    return subprocess.Popen(command, env={**os.environ, **ALONE}, stdout=output, stderr=output and subprocess.STDOUT,
                            text=True)  # fmt: skip


def main() -> int:
    """0 when all passed."""
    # What a file shares, such as a page, is made once.
    browser = begin("-n", "2", "--dist", "loadfile", BROWSER, output=subprocess.PIPE)
    others = begin("-n", "2", "--dist", "worksteal", "--ignore", BROWSER)
    sys.stdout.write(browser.communicate()[0])
    return int(bool(others.wait() or browser.returncode))


if __name__ == "__main__":
    sys.exit(main())
