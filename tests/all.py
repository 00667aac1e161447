"""All tests: `python -m tests.all`. Those in a browser run beside the others, since they wait more than they compute.

What each of the two prints comes in one piece, when it is done.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

BROWSER = "tests/e2e"
RUNS = (
    ("-n", "2", "--dist", "worksteal", "--ignore", BROWSER),
    ("-n", "2", "--dist", "loadfile", BROWSER),  # what a file shares, such as a page, is made once
)


def main() -> int:
    """0 when both passed."""
    begun = []
    for arguments in RUNS:
        said = tempfile.TemporaryFile("w+", encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "--course", *arguments]
        begun.append((subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT), said))
    failed = False
    for process, said in begun:
        failed |= process.wait() != 0
        said.seek(0)
        sys.stdout.write(said.read())
        said.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
