"""A document as one HTML page: nothing is fetched, nothing runs, and no text of a user is markup.

The page's own policy allows one style sheet, by its fingerprint, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from core.report import document as d
from core.report.style import style
from core.report.svg.picture import svg
from core.text import say

__all__ = ["escaped", "page"]

WIDE, NARROW, HALF = 900, 400, 430
"""Pixels a picture is drawn for: alone, on a telephone, and beside another."""

_UNSEEN = {
    code: None
    for first, last in (
        (0, 8),
        (11, 31),
        (127, 159),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFEFF,) * 2,
    )
    for code in range(first, last + 1)
}
"""Letters nobody sees, which could turn a line round or hide in a name."""


def escaped(text: str) -> str:
    """A user's text, or ours, as text of HTML."""
    return html.escape(text.translate(_UNSEEN))


def page(title: str, byline: Sequence[str], sections: Sequence[d.Section], foot: str) -> str:
    """The whole file."""
    css = style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    first, *rest = sections
    links = "".join(f'<li><a href="#{one.key}">{escaped(one.title)}</a></li>' for one in rest)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#{first.key}">{escaped(say("report.skip"))}</a>\n'
        f'<header><p class="brand">{escaped(say("report.brand"))}</p>'
        f"{''.join(f'<p>{escaped(line)}</p>' for line in byline)}</header>\n"
        f"<main>\n{_section(first, 1)}\n"
        f'<nav aria-label="{escaped(say("report.contents"))}"><h2>{escaped(say("report.contents"))}</h2>'
        f"<ol>{links}</ol></nav>\n"
        f"{''.join(_section(one, 2) for one in rest)}</main>\n<footer><p>{escaped(foot)}</p></footer>\n"
        "</body>\n</html>\n"
    )


def _section(section: d.Section, level: int) -> str:
    head = f'<h{level} id="title-{section.key}">{escaped(section.title)}</h{level}>'
    blocks = "".join(DRAW[type(block)](block) for block in section.blocks)
    return f'<section id="{section.key}" aria-labelledby="title-{section.key}">{head}{blocks}</section>\n'


def _text(block: d.Text) -> str:
    kind = ' class="quiet"' if block.quiet else ' class="strong"' if block.strong else ""
    return f"<p{kind}>{escaped(block.text)}</p>"


def _facts(block: d.Facts) -> str:
    pairs = "".join(
        f"<div><dt>{escaped(name)}</dt><dd>{escaped(value)}{_small(more)}</dd></div>"
        for name, value, more in block.pairs
    )
    return f'<dl class="{"large" if block.large else "facts"}">{pairs}</dl>'


def _small(text: str) -> str:
    return f"<small>{escaped(text)}</small>" if text else ""


def _table(block: d.Table) -> str:
    """It scrolls by itself where it is too wide, with the keyboard too."""
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in block.head)
    rows = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in block.rows)
    kind = "words" if block.words else "lead" if block.lead else "figures"
    name = escaped(block.caption)
    return (
        f'<p class="caption">{name}</p><div class="wide" role="region" tabindex="0" aria-label="{name}">'
        f'<table class="{kind}" aria-label="{name}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cells(row: Sequence[str]) -> Iterator[str]:
    yield f'<th scope="row">{escaped(row[0])}</th>'
    yield from (f"<td>{escaped(cell)}</td>" for cell in row[1:])


def _picture(block: d.Picture, widths: Mapping[str, int] | None = None) -> str:
    """Drawn for a wide and for a narrow page; the style shows one of them."""
    alt = " ".join(block.alt.translate(_UNSEEN).split())
    if block.scrolls:
        drawn = f'<div class="wide scrolls" role="region" tabindex="0" aria-label="{escaped(block.title or alt)}">'
        drawn += f"{svg(block.chart, alt, WIDE)}</div>"
    else:
        drawn = "".join(
            f'<div class="{kind}">{svg(block.chart, alt, width)}</div>'
            for kind, width in (widths or {"on-wide": WIDE, "on-narrow": NARROW}).items()
        )
    title = f"<h3>{escaped(block.title)}</h3>" if block.title else ""
    return f"<figure>{title}{drawn}<figcaption>{escaped(block.caption)}</figcaption></figure>"


def _side(block: d.Side) -> str:
    return f'<div class="side">{"".join(_picture(one, {"half": HALF}) for one in block.pictures)}</div>'


def _listing(block: d.Listing) -> str:
    return f"<ul>{''.join(f'<li>{escaped(point)}</li>' for point in block.points)}</ul>"


def _note(block: d.Note) -> str:
    word = escaped(say(f"report.severity.{block.severity.value}"))
    return (
        f'<div class="note {block.severity.value}"><p><b>{word}: {escaped(block.title)}</b></p>'
        f"<p>{escaped(block.text)}</p></div>"
    )


def _code(block: d.Code) -> str:
    name, text = escaped(block.name), html.escape(block.text.translate(_UNSEEN))
    shown = f'<pre tabindex="0" aria-label="{name}"><code>{text}</code></pre>'
    return f"<details><summary>{name}</summary>{shown}</details>" if block.folded else f"<p>{name}</p>{shown}"


DRAW: Mapping[type, Callable[[Any], str]] = {
    d.Text: _text,
    d.Heading: lambda block: f"<h3>{escaped(block.text)}</h3>",
    d.Facts: _facts,
    d.Table: _table,
    d.Picture: _picture,
    d.Side: _side,
    d.Listing: _listing,
    d.Note: _note,
    d.Code: _code,
}
"""How each kind of block is written."""
