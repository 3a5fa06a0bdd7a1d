"""The wrappers, by themselves."""

from __future__ import annotations

import inspect
import sys
import warnings
from types import ModuleType
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder import importlib_bootstrap
from offramp.imports.recorder.offramp_recorder.importlib_bootstrap import (
    Asked,
    Explained,
    above,
    absolute,
    wrap_call,
    wrap_import,
)
from offramp.imports.recorder.offramp_recorder.recording import Recorder


class Hits(Recorder):
    """A recorder that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(".", ["a.compat"], nonce="", block=False, reach="test")
        self.hits: list[tuple[str, ...]] = []
        self.asked = 0

    def hit(self, names: tuple[str, ...], frame: object, via: str) -> None:
        if names:
            self.hits.append(names)

    def related(self, name: str) -> bool:
        self.asked += 1
        return super().related(name)


@pytest.mark.parametrize(
    ("name", "scope", "level", "full"),
    [
        ("compat", {"__package__": "a"}, 1, "a.compat"),
        ("", {"__package__": "a"}, 1, "a"),
        ("compat", {"__package__": "a.b.c"}, 3, "a.compat"),
        ("compat", {"__package__": "a"}, 2, None),
        ("compat", {"__package__": ""}, 1, None),
        ("compat", {"__name__": "a", "__path__": []}, 1, "a.compat"),
        ("compat", {"__name__": "a.m"}, 1, "a.compat"),
        ("compat", {"__spec__": type("S", (), {"parent": "a"})}, 1, "a.compat"),
        ("compat", {}, 1, None),
        ("compat", None, 1, None),
    ],
)
def test_relative_names(
    name: str, scope: dict[str, Any] | None, level: int, full: str | None
) -> None:
    """PEP 328, PEP 366."""
    assert absolute(name, scope, level) == full


def test_what_lies_above() -> None:
    assert above("a.b", 2, "c") == "a.c"
    assert above(None, 1, "c") is None


def test_what_a_statement_asks_for_is_worked_out_once() -> None:
    recorder = Hits()
    asked = Asked(recorder)
    for _ in range(3):
        assert asked.names("json", None, (), 0) is None
        assert asked.names("sib", {"__package__": "z"}, (), 1) is None
        assert asked.names("compat", {"__package__": "a"}, ("x",), 1) == ("a.compat.x",)
        assert asked.names("a", None, (), 0) == ()
    assert recorder.asked == 4 + 2, "wrap_import looks in the set of absolute names by itself"
    assert "json" in asked.unrelated
    assert asked.names("sib", {"__package__": None, "__name__": "z.m"}, (), 1) is None


def test_names_that_follow_from_a_statement() -> None:
    explained = Explained()
    outer = explained.begin(("a.compat.x",))
    inner = explained.begin(("b",))
    assert (explained.holds("b"), explained.holds("a")) == (True, False)
    explained.end(inner)
    assert [explained.holds(n) for n in ("a", "a.compat", "a.compat.x", "a.compat.y")] == [
        True,
        True,
        True,
        False,
    ]
    explained.end(outer)
    assert not explained.holds("a")


def test_the_wrapper_passes_on_what_it_is_given() -> None:
    given: list[Any] = []

    def original(*args: Any) -> ModuleType:
        given.append(args)
        return sys

    recorder = Hits()
    wrapped = wrap_import(recorder, Explained(), lambda: None, original)
    scope = {"__package__": "a"}
    assert wrapped(name="compat", globals=scope, locals=None, fromlist=["x"], level=1) is sys
    assert wrapped("json", fromlist=(m for m in ("loads",))) is sys
    assert given == [("compat", scope, None, ("x",), 1), ("json", None, None, ("loads",), 0)]
    assert recorder.hits == [("a.compat.x",)]


def test_a_star_is_what_the_package_says(monkeypatch: pytest.MonkeyPatch) -> None:
    package: Any = ModuleType("a")
    package.__all__ = ["compat", "core"]
    recorder = Hits()
    wrap_import(recorder, Explained(), lambda: None, lambda *_: package)("a", fromlist=("*",))
    assert recorder.hits == [("a.compat",)]


def test_a_wrapper_looks_like_what_it_wraps() -> None:
    import importlib

    wrapped = wrap_call(Hits(), Explained(), lambda: None, importlib.import_module, lambda n: n)
    assert (wrapped.__name__, wrapped.__module__) == ("import_module", "importlib")
    assert inspect.signature(wrapped) == inspect.signature(importlib.import_module)


def test_a_warning_in_the_layer_blames_who_imports_it() -> None:
    """A suite's filter for a module's own deprecations must match as it does without a recorder."""

    def original(*_: Any) -> ModuleType:
        source = "import warnings\nwarnings.warn('old', DeprecationWarning, stacklevel=2)\n"
        exec(compile(source, "compat.py", "exec"), {"__name__": "a.compat"})
        return sys

    wrapped = wrap_import(Hits(), Explained(), lambda: None, original)
    source = "take('a.compat')\n"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        exec(compile(source, "user.py", "exec"), {"__name__": "user", "take": wrapped})
    (only,) = caught
    # `original` is in this file, whose name makes it machinery as well.
    assert only.filename == "user.py"
    name = importlib_bootstrap.__file__
    assert "importlib" in name
    assert "_bootstrap" in name
