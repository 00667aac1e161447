"""No file breaks anything: each is opened right, told about, or refused with the reason, the place and the remedy."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.findings import findings
from core.data.profile import profile
from core.data.reading import read, recognise
from core.data.recommend import recommended
from core.errors import DataError, SettingsError
from core.examples.prepare import prepare
from core.examples.spec import FittingSpec, SplitSpec, Windows
from tests.core.data.hostile import CASES, GOOD, Case


def ids(case: Case) -> str:
    return f"{case.number} {case.what}"


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_hostile_file_is_refused_told_about_or_simply_read(case, write):
    path = write(case.bytes)
    if case.refused:
        with pytest.raises(DataError) as refused:
            read(path, recognise(path, limit=case.limit), limit=case.limit)
        assert refused.value.key == case.refused
        assert refused.value.title
        assert refused.value.text.endswith(".")
        sentences = str(refused.value)
    else:
        table = read(path, recognise(path, limit=case.limit), limit=case.limit)
        holds_what_it_should(case, table)
        sentences = told(case, table)
    for words in case.says:
        assert words in sentences


def holds_what_it_should(case, table) -> None:
    if case.rows is not None:
        assert len(table) == case.rows
    if case.names is not None:
        assert tuple(table.kinds) == case.names
    assert max(len(name) for name in table.kinds) <= 120
    for row, name, value in case.cells:
        found = table.frame[name].iloc[row]
        assert found == value or (isinstance(found, float) and np.isnan(found) and np.isnan(value)), (row, name, found)


def told(case, table) -> str:
    """The sentences of the finding of this case; everything after reading works as well."""
    about = profile(table)
    found = findings(table, about)
    assert all(finding.title and finding.text for finding in found)
    if table.numbers:
        assert len(arrange(table, recommended(table, about))) > 0
    for key, value in case.more.items():
        assert getattr(about, key) == value
    if not case.told:
        return ""
    told = [finding for finding in found if finding.key == case.told]
    assert told, f"{case.told} is not among {[finding.key for finding in found]}"
    return " ".join(f"{finding.title}. {finding.text}" for finding in told)


def test_61_a_series_shorter_than_its_windows_says_how_many_rows_it_needs(table_of):
    table = table_of(GOOD)
    dataset = arrange(table, recommended(table, profile(table)))
    with pytest.raises(SettingsError, match=r"need 52 rows; the file has 30"):
        prepare(dataset, Windows(lookback=48, delay=1, horizon=4), SplitSpec(), FittingSpec())


def test_every_number_up_to_65_is_there():
    assert {case.number for case in CASES} | {61} == set(range(1, 66))


def test_after_every_refused_file_a_good_one_opens(write):
    for case in CASES:
        if case.refused and not callable(case.content):
            path = write(case.bytes)
            with pytest.raises(DataError):
                read(path, recognise(path, limit=case.limit), limit=case.limit)
            path = write(GOOD)
            assert len(read(path, recognise(path))) == 30
