"""`report`: a judged run as one page of HTML."""

from __future__ import annotations

import argparse
from datetime import datetime

import numpy as np

from core.charts.axes import moment
from core.errors import SettingsError
from core.files import write_bytes
from core.report.report import report as written
from core.report.subject import subject_of
from core.runs.places import home as usual_home
from core.runs.store import Store
from core.terminal.console import Console
from core.text import bytes_in_words, say

__all__ = ["report"]


def report(given: argparse.Namespace, console: Console) -> int:
    """Writes the page; what it is made of is told as it goes."""
    library = Store((given.home or usual_home()).expanduser().resolve()).owned_by()
    made = moment(np.datetime64(datetime.now().replace(second=0, microsecond=0)))
    subject = subject_of(library, library.run(given.run), made)
    content = written(subject, lambda done, of: console.passing(say("terminal.progress.report", done=done, of=of)))
    try:
        write_bytes(given.out, content.encode())
    except OSError as problem:
        raise SettingsError("cannot_write", path=str(given.out), reason=str(problem.strerror)) from problem
    size = len(content.encode())
    told = say("terminal.result.report", path=str(given.out), size=bytes_in_words(size))
    console.result({"run_id": given.run, "out": str(given.out), "bytes": size}, [told])
    return 0
