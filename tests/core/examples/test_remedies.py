"""Remedies on steps that learn, and every step as a sentence that can be switched off or removed."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.remedies import automatic
from core.data.spec import Column
from core.data.step_list import with_step, without_step
from core.data.steps import (
    Blank,
    Calendar,
    Circular,
    Duplicates,
    ForwardFill,
    Gaps,
    Resample,
    SeasonalFill,
    Sentinels,
    Sort,
)
from core.examples.remedies import Preparation, apply_remedy, chosen_remedy, with_learned, without_learned
from core.examples.spec import Clip, Encode, FittingSpec, LinearFill, UsualFill
from core.examples.steps import listed, removed, switched
from core.findings import Finding, Severity
from tests.core.data.made import spec


def finding(*remedies, columns=("y",), **values):
    return Finding(severity=Severity.WARNING, key="missing", values=values, columns=columns, remedies=remedies)


def prep(*steps, columns=("y", "x", "z"), **fitting):
    return Preparation(data=spec(*steps, columns=columns), fitting=FittingSpec(**fitting))


FILLS = ("fill_forward", "fill_seasonal", "fill_linear", "fill_usual", "keep_missing")


@pytest.mark.parametrize("first", FILLS)
@pytest.mark.parametrize("second", FILLS)
def test_choosing_another_fill_undoes_the_one_before(first, second):
    holes = finding(*FILLS, columns=("y", "x"), season=24)
    before = prep(ForwardFill(columns=("z",)), learned=(UsualFill(columns=("z",)),))
    there = apply_remedy(before, holes, first)
    assert chosen_remedy(there, holes) == first
    other = apply_remedy(there, holes, second)
    assert chosen_remedy(other, holes) == second
    assert apply_remedy(other, holes, "keep_missing") == before


def test_a_season_ago_and_the_usual_value_know_the_season():
    with_season, without = finding(*FILLS, season=24), finding(*FILLS, season=None)
    (step,) = apply_remedy(prep(), with_season, "fill_seasonal").data.steps
    assert (step.season, step.limit) == (24, 24)
    assert apply_remedy(prep(), with_season, "fill_usual").fitting.learned == (
        UsualFill(columns=("y",), how="season", season=24),
    )
    assert apply_remedy(prep(), without, "fill_usual").fitting.learned == (UsualFill(columns=("y",)),)


def test_spikes_are_cut_off_at_their_own_distance_or_become_missing():
    spikes = finding("keep_spikes", "clip_values", "clip_missing", reach=4.5)
    cut = apply_remedy(prep(), spikes, "clip_values")
    assert cut.fitting.learned == (Clip(columns=("y",), how="clip", reach=4.5),)
    gone = apply_remedy(cut, spikes, "clip_missing")
    assert gone.fitting.learned == (Clip(columns=("y",), how="missing", reach=4.5),)
    assert apply_remedy(gone, spikes, "keep_spikes") == prep()
    assert chosen_remedy(gone, spikes) == "clip_missing"


def test_words_become_columns_or_numbers_or_go():
    words = finding("leave_out", "as_category", "as_ordinal", columns=("sky",))
    hot = apply_remedy(prep(), words, "as_category")
    assert hot.data.categories == ("sky",)
    ordinal = apply_remedy(hot, words, "as_ordinal")
    assert ordinal.data.categories == ("sky",)
    assert ordinal.fitting.learned == (Encode(columns=("sky",), how="ordinal"),)
    assert [chosen_remedy(p, words) for p in (prep(), hot, ordinal)] == ["leave_out", "as_category", "as_ordinal"]
    assert apply_remedy(ordinal, words, "leave_out") == prep()


def test_a_plan_is_known_beforehand_or_an_input_like_any_other():
    plan = finding("leave_out", "known_future", "keep_column", columns=("x",))
    known = apply_remedy(prep(), plan, "known_future")
    assert known.data.known_future == ("x",)
    assert [chosen_remedy(p, plan) for p in (prep(), known)] == ["keep_column", "known_future"]
    assert apply_remedy(known, plan, "keep_column") == prep()
    assert "x" not in apply_remedy(known, plan, "leave_out").data.inputs


def test_what_is_predicted_keeps_its_role():
    plan = finding("leave_out", "known_future", "keep_column", columns=("y", "x"))
    assert apply_remedy(prep(), plan, "known_future").data.targets == ("y",)
    assert apply_remedy(prep(), plan, "known_future").data.known_future == ("x",)


def test_a_circle_and_a_logarithm_come_and_go():
    circle = finding("as_circle", "keep_line", columns=("x",), period=360.0)
    round_ = apply_remedy(prep(Circular(columns=("z",), period=24)), circle, "as_circle")
    assert round_.data.steps == (Circular(columns=("z",), period=24), Circular(columns=("x",), period=360))
    assert apply_remedy(round_, circle, "keep_line").data.steps == (Circular(columns=("z",), period=24),)
    skew = finding("keep_skew", "use_log", columns=("x",))
    logged = apply_remedy(prep(log=("y",)), skew, "use_log")
    assert logged.fitting.log == ("y", "x")
    assert apply_remedy(logged, skew, "keep_skew") == prep(log=("y",))
    assert [chosen_remedy(p, skew) for p in (prep(), logged)] == ["keep_skew", "use_log"]


def test_series_and_layout_are_remedies_too():
    series = finding("use_series", "one_series", columns=("id",))
    with_id = apply_remedy(prep(), series, "use_series")
    assert with_id.data.series == ("id",)
    assert apply_remedy(with_id, series, "one_series") == prep()
    layout = finding("turn_round", "keep_layout", columns=())
    turned = apply_remedy(prep(), layout, "turn_round")
    assert turned.data.sources[0].reading.turned
    assert chosen_remedy(turned, layout) == "turn_round"


def test_only_what_picks_no_columns_is_applied_unasked():
    assert automatic(finding("fill_forward", "keep_missing")) == "fill_forward"
    assert automatic(finding("use_series", "one_series")) == "use_series"  # else rows of two series were neighbours
    for first in ("leave_out", "as_category", "turn_round", "keep_column"):
        assert automatic(finding(first, "keep_missing")) is None
    assert automatic(finding()) is None


def test_a_remedy_that_is_switched_off_is_not_the_one_chosen():
    marks = finding("mark_missing", "keep_values", value=-9999.0)
    marked = apply_remedy(prep(), marks, "mark_missing")
    (entry,) = listed(marked)
    off = switched(marked, entry, False)
    assert chosen_remedy(off, marks) == "keep_values"
    assert apply_remedy(off, marks, "mark_missing") == marked
    fill = finding(*FILLS, season=24)
    lined = apply_remedy(prep(), fill, "fill_linear")
    assert chosen_remedy(switched(lined, listed(lined)[0], False), fill) == "keep_missing"


def test_learned_steps_stand_in_their_order_and_a_column_in_one_of_each_kind():
    fitting = with_learned(FittingSpec(), UsualFill(columns=("x", "y")))
    fitting = with_learned(fitting, Clip(columns=("x",)))
    fitting = with_learned(fitting, LinearFill(columns=("x",)))
    assert [step.kind for step in fitting.learned] == ["clip", "linear_fill", "usual_fill"]
    fitting = with_learned(fitting, Clip(columns=("x", "z"), how="missing"))
    assert fitting.learned[0] == Clip(columns=("x", "z"), how="missing")
    fitting = with_learned(fitting, UsualFill(columns=("z",)))
    assert fitting.learned[-1].columns == ("x", "y", "z")
    assert without_learned(fitting, UsualFill, ("x", "y", "z")).learned == fitting.learned[:-1]


def test_steps_of_which_there_may_be_several_stay_beside_a_new_one():
    data = with_step(spec(Sentinels(columns=("y",), values=(-1.0,))), Sentinels(columns=("y",), values=(-9999.0,)))
    assert len(data.steps) == 2
    assert with_step(data, Sentinels(columns=("y",), values=(-1.0,), on=False)).steps[1].on is False
    once = with_step(spec(Calendar(parts=("hour",)), Sort(on=False)), Calendar(parts=("month",)))
    assert once.steps == (Sort(on=False), Calendar(parts=("month",)))
    assert without_step(once, Calendar).steps == (Sort(on=False),)


EVERY = Preparation(
    data=spec(
        Sort(),
        Duplicates(keep="mean"),
        Resample(every=3600, how="sum"),
        Gaps(),
        Sentinels(columns=("y", "w"), values=(-9999.0,)),
        Blank(columns=("x",), spans=(("2020-01-05", "2020-01-06"),)),
        ForwardFill(columns=("y",)),
        SeasonalFill(columns=("x",), season=24),
        Circular(columns=("z",), period=360),
        Calendar(parts=("hour", "weekday"), ahead=True),
        columns=("y", "x", "z"),
    ),
    fitting=FittingSpec(
        log=("x", "unused"),
        learned=(
            Clip(columns=("y",), reach=3),
            LinearFill(columns=("x",)),
            UsualFill(columns=("x",), how="season", season=24),
            Encode(columns=("z",), how="ordinal"),
        ),
    ),
)


def test_every_step_is_told_in_a_sentence_in_the_order_it_is_applied():
    told = listed(EVERY)
    assert [entry.kind for entry in told] == [
        "sort", "duplicates", "resample", "gaps", "sentinels", "blank", "forward_fill", "seasonal_fill", "circular",
        "calendar", "clip", "linear_fill", "usual_fill", "encode", "log",
    ]  # fmt: skip
    sentences = {entry.kind: entry.sentence for entry in told}
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences.values())
    assert sentences["resample"] == "One row every hour: the sum of the rows that fall into it."
    assert sentences["sentinels"] == "−9999 counts as missing in y."  # w is not in use
    assert "unused" not in sentences["log"]
    assert [entry.kind for entry in told if entry.looks_ahead] == ["linear_fill"]


@pytest.mark.parametrize("at", range(14))
def test_each_step_is_switched_off_and_on_by_itself_and_removed(at):
    entry = listed(EVERY)[at]
    off = switched(EVERY, entry, False)
    assert [one.on for one in listed(off)] == [i != at for i in range(15)]
    assert switched(off, listed(off)[at], True) == EVERY
    left = [one.kind for one in listed(removed(EVERY, entry))]
    assert left == [one.kind for i, one in enumerate(listed(EVERY)) if i != at]


def test_the_logarithm_can_only_be_removed():
    entry = listed(EVERY)[-1]
    assert not entry.switchable
    with pytest.raises(ValueError, match="Received: 'log'"):
        switched(EVERY, entry, False)
    assert removed(EVERY, entry).fitting.log == ()


def test_steps_of_columns_not_in_use_are_not_told():
    other = prep(ForwardFill(columns=("w",)), learned=(Clip(columns=("w",)),), log=("w",))
    assert listed(other) == ()
    data = other.data.but(columns=(*other.data.columns, Column(name="w")))
    assert len(listed(Preparation(data=data, fitting=other.fitting))) == 3


def test_random_remedies_end_where_the_last_one_says():
    """Whatever was chosen before, in any order, the last choice of each finding holds."""
    rng = np.random.default_rng(3)
    several = [
        finding(*FILLS, columns=("y", "x"), season=12),
        finding("keep_spikes", "clip_values", "clip_missing", columns=("y",), reach=3.0),
        finding("keep_skew", "use_log", columns=("x",)),
        finding("as_circle", "keep_line", columns=("z",), period=360.0),
        finding("sort_rows", "keep_order", columns=()),
    ]
    now, last = prep(), {}
    for _ in range(60):
        at = int(rng.integers(len(several)))
        remedy = str(rng.choice(several[at].remedies))
        now, last[at] = apply_remedy(now, several[at], remedy), remedy
    assert {at: chosen_remedy(now, several[at]) for at in last} == last
