"""Several equal networks that answer together: one plan of them all, whose last node is the average.

They read the same inputs and learn one by one; what each has learned is named by its own nodes (`m1_lstm_1/kernel`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.models.layers import F32, Average, Layer
from core.models.plan import Node

__all__ = ["gathered", "of_member", "together"]

Weights = Mapping[str, F32]


def together(nodes: Sequence[Node], members: int) -> tuple[Node, ...]:
    """The plan of so many copies of a network over its inputs, averaged; one alone is the network itself."""
    if members == 1:
        return tuple(nodes)
    shared = {node.name for node in nodes if not isinstance(node.layer, Layer)}
    own = [node for node in nodes if node.name not in shared]
    copies = [_copy(node, member, shared) for member in range(1, members + 1) for node in own]
    ends = tuple(f"{_prefix(member)}{nodes[-1].name}" for member in range(1, members + 1))
    answer = Node(name="answer", layer=Average(), inputs=ends, shape=nodes[-1].shape, part="head")
    return (*(node for node in nodes if node.name in shared), *copies, answer)


def gathered(each: Sequence[Weights]) -> Weights:
    """The weights of all networks, in the order of the members, by the names that `together` gives their nodes."""
    if len(each) == 1:
        return each[0]
    return {f"{_prefix(i)}{name}": array for i, own in enumerate(each, 1) for name, array in own.items()}


def of_member(weights: Weights, member: int, members: int) -> Weights:
    """What one network (counted from 1) has learned, by the names of the network alone."""
    if members == 1:
        return weights
    prefix = _prefix(member)
    return {name.removeprefix(prefix): array for name, array in weights.items() if name.startswith(prefix)}


def _copy(node: Node, member: int, shared: set[str]) -> Node:
    inputs = tuple(name if name in shared else f"{_prefix(member)}{name}" for name in node.inputs)
    return replace(node, name=f"{_prefix(member)}{node.name}", inputs=inputs)


def _prefix(member: int) -> str:
    return f"m{member}_"
