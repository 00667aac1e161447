"""How the network is trained: the four choices that matter first, the rest folded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import streamlit as st

from core.experiment import Loss, Optimizer, Stopping, TrainingSpec
from core.text import known, say
from pages.parts import draft as drafts
from pages.parts import notices

RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
BATCHES = (16, 32, 64, 128, 256, 512, 1024)


def training(spec: TrainingSpec) -> None:
    """Controls that write into the draft; each says its unit beside it."""
    loss, most, patience, seed = st.columns(4)
    with loss:
        _select("loss", get_args(Loss), spec.loss)
    with most, _beside():
        _number("epochs", spec.epochs, 1, 100_000)
        _unit()
    with patience, _beside():
        _number("patience", spec.stopping.patience if spec.stopping else 0, 0, 10_000)
        _unit()
    with seed:
        _number("seed", spec.seed, 0, 2**31 - 1)
    with st.expander(say("pages.model.more_training")):
        _more(spec)


def _more(spec: TrainingSpec) -> None:
    first, second, third = st.columns(3)
    with first:
        _select("optimizer", get_args(Optimizer), spec.optimizer)
    with second:
        _slider("learning_rate", RATES, spec.learning_rate, lambda rate: f"{rate:.6f}".rstrip("0"))
    with third:
        _slider("batch", BATCHES, spec.batch, lambda size: f"{size:,}")
    first, second, third = st.columns(3)
    with first:
        _number("clip", spec.clip or 0.0, 0.0, 1_000.0)
    with second:
        monitors = ("val_loss", "loss")
        _select("monitor", monitors, spec.stopping.monitor if spec.stopping else "val_loss", spec.stopping is None)
    with third:
        _number("min_delta", spec.stopping.min_delta if spec.stopping else 0.0, 0.0, 1e6, spec.stopping is None)


def _beside() -> Any:
    return st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", wrap=False)


def _unit() -> None:
    st.markdown(f":small[:gray[{say('pages.model.epochs')}]]", width="content")


def _shared(name: str, value: Any) -> dict[str, Any]:
    key, help = f"training_{name}", f"{_words(name)}.help"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return {
        "key": key,
        "help": say(help),
        "on_change": notices.callback(_changed),
        "args": (name, key),
    }


def _words(name: str) -> str:
    """Where the sentences of a control stand: the page has its own for what everybody sees."""
    own = f"pages.model.training.{name}"
    return own if known(f"{own}.label") else f"training.{name}"


def _label(name: str) -> str:
    label = f"{_words(name)}.label"
    return say(label)


def _select(name: str, options: tuple[str, ...], value: str, disabled: bool = False) -> None:
    st.selectbox(
        _label(name),
        options,
        format_func=lambda key: _choice(name, key),
        disabled=disabled,
        **_shared(name, value),
    )


def _choice(name: str, key: str) -> str:
    if name == "loss":
        return say(f"pages.model.losses.{key}")
    return say(f"training.{'monitors' if name == 'monitor' else 'optimizers'}.{key}.label")


def _number(name: str, value: float, low: float, high: float, disabled: bool = False) -> None:
    whole = isinstance(value, int)
    st.number_input(
        _label(name),
        min_value=low,
        max_value=high,
        step=1 if whole else None,
        format=None if whole else "%.6g",
        disabled=disabled,
        **_shared(name, value),
    )


def _slider(name: str, stops: tuple[Any, ...], value: Any, words: Callable[[Any], str]) -> None:
    st.select_slider(_label(name), sorted({*stops, value}), format_func=words, **_shared(name, value))


def _changed(name: str, key: str) -> None:
    drafts.update(training=with_choice(drafts.current().experiment.training, name, st.session_state[key]))


def with_choice(spec: TrainingSpec, name: str, value: Any) -> TrainingSpec:
    """The spec with one control's value. Patience 0 trains for all epochs, clip 0 leaves gradients alone."""
    if name == "clip":
        return spec.but(clip=value or None)
    if name not in ("patience", "monitor", "min_delta"):
        return spec.but(**{name: value})
    if name == "patience" and not value:
        return spec.but(stopping=None)
    return spec.but(stopping=(spec.stopping or Stopping()).but(**{name: value}))
