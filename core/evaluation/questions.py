"""What is asked of a model: numbers or classes, over time or of whole examples."""

from __future__ import annotations

from typing import Literal

from core.examples.prepare import Located

Question = Literal["numbers_over_time", "numbers_of_examples", "classes_over_time", "classes_of_examples"]
"""Baselines, metrics and sentences say which of them they serve."""


def question_of(prepared: Located) -> Question:
    """The question that these examples ask."""
    if prepared.dataset.classes:
        return "classes_of_examples" if prepared.windows.whole else "classes_over_time"
    return "numbers_of_examples" if prepared.windows.whole else "numbers_over_time"
