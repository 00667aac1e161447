"""In which alphabet a file is written when it does not say so itself."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

from charset_normalizer import from_bytes

CHUNK = 1 << 20
_ENOUGH = 65_536  # bytes with foreign letters that are looked at
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Those that people meet, the more frequent first; cp949 and cp1252 are judged here.
_OTHERS = ("cp1251", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp1253", "cp1256", "cp1255", "tis_620")
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp1250", "cp949",
    *_OTHERS,
)  # fmt: skip
"""All that may be recognised, for a person to choose from."""
# Letters of Polish, Czech or Hungarian read as if they were French: by³o, £ódŸ.
_CENTRAL = re.compile(r"[a-z][¹³¿¾¼][a-z]|\b[£¯Œ][a-zñó]|[a-zñó]dŸ|[a-z][èìø][a-z]*ù")
_WIDE = ("utf-16", "utf-32")


def is_wide(encoding: str) -> bool:
    """Whether a letter takes two or four bytes, so that bytes alone tell neither lines nor quotes."""
    return encoding.startswith(_WIDE)


def marked_encoding(head: bytes) -> str | None:
    """By the mark at the start, or by the zero in every second byte of UTF-16; None when neither tells."""
    if mark := next((name for mark, name in _MARKS if head.startswith(mark)), None):
        return mark
    even, odd = head[:4_096:2], head[1:4_096:2]
    zeros = even.count(0), odd.count(0)
    if len(odd) < 4 or min(zeros) > 0.05 * len(odd) or max(zeros) < 0.5 * len(odd):
        return None
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def guessed_encoding(path: Path) -> str | None:
    """The likely encoding of a file that is not UTF-8, None when none can read all of it.

    Western letters stand among ASCII, those of other alphabets next to each other.
    """
    sample = _foreign_lines(path)
    if _is_korean(sample) and decodes(path, "cp949"):
        return "cp949"
    western = sample.decode("cp1252", "replace")
    if not _is_western(western):
        found = sorted(from_bytes(sample, cp_isolation=list(_OTHERS)), key=lambda f: (round(f.chaos, 1), _odd(str(f))))
        if fitting := next((str(f.encoding) for f in found if decodes(path, f.encoding)), None):
            return fitting
    central = len(_CENTRAL.findall(western)) > 0.1 * len(re.findall(r"[^\x00-\x7f]", western))
    if central and decodes(path, "cp1250"):
        return "cp1250"
    return next((name for name in ("cp1252", "latin_1") if decodes(path, name) and "\ufffd" not in western), None)


def decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file can be read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _foreign_lines(path: Path) -> bytes:
    """The first lines that hold more than ASCII."""
    found: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                found.append(line[:4_096])
                size += len(found[-1])
                if size > _ENOUGH:
                    break
    return b"".join(found)


def _is_western(text: str) -> bool:
    """Whether most letters beyond ASCII stand between ASCII letters, at most two in a row (Größe)."""
    foreign = re.findall(r"[^\x00-\x7f]+", text)
    letters = [run for run in foreign if any(c.isalpha() for c in run)]
    return sum(len(run) <= 2 for run in letters) >= 0.5 * len(letters)


def _odd(text: str) -> float:
    """Share of the signs beyond ASCII that no text in one alphabet holds: marks, a capital after a small letter."""
    high = [c for c in text if not c.isascii()]
    alien = sum(not c.isalpha() for c in high)
    flips = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    changes = sum(_alphabet(a) != _alphabet(b) for a, b in pairwise(high))
    return (alien + flips + changes) / max(len(high), 1)


def _alphabet(letter: str) -> str:
    name = unicodedata.name(letter, "?").split()[0]
    return "JAPANESE" if name in ("CJK", "HIRAGANA", "KATAKANA") else name


def _is_korean(sample: bytes) -> bool:
    """Whether the letters beyond ASCII read as common Korean syllables.

    `°C` in cp1252 is also a legal but rare cp949 pair, so only pairs of two high bytes (KS X 1001)
    speak for Korean. Chinese read as Korean is a third of Chinese signs.
    """
    high = [c for c in sample.decode("cp949", "replace") if (c.isalpha() and not c.isascii()) or c == "\ufffd"]
    return sum(map(_is_common_syllable, high)) >= 0.8 * len(high) > 0


def _is_common_syllable(character: str) -> bool:
    if not "가" <= character <= "힣":
        return False
    try:
        return len(character.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False
