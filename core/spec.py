"""The ground floor of every specification and every record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, TypeVar, dataclass_transform

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """A frozen dataclass whose fields are named at every call."""
    return dataclass(frozen=True, kw_only=True)(cls)


class Spec(BaseModel):
    """A setting that cannot exist invalid: frozen, checked on construction, JSON both ways.

    Containers are tuples, never dicts, so that two equal specs are equal and hashable.
    Unknown keys, NaN and infinity are refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def but(self, **changes: object) -> Self:
        """The same spec with some fields changed, checked again."""
        return type(self).model_validate({**self.__dict__, **changes})
