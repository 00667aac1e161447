"""Numbers in words, files that are whole or absent, specs that cannot exist invalid."""

from __future__ import annotations

import pytest

from core import text
from core.errors import SettingsError
from core.examples.spec import Windows
from core.files import write_atomically, write_json

HOUR, DAY, MONTH = 3_600.0, 86_400.0, 2_629_746.0


@pytest.mark.parametrize(
    ("rows", "seconds", "words"),
    [
        (240, HOUR, "10 days"),
        (168, HOUR, "7 days"),
        (3, 7 * DAY, "3 weeks"),
        (6, HOUR, "6 hours"),
        (30, HOUR, "30 hours"),
        (1, DAY, "1 day"),
        (3, 600.0, "30 minutes"),
        (12, MONTH, "12 months"),
        (5, None, "5 rows"),
        (1, None, "1 row"),
    ],
)
def test_a_span_is_said_in_the_largest_unit_that_divides_it(rows, seconds, words) -> None:
    assert text.span(rows, seconds) == words


@pytest.mark.parametrize(
    ("seconds", "word"),
    [(HOUR, "hours"), (DAY, "days"), (31 * DAY, "months"), (365 * DAY, "years"), (900.0, "rows")],
)
def test_rows_are_called_by_their_spacing(seconds, word) -> None:
    assert text.spacing_word(seconds) == word


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (1.6512, 3, "1.65"),
        (0, 3, "0"),
        (12345.6, 3, "12,346"),
        (27_418_300.0, 3, "27,400,000"),
        (-1.8e13, 3, "−1.80e+13"),
        (-0.5, 3, "−0.500"),
        (0.00123, 2, "0.0012"),
        (float("nan"), 3, "not computable"),
    ],
)
def test_a_figure_is_written_as_a_person_would(value, digits, words) -> None:
    assert text.figure(value, digits) == words


def test_a_sentence_with_a_missing_placeholder_is_a_programmers_mistake() -> None:
    with pytest.raises(KeyError):
        text.say("errors.too_few_rows.title", needed=3)
    with pytest.raises(KeyError):
        text.say("no.such.sentence")


def test_an_error_reads_as_rule_received_and_remedy() -> None:
    error = SettingsError("split_beyond_rows", wanted=30, rows=20)
    assert str(error) == f"{error.title}. {error.text}"
    assert error.to_finding().title == error.title
    assert "30" in error.title
    assert "20" in error.text


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path) -> None:
    path = tmp_path / "kept.json"
    write_json(path, {"a": 1})

    def explode(file) -> None:
        file.write(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, explode)
    assert path.read_text("utf-8") == '{\n "a": 1\n}'
    assert [p.name for p in tmp_path.iterdir()] == ["kept.json"]


def test_json_refuses_what_is_not_a_number(tmp_path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(tmp_path / "x.json", {"loss": float("nan")})


def test_a_spec_is_checked_when_changed_too() -> None:
    windows = Windows(lookback=4)
    assert windows.but(step=2).timesteps == 2
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        windows.but(lookback=0)
    with pytest.raises(ValueError, match="Extra inputs"):
        Windows.model_validate({"lookback": 4, "lookbak": 3})
