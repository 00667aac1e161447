"""What the small charts of findings draw, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.evaluation.report import Learning

__all__ = ["bar_rows", "curves", "ranges"]


def bar_rows(rows: Mapping[str, tuple[float, str, bool]]) -> dict[str, Any]:
    """Label → how long, in words, and whether it is the model's."""
    return {
        "rows": [
            {"label": label, "size": size, "words": words, "model": model}
            for label, (size, words, model) in rows.items()
        ]
    }


def curves(networks: Sequence[Learning]) -> dict[str, Any]:
    """The losses of the first of the networks, epoch by epoch."""
    one = networks[0] if networks else Learning(train=(), validation=(), kept=0)
    return {"train": list(one.train), "validation": list(one.validation), "kept": one.kept}


def ranges(rows: Mapping[str, tuple[float, float, str]], unit: str) -> dict[str, Any]:
    """Label → from, to, and the part whose colour it wears."""
    return {
        "unit": unit,
        "rows": [{"label": label, "low": low, "high": high, "part": part} for label, (low, high, part) in rows.items()],
    }
