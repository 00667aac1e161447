"""What happened so far in a training, in sentences, newest first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from core.charts.history import Epoch, History
from core.charts.loss import LossScale
from core.spec import record
from core.text import count, say
from core.training.words import positional


@record
class Told:
    """One line: when, and what (Markdown)."""

    when: str
    what: str


@record
class Teller:
    """How to speak of a run: its model, its scale, the rules by their phrase in shown figures.

    `last`: the newest epoch is kept, not the best. `lowered`: its learning rate falls at certain epochs.
    """

    model: str
    scale: LossScale
    rules: Mapping[str, float]
    patience: int | None
    last: bool = False
    lowered: bool = False


def story(history: History, teller: Teller) -> list[Told]:
    """At most one line for each kind of thing that happened; the newest first."""
    lines = [*_start(history, teller), *_fall(history, teller), *_overtaken(history, teller)]
    lines += [*_lowered(history, teller), *_networks(history, teller)]
    lines += [*_best(history, teller), *_newest(history, teller)]
    lines.sort(key=lambda line: line[0])
    return [told for _, told in reversed(lines)]


def ending(history: History, teller: Teller) -> str:
    """Why it ended and what is kept, as one sentence; of several networks how many answer."""
    reason = str((history.end or {}).get("reason", "all_epochs"))
    if not history.best_epoch:
        return say(f"pages.train.ended_early.{reason}")
    if history.members > 1:
        return several_kept(history, teller.scale)
    which = "ended_last" if teller.last else "ended"
    return say(f"pages.train.{which}.{reason}", best=history.best_epoch, loss=teller.scale.words(history.best))


def several_kept(history: History, scale: LossScale) -> str:
    """How many of the networks keep an epoch, and what those were worth on average."""
    kept = sum(epoch > 0 for epoch in history.kept)
    key = "all" if kept == history.members else "some" if kept > 1 else "one"
    return say(f"pages.train.networks.{key}", kept=kept, of=history.members, loss=scale.words(history.best))


Dated = tuple[float, Told]


def _at(epoch: int) -> str:
    return say("pages.train.story.at", epoch=epoch)


def _start(history: History, teller: Teller) -> list[Dated]:
    if not history.start:
        return []
    batches = count(history.batches, say("pages.train.batch"), say("pages.train.batches"))
    begun = say("pages.train.story.start", model=teller.model, examples=history.examples, batches=batches)
    lines = [(0.0, Told(when=say("pages.train.story.begin"), what=begun))]
    first = int(history.start.get("first_epoch", 1))
    if first > 1:
        went_on = Told(when=_at(first), what=say("pages.train.story.resumed", epoch=first - 1))
        lines.append((first - 0.5, went_on))
    return lines


def _fall(history: History, teller: Teller) -> list[Dated]:
    """How far the training error fell from the first epoch, which the picture leaves out, to the second."""
    first, second = history.at(1), history.at(2)
    if first is None or second is None or not second.loss < first.loss:
        return []
    words = {"before": teller.scale.words(first.loss), "after": teller.scale.words(second.loss)}
    return [(2.0, Told(when=_at(2), what=say("pages.train.story.fall", **words)))]


def _overtaken(history: History, teller: Teller) -> list[Dated]:
    """The first epoch at which validation beats each rule."""
    lines: list[Dated] = []
    for rule, value in teller.rules.items():
        beat = next((e for e in history.epochs if teller.scale.shown(e.validation) < value), None)
        if beat:
            model, against = teller.scale.against(teller.scale.shown(beat.validation), value)
            what = say("pages.train.story.beats", rule=rule, model=model, value=against)
            lines.append((beat.number + 0.1, Told(when=_at(beat.number), what=what)))
    return lines


def _lowered(history: History, teller: Teller) -> list[Dated]:
    """The newest epoch after which the learning rate was lowered."""
    pairs = pairwise(history.epochs) if teller.lowered else ()
    falls = [(before, after) for before, after in pairs if after.rate < before.rate]
    if not falls:
        return []
    before, after = falls[-1]
    what = say("pages.train.story.lowered", before=positional(before.rate), after=positional(after.rate))
    return [(after.number + 0.15, Told(when=_at(after.number), what=what))]


def _networks(history: History, teller: Teller) -> list[Dated]:
    """Where each further network began, and what the one before it has left."""
    lines: list[Dated] = []
    for member, (last, kept) in enumerate(zip(history.begins, history.kept, strict=False), 2):
        left = history.at(kept)
        words = {"member": member, "of": history.members, "before": member - 1, "epoch": kept}
        loss = teller.scale.words(left.validation) if left else ""
        told = Told(when=_at(last + 1), what=say("pages.train.story.network", **words, loss=loss))
        lines.append((last + 0.5, told))
    return lines


def _best(history: History, teller: Teller) -> list[Dated]:
    best = history.at(history.best_epoch)
    if best is None or teller.last:
        return []
    what = say("pages.train.story.best", loss=teller.scale.words(history.best))
    if history.members > 1:
        worth = teller.scale.words(best.validation)
        what = say("pages.train.story.best_of_network", loss=worth, member=best.member)
    return [(best.number + 0.2, Told(when=_at(best.number), what=what))]


def _newest(history: History, teller: Teller) -> list[Dated]:
    """The newest epoch when it did not improve, and how the training ended."""
    newest = history.epochs[-1] if history.epochs else None
    lines: list[Dated] = []
    if newest and newest.number > history.best_epoch:
        lines.append((newest.number + 0.3, Told(when=_at(newest.number), what=_waited(newest, teller, history))))
    if history.end:
        lines.append((math.inf, Told(when=say("pages.train.story.end"), what=ending(history, teller))))
    return lines


def _waited(newest: Epoch, teller: Teller, history: History) -> str:
    words = {
        "loss": teller.scale.words(newest.validation),
        "epochs": count(newest.number - history.best_epoch, say("pages.train.epoch"), say("pages.train.epochs")),
    }
    if newest.patience_left is None or history.end:
        return say("pages.train.story.no_gain", **words)
    return say("pages.train.story.waited", **words, left=newest.patience_left)
