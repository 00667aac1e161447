"""The architectures offered by name, with their settings and their defaults.

Every preset fits every window, one timestep long or a thousand; one that answers at every timestep wants a single
step ahead. Sentences: `presets.<key>.title`
and `.text`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.errors import SettingsError
from core.models import architectures
from core.models.architectures import RECURRENT, Layers, Settings
from core.models.layers.activations import ACTIVATIONS
from core.models.settings import Setting, Value
from core.models.spec import Branch, Head, HeadKind, ModelSpec
from core.spec import record
from core.text import say


@record
class Preset:
    """An architecture with its settings. `recommended` wears the star.

    `retired` are settings it once had: what was saved with them is still made, without them.
    """

    key: str
    settings: tuple[Setting, ...]
    layers: Callable[[Settings], Layers]
    head: HeadKind = "dense"
    recommended: bool = False
    retired: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return say(f"presets.{self.key}.title")

    @property
    def text(self) -> str:
        """When this is a good choice, in a sentence or two."""
        return say(f"presets.{self.key}.text")

    @property
    def needs_own_past(self) -> bool:
        """Whether it works only where every target is an input too (`Dataset.anchored`)."""
        return self.head == "shared_over_targets"

    def make(self, **settings: object) -> ModelSpec:
        """The model with these settings, defaults for the rest. Raises SettingsError."""
        known = {setting.name: setting for setting in self.settings}
        for name in settings:
            if name not in (*known, *self.retired):
                raise SettingsError("setting_unknown", preset=self.title, name=name, known=", ".join(known))
        chosen: dict[str, Value] = {
            name: setting.accept(settings.get(name, setting.default)) for name, setting in known.items()
        }
        penalties = {name: chosen[name] for name in ("l1", "l2")}
        anchor = "last_value" if chosen["anchor"] else "none"
        return ModelSpec(
            branches=(Branch(layers=self.layers(chosen)),),
            head=Head.model_validate({"kind": self.head, "anchor": anchor, **penalties}),
            preset=self.key,
            settings=tuple(chosen.items()),
        )


def preset(key: str) -> Preset:
    """The preset of this name. Raises SettingsError for another."""
    if key not in PRESETS:
        raise SettingsError("preset_unknown", received=key, known=", ".join(PRESETS))
    return PRESETS[key]


_UNITS = (8, 16, 32, 64, 128, 256)
_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
_PENALTIES = (0.0, 0.0001, 0.001, 0.01, 0.1)

UNITS = Setting(name="units", kind="int", default=32, low=1, high=1024, marks=_UNITS)
TEN = replace(UNITS, default=10, marks=(4, 8, 10, 16, 32))
LAYERS = Setting(name="layers", kind="int", default=2, low=1, high=4, marks=(1, 2, 3, 4))
MIDDLE = Setting(name="middle", kind="int", default=2, low=1, high=1024, marks=(1, 2, 4, 8))
DEPTH = Setting(name="depth", kind="int", default=3, low=1, high=6, marks=(1, 2, 3, 4))
FILTERS = Setting(name="filters", kind="int", default=32, low=1, high=512, marks=_UNITS)
KERNEL = Setting(name="kernel", kind="int", default=5, low=1, high=100, marks=(3, 5, 7, 9))
POOL = Setting(name="pool", kind="int", default=3, low=1, high=100, marks=(1, 2, 3, 4, 6))
BLOCKS = Setting(name="blocks", kind="int", default=3, low=1, high=6, marks=(1, 2, 3, 4))
DROPOUT = Setting(name="dropout", kind="share", default=0.0, high=0.9, marks=_SHARES)
RECURRENT_DROPOUT = Setting(name="recurrent_dropout", kind="share", default=0.0, high=0.9, marks=_SHARES)
L1 = Setting(name="l1", kind="float", default=0.0, high=1.0, marks=_PENALTIES, folded=True)
L2 = Setting(name="l2", kind="float", default=0.0, high=1.0, marks=(*_PENALTIES, 0.5), folded=True)
ANCHOR = Setting(name="anchor", kind="switch", default=False, folded=True)


def _activation(default: str) -> Setting:
    choices = tuple(name for name in ACTIVATIONS if name != "softmax")  # softmax answers classes
    return Setting(name="activation", kind="choice", default=default, choices=choices, folded=True)


def _kind(default: str) -> Setting:
    return Setting(name="kind", kind="choice", default=default, choices=tuple(RECURRENT))


READING = (UNITS, _activation("tanh"), DROPOUT, RECURRENT_DROPOUT, L1, L2, ANCHOR)
CONVOLVING = (_activation("relu"), DROPOUT, L1, L2, ANCHOR)


_ALL = (
    Preset(
        key="linear",
        settings=(replace(ANCHOR, default=True, folded=False), L1, L2),
        layers=lambda s: (),
        head="shared_over_targets",
        recommended=True,
    ),
    Preset(
        key="dense",
        settings=(replace(UNITS, default=64), _activation("relu"), DROPOUT, L1, L2, ANCHOR),
        layers=architectures.dense,
    ),
    Preset(
        key="tapering",
        settings=(replace(UNITS, default=128), DEPTH, _activation("relu"), DROPOUT, L1, L2, ANCHOR),
        layers=architectures.tapering,
    ),
    Preset(key="simple_rnn", settings=READING, layers=architectures.one_recurrent("simple_rnn")),
    Preset(key="lstm", settings=READING, layers=architectures.one_recurrent("lstm")),
    Preset(key="gru", settings=READING, layers=architectures.one_recurrent("gru")),
    Preset(key="stacked", settings=(_kind("lstm"), LAYERS, *READING), layers=architectures.stacked),
    Preset(key="bottleneck", settings=(_kind("lstm"), TEN, MIDDLE, *READING[1:]), layers=architectures.bottleneck),
    Preset(key="bidirectional", settings=(_kind("lstm"), *READING), layers=architectures.bidirectional),
    Preset(
        key="conv",
        settings=(FILTERS, KERNEL, POOL, BLOCKS, *CONVOLVING),
        layers=architectures.conv,
    ),
    Preset(
        key="conv_recurrent",
        settings=(_kind("gru"), FILTERS, KERNEL, POOL, replace(BLOCKS, default=2), *READING),
        layers=architectures.conv_recurrent,
    ),
    Preset(key="every_timestep", settings=(_kind("lstm"), *READING), layers=architectures.every_timestep),
    Preset(key="reshaped", settings=(_kind("lstm"), TEN, *READING[1:]), layers=architectures.reshaped),
    Preset(
        key="encoder_decoder",
        settings=(_kind("lstm"), *READING),
        layers=architectures.encoder_decoder,
        head="each_step",
        retired=("times",),
    ),
    Preset(
        key="many_to_many",
        settings=(_kind("lstm"), replace(LAYERS, default=1), *READING),
        layers=architectures.many_to_many,
        head="each_timestep",
    ),
)

PRESETS: dict[str, Preset] = {preset.key: preset for preset in _ALL}
