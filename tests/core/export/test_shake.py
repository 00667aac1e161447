"""Source of the app as the text of one file: what is taken, what it is called there, what stays behind."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from core.data.spec import Column, DataSpec, Reading, Source
from core.data.steps import Calendar, Sentinels
from core.examples.spec import FittingSpec, UsualFill, Windows
from core.export.records import WIDTH, as_record, constructed
from core.export.renaming import renamed
from core.export.shake import shake, without_cases
from core.export.source import Module, names_in

MATCH = textwrap.dedent(
    """
    def apply(step, rows):
        match step:
            case Sort() if rows:
                return sorted(rows)

            case Gaps(how="break") | Blank():
                return broken(rows)
            case _:  # nothing to do
                return rows
    """
).strip()


def test_cases_of_classes_that_are_not_in_use_go_and_what_they_called_with_them() -> None:
    shorter = without_cases(MATCH, {"Gaps", "Blank"})
    assert "broken" not in names_in(shorter)[0]
    assert "sorted" in names_in(shorter)[0]
    assert "case _" in shorter
    assert without_cases(MATCH, {"Gaps"}) == MATCH, "one of the two may still come"
    assert without_cases(MATCH, set()) == MATCH


def test_a_match_without_any_case_left_does_nothing() -> None:
    source = "def f(step):\n    match step:\n        case Sort():\n            return 1\n    return 0"
    own: dict[str, object] = {}
    exec(without_cases(source, {"Sort"}), own)
    assert own["f"](None) == 0


def test_a_name_is_changed_where_it_is_read_and_not_where_it_is_another_thing() -> None:
    source = (
        'def rows(of: Rows) -> Rows:\n    """rows"""\n    é, count = "é", limit\n'
        "    return rows(of.rows, limit=limit + count)"
    )
    changed = renamed(source, {"rows": "rows_of_a", "limit": "most", "count": "never", "Rows": "Labels"})
    assert changed == (
        'def rows_of_a(of: Labels) -> Labels:\n    """rows"""\n    é, count = "é", most\n'
        "    return rows_of_a(of.rows, limit=most + count)"
    )


def made_up(**modules: str) -> Callable[[str], Module]:
    """Modules `core.<name>` of these sources, that import each other's definitions by `own`."""
    definitions = {f"core.{name}": source.split("; ") for name, source in modules.items()}
    found = {}
    for name, sources in definitions.items():
        defined = {source.split("(")[0].split()[-1]: source for source in sources if source.startswith("def")}
        own = {
            source.split()[-1]: (source.split()[1], source.split()[3])
            for source in sources
            if source.startswith("from")
        }
        found[name] = Module(name=name, title=name, definitions=defined, own=own, foreign={})
    return found.__getitem__


def test_two_things_of_one_name_are_told_apart_by_their_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where one is imported under another name."""
    modules = made_up(
        a="def _own(): return 1; def first(): return _own()",
        b="from core.a import first as begin; def _own(): return 2; def both(): return begin() * 10 + _own()",
    )
    monkeypatch.setattr("core.export.shake.module", modules)
    sections = shake([("core.b", "both")], {}).sections
    assert [section.module for section in sections] == ["core.a", "core.b"]
    own: dict[str, Any] = {}
    exec("\n".join(section.source for section in sections), own)
    assert own["both"]() == 12
    assert {"_own", "_own_of_b"} <= set(own)


def test_a_reserved_name_is_left_to_the_frame() -> None:
    text = shake([("core.data.spacing", "usual_spacing")], {}, reserved={"usual_spacing"}).sections[-1].source
    assert "def usual_spacing_of_spacing(" in text


def test_a_limit_set_in_a_library_comes_along() -> None:
    sections = {section.module: section.source for section in shake([("core.data.dialect", "split")], {}).sections}
    assert any("csv.field_size_limit(" in source for source in sections.values())


def test_an_import_inside_a_definition_of_the_project_is_refused() -> None:
    with pytest.raises(ValueError, match="must stand at the top"):
        names_in("def f():\n    from core.data.reading import read\n    return read")


def test_a_spec_becomes_a_record_with_its_defaults_and_without_its_rules() -> None:
    own: dict[str, object] = {}
    record = "from __future__ import annotations\nfrom dataclasses import dataclass\nimport math\n"
    record += "record = dataclass(frozen=True, kw_only=True)\nclass Spec: pass\n"
    exec(record + as_record("core.examples.spec", "Windows"), own)
    made = own["Windows"](lookback=7, step=2)
    assert (made.timesteps, made.delay, made.kind) == (4, 1, "windows")
    with pytest.raises(TypeError):
        own["Windows"]()


@pytest.mark.parametrize(
    "value",
    [
        DataSpec(
            sources=(Source(name='"; x', reading=Reading(separator="\t", time=("a", "b'"))),),
            columns=tuple(Column(name=f"column number {n}", roles=("input", "target")) for n in range(9)),
            steps=(Sentinels(columns=("a",), values=(-9999.0, 1e-300)), Calendar(parts=("hour",), ahead=True)),
        ),
        FittingSpec(learned=(UsualFill(columns=(), on=False, how="season", season=5),), log=("x",)),
        Windows(lookback=2),
    ],
)
def test_a_spec_as_code_is_the_spec_again_on_lines_that_can_be_read(value: object) -> None:
    text = constructed(value)
    classes = [DataSpec, Source, Reading, Column, Sentinels, Calendar, FittingSpec, UsualFill, Windows]
    assert eval(text, {one.__name__: one for one in classes}) == value
    assert max(map(len, text.splitlines())) <= WIDTH + 1
