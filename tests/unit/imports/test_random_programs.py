"""Programs made at random: what they fetch of the layer when they run, the scan names.

Each program keeps the layer's parent, or something that only looks like it, under a few names, and
takes ``compat`` from them in blocks, functions and classes. A module that writes down who takes an
attribute of it says which lines did.
"""

from __future__ import annotations

import random
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports import scan

PROGRAMS = 150
NAMES = "pqr"
HEAD = "import acme, importlib, sys\n"
KEEP = [
    "{n} = {v}",
    "{n}, *{h} = {v}, 0",
    "({h}, ({n}, _)) = (0, ({v}, 0))",
    "for {h}, {n} in [(0, {v})]: pass",
    "({n} := {v})",
    "{n} = [0, {v}][-1]",
    "{n} = {{'k': {v}}}['k']",
    "def {h}(): return {v}\n{n} = {h}()",
    "{h} = lambda: {v}\n{n} = {h}()",
    "class {h}: m = {v}\n{n} = {h}.m",
    "class {h}:\n    def __init__(self): self.m = {v}\n{n} = {h}().m",
]
TAKE = [
    "{n}.compat",
    "getattr({n}, 'compat')",
    "f'{{{n}.compat}}'",
    "[{n}.compat for _ in '1']",
    "(lambda: {n}.compat)()",
    "(lambda {n}: {n}.compat)(other)",
    "[{n}.compat for {n} in (other,)]",
    "def {h}({n}): {n}.compat\n{h}(other)",
    "def {h}({n}={n}): {n}.compat\n{h}()",
    "class {h}: x = {n}.compat",
    "eval('{n}.compat')",
]
AROUND = [
    "if True:\n{b}",
    "for {h} in '1':\n{b}",
    "try:\n{b}\nfinally: pass",
    "class {h}:\n{b}",
    "def {h}():\n    p = other; q = r = acme\n{b}\n{h}()",
    "def {h}():\n    global p; q = r = other\n{b}\n{h}()",
]


class Program:
    """A program.

    Args:
        seed: says which one.
        acme: the expression for the layer's parent.
    """

    def __init__(self, seed: int, acme: str) -> None:
        self._random = random.Random(seed)
        self._acme = acme
        self._count = 0
        start = f"other = types.SimpleNamespace(compat=1)\np = {acme}\nq = r = other\n"
        self.text = HEAD + "import types\n" + start + self._block(3) + "\n"

    def _block(self, deep: int) -> str:
        return "\n".join(self._statement(deep) for _ in range(self._random.randint(2, 5)))

    def _statement(self, deep: int) -> str:
        self._count += 1
        forms = self._random.choice([KEEP, TAKE, TAKE, AROUND if deep else TAKE])
        block = self._block(deep - 1) if forms is AROUND else ""
        return self._random.choice(forms).format(
            n=self._random.choice(NAMES),
            h=f"h{self._count}",
            v=self._random.choice([self._acme, self._acme, "other"]),
            b="\n".join("    " + line for line in block.split("\n")),
        )


@pytest.fixture
def lines_run() -> Callable[[str], set[int]]:
    """Run a program; give the lines that took ``compat`` from the module ``acme``."""

    def run(text: str) -> set[int]:
        taken: set[int] = set()

        class Watched(types.ModuleType):
            def __getattribute__(self, name: str) -> object:
                frame = sys._getframe(1) if name == "compat" else None
                while frame is not None and frame.f_code.co_filename != "<program>":
                    frame = frame.f_back
                if frame is not None:
                    taken.add(frame.f_lineno)
                return super().__getattribute__(name)

        acme = Watched("acme")
        acme.compat = 1  # type: ignore[attr-defined] # a module may hold anything
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(sys.modules, "acme", acme)
            exec(compile(text, "<program>", "exec"), {})
        return taken

    return run


def hits(root: Path, programs: list[str]) -> dict[int, set[int]]:
    (root / "acme").mkdir()
    (root / "acme" / "__init__.py").write_text("")
    (root / "acme" / "compat.py").write_text("")
    for i, text in enumerate(programs):
        (root / f"m{i}.py").write_text(text)
    found: dict[int, set[int]] = {i: set() for i in range(len(programs))}
    for reference in scan(root, "acme.compat", cache=False).references:
        if reference.counts:
            found[int(reference.path[1:-3])].add(reference.line)
    return found


def test_every_line_that_takes_the_layer_is_named(
    tmp_path: Path, lines_run: Callable[[str], set[int]]
) -> None:
    ways = ["acme", "sys.modules['acme']", "importlib.import_module('acme')"]
    programs = [Program(i, ways[i % len(ways)]).text for i in range(PROGRAMS)]
    found = hits(tmp_path, programs)
    for i, text in enumerate(programs):
        missed = lines_run(text) - found[i]
        assert not missed, f"{sorted(missed)} of\n{text}"


def test_no_line_is_named_of_programs_that_never_touch_it(
    tmp_path: Path, lines_run: Callable[[str], set[int]]
) -> None:
    programs = [Program(i, "other").text.replace("r = acme", "r = other") for i in range(PROGRAMS)]
    assert not any(map(lines_run, programs))
    assert not any(hits(tmp_path, programs).values())
