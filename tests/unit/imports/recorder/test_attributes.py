"""Who reads the layer from the package above it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder.attributes import Parents
from offramp.imports.recorder.offramp_recorder.recording import Recorder


class Reads(Recorder):
    """A recorder that keeps what is read."""

    def __init__(self) -> None:
        super().__init__(".", ["ab.compat", "ab.old", "top"], nonce="", block=False, reach="test")
        self.reads: list[str] = []

    def read(self, name: str, frame: object) -> None:
        self.reads.append(name)


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    module = ModuleType("ab")
    monkeypatch.setitem(sys.modules, "ab", module)
    return module


def test_what_is_read_is_told_and_nothing_else(package: Any) -> None:
    package.compat, package.other = "layer", "other"
    recorder = Reads()
    Parents(recorder).watch()
    assert (package.compat, package.other, getattr(package, "com" + "pat")) == (
        "layer",
        "other",
        "layer",
    )
    assert recorder.reads == ["ab.compat"] * 2
    assert isinstance(package, ModuleType)
    assert type(package).__name__ == "module"


def test_what_is_not_there_is_no_reading_of_it(package: Any) -> None:
    recorder = Reads()
    Parents(recorder).watch()
    assert not hasattr(package, "old")
    with pytest.raises(AttributeError, match="module 'ab' has no attribute 'compat'"):
        package.compat  # noqa: B018 - it is read, and nothing else
    with pytest.raises(AttributeError):
        del package.compat
    assert recorder.reads == []
    assert "compat" not in dir(package)


def test_the_attribute_is_kept_where_a_module_keeps_it(package: Any) -> None:
    Parents(Reads()).watch()
    package.compat = 1
    assert vars(package)["compat"] == 1
    del package.compat
    assert "compat" not in vars(package)


def test_a_name_that_the_package_makes_when_it_is_asked_for(package: Any) -> None:
    """PEP 562."""
    package.__getattr__ = {"compat": "made", "more": "too"}.__getitem__
    recorder = Reads()
    Parents(recorder).watch()
    assert (package.compat, package.more) == ("made", "too")
    assert recorder.reads == ["ab.compat"]


def test_a_module_is_changed_once_and_a_new_one_anew(
    package: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    parents = Parents(Reads())
    parents.watch()
    made = type(package)
    parents.watch()
    assert type(package) is made
    other = ModuleType("ab")
    monkeypatch.setitem(sys.modules, "ab", other)
    parents.watch()
    assert type(other) is not ModuleType


@pytest.mark.parametrize("odd", [object(), None])
def test_what_is_no_module_is_left_alone(monkeypatch: pytest.MonkeyPatch, odd: Any) -> None:
    monkeypatch.setitem(sys.modules, "ab", odd)
    Parents(Reads()).watch()
    assert sys.modules["ab"] is odd
