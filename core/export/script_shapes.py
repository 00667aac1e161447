"""How a generated file varies with the shape of a network: its inputs, how it answers, and how many answer together."""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.predicting import at_once, way_of
from core.experiment import Experiment
from core.export.literal import literal
from core.models.plan import Node, columns_read
from core.models.spec import Head

__all__ = ["APART", "inputs_line", "own_root", "shape_roots", "shaped", "table_root", "way_root"]

Key = tuple[str, str]

APART = "[x[..., list(places)] for places in INPUTS]"
"""One batch (W, T, F) as a network with several inputs takes it."""

ASKED = {
    "each_timestep": "at_each_timestep(prepared.examples, prepared.placement)",
    "recursive": "first_step(prepared.examples)",
}
"""What a network is asked while it learns, where that is not every predicted row at once."""


def inputs_line(nodes: Sequence[Node]) -> str:
    """What each input of the network reads, as a setting; nothing where there is one, which reads all."""
    read = columns_read(nodes)
    note = "the features that each input of the network reads, by their places"
    return f"INPUTS = {literal(read)}  # {note}\n\n\n" if len(read) > 1 else ""


def shape_roots(experiment: Experiment, nodes: Sequence[Node]) -> tuple[Key, ...]:
    """What a script takes from the app besides."""
    head, loss = experiment.model.head, (("core.training.pinball", "pinball"),) if experiment.task.quantiles else ()
    several = (("core.training.feed", "apart"),) if len(columns_read(nodes)) > 1 else ()
    asked = _asked(head)
    learned = (("core.examples.asked", asked.partition("(")[0]),) if asked else ()
    said = ("core.evaluation.predicting", _answers(experiment))
    return (*several, *learned, *loss, said, table_root(experiment), way_root(head))


def own_root(experiment: Experiment) -> Key:
    """The function that turns what a network says back into own units."""
    return "core.examples.fitting", "levels_in_own_units" if experiment.task.quantiles else "in_own_units"


def table_root(experiment: Experiment) -> Key:
    """The function that makes lines of it."""
    return "core.export.rows", "long_table_with_ends" if experiment.task.quantiles else "long_table"


def way_root(head: Head) -> Key:
    """The function that makes forecasts of what the network answers."""
    way = way_of(head)
    return way.__module__, way.__name__


def shaped(experiment: Experiment, nodes: Sequence[Node]) -> dict[str, str]:
    """What the frame of a script says, by place."""
    head, members = experiment.model.head, experiment.training.members
    asked, several = _asked(head), len(columns_read(nodes)) > 1
    examples = "examples" if asked else "prepared.examples"
    learned, watched = "shuffle.dataset", f"ordered({examples}.of(1), BATCH)"
    judged = experiment.split.by != "all"
    return {
        "asked": f"\n    examples = {asked}" if asked else "",
        "examples": examples,
        "counts": f", {examples}.of(0).counts" if head.kind == "each_timestep" else "",
        "counted": "weighted_metrics" if head.kind == "each_timestep" else "metrics",
        "learned": f"apart({learned}, INPUTS)" if several else learned,
        "watched": "None" if not judged else f"apart({watched}, INPUTS)" if several else watched,
        "judged_part": "test" if judged else "training",
        "part": "2" if judged else "0",
        "answers": _answers(experiment),
        "table": table_root(experiment)[1],
        "way": "" if way_of(head) is at_once else f", {way_root(head)[1]}",
        **_of_members(members, several),
    }


def _answers(experiment: Experiment) -> str:
    """The function that gives all that a network says in own units."""
    return "answered_levels" if experiment.task.quantiles else "answers"


def _asked(head: Head) -> str:
    return ASKED.get(head.ahead, ASKED.get(head.kind, ""))


def _of_members(members: int, several: bool) -> dict[str, str]:
    """One network from the one seed, or each from its own; and how they answer."""
    given = APART if several else "x"
    if members == 1:
        answer = f"lambda x: model.predict_on_batch({given})" if several else "model.predict_on_batch"
        one = {"seeded": "", "and_seed": "", "seed": "SEED", "models": "model", "trained": "train(prepared)"}
        return {**one, "answer": answer}
    return {
        "seeded": "seed",
        "and_seed": ", seed",
        "seed": "seed",
        "models": "models",
        "trained": "[train(prepared, SEED + member) for member in range(MEMBERS)]",
        "answer": f"lambda x: np.mean([model.predict_on_batch({given}) for model in models], axis=0)",
    }
