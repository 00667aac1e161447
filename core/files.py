"""Writing a file so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Temp file in the same folder → flush → fsync → rename → fsync of the folder.

    Raises OSError (disk full, read-only); the old content then stands untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_bytes(path: Path, content: bytes) -> None:
    write_atomically(path, lambda file: file.write(content))


def write_json(path: Path, content: object) -> None:
    """JSON with NaN refused: what cannot be computed is written as null by the caller."""
    write_bytes(path, json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode())
