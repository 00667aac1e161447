"""The report: every section for every question, valid HTML that fetches nothing, and no way out for a hostile name."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp

import pytest

from core.report.document import Note
from core.report.first import first
from core.report.html import escaped
from core.report.report import SECTIONS, report
from core.text import say
from tests.core.report import made

KINDS = ("numbers", "classes", "examples", "hostile", "without_test")
KEYS = ("verdict", "data", "window", "parts", "model", "learning", "judged", "residuals", "sure", "findings", "again")
EMPTY = {"meta", "link", "br", "img", "input", "hr"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "main", "nav", "section", "footer", "div"),
    *("h1", "h2", "h3", "p", "b", "small", "ol", "ul", "li", "dl", "dt", "dd", "figure", "figcaption"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre", "code"),
    *("svg", "g", "path", "line", "rect", "circle", "text", "tspan"),
}


class Read(HTMLParser):
    """Tags and attributes as a browser would find them; every tag that is opened has to be closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag.lower())
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@cache
def written(kind: str) -> str:
    if kind == "without_test":
        return report(made.without_test(subject("numbers")))
    return report(subject(kind))


@cache
def subject(kind: str):
    return getattr(made, kind)(Path(mkdtemp()))


@cache
def parsed(kind: str) -> Read:
    return Read(written(kind))


every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_every_section_is_there_once_with_a_title(kind: str) -> None:
    found = [value for tag, name, value in parsed(kind).attributes if (tag, name) == ("section", "id")]
    assert tuple(found) == KEYS
    assert len(SECTIONS) == len(KEYS)
    assert written(kind).count("<h1") == 1
    assert written(kind).count("<h2") == len(KEYS)  # all but the verdict, and the list of contents
    for section in re.split(r"<section ", written(kind))[1:]:
        assert len(re.sub(r"<[^>]*>", " ", section).split()) > 9, section[:80]


@every_kind
def test_nothing_is_fetched_and_nothing_runs(kind: str) -> None:
    read, text = parsed(kind), written(kind)
    assert read.tags <= TAGS
    assert not re.search(r"https?:|url\(|@import|javascript:", text)
    names = {name for _, name, _ in read.attributes}
    assert not {name for name in names if name.startswith("on")} | ({"src", "srcdoc", "style", "data"} & names)
    ids = {value for _, name, value in read.attributes if name == "id"}
    assert all(value[1:] in ids for _, name, value in read.attributes if name == "href")


@every_kind
def test_the_policy_allows_this_very_style_and_nothing_else(kind: str) -> None:
    text = written(kind)
    css = text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in text


@every_kind
def test_pictures_are_told_in_words_and_tables_have_heads(kind: str) -> None:
    read, text = parsed(kind), written(kind)
    pictures = [value for tag, name, value in read.attributes if (tag, name) == ("svg", "aria-label")]
    assert len(pictures) == text.count("<svg") > 5
    assert all(len(words) > 10 for words in pictures)
    assert text.count("<table") == text.count("<thead") > 3
    assert text.count('scope="col"') == text.count("<th ") - text.count('scope="row"')
    assert "nan" not in re.sub(r"<style>.*</style>", "", text).lower().split()


def test_a_hostile_name_is_nothing_but_text() -> None:
    read, text = parsed("hostile"), written("hostile")
    assert "<script" not in text
    assert "onerror" not in {name for _, name, _ in read.attributes}
    words = " ".join(read.words)
    run = "<img src=x onerror=alert(2)>' & end </style></svg>"
    for name in (made.HOSTILE, made.LONG[:60], "abdc", "<b onload=x>.csv", run):
        assert name in words
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def test_two_targets_have_figures_residuals_and_intervals_each() -> None:
    text = written("hostile")
    names = subject("hostile").dataset.target_names
    assert len(names) == 2
    for name in names:
        assert say("report.judged.where", target=escaped(name)) in text
        assert f'<p class="caption">{escaped(name)}, test part' in text
        assert f'<p class="caption">{escaped(name)}, 1 hour ahead' in text
        assert f"<h3>{escaped(name)}</h3>" in text


def test_page_one_says_what_was_asked_how_good_how_sure_and_what_next() -> None:
    evaluation = subject("numbers").evaluation
    one = written("numbers").split('<section id="verdict"')[1].split("</section>")[0]
    plain = re.sub(r"<[^>]*>", " ", one)
    for sentence in (
        evaluation["verdict"]["headline"],
        evaluation["verdict"]["luck"]["sentence"],
        evaluation["verdict"]["next"],
        evaluation["verdict"]["spoken"]["model"],
        say("report.first.judged_on.test"),
        "90",
    ):
        assert escaped(sentence) in plain
    assert "what will" in plain
    assert one.count("<figure") == 1


def test_what_is_not_computable_says_why() -> None:
    for kind in ("classes", "examples"):
        question = f"{'classes' if kind == 'classes' else 'numbers'}_of_examples"
        for section in ("residuals", "sure"):
            assert escaped(say(f"report.{section}.not_of.{question}")) in written(kind)
    for sentence in ("report.judged.no_test", "report.sure.no_test"):
        assert escaped(say(sentence)) in written("without_test")
        assert escaped(say(sentence)) not in written("numbers")


def test_the_settings_come_back_from_the_page() -> None:
    whole = subject("numbers").experiment
    code = next(words for words in parsed("numbers").words if words.startswith('{\n "format"'))
    assert type(whole).model_validate_json(code) == whole


def test_the_same_run_gives_the_same_page_and_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    again = report(subject("classes"), lambda done, of: told.append((done, of)))
    assert again == written("classes")
    assert told == [(done, len(SECTIONS) + 1) for done in range(len(SECTIONS) + 1)]


def test_a_run_that_leaks_on_purpose_is_marked_on_page_one() -> None:

    before = subject("numbers")
    split = before.experiment.split.but(leak="scaler")
    leaking = replace(before, run=replace(before.run, experiment=before.experiment.but(split=split)))
    notes = [block.title for block in first(leaking).blocks if isinstance(block, Note)]
    assert say("report.first.leak.title") in notes


def test_the_networks_own_intervals_are_measured_beside_those_learned_from_errors() -> None:
    text = unescape(re.sub(r"<[^>]+>", "|", written("quantiles")))
    assert text.count(say("report.sure.own")) == 2
    assert say("report.sure.own_note") in text
    assert "Pinball loss of the quantiles 0.05, 0.25, 0.5, 0.75, 0.95" in text
