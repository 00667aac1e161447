"""What the settings decide is decided before the script is written: the same numbers, fewer lines."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from core.data.arrange import arrange
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.data.spec import DataSpec, Reading
from core.examples.prepare import prepare
from core.examples.suggest import suggest
from core.experiment import Experiment
from core.export.constants import UNKNOWN, value_of
from core.export.fold import folded
from core.export.lean import Settings
from core.export.script import script
from core.export.shake import shake
from core.export.source import Module, parsed
from core.export.standalone import data_module
from core.export.unread import shorter_docstrings, without_members, without_unread
from core.models.presets import PRESETS

ETTH1 = Path(__file__).parents[3] / "assets" / "samples" / "ETTh1.csv"


def code(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


def test_the_files_of_the_sample_are_short_enough_to_be_read() -> None:
    """Whoever takes a script home wants to read it: once it had 4,466 lines, most of them for files unlike this one."""
    table = read(ETTH1, recognise(ETTH1))
    data = recommended(table, profile(table), name=ETTH1.name)
    dataset = arrange(table, data)
    experiment = Experiment(data=data, examples=suggest(dataset), model=PRESETS["linear"].make())
    fitted = prepare(dataset, experiment.examples, experiment.split, experiment.fitting).fitted
    assert len(script(experiment, fitted).splitlines()) < 2_450
    assert len(data_module(experiment, fitted).splitlines()) < 2_150


BRANCHES = """
    def f(x, mark, rows):
        # what comes first
        if mark == "a":
            one(x)
        elif mark == "b":
            two(x)
        elif rows:
            three(x)
        else:
            four(x)
        if mark and x or not mark:
            return rows if mark != "b" else -rows
        return 0
"""


@pytest.mark.parametrize("mark", ["a", "b", "c", ""])
@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("x", [0, 5])
def test_what_is_left_does_what_the_whole_does(mark: str, rows: int, x: int) -> None:
    whole = code(BRANCHES)
    assert outcome(folded(whole, {"mark": mark}), x, mark, rows) == outcome(whole, x, mark, rows)
    assert outcome(folded(whole, {"rows": rows}), x, mark, rows) == outcome(whole, x, mark, rows)


def outcome(source: str, *given: object) -> tuple[object, list[str]]:
    called: list[str] = []
    own: dict[str, Any] = {name: lambda x, name=name: called.append(name) for name in ("one", "two", "three", "four")}
    exec(source, own)
    return own["f"](*given), called


def test_branches_that_are_ruled_out_are_gone_and_the_rest_stands_as_it_was() -> None:
    assert folded(code(BRANCHES), {"mark": "b"}) == code("""
        def f(x, mark, rows):
            # what comes first
            two(x)
            if x:
                return -rows
            return 0
    """)


def test_a_condition_that_does_something_stays() -> None:
    """`take()` is called for what it does: that the whole is known to be false changes nothing of it."""
    source = "def f(mark):\n    if take() and mark:\n        return 1\n    return 2"
    assert "take()" in folded(source, {"mark": False})


@pytest.mark.parametrize("text", ["x or y", "len(rows)", "other.field", "x == y", "f'{x}'", "mark.upper()"])
def test_what_only_the_running_script_can_tell_is_unknown(text: str) -> None:
    statement = parsed(text).body[0]
    assert value_of(statement.value, {"mark": "a"}) is UNKNOWN  # type: ignore[attr-defined]


def test_variables_and_lists_nobody_looks_at_are_gone_and_calls_of_the_silent() -> None:
    source = code("""
        def f(rows, notes):
            lines = []
            first = rows[0]
            kept = write(rows)
            for row in rows:
                lines.append(row)
            notes.rows(first)
            return rows
    """)
    once = without_unread(source, ("notes",))
    assert folded(without_unread(once, ("notes",)), {}) == code("""
        def f(rows, notes):
            write(rows)
            return rows
    """)


def test_fields_and_methods_nobody_reads_are_gone_also_where_records_are_made() -> None:
    source = '@record\nclass A:\n    """One."""\n\n    x: int\n    y: int\n\n    def z(self):\n        return 1'
    assert without_members(source, {"x"}, {"A"}) == '@record\nclass A:\n    """One."""\n\n    x: int\n'
    assert without_members("a = A(x=1, y=2)", {"x"}, {"A"}) == "a = A(x=1)"
    theirs = "class A(keras.callbacks.Callback):\n    def on_epoch_begin(self):\n        return 1"
    assert without_members(theirs, set(), ()) == theirs, "Keras calls it"


def test_of_a_long_docstring_the_first_line_stays() -> None:
    source = 'def f():\n    """First,\n\n    second.\n    """\n    return 1'
    assert shorter_docstrings(source) == 'def f():\n    """First"""\n    return 1'


def shaken(monkeypatch: pytest.MonkeyPatch, source: str, **about: Any) -> str:
    """What is left of `f` in a module of these definitions, with a reading whose mark is a comma."""
    definitions = {one.split("(")[0].split()[-1]: one for one in code(source).split("\n\n")}
    home = Module(name="core.a", title="a", definitions=definitions, own={}, foreign={})
    for where in ("shake", "lean", "calls", "constants"):
        monkeypatch.setattr(f"core.export.{where}.module", {"core.a": home}.__getitem__)
    settings = Settings(known={"Reading": {"mark": ","}}, facts={}, entries=[("core.a", "f")], **about)
    return shake([("core.a", "f")], {}, settings=settings).sections[-1].source


def test_what_every_call_gives_alike_is_known_inside_and_no_longer_given(monkeypatch: pytest.MonkeyPatch) -> None:
    left = shaken(
        monkeypatch,
        """
        def f(reading: Reading, x):
            return g(x, reading.mark) + g(2, mark=reading.mark)

        def g(x, mark):
            return h(x) if mark == ";" else x

        def h(x):
            return x
        """,
    )
    assert left == code("""
        def f(reading: Reading, x):
            return g(x) + g(2)


        def g(x):
            return x
    """)


def test_a_setting_that_is_changed_on_the_way_is_not_relied_on(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
        def f(reading: Reading, x):
            return g(reading.but(mark=x))

        def g(reading: Reading):
            return 1 if reading.mark == "," else 2
    """
    assert "reading.mark ==" in shaken(monkeypatch, source)


def test_the_settings_of_a_script_are_those_of_its_specs() -> None:
    """A field that is renamed would silently be known no more."""
    assert {"member", "turned", "comment", "zone"} <= set(Reading.model_fields)
    assert all(isinstance(getattr(DataSpec, name, None), property) for name in ("categories", "series", "working"))
