"""Hostile and broken files, numbered as in the reliability bar (c): what each holds and what it must lead to."""

from __future__ import annotations

import gzip
import io
import pickle
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import field

from core.spec import record

GOOD = "time,load,cost\n" + "".join(f"2021-03-{day:02d},{day % 7}.5,{day * 3}\n" for day in range(1, 31))
"""Thirty days; line 1 names the columns, so that day d stands in line d + 1."""

NAN = float("nan")


@record
class Case:
    """One file. Exactly one of `refused` (an error's key), `told` (a finding's key) or neither: it just opens.

    `says` are words its sentences must hold, such as the line; `cells` are (row, column, value) that
    must be right, a text for a column of words; `names` the columns' names.
    """

    number: int
    what: str
    content: str | bytes | Callable[[], bytes]
    refused: str = ""
    told: str = ""
    says: tuple[str, ...] = ()
    rows: int | None = None
    names: tuple[str, ...] | None = None
    cells: tuple[tuple[int, str, float | str], ...] = ()
    limit: int = 200_000_000
    encoding: str = "utf-8"
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def bytes(self) -> bytes:
        content = self.content() if callable(self.content) else self.content
        return content.encode(self.encoding) if isinstance(content, str) else content


def good(line: int, text: str) -> str:
    """The good file with one line put differently."""
    lines = GOOD.split("\n")
    lines[line - 1] = text
    return "\n".join(lines)


def column(*cells: str, name: str = "v", separator: str = ";") -> str:
    """A column of these cells and then numbers, beside a column of numbers."""
    rows = [*cells, *(f"{i}" for i in range(30))]
    return f"{name}{separator}n\n" + "".join(f"{cell}{separator}{i}\n" for i, cell in enumerate(rows))


def named(name: str) -> str:
    return f"{name},load\n" + "".join(f"{i},{i % 5}\n" for i in range(30))


def workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0" + bytes(range(99))
DAYS = [f"{day:02d}/01/2021" for day in range(1, 31)]
ISO = [f"2021-01-{day:02d}" for day in range(1, 31)]


def dated(*times: str, name: str = "time") -> str:
    return f"{name},v\n" + "".join(f"{time},{i % 7}.5\n" for i, time in enumerate(times))


