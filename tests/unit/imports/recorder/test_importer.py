"""Who asked for an import: the nearest code that is neither machinery nor a helper of it."""

from __future__ import annotations

import doctest
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder.importer import DISCOVERED, importer

STDLIB = str(Path(os.__file__).parent)


def asked_by(*frames: tuple[str, str]) -> tuple[str, int, str]:
    """Return who asked, where these (file, module) call each other, the innermost last.

    A hook call of the test runner stands around them, as in a real run.
    """

    def ask() -> tuple[str, int, str]:
        return importer(sys._getframe(1))

    inner: Callable[[], Any] = ask
    for file, name in reversed([("pluggy.py", "pluggy._callers"), *frames]):
        scope: dict[str, Any] = {
            "__name__": name,
            "__file__": None if file == "made.py" else file,
            "inner": inner,
        }
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
        ([MINE, ("made.py", "mine")], ("/x/mine.py", 2, "mine")),
        ([("made.py", "mine")], ("<made.py>", 2, "mine")),
        (
            [("/x/mine.py", "mine"), (f"{STDLIB}/threading.py", "threading")],
            ("/x/mine.py", 2, "mine"),
        ),
        ([(f"{STDLIB}/threading.py", "threading")], ("<library threading>", 1, "")),
        ([("/x/_pytest/config.py", "_pytest.config")], ("<pytest plugins>", 1, "")),
        ([MINE, ("pluggy.py", "pluggy._hooks"), HELPER], ("<library unittest.mock>", 1, "")),
    ],
)
def test_who_asked(frames: list[tuple[str, str]], who: tuple[str, int, str]) -> None:
    assert asked_by(*frames) == who


def test_code_of_the_project_is_the_importer() -> None:
    file, line, module = importer(sys._getframe())
    assert (file, module) == (__file__, __name__)
    assert line > 0


def test_nothing_to_be_found_is_said() -> None:
    assert importer(None) == ("<unknown>", 1, "")


def test_a_docstrings_example_has_the_place_of_its_text(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(
        "X = 1\n\ndef f():\n    '''Text.\n\n    >>> seen.append(ask())\n    '''\n"
    )
    spec = importlib.util.spec_from_file_location("d", tmp_path / "d.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    seen: list[tuple[str, int, str]] = []
    scope = {"seen": seen, "ask": lambda: importer(sys._getframe(1)), **vars(module)}
    doctest.testmod(module, globs=scope)
    assert seen == [(str(tmp_path / "d.py"), 6, "d")]


def test_a_runner_that_finds_a_file_asks_for_no_module() -> None:
    scope: dict[str, Any] = {
        "__name__": "_pytest.pathlib",
        "ask": lambda: importer(sys._getframe(1)),
    }
    exec("def import_path():\n    return ask()\n", scope)
    assert scope["import_path"]() == (DISCOVERED, 1, "")
