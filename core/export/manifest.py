"""The first page of a bundle: format, versions and fingerprints, checked before anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from core.errors import BundleError
from core.export.strict_json import loads, parse
from core.export.versions import versions
from core.spec import Spec
from core.training.kept import Kept

FORMAT = 1
MAX_BYTES = 64_000_000
LIMITS: Mapping[str, int] = {
    "manifest.json": 64_000,
    "experiment.json": 256_000,
    "fitted.json": 1_000_000,
    "weights.safetensors": MAX_BYTES,
    "card.md": 256_000,
}
"""The names of all members, and the most bytes each may have."""


class Member(Spec):
    """One part of the zip and the SHA-256 of its bytes."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class KeptEpoch(Spec):
    """Which epoch the weights are of, from 1 and counted on over all networks, and what it was chosen by."""

    epoch: int = Field(ge=1, le=2_000_000)
    monitor: Literal["val_loss", "loss"]
    value: float


class Manifest(Spec):
    """What made the model, and the fingerprint of every other part."""

    format: Literal[1] = 1
    name: str = Field("", max_length=500)
    versions: tuple[tuple[str, str], ...] = Field((), max_length=50)
    kept: KeptEpoch
    members: tuple[Member, ...] = Field(max_length=10)


def manifest_of(name: str, kept: Kept, members: Mapping[str, bytes]) -> Manifest:
    listed = tuple(Member(name=key, sha256=_fingerprint(content)) for key, content in members.items())
    about = KeptEpoch.model_validate({"epoch": kept.epoch, "monitor": kept.monitor, "value": kept.value})
    return Manifest(name=name[:500], versions=versions(), kept=about, members=listed)


def checked_manifest(members: Mapping[str, bytes]) -> Manifest:
    """The manifest, once every other member is proven to be the one it lists. Raises BundleError."""
    content = loads(members["manifest.json"], "manifest.json")
    refuse_newer(content)
    manifest = parse(Manifest, content, "manifest.json")
    listed = {member.name: member.sha256 for member in manifest.members}
    for name, raw in members.items():
        if name != "manifest.json" and listed.get(name) != _fingerprint(raw):
            raise BundleError("bundle_changed", member=name)
    return manifest


def refuse_newer(content: Any) -> None:
    """A higher format is said to be newer before its unknown settings are held against it."""
    found = content.get("format") if isinstance(content, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise BundleError("bundle_newer", received=str(found)[:20], known=FORMAT)


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
