"""Small files of our own, each with one kind of trouble: opened without any setting, right to the cell."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from tests.core.data.expected import check, expectations, opened

FOLDER = Path(__file__).with_name("imitations")
EXPECTED = expectations(FOLDER / "expected.toml")


@pytest.mark.parametrize("name", list(EXPECTED))
def test_an_imitation_opens_as_it_stands_and_inspect_says_the_same(name, capsys):
    wanted = {**EXPECTED[name], "maybe": [*EXPECTED[name].get("maybe", []), "few_rows"]}
    _, described = check(FOLDER / name, wanted)
    assert main(["inspect", str(FOLDER / name), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {key: printed[key] for key in described} == json.loads(json.dumps(described))


def test_every_imitation_has_its_expectation():
    assert {path.name for path in FOLDER.iterdir()} - {"expected.toml"} == set(EXPECTED)


@pytest.mark.parametrize("name", ["korean_bom.csv", "semicolon_decimal_comma.csv", "utf16_tab.csv"])
def test_packed_files_open_as_the_file_inside(name, tmp_path):
    plain, bytes_inside = opened(FOLDER / name), (FOLDER / name).read_bytes()
    (tmp_path / "file.csv.gz").write_bytes(gzip.compress(bytes_inside, mtime=0))
    with zipfile.ZipFile(tmp_path / "file.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes_inside)
    for packed in ("file.csv.gz", "file.zip"):
        table = opened(tmp_path / packed)
        assert table.frame.equals(plain.frame)
        np.testing.assert_array_equal(table.time, plain.time)
        assert table.raw == plain.raw
