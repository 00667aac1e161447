"""What the frame of a script says where a network has several inputs, or several networks answer together."""

from __future__ import annotations

from collections.abc import Sequence

from core.export.literal import literal
from core.models.plan import Node, columns_read

__all__ = ["asked", "fed", "inputs_line"]


def inputs_line(nodes: Sequence[Node]) -> str:
    """What each input of the network reads, as a setting; nothing where there is one, which reads all."""
    read = columns_read(nodes)
    note = "the features that each input of the network reads, by their places"
    return f"INPUTS = {literal(read)}  # {note}\n\n\n" if len(read) > 1 else ""


def fed(nodes: Sequence[Node]) -> dict[str, str]:
    """The batches it learns from and those it is watched by, each input with its columns."""
    learned, watched = "shuffle.dataset", "ordered(prepared.examples.of(1), BATCH)"
    if len(columns_read(nodes)) == 1:
        return {"learned": learned, "watched": watched}
    return {"learned": f"apart({learned}, INPUTS)", "watched": f"apart({watched}, INPUTS)"}


def asked(nodes: Sequence[Node]) -> str:
    """The network as a function of one batch (W, T, F)."""
    if len(columns_read(nodes)) == 1:
        return "model.predict_on_batch"
    return "lambda x: model.predict_on_batch([x[..., list(places)] for places in INPUTS])"
