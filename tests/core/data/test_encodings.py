"""Alphabets that a file does not name: recognised, told, and corrected by hand."""

from __future__ import annotations

import pytest

from core.data.describe import encoding_in_words
from core.data.encodings import ENCODINGS, guessed_encoding, marked_encoding
from core.data.reading import corrected, read, recognise
from core.errors import DataError

ROWS = "".join(f"2020-01-{i:02d},{i}.5,{i * 3}\n" for i in range(1, 31))
NAMES = {
    "cp949": "일시,기온,습도",
    "cp1251": "Дата,Температура,Влажность",
    "koi8_r": "Дата,Температура,Влажность",
    "cp932": "日付,気温,湿度",
    "euc_jp": "日付,気温,湿度",
    "gb18030": "日期,温度,湿度",
    "big5": "日期,溫度,濕度",
    "cp1250": "Dzień,Średnia,Miasto Łódź",
    "cp1253": "Ημερομηνία,Θερμοκρασία,Υγρασία",
    "cp1256": "التاريخ,درجة,رطوبة",
    "tis_620": "วันที่,อุณหภูมิ,ความชื้น",
    "cp1252": "Größe,T (°C),naïve Ångström",
}


@pytest.mark.parametrize("encoding", NAMES)
def test_an_alphabet_is_told_by_its_letters_and_a_guess_is_told(write, encoding):
    path = write(f"{NAMES[encoding]}\n{ROWS}", encoding)
    reading = recognise(path)
    table = read(path, reading)
    assert reading.encoding == encoding
    assert list(table.kinds) == NAMES[encoding].split(",")
    assert len(table) == 30
    assert "line 1" in next(note.text for note in table.notes if note.key == "encoding_guessed")


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(write, order):
    path = write(f"날짜,a,b\n{ROWS}", order)
    reading = recognise(path)
    assert reading.encoding == order
    assert list(read(path, reading).kinds) == ["날짜", "a", "b"]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", b"a\0", b"\0" * 50, b"1,\x002\n"])
def test_other_bytes_are_no_utf16(content):
    assert marked_encoding(content) is None


def test_pounds_in_english_prose_are_not_polish(write):
    # Cause: £ is how Ł looks when it is read as Western European.
    path = write("text\n" + "Win £1000 cash or a £5 voucher, only £wk\n" * 30, "cp1252")
    assert guessed_encoding(path) == "cp1252"


def test_an_encoding_chosen_by_hand_is_used_or_refused(write):
    path = write(f"Größe,a,b\n{ROWS}", "cp1252")
    other = corrected(path, recognise(path).but(encoding="koi8_r"))
    assert read(path, other).time is not None  # its column has another name now
    assert list(read(path, other).kinds)[1:] == ["a", "b"]
    with pytest.raises(DataError) as refused:
        read(path, recognise(path).but(encoding="utf-8"))
    assert (refused.value.key, refused.value.values["line"]) == ("bad_byte", "1")


@pytest.mark.parametrize(("written", "chosen"), [("utf-8", "utf-16"), ("utf-16", "utf-8"), ("utf-8", "utf-16-le")])
def test_wide_and_narrow_encodings_are_never_taken_for_each_other(write, written, chosen):
    path = write(f"a,b,c\n{ROWS}", written)
    with pytest.raises(DataError) as refused:
        read(path, recognise(path).but(encoding=chosen))
    assert refused.value.key == "encoding_does_not_fit"


def test_lines_are_counted_in_letters_not_in_bytes(write):
    path = write(f"a,b,c\n{ROWS}2020-02-01,1\n{ROWS}", "utf-16")
    with pytest.raises(DataError, match="Line 32"):
        read(path, recognise(path))


def test_every_encoding_that_may_be_recognised_can_be_chosen_by_a_name_of_its_own():
    """Six of them could be chosen once: a Russian file taken for a Greek one could not be corrected."""
    assert set(NAMES) <= set(ENCODINGS)
    assert len({encoding_in_words(encoding) for encoding in ENCODINGS}) == len(ENCODINGS)
    for encoding in ENCODINGS:
        assert "a,1".encode(encoding).decode(encoding) == "a,1"
        assert encoding_in_words(encoding) != encoding
