"""What can be set on a layer, read from its own spec: every layer of the allow-list gets its controls from here."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, Lt
from pydantic.fields import FieldInfo

from core.models.architectures import RECURRENT
from core.models.layers import AnyLayer, Bidirectional, Layer
from core.models.settings import Setting, Value
from core.spec import record

NONE = 0
"""What stands for "not given" where a whole number may be left out."""

_MARKS: dict[str, tuple[Value, ...]] = {
    "units": (1, 2, 4, 8, 10, 16, 32, 64, 128, 256),
    "filters": (4, 8, 16, 32, 64, 128, 256),
    "l1": (0.0, 0.0001, 0.001, 0.01, 0.1),
    "l2": (0.0, 0.0001, 0.001, 0.01, 0.1, 0.5),
}
_SHARES: tuple[Value, ...] = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
_MOST_OF_ALL = 0.99
_RARE = ("recurrent_activation", "l1", "l2", "epsilon", "momentum", "dilation", "stride")


@record
class Field:
    """One thing to set: `path` is where it stands in the layer, `setting` its range and its words.

    An `optional` number that is not given is `NONE`.
    """

    path: tuple[str, ...]
    setting: Setting
    optional: bool = False

    def of(self, layer: Layer) -> Value:
        """Its value now."""
        value: Any = layer
        for name in self.path:
            value = getattr(value, name)
        return NONE if value is None else value


def fields_of(layer: Layer) -> tuple[Field, ...]:
    """Everything that can be set on this layer, in the order of its spec; of a wrapper, what it wraps too."""
    if not isinstance(layer, Bidirectional):
        return _fields(type(layer))
    kind = Setting(name="kind", kind="choice", default=layer.inner.kind, choices=tuple(RECURRENT))
    inside = (replace(field, path=("inner", *field.path)) for field in _fields(type(layer.inner)))
    return (Field(path=("inner", "kind"), setting=kind), *inside)


def with_field(layer: AnyLayer, field: Field, value: object) -> AnyLayer:
    """The layer with this field set. Raises SettingsError, and ValueError where two fields exclude each other."""
    accepted: Value | None = field.setting.accept(value)
    if field.optional and accepted == NONE:
        accepted = None
    name = field.path[-1]
    if not isinstance(layer, Bidirectional):
        return layer.but(**{name: accepted})
    inner = layer.inner.__dict__ | {name: accepted}
    if name == "kind":  # what both kinds of layer know stays
        known = RECURRENT[str(accepted)].model_fields
        inner = {key: setting for key, setting in inner.items() if key in known}
    return layer.but(inner=inner)


def kinds() -> tuple[str, ...]:
    """Every kind of layer on the allow-list."""
    return tuple(layer.model_fields["kind"].default for layer in _allowed())


def _allowed() -> tuple[type[Any], ...]:
    return get_args(get_args(AnyLayer)[0])


@cache
def _fields(kind: type[Layer]) -> tuple[Field, ...]:
    return tuple(
        Field(path=(name,), setting=_setting(name, about), optional=type(None) in get_args(about.annotation))
        for name, about in kind.model_fields.items()
        if name != "kind"
    )


def _setting(name: str, about: FieldInfo) -> Setting:
    shared: dict[str, Any] = {"name": name, "folded": name in _RARE}
    low, high, below = _bounds(about)
    default = low if about.is_required() or about.default is None else about.default
    if get_origin(about.annotation) is Literal:
        return Setting(kind="choice", default=default, choices=get_args(about.annotation), **shared)
    if about.annotation is bool:
        return Setting(kind="switch", default=default, **shared)
    if about.annotation is float and below:
        return Setting(kind="share", default=default, high=_MOST_OF_ALL, marks=_SHARES, **shared)
    if about.annotation is float:
        return Setting(kind="float", default=default, low=low, high=high, marks=_MARKS.get(name, ()), **shared)
    low = NONE if type(None) in get_args(about.annotation) else low
    return Setting(kind="int", default=int(default), low=low, high=high, marks=_MARKS.get(name, ()), **shared)


def _bounds(about: FieldInfo) -> tuple[float, float, float | None]:
    """Least, most, and what it must stay below."""
    low, high, below = 0.0, 100_000.0, None
    for rule in about.metadata:
        low = float(rule.ge) if isinstance(rule, Ge) else low  # type: ignore[arg-type]
        high = float(rule.le) if isinstance(rule, Le) else high  # type: ignore[arg-type]
        below = float(rule.lt) if isinstance(rule, Lt) else below  # type: ignore[arg-type]
    return low, high, below


def fresh(kind: str) -> AnyLayer:
    """A new layer of this kind, every field as it usually is. Raises ValueError for a kind that is not allowed."""
    layer = next((one for one in _allowed() if one.model_fields["kind"].default == kind), None)
    if layer is None:
        raise ValueError(f"The kinds of layer are {', '.join(kinds())}. Received: {kind!r}")
    needed = {field: 1 for field, about in layer.model_fields.items() if about.is_required()}
    return layer(**needed)
