"""A bundle brings the same model back, and nothing else comes in by one."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import BundleError
from core.examples.scalers import SCALERS
from core.export.archive import pack
from core.export.bundle import Bundle, bundle_bytes, read_bundle, write_bundle
from core.export.manifest import LIMITS, MAX_BYTES
from core.export.tensors import write_tensors
from core.models.forward import forward
from core.models.layers import BatchNorm, Dense, Flatten, LayerNorm
from core.models.presets import PRESETS
from core.models.spec import Branch, ModelSpec
from tests.core.export.builders import edited, kept_of, made, members_of, resealed

NORMS = ModelSpec(branches=(Branch(layers=(BatchNorm(), LayerNorm(), Flatten(), Dense(units=4))),))
MODELS = {key: preset.make() for key, preset in PRESETS.items()} | {"norms": NORMS}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    experiment, fitted, kept = made(tmp_path_factory.mktemp("raw"))
    return bundle_bytes(experiment, fitted, kept, "# A card", "My model")


def refused(raw: bytes) -> BundleError:
    started = time.thread_time()
    with pytest.raises(BundleError) as caught:
        read_bundle(raw)
    assert time.thread_time() - started < 2
    assert not re.search(r"\{[a-z_]+\}", str(caught.value)), "every sentence is filled"
    return caught.value


@pytest.mark.parametrize("name", MODELS)
def test_weights_and_predictions_come_back_bit_for_bit(name: str, tmp_path: Path) -> None:
    horizon = 1 if MODELS[name].head.kind == "each_timestep" else 3
    experiment, fitted, kept = made(tmp_path, MODELS[name], horizon=horizon)
    path = tmp_path / "model.lookback.zip"
    write_bundle(path, experiment, fitted, kept, "# A card", name)
    back = read_bundle(path)
    assert back.experiment == experiment
    assert (back.card, back.name) == ("# A card", name)
    assert (back.kept.epoch, back.kept.monitor, back.kept.value) == (kept.epoch, kept.monitor, kept.value)
    assert {key: array.tobytes() for key, array in back.weights.items()} == {
        k: w.tobytes() for k, w in kept.weights.items()
    }
    x = np.random.default_rng(0).normal(size=(7, 6, 4)).astype(np.float32)
    assert np.array_equal(forward(back.nodes, back.weights, x), forward(back.nodes, kept.weights, x))


@pytest.mark.parametrize("scaler", SCALERS)
def test_what_was_fitted_comes_back_bit_for_bit(scaler: str, tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path, scaler=scaler)
    back = read_bundle(bundle_bytes(experiment, fitted, kept, "")).fitted
    assert (back.columns, back.scalers) == (fitted.columns, fitted.scalers)
    assert {k: (a.dtype, a.tobytes()) for k, a in back.arrays.items()} == {
        k: (np.dtype("float64"), np.asarray(a, np.float64).tobytes()) for k, a in fitted.arrays.items()
    }


def test_equal_models_give_equal_bytes(tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path)
    assert bundle_bytes(experiment, fitted, kept, "c") == bundle_bytes(
        experiment, fitted, kept_of(dict(kept.weights)), "c"
    )


def test_a_bundle_says_which_versions_made_it(raw: bytes) -> None:
    versions = dict(read_bundle(raw).manifest.versions)
    assert {"lookback", "python", "tensorflow", "keras", "numpy"} <= set(versions)


def test_every_cut_is_refused(raw: bytes) -> None:
    for kept in (*range(0, 200, 7), *range(200, len(raw), 997), len(raw) - 1):
        refused(raw[:kept])


def test_a_flipped_bit_is_never_taken_for_the_model(raw: bytes) -> None:
    """Headers of the zip have bits without meaning (a date, a version); the model stays the same then."""
    rng = np.random.default_rng(7)
    honest = read_bundle(raw)
    for position in rng.choice(len(raw), 400, replace=False):
        damaged = bytearray(raw)
        damaged[position] ^= 1 << int(rng.integers(8))
        try:
            back = read_bundle(bytes(damaged))
        except BundleError:
            continue
        assert _same(back, honest)


def _same(one: Bundle, other: Bundle) -> bool:
    weights = all(np.array_equal(one.weights[k], other.weights[k]) for k in other.weights)
    return weights and (one.experiment, one.manifest, one.card) == (other.experiment, other.manifest, other.card)


@pytest.mark.parametrize("member", [name for name in LIMITS if name != "manifest.json"])
def test_a_member_that_was_changed_is_named(raw: bytes, member: str) -> None:
    members = members_of(raw)
    error = refused(pack({**members, member: members[member] + b" "}))
    assert error.key == "bundle_changed"
    assert member in error.text


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.zip"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BundleError) as caught:
        read_bundle(path)
    assert caught.value.key == "bundle_too_large"


def test_an_experiment_over_its_limit_is_refused(raw: bytes) -> None:
    padded = members_of(raw)["experiment.json"] + b" " * LIMITS["experiment.json"]
    assert refused(resealed({**members_of(raw), "experiment.json": padded})).key == "bundle_member_too_large"


@pytest.mark.parametrize("member", ["manifest.json", "experiment.json"])
def test_a_newer_format_says_update_the_app(raw: bytes, member: str) -> None:
    def newer(content: dict[str, Any]) -> None:
        content |= {"format": 2, "a_setting_of_tomorrow": True}

    error = refused(edited(raw, member, newer))
    assert error.key == "bundle_newer"
    assert "Update the app" in error.text


@pytest.mark.parametrize("member", ["manifest.json", "experiment.json", "fitted.json"])
@pytest.mark.parametrize(
    "text", [b"[]", b"null", b'"x"', b"3", b"{}", b"{", b"\x80", b'{"a":1,"a":1}', b'{"format":NaN}']
)
def test_json_of_another_form_is_refused(raw: bytes, member: str, text: bytes) -> None:
    members = members_of(raw)
    if member == "manifest.json":
        refused(pack({**members, member: text}))
    else:
        refused(resealed({**members, member: text}))


def layers(content: dict[str, Any]) -> list[dict[str, Any]]:
    return content["model"]["branches"][0]["layers"]


HOSTILE_EXPERIMENTS = {
    "a Lambda": lambda e: layers(e).append({"kind": "lambda", "function": "__import__('os')"}),
    "a TFSMLayer": lambda e: layers(e).append({"kind": "TFSMLayer", "filepath": "/tmp"}),
    "a layer named by its path": lambda e: layers(e).append({"kind": "keras.layers.Lambda"}),
    "an unknown option": lambda e: layers(e)[0].update(custom_objects={}),
    "an unknown key at the top": lambda e: e.update(hello=1),
    "a merge placed by hand": lambda e: layers(e).append({"kind": "add"}),
    "10⁹ units": lambda e: layers(e)[0].update(units=10**9),
    "no units": lambda e: layers(e)[0].update(units=0),
    "an unknown activation": lambda e: layers(e)[0].update(activation="__import__"),
    "a text for a number": lambda e: layers(e)[0].update(units="many"),
    "a parameter bomb": lambda e: layers(e).__setitem__(
        slice(None), [{"kind": "flatten"}, *[{"kind": "dense", "units": 4096}] * 4]
    ),
    "10,000 layers": lambda e: layers(e).__setitem__(slice(None), [{"kind": "dropout"}] * 10_000),
    "a window of 10¹² rows": lambda e: e["examples"].update(lookback=10**12),
    "a delay of 10³⁰ rows": lambda e: e["examples"].update(delay=10**30),
    "a horizon of 10⁸ rows": lambda e: e["examples"].update(horizon=10**8),
    "a horizon below one": lambda e: e["examples"].update(horizon=0),
    "another kind of examples": lambda e: e["examples"].update(kind="tokens"),
    "an unknown scaler": lambda e: e["fitting"].update(scaler="pickle"),
    "another scaler than fitted": lambda e: e["fitting"].update(scaler="minmax"),
    "a scaler that cannot be undone": lambda e: e["fitting"].update(per_column=[["load [kW]", "quantile"]]),
    "a branch that reads a column that is not there": lambda e: e["model"]["branches"][0].update(columns=["rain"]),
    "two branches without columns": lambda e: e["model"]["branches"].append({"input": "input_other"}),
    "a branch for which no column is left": lambda e: e["model"].update(
        branches=[{"columns": ["load [kW]", "wind", "hour (sine)", "hour (cosine)"]}, {"input": "input_other"}]
    ),
    "a branch more than it has weights for": lambda e: e["model"]["branches"].append(
        {"input": "input_other", "columns": ["wind"], "layers": [{"kind": "lstm", "units": 5}]}
    ),
    "two branches by one name": lambda e: e["model"]["branches"].append({"columns": ["wind"]}),
    "0 networks": lambda e: e["training"].update(members=0),
    "10⁶ networks": lambda e: e["training"].update(members=10**6),
    "padded, though not whole": lambda e: e["examples"].update(padded=True),
    "an unknown head": lambda e: e["model"]["head"].update(kind="eval"),
    "an unknown way ahead": lambda e: e["model"]["head"].update(ahead="eval"),
    "an input with code in its name": lambda e: e["model"]["branches"][0].update(input="main)\nimport os #"),
    "10,000 branches": lambda e: e["model"].update(
        branches=[{"input": f"input_{n}", "columns": ["wind"], "layers": [{"kind": "flatten"}]} for n in range(10_000)]
    ),
    "a branch of columns that are not there": lambda e: e["model"]["branches"][0].update(columns=["rain"]),
    "a branch that names a column 10,000 times": lambda e: e["model"]["branches"].append(
        {"input": "input_2", "columns": ["no"] * 10_000}
    ),
    "two branches for the rest": lambda e: e["model"]["branches"].append({"input": "input_2"}),
    "a summary repeated 10¹⁸ times": lambda e: layers(e).extend(
        [{"kind": "repeat_vector", "times": 10**18}, {"kind": "lstm"}]
    ),
    "a summary repeated for 10⁶ steps": lambda e: (
        e["examples"].update(horizon=10**6),
        layers(e).extend([{"kind": "repeat_vector"}, {"kind": "lstm", "sequences": True}]),
        e["model"]["head"].update(kind="each_step"),
    ),
    "an answer at every timestep of a summary": lambda e: e["model"]["head"].update(kind="each_timestep"),
    "steps of its own answers, not all predicted": lambda e: e["model"]["head"].update(ahead="recursive"),
    "a masking layer placed by hand": lambda e: layers(e).append({"kind": "masking", "padding": 0.0}),
    "no branch": lambda e: e["model"].update(branches=[]),
    "no target": lambda e: e["data"]["columns"][1].update(roles=["input"]),
    "no column": lambda e: e["data"].update(columns=[]),
    "a double column": lambda e: e["data"]["columns"].append(e["data"]["columns"][0]),
    "a column more": lambda e: e["data"]["columns"].append({"name": "rain"}),
    "a column less": lambda e: e["data"].update(columns=e["data"]["columns"][1:]),
    "columns in another order": lambda e: e["data"]["columns"].reverse(),
    "another column": lambda e: e["data"]["columns"][0].update(name="rain"),
    "an unknown step": lambda e: e["data"]["steps"].append({"kind": "eval", "code": "1"}),
    "a step that cannot be carried out": lambda e: e["data"]["steps"].append(
        {"kind": "blank", "columns": ["wind"], "spans": [["not a time", "neither"]]}
    ),
    "10,000 steps": lambda e: e["data"]["steps"].extend([{"kind": "sort"}] * 10_000),
    "a step that names a column 10,000 times": lambda e: e["data"]["steps"].append(
        {"kind": "forward_fill", "columns": ["wind"] * 10_000}
    ),
    "an hour 10,000 times": lambda e: e["data"]["steps"][-1].update(parts=["hour"] * 10_000),
    "a pattern of time that is none": lambda e: e["data"]["sources"][0]["reading"].update(time_format="%Q"),
    "a pattern of time that breaks the parser": lambda e: e["data"]["sources"][0]["reading"].update(time_format="%Y%Y"),
    "the calendar twice": lambda e: e["data"]["steps"].append({"kind": "calendar", "parts": ["hour"]}),
    "a text that is no text": lambda e: e["data"]["columns"][0].update(name="\ud800"),
}


@pytest.mark.parametrize("case", HOSTILE_EXPERIMENTS)
def test_a_hostile_experiment_is_refused(raw: bytes, case: str) -> None:
    refused(edited(raw, "experiment.json", HOSTILE_EXPERIMENTS[case]))


def test_deep_json_is_refused(raw: bytes) -> None:
    def nest(experiment: dict[str, Any]) -> None:
        inner: dict[str, Any] = {"kind": "lstm"}
        for _ in range(900):
            inner = {"kind": "bidirectional", "inner": inner}
        layers(experiment).append(inner)

    assert refused(edited(raw, "experiment.json", nest)).key == "bundle_deep_json"


HOSTILE_FITTED = {
    "a pickled scaler": lambda f: f.update(scalers=["gASV"] * len(f["scalers"])),
    "a scaler missing": lambda f: f["scalers"].pop(),
    "columns in another order": lambda f: f["columns"].reverse(),
    "a column missing": lambda f: (f["columns"].pop(), f["scalers"].pop()),
    "an unknown key": lambda f: f.update(joblib="…"),
}


@pytest.mark.parametrize("case", HOSTILE_FITTED)
def test_a_hostile_scaling_is_refused(raw: bytes, case: str) -> None:
    refused(edited(raw, "fitted.json", HOSTILE_FITTED[case]))


def arrays_of(raw: bytes) -> dict[str, np.ndarray]:
    from safetensors.numpy import load

    return load(members_of(raw)["weights.safetensors"])


def with_array(raw: bytes, name: str, array: np.ndarray) -> bytes:
    return resealed({**members_of(raw), "weights.safetensors": write_tensors({**arrays_of(raw), name: array})})


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_a_scale_of_zero_or_below_is_refused(raw: bytes, value: float) -> None:
    error = refused(with_array(raw, "fitted/1/scale", np.array(value)))
    assert error.key == "bundle_zero_scale"
    assert "load [kW]" in error.text


def test_a_falling_table_of_quantiles_is_refused(tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path, scaler="quantile")
    raw = bundle_bytes(experiment, fitted, kept, "")
    falling = arrays_of(raw)["fitted/0/quantiles"][::-1].copy()
    assert refused(with_array(raw, "fitted/0/quantiles", falling)).key == "bundle_zero_scale"
    assert refused(with_array(raw, "fitted/0/quantiles", np.empty(0))).key == "bundle_tensor_shape"


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["net/lstm_1/kernel", "fitted/mean", "fitted/0/center"])
def test_arrays_that_are_not_finite_are_refused(raw: bytes, name: str, value: float) -> None:
    array = arrays_of(raw)[name].copy()
    array.flat[0] = value
    assert refused(with_array(raw, name, array)).key == "bundle_not_finite"


def test_arrays_of_another_shape_or_kind_are_refused(raw: bytes) -> None:
    kernel = arrays_of(raw)["net/lstm_1/kernel"]
    assert refused(with_array(raw, "net/lstm_1/kernel", kernel.T.copy())).key == "bundle_tensor_shape"
    assert refused(with_array(raw, "net/lstm_1/kernel", kernel.astype("float64"))).key == "bundle_tensor_shape"
    assert refused(with_array(raw, "fitted/mean", np.zeros(2))).key == "bundle_tensor_shape"
    assert refused(with_array(raw, "net/lstm_2/kernel", kernel)).key == "bundle_tensor_names"


def test_a_network_larger_than_its_weights_is_refused(raw: bytes) -> None:
    error = refused(edited(raw, "experiment.json", lambda e: layers(e)[0].update(units=1_000)))
    assert error.key == "bundle_tensor_shape"


def test_a_negative_variance_is_refused(tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path, NORMS)
    raw = bundle_bytes(experiment, fitted, kept, "")
    broken = -np.ones_like(kept.weights["batch_norm_1/moving_variance"])
    assert refused(with_array(raw, "net/batch_norm_1/moving_variance", broken)).key == "bundle_negative_variance"


def test_a_model_too_large_for_a_bundle_is_refused_when_it_is_written(tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path)
    with pytest.raises(BundleError) as caught:
        bundle_bytes(experiment, fitted, kept_of({"a/b": np.zeros(20_000_000, np.float32)}), "")
    assert caught.value.key == "bundle_cannot_be_written"
    with pytest.raises(BundleError):
        bundle_bytes(experiment, fitted, kept, "x" * 300_000)


def test_names_in_the_manifest_must_be_those_in_the_zip(raw: bytes) -> None:
    def forget(manifest: dict[str, Any]) -> None:
        manifest["members"] = manifest["members"][1:]

    assert refused(edited(raw, "manifest.json", forget)).key == "bundle_changed"


def test_hostile_names_of_columns_come_back_as_they_are(tmp_path: Path) -> None:
    experiment, fitted, kept = made(tmp_path)
    nasty = 'x"]; open("pwned") #'
    renamed = json.loads(experiment.model_dump_json().replace('"wind"', json.dumps(nasty)))
    columns = tuple(nasty if name == "wind" else name for name in fitted.columns)
    fitted = type(fitted)(columns=columns, scalers=fitted.scalers, arrays=fitted.arrays)
    raw = bundle_bytes(type(experiment).model_validate(renamed), fitted, kept, "")
    assert nasty in read_bundle(raw).fitted.columns
