"""What a frame is: import machinery, a helper, an import statement, code that reads a name."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder.frames import (
    anonymous,
    is_helper,
    is_machinery,
    is_question,
    is_reader,
    module_name,
    statement,
)


def frame_in(source: str, file: str = "/x/mine.py", **scope: Any) -> FrameType:
    """Return the frame of code in which ``look()`` is called."""
    found: list[FrameType] = []
    names = {"__name__": "mine", "look": lambda: found.append(sys._getframe(1)), **scope}
    exec(compile(source, file, "exec"), names)
    return found[0]


@pytest.mark.parametrize("value", ["m", "a.b"])
def test_the_name_of_a_module(value: str) -> None:
    scope: dict[str, Any] = {"__name__": value, "sys": sys}
    exec("frame = sys._getframe()", scope)
    assert module_name(scope["frame"]) == value
    scope = {"__name__": 3, "sys": sys}
    exec("frame = sys._getframe()", scope)
    assert module_name(scope["frame"]) == ""


def test_under_m_a_module_has_its_real_name() -> None:
    spec = type("Spec", (), {"name": "a.b"})
    assert module_name(frame_in("look()", __name__="__main__", __spec__=spec)) == "a.b"
    assert module_name(frame_in("look()", __name__="__main__", __spec__=None)) == "__main__"


@pytest.mark.parametrize(("asker", "question"), [("find_spec", True), ("reload", False)])
def test_a_question_comes_from_find_spec(asker: str, question: bool) -> None:
    seen: list[bool] = []
    machinery: dict[str, Any] = {
        "__name__": "importlib._bootstrap",
        "look": lambda: seen.append(is_question(sys._getframe(1))),
    }
    exec("def _find_spec():\n    look()\n", machinery)
    caller: dict[str, Any] = {"__name__": "importlib.util", "ask": machinery["_find_spec"]}
    exec(f"def {asker}():\n    ask()\n", caller)
    caller[asker]()
    assert seen == [question]


def test_a_program_that_goes_through_the_finders_by_hand_asks() -> None:
    assert is_question(sys._getframe())
    assert not is_question(None)


@pytest.mark.parametrize(
    ("file", "name", "helper"),
    [
        ("/x/mine.py", "mine", False),
        ("<frozen runpy>", "runpy", True),
        ("/x/_pytest/python.py", "_pytest.python", True),
        (pytest.__file__, "pytest", False),
        (sys.modules["os"].__file__ or "", "os", True),
    ],
)
def test_who_is_a_helper(file: str, name: str, helper: bool) -> None:
    assert is_helper(frame_in("look()", file, __name__=name)) is helper


def test_machinery_is_an_ordinary_import_on_its_way() -> None:
    source = "def _find_and_load():\n    look()\n_find_and_load()\n"
    assert is_machinery(frame_in(source, __name__="importlib._bootstrap"))
    assert not is_machinery(frame_in("look()", __name__="importlib._bootstrap"))
    assert not is_machinery(frame_in(source))
    assert not is_machinery(None)


def test_a_wrapper_of_import_is_seen_through() -> None:
    """Programs replace ``__import__`` too; the statement stands elsewhere."""
    found: list[tuple[FrameType, FrameType]] = []

    def replaced(name: str, scope: Any, *_: Any) -> object:
        frame = sys._getframe()
        found.append((frame, statement(frame, scope)))
        return sys

    scope = {"__name__": "mine", "__builtins__": {"__import__": replaced}}
    exec(compile("\n\nimport sys\n", "/x/mine.py", "exec"), scope)
    ((_, asker),) = found
    assert (asker.f_code.co_filename, asker.f_lineno) == ("/x/mine.py", 3)


def test_a_call_of_import_is_its_own_statement() -> None:
    here = sys._getframe()
    assert statement(here, None) is here
    assert statement(here, globals()) is here


class Attributes:
    """Calls back when an attribute is read."""

    def __init__(self, seen: list[bool]) -> None:
        self._seen = seen

    def __getattr__(self, _name: str) -> object:
        self._seen.append(is_reader(sys._getframe(1)))
        return None


@pytest.mark.parametrize(
    ("source", "module", "function", "reads"),
    [
        ("thing.name", "mine", "f", True),
        ("getattr(thing, 'na' + 'me')", "mine", "f", True),
        ("from thing import name", "mine", "f", False),
        ("getattr(thing, 'name')", "_pytest.python", "collect", False),
        ("getattr(thing, 'name')", "unittest.mock", "_dot_lookup", True),
    ],
)
def test_who_reads_an_attribute(
    monkeypatch: pytest.MonkeyPatch, source: str, module: str, function: str, reads: bool
) -> None:
    seen: list[bool] = []
    thing = Attributes(seen)
    monkeypatch.setitem(sys.modules, "thing", thing)
    scope: dict[str, Any] = {"__name__": module, "thing": thing}
    exec(f"def {function}():\n    {source}\n", scope)
    scope[function]()
    assert seen[-1] is reads


@pytest.mark.parametrize(
    ("file", "made"), [("<string>", True), ("<frozen os>", False), ("a.py", False)]
)
def test_which_names_say_nothing(file: str, made: bool) -> None:
    assert anonymous(file) is made
