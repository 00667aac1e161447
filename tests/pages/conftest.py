"""What every test of a page begins with: a home, and nobody who would work through its queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.element_tree import ElementTree

from core.runs.library import Library
from core.runs.store import Store
from tests.pages.fabricate import House


@pytest.fixture(scope="session", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit searches all that is installed for components, anew for every app: a tenth of a second each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def what_is_sent_can_be_drawn() -> Iterator[None]:
    """Every element has its block when it arrives; else the browser gives up and shows a white page.

    What is sent in one go is put together by place: a later block may come before what it holds,
    and where two writers use one place, that order can be broken.
    """
    read = local_script_runner.parse_tree_from_messages

    def checked(messages: Sequence[ForwardMsg]) -> ElementTree:
        assert not (orphan := first_without_block(messages)), f"no block for {orphan}"
        return read(messages)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "parse_tree_from_messages", checked)
        yield


def first_without_block(messages: Sequence[ForwardMsg]) -> tuple[int, ...] | None:
    """The first place that is written into after its block has gone, as the browser would put them together.

    What an earlier run drew is still in the browser, so a block that is not among the messages is there.
    """
    kinds: dict[tuple[int, ...], str | None] = {}
    gone: set[tuple[int, ...]] = set()
    for message in messages:
        if not message.HasField("delta"):
            continue
        place = tuple(message.metadata.delta_path)
        if place[:-1] in gone:
            return place
        kind = message.delta.add_block.WhichOneof("type") if message.delta.HasField("add_block") else None
        if kinds.get(place, kind) != kind:  # another kind of block begins empty
            gone |= {inner for inner in kinds if inner[: len(place)] == place}
        kinds[place] = kind
        gone.discard(place)
    return None


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder the app looks at, empty at first."""
    return tmp_path


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for all tests of a module, where a file that one opened need not be read again by the next."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No supervisor is started."""
    monkeypatch.setenv("LOOKBACK_HOME", str(home))
    monkeypatch.setattr("core.runs.wake.wake", lambda home: False)
    monkeypatch.setattr("pages.parts.live_queue.wake", lambda home: False)


@pytest.fixture
def library(home: Path) -> Library:
    """What the visitor has."""
    return Store(home).owned_by("local")


@pytest.fixture
def house(home: Path) -> House:
    """A home with a dataset, where runs can be made up."""
    return House(home)
