"""How good it is: the verdicts, every figure beside the simple rules, and where it errs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.charts.errors import Steps, by_step, scatter, sizes
from core.evaluation.class_metrics import CLASS_METRICS
from core.evaluation.metrics import METRICS, in_table
from core.examples.windows import target_offsets
from core.findings import Severity
from core.report import told_apart
from core.report.document import Block, Heading, Note, Picture, Section, Side, Table, Text
from core.report.first import verdict_bars
from core.report.naming import share
from core.report.subject import Subject
from core.text import say, spacing_word

__all__ = ["findings", "judged"]

SHOWN = ("mae", "rmse", "mase", "r2", "smape", "mape")


def judged(subject: Subject) -> Section:
    return Section(key="judged", title=say("report.judged.title"), blocks=list(_judged(subject)))


def _judged(subject: Subject) -> Iterator[Block]:
    yield Text(text=say("report.judged.same_rows"))
    if subject.verdict:
        yield verdict_bars(subject, subject.verdict)
    verdicts = subject.evaluation["verdicts"]
    if verdicts:
        head = [say(f"report.judged.verdicts.{key}") for key in ("part", "verdict", "skill", "luck")]
        rows = [
            [say(f"parts.{part}"), f"{one['headline']}. {one['text']}", share(one["skill"]), _luck(one)]
            for part, one in verdicts.items()
        ]
        yield Table(caption=say("report.judged.verdicts.caption"), head=head, rows=rows, words=True)
    if "test" not in subject.parts:
        yield Text(text=say("report.judged.no_test"))
    for c, name in enumerate(subject.dataset.target_names):
        yield from _tables(subject, c, name)
    if subject.classes:
        yield from told_apart.blocks(subject)
    else:
        yield from _where(subject)


def _luck(verdict: Mapping[str, Any]) -> str:
    return str(verdict["luck"]["sentence"]) if "luck" in verdict else "–"


def _tables(subject: Subject, c: int, name: str) -> Iterator[Block]:
    """Of one target the model and the rules, on test and on validation, and why a figure is missing."""
    for part in [part for part in ("test", "validation") if part in subject.parts]:
        yield _table(subject, c, part)
        missing = subject.evaluation["not_computable"].get(part, {}).get(name, {})
        for key, reason in missing.items():
            yield Text(text=say("pages.inspect.table.left_out", metric=say(f"metrics.{key}.label"), reason=reason),
                       quiet=True)  # fmt: skip


def _table(subject: Subject, c: int, part: str) -> Table:
    kinds = {key: one.kind for key, one in CLASS_METRICS.items()} if subject.classes else {
        key: METRICS[key].kind for key in SHOWN}  # fmt: skip
    who = {subject.run.name: subject.evaluation["metrics"]}
    who |= {subject.evaluation["labels"][key]: parts for key, parts in subject.evaluation["baselines"].items()}
    target, unit = subject.dataset.target_names[c], subject.dataset.target_units[c]
    rows = []
    for label, parts in who.items():
        own = parts[part]["original"][target]
        rows.append([label, *(in_table(own[key], kind, unit) for key, kind in kinds.items())])
    caption = say("report.judged.figures", target=target, part=say(f"parts.{part}"),
                  questions=f"{subject.evaluation['windows'][part]:,}")  # fmt: skip
    return Table(caption=caption, head=[say("report.judged.who"), *(say(f"metrics.{key}.label") for key in kinds)],
                 rows=rows, lead=True)  # fmt: skip


def _where(subject: Subject) -> Iterator[Block]:
    for c in subject.targets:
        actual, predicted = subject.pairs(subject.part, c)
        if not len(actual):
            continue
        yield Heading(text=say("report.judged.where", target=subject.dataset.target_names[c]))
        wrong, unit, part = predicted - actual, subject.dataset.target_units[c], subject.part
        lean = float(wrong.mean())
        side = "even" if abs(lean) < 0.05 * float(np.abs(wrong).mean()) else "high" if lean > 0 else "low"
        cloud = say(f"pages.inspect.scatter.{side}")
        right = say("pages.inspect.sizes.right", share=f"{100 * float((wrong > 0).mean()):.0f} %")
        yield Side(pictures=[
            Picture(chart=scatter(actual, predicted, unit, part, dark=False), alt=cloud, caption=cloud,
                    title=say("pages.inspect.scatter.title")),
            Picture(chart=sizes(wrong, unit, part, dark=False), alt=right, caption=right,
                    title=say("pages.inspect.sizes.title")),
        ])  # fmt: skip
        yield from _by_step(subject, c)


def _by_step(subject: Subject, c: int) -> Iterator[Block]:
    name, steps = subject.dataset.target_names[c], subject.evaluation["by_step"][subject.part]
    own = np.array(steps["model"][name], float)
    if len(own) < 2 or not np.isfinite(own).all():
        return
    best = (subject.verdict or {}).get("best_baseline")
    rules = {subject.evaluation["labels"][who]: np.array(steps[who][name], float) for who in steps if who == best}
    unit = subject.dataset.target_units[c]
    ahead = target_offsets(subject.prepared.windows).tolist()
    view = Steps(ahead=ahead, unit_of_time=spacing_word(subject.dataset.spacing, 2), name=subject.name, model=own,
                 rules=rules, unit=unit)  # fmt: skip
    ends = {"first": subject.ahead(0), "last": subject.ahead(len(own) - 1)}
    caption = say("pages.inspect.by_step.ends", **ends, near=subject.amount(float(own[0]), c, 2),
                  far=subject.amount(float(own[-1]), c, 2))  # fmt: skip
    yield Picture(chart=by_step(view, dark=False), title=say("pages.inspect.by_step.title"), alt=caption,
                  caption=caption)  # fmt: skip


def findings(subject: Subject) -> Section:
    """What a reader of the figures has to know, as the evaluation says it; the worst first."""
    order = ("error", "warning", "info", "ok")
    found = sorted(subject.evaluation["findings"], key=lambda one: order.index(one["severity"]))
    notes: list[Block] = [
        Note(severity=Severity(one["severity"]), title=one["title"], text=one["text"]) for one in found
    ]
    return Section(key="findings", title=say("report.findings.title"),
                   blocks=notes or [Text(text=say("report.findings.none"))])  # fmt: skip
