"""A bundle for other programs: `python -m core.export BUNDLE --to keras|h5|script --out PATH`.

A process of its own, because `.keras` and `.h5` need TensorFlow, which no page may load.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.errors import LookbackError
from core.export.bundle import Bundle, read_bundle
from core.export.script import script
from core.files import write_bytes


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m core.export", description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--to", choices=("keras", "h5", "script"), required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    try:
        write_bytes(given.out, _content(read_bundle(given.bundle), given.to))
    except (LookbackError, OSError) as error:
        parser.exit(2, f"{error}\n")


def _content(bundle: Bundle, to: str) -> bytes:
    if to == "script":
        return script(bundle.experiment, bundle.fitted, bundle.manifest.name).encode()
    from core.export.keras_files import keras_zip  # TensorFlow takes seconds, and a script needs none

    return keras_zip(bundle, "keras" if to == "keras" else "h5")


if __name__ == "__main__":
    main()
