"""A Chromium for the browser tests: the system's, else Debian's package, else Playwright's own.

`python -m tests.browser` installs one where there is none; `chromium()` says where it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]


def chromium() -> str | None:
    """The path of a Chromium that is there, None when there is none."""
    system = next(filter(None, map(shutil.which, NAMES)), None)
    if system:
        return system
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> str:
    """Find or install one. Exits with a sentence when neither works."""
    found = chromium()
    if found:
        return found
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        attempts.insert(0, ["sh", "-c", "apt-get update -qq && apt-get install -y -qq chromium"])
    for command in attempts:
        subprocess.run(command, check=False)
        found = chromium()
        if found:
            return found
    sys.exit(
        "The browser tests need Chromium and none could be installed. Install Chromium or Google Chrome "
        "with your system's package manager, then run the tests again."
    )


if __name__ == "__main__":
    install()
