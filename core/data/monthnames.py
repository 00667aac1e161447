"""Names of months in the languages files come in, as English abbreviations."""

from __future__ import annotations

import re
from functools import cache

ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# English, German, French, Spanish, Italian, Portuguese, Dutch; any beginning of three letters or more will do.
_NAMES = (
    "january januar jänner janvier enero gennaio janeiro januari",
    "february februar février fevrier febrero febbraio fevereiro februari",
    "march märz maerz mars marzo março marco maart mrt",
    "april avril abril aprile",
    "may mai mayo maggio maio mei",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août aout agosto augustus",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre decembre diciembre dicembre dezembro",
)
WORD = r"[^\W\d_]{3,10}"
_WORD = re.compile(rf"({WORD})\.?")


@cache
def month_of(word: str) -> int:
    """1 to 12, 0 when the word names no month or could name two.

    >>> month_of("Oktober"), month_of("FEB"), month_of("jui"), month_of("soon")
    (10, 2, 0, 0)
    """
    begun = word.casefold().rstrip(".")
    found = [at for at, names in enumerate(_NAMES, 1) if any(name.startswith(begun) for name in names.split())]
    return found[0] if len(begun) > 2 and len(found) == 1 else 0


def in_english(text: str) -> str:
    """Names of months as `Jan` to `Dec`; everything else stays.

    >>> in_english("5. März 2020"), in_english("2. Sept. 1999")
    ('5. Mar 2020', '2. Sep 1999')
    """
    return _WORD.sub(lambda word: ENGLISH[month_of(word[1]) - 1] if month_of(word[1]) else word[0], text)
