"""Does the verdict tell luck from learning? `python -m tests.benchmarks.verdicts [--seeds 20]`

Two made-up series whose truth is known, and small networks that really learn, another one with every seed:

- a random walk, of which nobody can know more than its last value. Bar: in 19 of 20 seeds the verdict does not say
  "better than every simple rule";
- the dial-a-series with a daily season. Bar: it says better than doing nothing in 20 of 20, and no error on the test
  part, of 5,000 windows or more, is under 0.95 times the best possible one, which is known.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from core.data.dial import dial
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.table import Table
from core.evaluation.ridge import FIT_WORK
from core.examples.spec import SplitSpec, Windows
from core.experiment import Experiment, Stopping, TrainingSpec
from core.models.presets import preset
from core.recommend import recommend
from core.spec import record
from tests.benchmarks.judging import examples_of, judged

NETWORKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("linear", {}),
    ("dense", {"units": 16, "anchor": True}),
    ("gru", {"units": 8, "anchor": True}),
    ("conv", {"filters": 8, "anchor": True}),
)
"""All predict the change from the last value: of a random walk that is the best there is, so luck has its chance."""
SAYS_BETTER = ("best_of_all", "perhaps", "level", "perhaps_rule", "rule_is_better")
"""All begin with "better than doing nothing" or "than every simple rule"; a straight line may be better still: with a
sine and noise it is the best there is."""
WINDOWS = Windows(lookback=24, horizon=3)
WALK, WAVE = 4_000, 20_000
"""Rows: three tenths of the wave are more than 5,000 windows of a test part."""


@record
class Told:
    """One seed: which network, what the verdict says, its error and that of the best rule in the unit of the series."""

    seed: int
    network: str
    headline: str
    error: float
    rule: float
    windows: int


def walk(seed: int, rows: int = WALK) -> pd.DataFrame:
    """Hourly `time` and `value`, each value the one before and a normal step."""
    steps = np.random.default_rng(seed).standard_normal(rows)
    return pd.DataFrame({"time": pd.date_range("2024-01-01", periods=rows, freq="h"), "value": steps.cumsum().round(6)})


def wave(seed: int, rows: int = WAVE) -> pd.DataFrame:
    return dial(rows=rows, seed=seed)[0]


def best_possible() -> float:
    """Off by so much is who knows all of the wave but its noise."""
    return dial(rows=200)[1]


def told(frame: pd.DataFrame, seed: int, epochs: int = 20, work: float = FIT_WORK) -> Told:
    """What the verdict says of a network that learned from such a file; which one, the seed decides."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.csv"
        frame.to_csv(path, index=False)
        table = read(path, recognise(path))
        experiment = _experiment(table, seed, epochs)
        prepared = examples_of(table, experiment)
    result = judged(prepared, experiment, work)
    errors = result["verdict"]["errors"]
    return Told(
        seed=seed,
        network=experiment.model.preset or "",
        headline=result["verdict"]["headline_key"],
        error=errors["model"],
        rule=errors[result["verdict"]["best_baseline"]],
        windows=result["windows"]["test"],
    )


def _experiment(table: Table, seed: int, epochs: int) -> Experiment:
    key, options = NETWORKS[seed % len(NETWORKS)]
    base = recommend(table, recommended(table, profile(table), name="made-up.csv"))
    training = TrainingSpec(epochs=epochs, stopping=Stopping(patience=4), learning_rate=0.003, seed=seed)
    split = SplitSpec(cuts=(0.5, 0.2, 0.3))
    return base.but(examples=WINDOWS, split=split, model=preset(key).make(**options), training=training)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    seeds = range(1, parser.parse_args().seeds + 1)
    walks = list(_shown("random walk", (told(walk(seed), seed) for seed in seeds)))
    waves = list(_shown("dial-a-series", (told(wave(seed), seed) for seed in seeds)))
    floor = best_possible()
    kept = sum(one.headline != "best_of_all" for one in walks)
    better = sum(one.headline in SAYS_BETTER for one in waves)
    print(f"random walk: no better than a simple rule in {kept} of {len(walks)}")
    print(f"dial-a-series: better than doing nothing in {better} of {len(waves)}")
    lowest = min(one.error / floor for one in waves)
    print(f"lowest error: {lowest:.3f} times the best possible {floor:.3f}, on {min(one.windows for one in waves):,}"
          " windows or more")  # fmt: skip
    assert kept >= len(walks) - len(walks) // 20
    assert better == len(waves)
    assert lowest >= 0.95
    assert min(one.windows for one in waves) >= 5_000


def _shown(title: str, found: Iterator[Told]) -> Iterator[Told]:
    for one in found:
        line = f"{title} {one.seed:>2} {one.network:<8} {one.headline:<15} {one.error:.4f} rule {one.rule:.4f}"
        print(line, flush=True)
        yield one


if __name__ == "__main__":
    main()
