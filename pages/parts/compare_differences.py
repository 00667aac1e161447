"""What differs in the settings of several runs, in the words of the controls."""

from __future__ import annotations

from collections.abc import Sequence

from core.examples.reduction import components_in_words
from core.experiment import Experiment
from core.models.presets import PRESETS
from core.text import say
from core.training.words import batch_in_words, loss_in_words, optimizer_in_words, schedule_in_words
from pages.parts.compare_rows import Row
from pages.parts.words import listed

GROUPS = ("data", "window", "split", "scaler", "training")


def differences(rows: Sequence[Row]) -> tuple[dict[str, list[str]], list[str]]:
    """Label → one value for each run, for what differs; and the names of the groups that are the same."""
    told = [_model(row) | {name: value for group in GROUPS for name, value in _group(group, row.run.experiment).items()}
            for row in rows]  # fmt: skip
    labels = list(dict.fromkeys(label for one in told for label in one))
    values = {label: [one.get(label, "–") for one in told] for label in labels}
    different = {label: row for label, row in values.items() if len(set(row)) > 1}
    same = [
        say(f"pages.compare.groups.{group}")
        for group in GROUPS
        if not set(_group(group, rows[0].run.experiment)) & set(different)
    ]
    return different, same


def _model(row: Row) -> dict[str, str]:
    model = row.run.experiment.model
    title = PRESETS[model.preset].title if model.preset in PRESETS else say("shell.own_model")
    numbers = "–" if row.numbers is None else f"{row.numbers:,}"
    words = {say("pages.compare.labels.architecture"): title}
    if model.preset in PRESETS:
        chosen = dict(model.settings)
        for setting in PRESETS[model.preset].settings:
            value = chosen[setting.name]
            words[setting.label] = setting.choice_label(str(value)) if setting.kind == "choice" else _plain(value)
    return words | {say("pages.compare.labels.numbers"): numbers}


def _group(group: str, e: Experiment) -> dict[str, str]:
    """The settings of a group by label; labels differ between groups."""
    if group == "data":
        calendar = [part for step in e.data.steps if step.kind == "calendar" for part in step.parts]
        return {
            say("pages.compare.labels.file"): e.data.file,
            say("pages.compare.labels.inputs"): listed([*e.data.inputs, *calendar]),
        }
    if group == "window":
        names = ("lookback", "step", "delay", "horizon", "stride")
        return {say(f"pages.compare.labels.{name}"): f"{getattr(e.examples, name):,}" for name in names}
    if group == "split":
        cuts = " / ".join(f"{cut:g}" if isinstance(cut, float) else str(cut) for cut in e.split.cuts)
        return {say("pages.compare.labels.split"): cuts, say("pages.compare.labels.border"): e.split.border}
    if group == "scaler":
        wanted = e.fitting.components
        components = "–" if wanted is None else components_in_words(wanted)
        scaler = {say("pages.compare.labels.scaler"): say(f"scalers.{e.fitting.scaler}.label")}
        return scaler | {say("pages.compare.labels.components"): components}
    return _training(e)


def _training(e: Experiment) -> dict[str, str]:
    t = e.training
    values = {
        "loss": loss_in_words(t, e.task),
        "optimizer": optimizer_in_words(t),
        "learning_rate": f"{t.learning_rate:g}",
        "schedule": schedule_in_words(t).removesuffix("."),
        "batch": batch_in_words(t.batch),
        "epochs": f"{t.epochs:,}",
        "patience": f"{t.stopping.patience:,}" if t.stopping else "–",
        "keep": say(f"training.keeps.{t.keep}.label"),
        "clip": f"{t.clip:g}" if t.clip else "–",
        "seed": str(t.seed),
    }
    return {say(f"training.{name}.label"): value for name, value in values.items()}


def _plain(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return say("pages.compare.labels.yes" if value else "pages.compare.labels.no")
    return f"{value:g}" if isinstance(value, float) else str(value)
