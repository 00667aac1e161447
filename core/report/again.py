"""How to get the same once more: the command, the script, every setting, every version."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from core.export.versions import versions
from core.report.document import Block, Code, Facts, Section, Text
from core.report.subject import Subject
from core.text import say

__all__ = ["again", "script_name"]


def again(subject: Subject) -> Section:
    return Section(key="again", title=say("report.again.title"), blocks=list(_again(subject)))


def _again(subject: Subject) -> Iterator[Block]:
    yield Text(text=say("report.again.sentence"))
    file, *others = (shlex.quote(source.name) for source in subject.experiment.data.sources)
    second = "".join(f" --second {name}" for name in others)
    command = f"python -m core train {file}{second} --experiment experiment.json"
    yield Code(name=say("report.again.train"), text=command)
    yield Code(name=say("report.again.script", script=script_name(subject.run.name)),
               text=f"python {script_name(subject.run.name)}")  # fmt: skip
    yield Facts(pairs=[(name, version, "") for name, version in versions()])
    settings = subject.experiment.model_dump_json(indent=1)
    yield Code(name=say("report.again.settings"), text=settings, folded=True)


def script_name(name: str) -> str:
    """What the script of a run is best called."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60] or "model"
    return f"{stem}-train.py"
