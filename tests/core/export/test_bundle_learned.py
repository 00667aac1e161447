"""Words and learned numbers of a stranger: counted, compared and checked before a file meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.arrange import arrange
from core.data.reading import read, recognise
from core.data.spec import Column, DataSpec, Source
from core.data.steps import SeasonalFill, Sort
from core.errors import BundleError, DataError
from core.examples.prepare import prepare
from core.examples.spec import Clip, Encode, FittingSpec, UsualFill, Windows
from core.experiment import Experiment
from core.export.bundle import bundle_bytes, read_bundle
from core.export.predict import predict_new
from core.export.tensors import write_tensors
from core.models.presets import PRESETS
from tests.core.export.builders import edited, kept_of, made_weights, members_of, resealed
from tests.core.export.preparing import LOAD, WIND, as_csv, plant

FITTING = FittingSpec(
    log=("wind",),
    learned=(
        Clip(columns=("wind", "load")),
        UsualFill(columns=("wind",), how="season", season=24),
        Encode(columns=("sky",), how="ordinal"),
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "plant.csv").write_bytes(
        as_csv(plant(240, 1).assign(ground=lambda f: np.where(f.index % 2, "wet", "dry")))
    )
    return folder


@pytest.fixture(scope="module")
def raw(folder: Path) -> bytes:
    path = folder / "plant.csv"
    table = read(path, recognise(path))
    columns = (LOAD, WIND, Column(name="sky", category=True), Column(name="ground", category=True))
    steps = (Sort(), SeasonalFill(columns=("load",), season=24))
    data = DataSpec(sources=(Source(name="plant.csv", reading=table.reading),), columns=columns, steps=steps)
    model = PRESETS["dense"].make(units=4)
    experiment = Experiment(data=data, examples=Windows(lookback=8), fitting=FITTING, model=model)
    prepared = prepare(arrange(table, data), experiment.examples, experiment.split, FITTING)
    return bundle_bytes(experiment, prepared.fitted, kept_of(made_weights(experiment, prepared)), "")


def test_words_logarithms_and_learned_numbers_come_back(raw: bytes) -> None:
    fitted = read_bundle(raw).fitted
    assert fitted.words == {"sky": ("clear", "fog", "rain"), "ground": ("dry", "wet")}
    assert fitted.log == ("wind",)
    assert fitted.arrays["learned/1/profile"].shape == (1, 24)
    assert fitted.columns == ("load", "wind", "sky", "ground = dry", "ground = wet")


def word_lists(content: dict[str, Any]) -> list[Any]:
    return content["words"]


HOSTILE_WORDS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no words": (lambda f: f.update(words=[]), "bundle_categories"),
    "words of a column that is none": (lambda f: word_lists(f)[0].__setitem__(0, "cloud"), "bundle_categories"),
    "a category twice": (lambda f: word_lists(f).append(word_lists(f)[0]), "bundle_categories"),
    "categories in another order": (lambda f: word_lists(f).reverse(), "bundle_categories"),
    "a category without words": (lambda f: word_lists(f)[1].__setitem__(1, []), "bundle_bad_settings"),
    "a word twice": (lambda f: word_lists(f)[0][1].append("fog"), "bundle_bad_settings"),
    "a word that is none": (lambda f: word_lists(f)[0][1].append(3), "bundle_bad_settings"),
    "a word more": (lambda f: word_lists(f)[1][1].append("snow"), "bundle_columns"),
    "101 words as columns": (lambda f: word_lists(f)[1][1].extend(map(str, range(99))), "bundle_words"),
    "10,001 words in order": (lambda f: word_lists(f)[0][1].extend(map(str, range(9_998))), "bundle_words"),
    "another logarithm": (lambda f: f.update(log=["load"]), "bundle_columns"),
    "no logarithm": (lambda f: f.update(log=[]), "bundle_columns"),
}


@pytest.mark.parametrize("case", HOSTILE_WORDS)
def test_words_that_are_not_those_of_the_model_are_refused(raw: bytes, case: str) -> None:
    edit, key = HOSTILE_WORDS[case]
    with pytest.raises(BundleError) as caught:
        read_bundle(edited(raw, "fitted.json", edit))
    assert caught.value.key == key
    assert caught.value.title


def learned(content: dict[str, Any]) -> list[dict[str, Any]]:
    return content["fitting"]["learned"]


HOSTILE_STEPS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a season of 10⁹ rows to learn": lambda e: learned(e)[1].update(season=10**9),
    "a season of 10⁹ rows to fill from": lambda e: e["data"]["steps"][1].update(season=10**9),
    "a season of 10⁹ rows to compare with": lambda e: e["data"].update(season=10**9),
    "another season than learned": lambda e: learned(e)[1].update(season=12),
    "10,000 learned steps": lambda e: learned(e).extend([learned(e)[0]] * 10_000),
    "a learned step that names a column 10,000 times": lambda e: learned(e)[0].update(columns=["wind"] * 10_000),
    "an unknown learned step": lambda e: learned(e).append({"kind": "eval", "columns": []}),
    "a learned step more": lambda e: learned(e).append(learned(e)[0]),
    "a learned step switched off": lambda e: learned(e)[0].update(on=False),
    "words as columns, not in order": lambda e: learned(e)[2].update(how="one_hot"),
    "a category more": lambda e: e["data"]["columns"][1].update(category=True),
    "the target a category": lambda e: e["data"]["columns"][0].update(category=True),
    "a category less": lambda e: e["data"]["columns"][2].update(category=False),
}


@pytest.mark.parametrize("case", HOSTILE_STEPS)
def test_steps_that_are_not_those_of_the_model_are_refused(raw: bytes, case: str) -> None:
    with pytest.raises(BundleError) as caught:
        read_bundle(edited(raw, "experiment.json", HOSTILE_STEPS[case]))
    assert caught.value.title


HOSTILE_ARRAYS: dict[str, tuple[str, np.ndarray, str]] = {
    "limits the wrong way round": ("fitted/learned/0/low", np.array([1e9, 1e9]), "bundle_bad_step"),
    "a limit that is no number": ("fitted/learned/0/high", np.array([np.nan, 1.0]), "bundle_not_finite"),
    "a limit more": ("fitted/learned/0/high", np.ones(3), "bundle_tensor_shape"),
    "a season too short": ("fitted/learned/1/profile", np.ones((1, 23)), "bundle_tensor_shape"),
    "an endless season": ("fitted/learned/1/profile", np.full((1, 24), np.inf), "bundle_not_finite"),
    "rows that go back in time": ("fitted/learned/1/spacing", np.array(-3600.0), "bundle_bad_step"),
    "an array nobody asked for": ("fitted/learned/2/low", np.ones(1), "bundle_tensor_names"),
}


@pytest.mark.parametrize("case", HOSTILE_ARRAYS)
def test_learned_numbers_that_make_no_sense_are_refused(raw: bytes, case: str) -> None:
    from safetensors.numpy import load

    name, array, key = HOSTILE_ARRAYS[case]
    members = members_of(raw)
    arrays = {**load(members["weights.safetensors"]), name: array}
    with pytest.raises(BundleError) as caught:
        read_bundle(resealed({**members, "weights.safetensors": write_tensors(arrays)}))
    assert caught.value.key == key
    assert caught.value.title


def test_more_words_than_fit_are_refused_when_the_bundle_is_written(raw: bytes) -> None:
    bundle = read_bundle(raw)
    long = tuple(f"{n:0>1000}" for n in range(1_100))
    fitted = type(bundle.fitted)(**{**bundle.fitted.__dict__, "words": {**bundle.fitted.words, "sky": long}})
    with pytest.raises(BundleError) as caught:
        bundle_bytes(bundle.experiment, fitted, bundle.kept, "")
    assert caught.value.key == "bundle_cannot_be_written"


def test_a_bundle_of_the_first_version_still_opens(raw: bytes, folder: Path) -> None:
    """It said whether there is a header as true or false, and knew no words and no logarithms."""
    path = folder / "plant.csv"
    table = read(path, recognise(path))
    data = DataSpec(sources=(Source(name="plant.csv", reading=table.reading),), columns=(LOAD,), steps=(Sort(),))
    experiment = Experiment(data=data, examples=Windows(lookback=8), model=PRESETS["dense"].make(units=4))
    prepared = prepare(arrange(table, data), experiment.examples, experiment.split, experiment.fitting)
    written = bundle_bytes(experiment, prepared.fitted, kept_of(made_weights(experiment, prepared)), "")

    def first_version(content: dict[str, Any]) -> None:
        reading = content["data"]["sources"][0]["reading"]
        for name in ("member", "comment", "turned", "zone", "start", "every"):
            del reading[name]
        reading["header"] = True
        for part, names in (("split", ("per",)), ("fitting", ("log", "learned"))):
            for name in names:
                del content[part][name]
        for item in (*content["data"]["columns"], *content["data"]["steps"]):
            item.pop("category", None)
            item.pop("on", None)

    old = edited(
        edited(written, "experiment.json", first_version), "fitted.json", lambda f: (f.pop("words"), f.pop("log"))
    )
    assert json.loads(members_of(old)["experiment.json"])["data"]["sources"][0]["reading"]["header"] is True
    assert len(predict_new(read_bundle(old), path)) == len(predict_new(read_bundle(written), path))


def test_a_reading_of_a_stranger_ends_in_a_sentence_or_is_not_needed(raw: bytes, folder: Path) -> None:
    for hostile in ({"zone": "../../etc/passwd"}, {"encoding": "no_such"}, {"start": "soon", "every": "D", "time": []}):
        strange = edited(
            raw, "experiment.json", lambda e, hostile=hostile: e["data"]["sources"][0]["reading"].update(hostile)
        )
        with suppress(BundleError, DataError):  # anything else would be a traceback
            predict_new(read_bundle(strange), folder / "plant.csv")
