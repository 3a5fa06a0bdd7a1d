"""Who asked for an import: the nearest code that is neither machinery nor a helper of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder.frames import is_question, module_name
from offramp.imports.recorder.offramp_recorder.importer import importer

STDLIB = str(Path(os.__file__).parent)


def asked_by(*frames: tuple[str, str]) -> tuple[str, int, str]:
    """Return who asked, where these (file, module) call each other, the innermost last.

    A hook call of the test runner stands around them, as in a real run.
    """

    def ask() -> tuple[str, int, str]:
        return importer(sys._getframe(1))

    inner: Callable[[], Any] = ask
    for file, name in reversed([("pluggy.py", "pluggy._callers"), *frames]):
        scope: dict[str, Any] = {"__name__": name, "__file__": file, "inner": inner}
        code = compile("def call():\n    return inner()\n", file, "exec")
        exec(code, scope)
        inner = scope["call"]
    found: tuple[str, int, str] = inner()
    return found


MINE = ("/x/mine.py", "mine")
HELPER = (f"{STDLIB}/unittest/mock.py", "unittest.mock")


@pytest.mark.parametrize(
    ("frames", "who"),
    [
        ([MINE], ("/x/mine.py", 2, "mine")),
        ([MINE, HELPER], ("/x/mine.py", 2, "mine")),
        ([MINE, ("<string>", "made")], ("/x/mine.py", 2, "mine")),
        (
            [MINE, ("<frozen importlib._bootstrap>", "importlib._bootstrap")],
            ("/x/mine.py", 2, "mine"),
        ),
        (
            [MINE, (f"{STDLIB}/site-packages/lib.py", "lib")],
            (f"{STDLIB}/site-packages/lib.py", 2, "lib"),
        ),
        ([HELPER], ("<library unittest.mock>", 1, "")),
        ([("<string>", "made")], ("<string>", 2, "made")),
        ([(f"{STDLIB}/runpy.py", "runpy")], ("<python -m>", 1, "")),
        ([("/x/_pytest/config.py", "_pytest.config")], ("<pytest plugins>", 1, "")),
        ([MINE, ("pluggy.py", "pluggy._hooks"), HELPER], ("<library unittest.mock>", 1, "")),
    ],
)
def test_who_asked(frames: list[tuple[str, str]], who: tuple[str, int, str]) -> None:
    assert asked_by(*frames) == who


@pytest.mark.parametrize("value", ["m", "a.b"])
def test_the_name_of_a_module(value: str) -> None:
    scope: dict[str, Any] = {"__name__": value, "sys": sys}
    exec("frame = sys._getframe()", scope)
    assert module_name(scope["frame"]) == value
    scope = {"__name__": 3, "sys": sys}
    exec("frame = sys._getframe()", scope)
    assert module_name(scope["frame"]) == ""


def test_code_of_the_project_is_the_importer() -> None:
    file, line, module = importer(sys._getframe())
    assert (file, module) == (__file__, __name__)
    assert line > 0


def test_nothing_to_be_found_is_said() -> None:
    assert importer(None) == ("<unknown>", 1, "")


def test_a_question_comes_from_find_spec() -> None:
    assert not is_question(None)
    assert not is_question(sys._getframe())

    def find_spec() -> bool:
        return is_question(sys._getframe())

    assert find_spec()
