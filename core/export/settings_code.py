"""The settings of an experiment as code: what was chosen, by the names of the specs."""

from __future__ import annotations

from core.data.across import untimed
from core.data.spec import DataSpec
from core.experiment import Experiment
from core.export.literal import literal
from core.export.records import constructed

__all__ = ["chosen", "learning", "settled"]


def settled(experiment: Experiment) -> Experiment:
    """The same where whole examples have no time, as their file is read; a new file needs not be told so again."""
    data = experiment.data
    sources = tuple(one.but(reading=untimed(one.reading)) if one.reading.across else one for one in data.sources)
    return experiment.but(data=data.but(sources=sources))


def chosen(experiment: Experiment) -> str:
    """The function `chosen`: columns and steps, windows, split, and what learns from training rows."""
    values = {
        "data": _working(experiment.data),
        "windows": experiment.examples,
        "split": experiment.split,
        "fitting": experiment.fitting,
    }
    lines = [f"    {name} = {constructed(value, 4, len(name) + 7)}" for name, value in values.items()]
    doc = '    """Columns and steps; windows; how the parts are cut; what learns from training rows."""'
    return "\n".join(["def chosen():", doc, *lines, f"    return {', '.join(values)}"])


def learning(experiment: Experiment) -> str:
    """The file, and how the network is trained on it."""
    training = experiment.training
    given = {
        **_files(experiment.data),
        "SEED": training.seed,
        **({"MEMBERS": training.members} if training.members > 1 else {}),
        "EPOCHS": training.epochs,
        "BATCH": training.batch_size,
        "MONITOR": training.watched,
    }
    notes = {"BATCH": "" if training.batch else "all examples at once"}
    notes["MEMBERS"] = "networks that answer together, each from the next seed"
    notes["MONITOR"] = "the best epoch is the one where this is lowest"
    said = {name: f"  # {note}" for name, note in notes.items() if note}
    return "\n".join(f"{name} = {literal(value)}{said.get(name, '')}" for name, value in given.items())


def _files(data: DataSpec) -> dict[str, object]:
    """The file, or all that are joined."""
    names = tuple(source.name for source in data.sources)
    return {"FILE": names[0]} if data.join is None else {"FILES": names}


def _working(data: DataSpec) -> DataSpec:
    """Without steps that are switched off, fingerprints of files, and columns of theirs that are not in use."""
    used = {column.name for column in data.columns}
    sources = tuple(
        source.but(sha256=None, columns=tuple(pair for pair in source.columns if pair[1] in used))
        for source in data.sources
    )
    join = data.join and data.join.but(apart=True)
    return data.but(steps=data.working, sources=sources, join=join)
