"""What a generated file says of the CSV it reads, or of several that it joins."""

from __future__ import annotations

from collections.abc import Mapping

from core.data.spec import DataSpec

__all__ = ["dataset_of", "entry", "joined", "named", "usage"]

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")

JOINED = (("core.data.joining", "join"),)
"""What takes several files together."""

READ_ALL = """tables = [read(Path(file), source.reading) for file, source in zip(({files}), data.sources)]"""

ONE = '''def dataset_of(path):
    """The rows of a file as the network sees them, in their own units. The file must be written as the first was."""
    data, windows, _, fitting = chosen()
    return new_dataset(read(Path(path), data.sources[0].reading), data, windows, fitting, fitted())'''

SEVERAL = '''def dataset_of(*paths):
    """The rows of the files as the network sees them, in their own units. They must be written as the first were."""
    data, windows, _, fitting = chosen()
    {read}
    return new_dataset(join(tables, data.sources, data.join), data, windows, fitting, fitted())'''


def joined(data: DataSpec) -> tuple[tuple[str, str], ...]:
    """What is taken from the app besides, where files are joined."""
    return JOINED if data.join else ()


def named(data: DataSpec) -> Mapping[str, str]:
    """How the files are given to a script, and what its story calls them."""
    story = "the file" if data.join is None else "the files and join them"
    return {"usage": f"[{usage(data)}]", "story": story}


def usage(data: DataSpec) -> str:
    """The files as they are typed, and where the predictions go."""
    words = ["FILE"] if data.join is None else [place.upper() for place in PLACES[: len(data.sources)]]
    return " ".join(f"{word}.csv" for word in (*words, "[PREDICTIONS")) + "]"


def entry(data: DataSpec) -> Mapping[str, str]:
    """The parameters of `main` that are files, and the line that makes rows of them."""
    if data.join is None:
        line = "dataset = arrange(read(Path(file), data.sources[0].reading), data)"
        return {"files": "file=FILE", "come": "the file", "reading": line}
    places = PLACES[: len(data.sources)]
    lines = [READ_ALL.format(files=", ".join(places)), "dataset = arrange(join(tables, data.sources, data.join), data)"]
    given = ", ".join(f"{place}=FILES[{at}]" for at, place in enumerate(places))
    return {"files": given, "come": "the files", "reading": "\n    ".join(lines)}


def dataset_of(data: DataSpec) -> str:
    """The function of `data.py` that reads a new file, or as many as the model learned from."""
    return ONE if data.join is None else SEVERAL.format(read=READ_ALL.format(files="*paths,"))
