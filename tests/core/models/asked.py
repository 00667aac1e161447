"""What a network is asked in a test: features without names that matter."""

from __future__ import annotations

from core.models.given import Ending, Given
from core.models.presets import PRESETS


def asked(
    timesteps: int,
    features: int,
    horizon: int = 1,
    outputs: int = 1,
    *,
    anchored: bool = True,
    activation: Ending = "linear",
    padded: bool = False,
    delay: int = 1,
    quantiles: int = 1,
) -> Given:
    """Features are called `column 1` and so on. Only whole examples are padded. `outputs` are those of one quantile."""
    columns = tuple(f"column {n}" for n in range(1, features + 1))
    return Given(
        timesteps=timesteps,
        columns=columns,
        horizon=horizon,
        outputs=outputs * quantiles,
        anchored=anchored,
        activation=activation,
        padded=padded,
        delay=0 if padded else delay,
        whole=padded,
        quantiles=quantiles,
    )


def steps(preset: str, wanted: int) -> int:
    """So many steps ahead, or the one that a preset which answers at every timestep allows."""
    return 1 if PRESETS[preset].head == "each_timestep" else wanted
