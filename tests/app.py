"""The app as a user starts it: a server of its own, with a home of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from core.runs.options import OPTIONS
from tests.waiting import eventually

ROOT = Path(__file__).parent.parent


@dataclass
class App:
    """A running server with a home of its own. `supervisor`: what its supervisor is told, as on a command line."""

    home: Path
    port: int
    supervisor: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def _log(self) -> Path:
        return self.home / "server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "LOOKBACK_HOME": str(self.home), OPTIONS: self.supervisor}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        log = self._log.open("ab")
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        process = subprocess.Popen(
            [*command, "--server.port", str(self.port)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        self.process = process
        assert eventually(lambda: process.poll() is not None or self._answers()), self._log.read_text()
        assert process.poll() is None, self._log.read_text()

    def kill(self) -> None:
        """As a crash would: no time to say goodbye. Workers live in sessions of their own and go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def workers(self, *words: str) -> list[psutil.Process]:
        """Processes of this home whose command line holds all the words."""
        found = []
        for process in psutil.process_iter(["cmdline"]):
            line = process.info["cmdline"] or []
            if str(self.home) in line and all(word in line for word in words):
                found.append(process)
        return found

    def end(self) -> None:
        """The server, then every process that was started for this home."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        for process in self.workers():
            process.kill()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