CASES = (
    # empty or without rows
    Case(number=1, what="no bytes", content=b"", refused="empty"),
    Case(number=2, what="blank lines", content="\n\n \n\n", refused="empty"),
    Case(number=3, what="a header only", content="time,load,cost\n", refused="header_only"),
    Case(number=4, what="1,000 zero bytes", content=b"\0" * 1_000, refused="only_zeros"),
    # something else
    Case(number=5, what="a web page", content="<!DOCTYPE html>\n<html><body>a,b</body></html>", refused="not_csv_html"),
    Case(number=6, what="JSON", content='[{"a": 1, "b": 2}, {"a": 3, "b": 4}]', refused="not_csv_json"),
    Case(number=7, what="a workbook", content=workbook, refused="not_csv_excel"),
    Case(number=8, what="gzip of a good file", content=gzip.compress(GOOD.encode(), mtime=0), rows=30),
    Case(number=9, what="a picture", content=PICTURE, refused="not_csv_image"),
    Case(number=10, what="a pickle", content=pickle.dumps({"a": [1, 2]}), refused="not_csv_program"),
    Case(
        number=11,
        what="6 MB in 6 KB of gzip",
        content=lambda: gzip.compress(b"0,0\n" * 1_500_000, mtime=0),
        limit=5_000_000,
        refused="packed_too_big",
        says=("5 MB",),
    ),
    # encodings
    Case(number=12, what="UTF-16", content=GOOD, encoding="utf-16", rows=30, cells=((-1, "cost", 90),)),
    Case(
        number=13,
        what="Latin-1",
        content=named("Größe"),
        encoding="latin-1",
        told="encoding_guessed",
        says=("line 1",),
        names=("Größe", "load"),
    ),
    Case(
        number=14,
        what="a bad byte in the last line",
        content=GOOD.replace("time", "Zeit-größe").encode()[:-1] + b"\xff\n",
        refused="bad_byte",
        says=("31",),
    ),
    Case(number=15, what="a zero byte in a cell", content=good(9, "2021-03-08,\0,3"), refused="zero_byte", says=("9",)),
    Case(
        number=16,
        what="a zero byte in the header",
        content=good(1, "ti\0me,load,cost"),
        refused="zero_byte",
        says=("1",),
    ),
    # separators and numbers
    Case(number=17, what="semicolons", content=GOOD.replace(",", ";"), rows=30, cells=((0, "load", 1.5),)),
    Case(
        number=18,
        what="decimal commas",
        content=GOOD.replace(",", ";").replace(".", ","),
        rows=30,
        cells=((0, "load", 1.5), (-1, "cost", 90)),
    ),
    Case(number=19, what="tabs", content=GOOD.replace(",", "\t"), rows=30, cells=((-1, "cost", 90),)),
    Case(number=20, what="sep=;", content="sep=;\n" + GOOD.replace(",", ";"), rows=30, cells=((-1, "cost", 90),)),
    Case(number=21, what="comment lines", content="# a\n# b, c\n" + GOOD, rows=30, cells=((-1, "cost", 90),)),
    Case(
        number=22,
        what="1,000",
        content=column('"1,000"', '"12,345.5"', separator=","),
        cells=((0, "v", 1_000), (1, "v", 12_345.5)),
    ),
    Case(
        number=23, what="5%", content=column("5%", "7 %"), told="signs", says=("v",), cells=((0, "v", 5), (1, "v", 7))
    ),
    Case(number=24, what="a Unicode minus", content=column("−5", "−2.5"), cells=((0, "v", -5), (1, "v", -2.5))),
    Case(
        number=25,
        what="a no-break space",
        content=column("1\u00a0000", "2\u202f500"),
        cells=((0, "v", 1_000), (1, "v", 2_500)),
    ),
    Case(
        number=26,
        what="hexadecimal and 1_000",
        content=column("7", "0x1F", "1_000"),
        told="not_numbers",
        says=("0x1F", "lines 3, 4"),
        cells=((0, "v", 7), (1, "v", NAN), (2, "v", NAN)),
    ),
    Case(
        number=27,
        what="mixed line ends",
        content=b"a,b\r\n1,2\n3,4\r5,6\r\n",
        rows=3,
        cells=((0, "b", 2), (1, "b", 4), (2, "b", 6)),
    ),
    # rows that do not fit
    Case(number=28, what="one long row", content=good(9, "2021-03-08,1,2,3"), refused="ragged", says=("Line 9", "4")),
    Case(number=29, what="one short row", content=good(9, "2021-03-08,1"), refused="ragged", says=("Line 9", "2")),
    Case(
        number=30,
        what="one field more in every row",
        content="load,cost\n" + "".join(f"{i},{i * 2},{i * 3}\n" for i in range(30)),
        told="extra_field",
        says=("2 names", "3 values"),
        cells=((7, "load", 14), (7, "cost", 21)),
    ),
    Case(
        number=31,
        what="commas at the end",
        content=GOOD.replace("\n", ",\n"),
        told="stray_columns",
        names=("time", "load", "cost"),
        cells=((-1, "cost", 90),),
    ),
    Case(
        number=32, what="a quote left open", content=good(9, '2021-03-08,"1,2'), refused="quote_open", says=("line 9",)
    ),
    Case(
        number=33,
        what="the header again",
        content=good(9, "time,load,cost"),
        told="repeated_header",
        says=("line 9",),
        rows=29,
    ),
    Case(
        number=34, what="a row of totals", content=GOOD + "Total,97.5,1395\n", told="totals_row", says=("32",), rows=30
    ),
    Case(number=35, what="a line break in quotes", content=named('"lo\nng"'), rows=30, cells=((-1, "load", 4),)),
    # names
    Case(number=36, what="names twice", content=named("load"), told="names_repeated", names=("load", "load (2)")),
    Case(number=37, what="a blank name", content=named(""), told="names_blank", names=("column 1", "load")),
    Case(
        number=38,
        what="no header",
        content=GOOD.split("\n", 1)[1],
        told="no_header",
        rows=30,
        names=("column 1", "column 2", "column 3"),
    ),
    Case(number=39, what="a name of 1 MB", content=lambda: named("x" * 1_000_000).encode(), told="names_cleaned"),
    Case(
        number=40,
        what="HTML as a name",
        content=named("<img src=x onerror=alert(1)>"),
        names=("<img src=x onerror=alert(1)>", "load"),
    ),
    Case(
        number=41,
        what="a picture as a name",
        content=named("![x](https://example.org/a)"),
        names=("![x](https://example.org/a)", "load"),
    ),
    Case(
        number=42,
        what="invisible letters",
        content=named("lo\u200bad\u202e"),
        told="names_cleaned",
        names=("load", "load (2)"),
    ),
    Case(
        number=43,
        what="names with a meaning",
        content=named("__proto__").replace("load", "index"),
        names=("__proto__", "index"),
    ),
    Case(
        number=44,
        what="code as a name",
        content=named('"x""]; open(\'/tmp/x\') #"'),
        names=("x\"]; open('/tmp/x') #", "load"),
    ),
    Case(
        number=45, what="a formula as a name", content=named("=cmd|' /C calc'!A0"), names=("=cmd|' /C calc'!A0", "load")
    ),
    # values
    Case(
        number=46,
        what="infinite numbers",
        content=column("1e400", "inf", "-inf"),
        told="infinite",
        says=("lines 2, 3, 4",),
        cells=((0, "v", NAN), (1, "v", NAN), (3, "v", 0)),
    ),
    Case(number=47, what="2^53 + 1 and a gap", content=column("9007199254740993", ""), told="precision", says=("v",)),
    Case(number=48, what="2^70", content=column(str(2**70)), told="precision", says=("v",)),
    Case(
        number=49,
        what="a text in row 1,000,000",
        content=lambda: b"v\n" + b"1\n2\n" * 500_000 + b"oops\n",
        told="not_numbers",
        says=("oops", "1,000,002"),
        rows=1_000_001,
        cells=((-1, "v", NAN),),
    ),
    Case(
        number=50,
        what="NA for Namibia",
        content="land,n\n" + "NA,1\nDE,2\nFR,3\n" * 10,
        cells=((0, "land", "NA"), (1, "land", "DE")),
    ),
    Case(
        number=51,
        what="a constant column",
        content=GOOD.replace(".5", ".5,7").replace("load", "load,same"),
        told="constant",
        says=("same",),
    ),
    Case(
        number=52,
        what="a column of nothing",
        content=GOOD.replace(".5", ".5,").replace("load", "load,void"),
        told="empty_columns",
        says=("void",),
    ),
    Case(
        number=53,
        what="formulas in cells",
        content="note,n\n" + "=1+1,1\n+A1,2\n@SUM(A1),3\n" * 10,
        cells=((0, "note", "=1+1"), (2, "note", "@SUM(A1)")),
    ),
    Case(
        number=54,
        what="bytes of a picture in a cell",
        content=good(9, "2021-03-08,?,3").encode().replace(b"?", PICTURE[10:20]),
        refused="zero_byte",
        says=("9",),
    ),
    # times
    Case(
        number=55,
        what="day or month decided by the last row",
        content=dated(*DAYS),
        rows=30,
        more={"start": "2021-01-01T00:00:00", "end": "2021-01-30T00:00:00"},
    ),
    Case(
        number=55,
        what="day or month never decided",
        content=dated(*DAYS[:12]),
        told="day_first_assumed",
        says=("time", "01/01/2021"),
    ),
    Case(
        number=56,
        what="times twice",
        content=dated(*ISO[:2], ISO[1], *ISO[2:]),
        told="duplicate_times",
        says=("1 row", "2 January 2021"),
    ),
    Case(
        number=57,
        what="rows out of order",
        content=dated(ISO[1], ISO[0], *ISO[2:]),
        told="unordered",
        says=("1 time",),
    ),
    Case(
        number=58,
        what="a hole",
        content=dated(*ISO[:8], *ISO[10:]),
        told="gaps",
        says=("1 gap", "2 rows"),
    ),
    Case(
        number=59,
        what="several zones",
        content=dated(*(f"2014-11-02T0{h}:00:00-0{4 if h < 2 else 5}:00" for h in range(9))),
        told="time_zone",
        says=("UTC",),
    ),
    Case(
        number=60,
        what="the year 9999",
        content=dated(*ISO[:29], "9999-12-31"),
        told="times_beyond",
        says=("line 31", "9999-12-31"),
    ),
    # too big
    Case(number=62, what="more bytes than allowed", content=GOOD, limit=100, refused="too_big", says=("100 B",)),
    Case(
        number=63,
        what="100,000 columns",
        refused="too_many_columns",
        says=("2,000", "100,000"),
        content=lambda: b",".join(b"c%d" % i for i in range(100_000)) + b"\n" + b"1," * 99_999 + b"1\n",
    ),
    Case(
        number=64,
        what="a field of 3 MB",
        content=lambda: b"a,b\n1," + b"x" * 3_000_000 + b"\n",
        refused="line_too_long",
        says=("Line 2",),
    ),
    Case(
        number=65,
        what="42 million empty cells",
        content=lambda: (b"," * 1_999 + b"\n") * 21_000,
        refused="too_many_cells",
        says=("40,000,000",),
    ),
)
